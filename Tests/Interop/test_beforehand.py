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
    assert not re.search(r"assword.*: ", shown), shown


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
    status, shown = at_terminal("account", "password", home=ada.home, answers=["a guess of somebody else"])
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
    assert status == 0 and "Remove Blue phone from the account?" in shown and "Cancelled" in shown, shown
    assert len(ada.run("account", "devices").json) == 2
    status, shown = at_terminal(*revoke, home=ada.home, answers=["y"], env={"SPAREKEY_PASSWORD": PASSWORD})
    assert status == 0 and len(ada.run("account", "devices").json) == 1, shown


def test_who_deletes_an_account_types_its_password_though_it_was_typed_just_now(phone, service):
    ada = phone()
    ada.create_account("gone", service)
    delete = ["account", "delete"]
    status, shown = at_terminal(*delete, home=ada.home, answers=["gone", "a guess of somebody else"])
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
