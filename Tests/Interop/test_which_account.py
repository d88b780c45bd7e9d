"""Which account is meant, and how accounts of one name are told apart."""

import re

import pytest

from approving import add_contact, turn_on, type_code
from conftest import PASSWORD
from failures import expect

SHOP = "otpauth://totp/Shop:me?secret=JBSWY3DPEHPK3PXP&issuer=Shop"
OTHER = "otpauth://totp/Shop:me?secret=GEZDGNBVGY3TQOJQ&issuer=Shop"
COMMANDS = [
    ["account", "devices"], ["account", "confirm"], ["account", "password"], ["account", "contacts", "list"],
    ["account", "approvals", "on"], ["notices"],
]


@pytest.fixture(scope="module")
def new_phone(phone):
    """A phone that has an account of another site alone."""
    new = phone("alone")
    new.add(SHOP)
    return new


@pytest.fixture(scope="module")
def ada(phone, service):
    """A phone that has an account at the service beside one of another site."""
    ada = phone("ada")
    ada.add(SHOP)
    ada.create_account("ada", service)
    return ada


@pytest.mark.parametrize("name", ["Shop", "1"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_account_of_another_site_is_told_as_one_with_those_that_could_be_meant(command, name, ada, new_phone):
    message, remedy = expect("entry.not-found", 66, new_phone.run, *command, name)
    assert "“Shop:me”" in message and "sparekey account create" in remedy, (message, remedy)
    message, remedy = expect("entry.not-found", 66, ada.run, *command, name)
    assert "“Shop:me”" in message and "127.0.0.1:ada" in remedy, (message, remedy)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_name_that_fits_nothing_is_told_with_those_that_could_be_meant(command, ada):
    message, remedy = expect("entry.not-found", 66, ada.run, *command, "Nowhere")
    assert "“Nowhere”" in message and "127.0.0.1:ada" in remedy, (message, remedy)


def test_a_list_of_devices_says_whose_they_are(ada):
    assert ada.run("account", "devices", json=False, language="en").out.startswith("Devices of 127.0.0.1:ada:\n")
    assert ada.run("account", "devices", json=False, language="fr").out.startswith("Appareils du compte 127.0.0.1:ada\u00a0:\n")


def test_accounts_of_one_name_are_told_apart_by_their_service_or_the_beginning_of_their_id(phone, service, new_service):
    other, device = new_service(), phone("both")
    for account in (SHOP, OTHER):
        device.add(account, "--keep-both")
    for place in (service, other):
        device.create_account("twin", place)
    first, second = [f"ID {entry['id'][:6]}" for entry in device.list()[:2]]
    for command in (["list"], ["codes", "--once"]):
        shown = device.run(*command, json=False, language="en").out
        for apart in (first, second, service.url, other.url):
            assert f"({apart})" in shown, shown
    # What is shown is what a command takes, and it stays what it is where accounts are moved.
    device.run("move", "2", "1")
    for apart, code in ((first, "JBSWY3DPEHPK3PXP"), (second, "GEZDGNBVGY3TQOJQ")):
        for name in (f"Shop:me ({apart})", f"me ({apart})", apart, apart.removeprefix("ID ")):
            uri = device.run("show-qr", name, "--yes").json["uri"]
            assert f"secret={code}" in uri, (name, uri)
    for place in (service, other):
        for name in (f"127.0.0.1:twin ({place.url})", f"twin ({place.url})", place.url):
            devices = device.run("account", "devices", name, json=False, language="en").out
            assert devices.startswith(f"Devices of 127.0.0.1:twin ({place.url}):"), devices
            assert device.run("code", name).json["account"] == "twin"
    assert device.run("code", "Shop:me (ID 000000)", check=False).code == "entry.not-found"
    # One whose own name is what tells another apart is not taken for it.
    device.add(f"otpauth://totp/Shop:me%20({second.replace(' ', '%20')})?secret=MFRGGZDFMZTWQ2LK&issuer=Shop")
    assert device.run("remove", f"Shop:me ({second})", "--yes", check=False).code == "entry.ambiguous"
    device.run("remove", "5", "--yes")
    # A name that is there once has nothing behind it, and scripts read the names as they are.
    assert [(entry["issuer"], entry["account"]) for entry in device.list()] == [
        ("Shop", "me"), ("Shop", "me"), ("127.0.0.1", "twin"), ("127.0.0.1", "twin")]
    device.run("rename", "1", "--account", "you")
    shown = device.run("list", json=False, language="en").out
    assert first not in shown and second not in shown and other.url in shown, shown


def test_a_name_that_a_site_has_chosen_takes_no_command_from_another_account(phone):
    device = phone()
    device.add(SHOP)
    device.add("otpauth://totp/Evil:Shop%3Ame?secret=GEZDGNBVGY3TQOJQ&issuer=Evil")
    device.add("otpauth://totp/Evil:1?secret=MFRGGZDFMZTWQ2LK&issuer=Evil")
    for name in ("Shop:me", "1"):
        assert "secret=JBSWY3DPEHPK3PXP" in device.run("show-qr", name, "--yes").json["uri"], name
    assert device.run("show-qr", "Evil:1", "--yes").json["uri"].count("MFRGGZDFMZTWQ2LK") == 1


def test_accounts_that_a_name_fits_are_told_by_their_numbers_in_the_whole_list(phone, service):
    device = phone()
    device.add(SHOP)
    for name in ("pia", "pim"):
        device.create_account(name, service)
    message, _ = expect("entry.ambiguous", 65, device.run, "account", "devices", "127.0.0.1")
    assert "2, 3" in message, message


def test_a_command_that_is_advised_means_one_of_two_accounts_of_one_name(phone, service, new_service, new_storage):
    other, old, new, storage = new_service(), phone("old"), phone("new"), new_storage()
    for place in (service, other):
        old.create_account("pair", place)
    first = old.list()[0]["id"]
    old.backup_on(storage, "--account", first)
    new.recover("pair", service, storage)
    shown = new.run("list", json=False, language="en").out
    told = "1 account needs more verification: sparekey recover-entry "
    assert f"{told}'127.0.0.1:pair ({other.url})'" in shown, shown
    recovered = new.run("recover-entry", f"127.0.0.1:pair ({other.url})", password=PASSWORD).json
    assert recovered["id"] == old.list()[1]["id"]


def account_advised(phone, command, text):
    """The identifier of the one account that a command means which a text advises: it is named as the list shows it."""
    account = re.search(rf"sparekey {command} '127\.0\.0\.1:([^']+)'", text)[1]
    lines = phone.run("list", json=False, language="en").out.splitlines()
    position = next(int(line.split()[0]) for line in lines if f" {account} " in line)
    return phone.list()[position - 1]["id"]


def test_the_step_that_is_left_for_sign_in_requests_means_one_of_two_accounts_of_one_name(
    phone, service, new_service, new_storage
):
    other, old, new, storage = new_service(), phone("old"), phone("new"), new_storage()
    for place in (service, other):
        old.create_account("step", place)
    first = old.list()[0]["id"]
    add_contact(old, service, "step@example.org", first)
    turn_on(old, service, first)
    old.backup_on(storage, "--account", first)
    new.recover("step", service, storage)
    sent = new.run("account", "confirm", first, password=PASSWORD, check=False)
    assert sent.code == "contact.proof-sent", sent
    type_code(new, service, sent, None, first)
    shown = new.run("account", "confirm", first, json=False, language="en").out
    assert account_advised(new, "recover-entry", shown) == first, shown


def test_whatever_a_command_tells_of_one_of_two_accounts_of_one_name_advises_commands_for_that_one(
    phone, service, new_service
):
    other, old, device = new_service(), phone("old"), phone("device")
    for place in (service, other):
        old.create_account("alike", place)
    first, second = [entry["id"] for entry in old.list()]
    add_contact(old, service, "alike@example.org", first)
    device.sign_in("alike", other)
    told = device.sign_in("alike", service, json=False, language="en", check=False).err
    here, there = [entry["id"] for entry in device.list()]
    assert account_advised(device, "account confirm", told) == there, told
    told = old.run("account", "devices", first, json=False, language="en").err
    assert account_advised(old, "account devices", told) == first, told
    doctor = device.run("doctor", json=False, language="en", check=False).out
    assert account_advised(device, "account confirm", doctor) == there, doctor
    nowhere = device.run("account", "devices", "Nowhere", check=False)
    assert nowhere.code == "entry.not-found" and nowhere.error["remedy"].endswith(
        f" '127.0.0.1:alike ({other.url})', '127.0.0.1:alike ({service.url})'."), nowhere
    removed = next(one["id"] for one in old.run("account", "devices", second).json if not one["current"])
    old.run("account", "devices", second, "--yes", "--revoke", removed, password=PASSWORD)
    over = device.run("account", "devices", here, check=False)
    assert over.code == "device.not-found", over
    assert account_advised(device, "recover-entry", over.error["remedy"]) == here, over


def test_a_recovery_with_the_code_on_paper_goes_on_with_one_of_two_accounts_of_one_name(
    phone, service, new_service, new_storage
):
    other, old, new, storage = new_service(), phone("old"), phone("new"), new_storage()
    for place in (service, other):
        old.create_account("paper", place)
    first = old.list()[0]["id"]
    old.backup_on(storage, "--account", first)
    code = old.run("account", "recovery-code", first, "--yes", password=PASSWORD).json["recoveryCode"]
    told = new.recover("paper", service, storage, "--recovery-code", password=None, json=False, language="en",
                       env={"SPAREKEY_RECOVERY_CODE": code}).err
    assert account_advised(new, "account password", told) == first, told
