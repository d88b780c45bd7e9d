"""What a terminal asks again, in which order it asks, and what it says where nobody answers."""

import re

from conftest import PASSWORD
from mail import newest_code
from terminal import at_terminal

URI = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop"
ADDRESS = "ada@example.org"


def test_a_wrong_secret_is_asked_for_again(phone, service, storage):
    ada = phone()
    ada.create_account("again", service)
    sign_in = ["account", "sign-in", "again", "--service", service.url]
    status, shown = at_terminal(*sign_in, home=phone().home, answers=["a guess", PASSWORD])
    assert status == 0 and shown.count("Password of again: ") == 2, shown
    assert "The user name or password is wrong. " in shown and "attempts left before a pause" in shown, shown
    on = ["backup", "on", "--storage", f"folder:{storage}"]
    status, shown = at_terminal(*on, home=ada.home, answers=["a guess", PASSWORD])
    assert status == 0 and shown.count("This is not the password of again. ") == 1, shown
    recover = ["recover", "again", "--service", service.url, "--storage", f"folder:{storage}"]
    status, shown = at_terminal(*recover, home=phone().home, answers=["a guess", PASSWORD])
    assert status == 0 and "1 of 1 account recovered" in shown, shown
    paper = [ada.run("account", "recovery-code", "--yes", password=PASSWORD).json["recoveryCode"] for _ in range(2)]
    new = "eleven dry umbrellas at night"
    answers = [*paper, new, new, "\x04"]
    status, shown = at_terminal("account", "password", "--recovery-code", home=ada.home, answers=answers)
    assert status == 65 and shown.count("This is not the recovery code of again, or it was already used") == 1, shown
    ada.run("passphrase", env={"SPAREKEY_NEW_PASSPHRASE": "blue kettle"})
    status, shown = at_terminal("list", home=ada.home, answers=["red kettle", "blue kettle"])
    assert status == 0 and "The passphrase is wrong. " in shown, shown
    status, shown = at_terminal("list", home=ada.home, answers=["red kettle"] * 3)
    assert status == 77 and shown.count("Vault passphrase: ") == 3, shown
    # What is given is tried once.
    told = ada.run("list", env={"SPAREKEY_PASSPHRASE": "red kettle"}, check=False)
    assert told.code == "vault.wrong-passphrase", told


def test_a_code_on_paper_that_is_not_the_accounts_is_told_as_that(phone, service, storage):
    ada, new = phone(), phone()
    ada.create_account("paper-told", service)
    ada.backup_on(storage)
    old = ada.run("account", "recovery-code", "--yes", password=PASSWORD).json["recoveryCode"]
    code = ada.run("account", "recovery-code", "--yes", password=PASSWORD).json["recoveryCode"]
    new.recover("paper-told", service, storage, "--recovery-code", env={"SPAREKEY_RECOVERY_CODE": code})
    told = ada.run("account", "password", "--recovery-code", "--yes", check=False, env={"SPAREKEY_RECOVERY_CODE": old})
    assert told.code == "signin.wrong-recovery-code" and "recovery code of paper-told" in told.error["message"], told
    assert "user name" not in told.error["message"] + told.error["remedy"], told
    assert "Attempts left before a pause" in told.error["remedy"], told


def test_whoever_recovers_with_the_code_on_paper_is_told_where_nothing_can_confirm_the_device(phone, service, storage):
    ada, new = phone(), phone()
    ada.create_account("no-way", service)
    ada.backup_on(storage)
    code = ada.run("account", "recovery-code", "--yes", password=PASSWORD).json["recoveryCode"]
    told = new.recover("no-way", service, storage, "--recovery-code", json=False, env={"SPAREKEY_RECOVERY_CODE": code}).err
    assert "unless you add a contact on a confirmed device: the account has none, and no other device" in told, told
    assert "You can set a new password from " in told and "To do it sooner" not in told, told


def test_a_taken_name_is_replaced_and_the_password_stays(phone, service):
    phone().create_account("taken", service)
    ada = phone()
    create = ["account", "create", "taken", "--service", service.url]
    password = "a longer secret of mine"
    answers = [password, password, "taken", "m e", "not-taken"]
    status, shown = at_terminal(*create, home=ada.home, answers=answers)
    assert status == 0 and shown.count("This user name is already taken") == 2, shown
    assert shown.count("New password") == 1 and "This user name is not allowed" in shown, shown
    assert ada.list()[0]["account"] == "not-taken"
    assert phone().sign_in("not-taken", service, password=password).json["state"] == "ready"


def test_what_opens_here_is_asked_for_before_what_a_service_wants(phone, service):
    ada = phone()
    ada.add(URI)
    ada.create_account("first-here", service)
    ada.run("passphrase", env={"SPAREKEY_NEW_PASSPHRASE": "blue kettle"})
    for command in (["account", "sign-in", "first-here", "--service", service.url], ["recover-entry", "first-here"]):
        status, shown = at_terminal(*command, home=ada.home, answers=["blue kettle", PASSWORD])
        assert status == 0 and shown.index("Vault passphrase: ") < shown.index("Password of "), shown
    for command, prompt in ((["add", "--issuer", "Bank", "--secret"], "Secret: "), (["enroll"], "Code, or the link")):
        status, shown = at_terminal(*command, home=ada.home, answers=["blue kettle", "\x04"])
        assert status == 65 and shown.index("Vault passphrase: ") < shown.index(prompt), shown


def test_taking_back_says_what_it_does_before_it_asks_for_a_password(phone, service):
    ada = phone()
    ada.create_account("explained", service)
    status, shown = at_terminal("account", "take-back", home=ada.home, answers=["\x04"])
    assert status == 65 and shown.index("nothing changes until you agree") < shown.index("before the change: "), shown


def test_an_account_is_recovered_by_a_name_that_a_site_has_too(phone, service):
    ada = phone()
    ada.create_account("me", service)
    ada.add("otpauth://totp/Shop:me?secret=JBSWY3DPEHPK3PXP&issuer=Shop")
    assert ada.run("recover-entry", "me", password=PASSWORD).json["account"] == "me"
    assert ada.run("recover-entry", "Shop", check=False).code == "entry.nothing-to-recover"


def test_the_end_of_the_input_at_a_contacts_code_says_how_to_go_on(phone, service):
    ada, new = phone(), phone()
    ada.create_account("later", service)
    status, shown = at_terminal("account", "contacts", "add", ADDRESS, home=ada.home, answers=["\x04"])
    assert status == 65 and "The contact was not added yet. The code sent to a•••@e•••.org" in shown, shown
    proof = re.search(r"sparekey account contacts verify (\S+)", shown)[1]
    ada.run("account", "contacts", "verify", proof, env={"SPAREKEY_CONTACT_CODE": newest_code(service, ADDRESS)})
    assert [contact["isVerified"] for contact in ada.run("account", "contacts").json] == [True]
    new.sign_in("later", service)
    status, shown = at_terminal("account", "confirm", home=new.home, answers=["\x04"])
    assert status == 65 and "Nothing was changed. The code sent to a•••@e•••.org" in shown, shown
    assert "Then run this command again." in shown, shown


def test_a_letter_is_asked_for_by_an_account_that_is_here_and_says_what_takes_its_code(phone, service):
    ada, away = phone(), phone()
    ada.create_account("letters", service)
    for name in ([], ["127.0.0.1:letters"]):
        told = ada.run("account", "letter", *name, json=False, language="en").out
        assert told.endswith("Type it with: sparekey recover-entry 127.0.0.1:letters --letter-code\n"), told
    told = away.run("account", "letter", "letters", "--service", service.url, json=False, language="en").out
    for command in ("account sign-in", "recover"):
        assert f"sparekey {command} letters --service {service.url} --letter-code\n" in told, told


def test_devices_of_one_name_are_told_apart(phone, service):
    first = phone()
    first.create_account("named-alike", service)
    for _ in range(2):
        phone().sign_in("named-alike", service)
    names = [device["name"] for device in first.run("account", "devices").json]
    assert names[1:] == [f"{names[0]} 2", f"{names[0]} 3"], names
