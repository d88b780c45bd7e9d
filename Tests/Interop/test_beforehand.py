"""What can be checked is checked before anything is asked, and what is asked names whom it is about."""

import re

import pytest

from conftest import PASSWORD
from failures import expect
from mail import newest_code
from ports import free_port
from terminal import at_terminal

URI = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop"
SILENT = f"http://127.0.0.1:{free_port()}"
ADDRESS = "ada@example.org"
# A wrong password is asked for again twice.
WRONG = ["a guess of somebody else"] * 3


@pytest.fixture(scope="module")
def two(phone, service):
    """A phone with two personal accounts, of which none keeps a backup."""
    two = phone("two")
    two.create_account("first", service)
    two.create_account("second", service)
    return two


def asks_nothing(status, shown, code):
    """The command ended with this code, and no secret was asked for."""
    assert status != 0 and f"[{code}]" in shown, shown
    assert not re.search(r"(assword|Storage|Recovery code|Code|delete the account).*: |\[y/N\]", shown), shown


@pytest.mark.parametrize("command", [["account", "create"], ["account", "sign-in"], ["recover"]], ids=" ".join)
def test_nobody_types_anything_for_a_service_that_does_not_answer(command, phone, storage):
    given = ["--storage", f"folder:{storage}"] if command == ["recover"] else []
    ended = at_terminal(*command, "me", "--service", SILENT, *given, home=phone().home)
    asks_nothing(*ended, "service.unreachable")


@pytest.mark.parametrize("name, code", [("m e", "account.invalid-name"), ("first", "account.already-here")])
def test_an_account_that_cannot_be_created_takes_no_password(name, code, two, service):
    asks_nothing(*at_terminal("account", "create", name, "--service", service.url, home=two.home), code)


def test_a_new_password_is_asked_for_once_the_old_one_is_right(phone, service):
    ada = phone()
    ada.create_account("order", service)
    status, shown = at_terminal("account", "password", home=ada.home, answers=WRONG)
    assert status == 77 and "This is not the password of order" in shown and "New password" not in shown, shown
    new = "eleven dry umbrellas at night"
    status, shown = at_terminal("account", "password", home=ada.home, answers=[PASSWORD, new, new])
    assert status == 0 and ada.sign_in("order", service, password=new).json["state"] == "ready", shown


def test_words_for_a_wrong_password_name_nothing_that_was_not_typed_and_is_not_there(phone, service, storage):
    ada = phone()
    ada.create_account("wrong", service)
    for command in (["backup", "on", "--storage", f"folder:{storage}"], ["account", "recovery-code", "--yes"]):
        told = ada.run(*command, password="a guess of somebody else", check=False)
        assert (told.status, told.code) == (77, "signin.wrong-password"), told
        assert told.error["message"] == "This is not the password of wrong"
        assert re.fullmatch(r"Type it again\. Attempts left before a pause: \d+\.", told.error["remedy"]), told
    ada.run("account", "recovery-code", "--yes", password=PASSWORD)
    told = ada.run("account", "recovery-code", "--yes", password="a guess of somebody else", check=False)
    assert "the recovery code on your paper" in told.error["remedy"], told


def test_one_of_two_personal_accounts_is_named_or_chosen(two, service, storage):
    on = ["backup", "on", "--storage", f"folder:{storage}"]
    message, remedy = expect("account.several", 65, two.run, *on)
    assert message == "You have 2 personal accounts, numbers 1, 2: which one keeps the backup key?"
    assert "--account" in remedy
    for command in (["recovery-code", "--yes"], ["contacts"], ["devices"], ["password"], ["export", "-"]):
        message, remedy = expect("account.several", 65, two.run, "account", *command)
        assert message == "You have 2 personal accounts: numbers 1, 2" and "--account" not in remedy
    status, shown = at_terminal("account", "contacts", home=two.home, answers=["3", "2"])
    assert status == 0 and "Type a number from 1 to 2" in shown, shown
    status, shown = at_terminal(*on, home=two.home, answers=["2", PASSWORD])
    assert status == 0 and "which one keeps the backup key?" in shown, shown
    assert "127.0.0.1:first" in shown and "127.0.0.1:second" in shown
    # The one that keeps the backup is meant from now on.
    assert two.run("account", "contacts").status == 0
    two.run(*on, password=PASSWORD)


def test_a_contact_is_recognised_by_what_it_is(phone, service):
    ada = phone()
    ada.create_account("recognised", service)
    add = ["account", "contacts", "add"]
    status, shown = at_terminal(*add, ADDRESS, home=ada.home, answers=[lambda: newest_code(service, ADDRESS)])
    assert status == 0 and "a•••@e•••.org" in shown, shown
    for wrong in ("ada", "0612345678", "127.0.0.1:recognised"):
        expect("contact.invalid", 65, ada.run, *add, wrong)
    for usage in ([], ["--email", ADDRESS, "--phone", "+33612345678"], [ADDRESS, "recognised", "more"]):
        told = ada.run(*add, *usage, check=False)
        assert (told.status, told.code) == (64, "usage"), told
    # An account may be named behind the contact.
    sent = ada.run(*add, "b@example.org", "recognised", password=PASSWORD, check=False)
    assert sent.code in ("contact.code-sent", "contact.proof-sent"), sent


def test_a_device_is_named_before_it_is_removed(phone, service):
    ada, other = phone(), phone()
    ada.create_account("named", service)
    other.sign_in("named", service)
    other.run("account", "devices", "--name-this", "Blue phone", password=PASSWORD)
    device = next(line["id"] for line in ada.run("account", "devices").json if not line["current"])
    revoke = ["account", "devices", "--revoke", device]
    refused = ada.run(*revoke, password=PASSWORD, check=False)
    assert (refused.status, refused.code) == (77, "confirmation.needed"), refused
    status, shown = at_terminal(*revoke, home=ada.home, answers=["what", "n"])
    assert status == 0 and re.search(r"Remove “Blue phone”, added on .+, from the account\?", shown), shown
    assert "Cancelled" in shown, shown
    assert len(ada.run("account", "devices").json) == 2
    # The beginning of the ID will do that no other has, as for requests and contacts.
    ids = [line["id"] for line in ada.run("account", "devices").json]
    length = next(length for length in range(1, 33) if ids[0][:length] != ids[1][:length])
    revoke[-1] = device[:length]
    status, shown = at_terminal(*revoke, home=ada.home, answers=["y"], env={"SPAREKEY_PASSWORD": PASSWORD})
    assert status == 0 and len(ada.run("account", "devices").json) == 1, shown


def test_who_deletes_an_account_types_its_password_though_it_was_typed_just_now(phone, service):
    ada = phone()
    ada.create_account("gone", service)
    delete = ["account", "delete"]
    status, shown = at_terminal(*delete, home=ada.home, answers=["gone", *WRONG])
    assert status == 77 and "This is not the password of gone" in shown and len(ada.list()) == 1, shown
    assert ada.run(*delete, "--yes", check=False).code == "password.empty"
    status, shown = at_terminal(*delete, home=ada.home, answers=["gone", PASSWORD])
    assert status == 0 and ada.list() == [], shown


def test_a_device_that_may_not_delete_the_account_asks_for_no_name(phone, service, storage):
    ada, new = phone(), phone()
    ada.create_account("older", service)
    ada.backup_on(storage)
    new.recover("older", service, storage)
    status, shown = at_terminal("account", "delete", home=new.home)
    assert status == 77 and "[account.older-device]" in shown, shown
    assert "Type older" not in shown and "backup" not in shown.split("sparekey: error")[0], shown


NOTHING_THERE = [
    (["backup", "on"], "backup.no-recovery-account"), (["backup", "new-key"], "backup.off"),
    (["backup", "delete"], "backup.off"), (["account", "password"], "backup.no-recovery-account"),
    (["account", "password", "--recovery-code"], "backup.no-recovery-account"),
    (["account", "recovery-code"], "backup.no-recovery-account"), (["account", "take-back"], "backup.no-recovery-account"),
    (["account", "confirm", "--letter-code"], "backup.no-recovery-account"),
    (["account", "delete"], "backup.no-recovery-account"),
    (["account", "contacts", "verify", "PROOF"], "backup.no-recovery-account"),
    (["account", "approvals", "on"], "backup.no-recovery-account"),
    (["recover", "ada"], "recovery.entries-present"),
]


@pytest.mark.parametrize("command, code", NOTHING_THERE, ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_nobody_is_asked_anything_for_an_account_or_a_backup_that_is_not_there(command, code, phone):
    ada = phone()
    ada.add(URI)
    asks_nothing(*at_terminal(*command, home=ada.home), code)


@pytest.mark.parametrize("command", [
    ["requests"], ["requests", "--watch"], ["approve", "--number", "12"], ["deny"], ["notices"], ["account", "devices"],
    ["account", "contacts"], ["account", "approvals", "off"], ["backup", "on"], ["backup", "now"], ["backup", "verify"],
    ["backup", "versions"], ["backup", "pause"], ["backup", "watch"], ["backup", "new-key"], ["backup", "delete", "--yes"],
    ["storage", "test"],
], ids=" ".join)
def test_whatever_needs_a_personal_account_says_where_there_is_none_how_to_get_one(command, phone):
    ada = phone()
    ada.add(URI)
    refused = ada.run(*command, check=False, language="en")
    assert "sparekey account create USER --service URL" in refused.error["remedy"], refused
    assert "sparekey account sign-in USER --service URL" in refused.error["remedy"], refused
    assert "ackup" not in refused.error["message"] or command[0] in ("backup", "storage"), refused


@pytest.mark.parametrize("command", [["backup", "status"], ["doctor"]], ids=" ".join)
def test_a_backup_that_is_off_without_a_personal_account_is_told_with_how_to_get_one(command, phone):
    ada = phone()
    ada.add(URI)
    told = ada.run(*command, json=False, language="en").out
    assert "Automatic backup is off. It needs a personal account first: create one with sparekey account create" in told


@pytest.mark.parametrize("command", [
    ["account", "password"], ["account", "recovery-code"], ["account", "take-back"], ["account", "delete"],
    ["backup", "new-key"], ["account", "confirm", "--letter-code"],
], ids=" ".join)
def test_nobody_types_a_secret_of_an_account_whose_service_does_not_answer(command, stopped):
    asks_nothing(*at_terminal(*command, home=stopped.home), "service.unreachable")


@pytest.fixture(scope="module")
def stopped(phone, new_service, new_storage):
    """A phone with an account and a backup, whose service has stopped."""
    ada, service = phone(), new_service()
    ada.create_account("silent", service)
    ada.backup_on(new_storage())
    service.stop()
    return ada


def test_a_password_is_asked_for_with_the_account_that_it_is_of(two):
    for command, prompt in [
        (["account", "password", "first"], "Password of 127.0.0.1:first: "),
        (["account", "recovery-code", "second"], "Password of 127.0.0.1:second: "),
        (["recover-entry", "second"], "Password of 127.0.0.1:second: "),
    ]:
        status, shown = at_terminal(*command, home=two.home, answers=WRONG)
        assert status == 77 and prompt in shown, shown
    status, shown = at_terminal("account", "password", "first", home=two.home, answers=WRONG, language="fr")
    assert status == 77 and "Mot de passe du compte 127.0.0.1:first\u00a0: " in shown, shown


def test_an_older_device_that_could_delete_the_account_is_named_with_the_day_from_which_on_it_need_not(phone, service):
    ada, new = phone(), phone()
    ada.create_account("named-older", service)
    ada.run("account", "devices", "--name-this", "Blue phone", password=PASSWORD)
    new.sign_in("named-older", service)
    told = new.run("account", "delete", "--yes", password=PASSWORD, check=False)
    assert told.code == "account.older-device" and "“Blue phone” (added on " in told.error["message"], told
    device = next(line["id"] for line in new.run("account", "devices").json if not line["current"])
    assert f"--revoke {device[:12]}" in told.error["remedy"] and "can be deleted here from " in told.error["remedy"], told


def test_an_address_without_its_scheme_on_this_computer_is_told_how_it_is_written(phone, service):
    for address in (f"127.0.0.1:{service.port}", f"https://127.0.0.1:{service.port}"):
        told = phone().run("account", "create", "me", "--service", address, password=PASSWORD, check=False)
        assert told.status == 69 and f"http://127.0.0.1:{service.port}" in told.error["remedy"], told


def test_a_missing_new_password_is_told_with_where_it_would_come_from(phone, service):
    ada = phone()
    ada.create_account("new-missing", service)
    told = ada.run("account", "password", password=PASSWORD, check=False)
    assert told.code == "password.empty" and "SPAREKEY_NEW_PASSWORD" in told.error["remedy"], told
    assert "new password" in told.error["message"], told


def test_a_script_is_given_a_generated_password_only_where_it_may_be_set(phone, service):
    ada = phone()
    ada.create_account("generated", service)
    taken = phone().run("account", "create", "generated", "--service", service.url, "--generate", check=False)
    assert taken.code == "account.name-taken" and "password" not in taken.error, "nothing was made with it"
    made = phone().run("account", "create", "generated-well", "--service", service.url, "--generate")
    assert len(made.json["password"].split()) == 6, made


def test_of_two_accounts_the_one_to_take_back_is_chosen(phone, service):
    two = phone()
    two.create_account("take-first", service)
    two.create_account("take-second", service)
    status, shown = at_terminal("account", "take-back", home=two.home, answers=["2", "a guess of somebody else"])
    assert status == 77 and "Password of take-second before the change: " in shown, shown
