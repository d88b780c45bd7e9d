"""The page gives an account another password, and the backup another key; a new device is confirmed first."""

import pytest
from conftest import PASSWORD, Phone

from .words import Words

NEW = "eleven dry umbrellas at night"
CONTACT = "a•••@e•••.org"


def open_form(device):
    """The form for another password, from the account's own page."""
    page, w = device.page, device.page.words
    entry = next(entry for entry in device.list() if entry["kind"] == "personal")
    page.open(f"/accounts/{entry['id']}").press(w("password.title"))
    return page.at(w("password.title"))


def fill(page, old, new, repeated):
    w = page.words
    page.type(w("password.present"), old)
    page.type(w("recoveryCode.newPassword"), new)
    page.type(w("password.repeat"), repeated)
    page.press(w("password.title"))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_another_password_is_typed_twice_and_takes_the_place_of_the_old_one(language, ada, service, open_phone):
    ada.close()
    phone = open_phone("again", language, home=ada.home)
    page, w = open_form(phone), phone.page.words
    page.traverse()
    fill(page, PASSWORD, NEW, NEW + "!")
    page.at(w("password.title")).shows("password.mismatch")
    fill(page, PASSWORD, PASSWORD, PASSWORD)
    page.at(w("password.title")).shows("password.same")
    fill(page, "not the password at all", NEW, NEW)
    page.at(w("password.title")).shows("signin.wrong-password")
    fill(page, PASSWORD, NEW, NEW)
    page.at(w("password.done")).shows(w("password.doneText")).press(w("toAccounts"))
    page.at(w("accounts.title"))
    other = Phone(ada.home.parent / "other")
    assert other.sign_in(ada.user, service, check=False).code == "signin.wrong-password"
    assert other.sign_in(ada.user, service, password=NEW).json["state"] == "ready"


def test_a_new_device_is_confirmed_before_it_changes_the_password(ada, service, phone, open_phone, outbox):
    other = phone("other")
    other.sign_in(ada.user, service)
    w = Words("en")
    page = open_form(open_phone(home=other.home))
    fill(page, PASSWORD, NEW, NEW)
    page.at(w("signIn.proving")).shows(w("evidence.unsettled")).tick(w("evidence.contact", masked=CONTACT))
    page.press(w("next"))
    page.at(w("signIn.proving")).type(w("signIn.code"), outbox.code(page))
    page.press(w("next"))
    page.at(w("password.done"))
    assert phone("third").sign_in(ada.user, service, password=NEW).json["state"] == "ready"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_new_backup_key_makes_the_older_versions_useless(language, ada, service, storage, open_phone, phone):
    ada.backup_on(storage)
    ada.close()
    page = open_phone("again", language, home=ada.home).page
    w = page.words
    page.open("/devices").at(w("devices.title")).press(w("newKey.title"))
    page.at(w("newKey.title")).traverse().type(w("recover.password"), "not the password at all")
    page.press(w("newKey.title"))
    page.at(w("newKey.title")).shows("signin.wrong-password").type(w("recover.password"), PASSWORD)
    page.press(w("newKey.title"))
    page.at(w("newKey.done")).shows(w("newKey.doneText")).press(w("recoveryCode.make"))
    page.at(w("recoveryCode.title"))
    *older, newest = [
        line["state"] for line in sorted(ada.run("backup", "versions").json, key=lambda line: line["generation"])
    ]
    assert newest == "intact" and set(older) == {"oldKey"}
    assert ada.backup_status()["state"] == "on"
    assert phone("new").recover(ada.user, service, storage).json["restored"] == 1


def test_a_new_device_is_confirmed_before_it_makes_a_key_and_no_problem_is_noted(
        ada, service, storage, phone, open_phone, outbox):
    ada.backup_on(storage)
    other = phone("other")
    other.recover(ada.user, service, storage)
    w = Words("en")
    page = open_phone(home=other.home).page.open("/backup").at(w("backup.title"))
    page.press(w("newKey.title"))
    page.at(w("newKey.title")).type(w("recover.password"), PASSWORD)
    page.press(w("newKey.title"))
    page.at(w("signIn.proving")).shows(w("evidence.unsettled"))
    assert other.backup_status().get("problem") is None
    page.tick(w("evidence.contact", masked=CONTACT))
    page.press(w("next"))
    page.at(w("signIn.proving")).type(w("signIn.code"), outbox.code(page))
    page.press(w("next"))
    page.at(w("newKey.done"))


def test_the_code_that_confirms_a_device_for_a_new_password_sets_up_its_sign_in_requests(
        ada, service, storage, phone, open_phone, outbox):
    ada.backup_on(storage)
    paper = ada.run("account", "recovery-code", "--yes", password=PASSWORD).json["recoveryCode"]
    new = phone("new")
    new.recover(
        ada.user, service, storage, "--recovery-code", password=None, env={"SPAREKEY_RECOVERY_CODE": paper}
    )
    w = Words("en")
    page = open_phone(home=new.home).page.at(w("accounts.title"))
    page.press(w("warning.newPassword"))
    page.at(w("signIn.proving")).shows(w("evidence.unsettled")).tick(w("evidence.contact", masked=CONTACT))
    page.press(w("next"))
    page.at(w("signIn.proving")).type(w("signIn.code"), outbox.code(page))
    page.press(w("next"))
    page.at(w("recoveryCode.finishTitle")).type(w("recoveryCode.newPassword"), NEW)
    page.type(w("recoveryCode.typeBack"), page.driver.find_element("css selector", "main .code-text").text)
    page.press(w("recoveryCode.finish"))
    page.at(w("recoveryCode.done.password")).shows(w("recoveryCode.doneText.confirmed")).press(w("toAccounts"))
    assert w("evidence.setUpRequests") not in page.at(w("accounts.title")).text()
    assert next(entry for entry in new.list() if entry["kind"] == "personal")["state"] == "ready"
