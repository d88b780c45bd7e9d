"""An account that somebody else has taken: its older phone takes it back on the page. And an account's end there."""

import re

import pytest
from approving import own_device
from conftest import PASSWORD, Phone
from mail import newest_code
from moments import settle

NEW = "eleven dry umbrellas at night"
THEIRS = "six red kites over the hill"
CONTACT = "a•••@e•••.org"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_phone_that_was_removed_takes_the_account_back(language, ada, service, open_phone, tmp_path):
    settle()
    thief = Phone(tmp_path / "thief" / "home")
    thief.sign_in(ada.user, service)
    thief.run("account", "devices", "--yes", "--revoke", own_device(ada), password=PASSWORD)
    ada.run("account", "devices", check=False)
    ada.close()
    page = open_phone("again", language, home=ada.home).page
    w = page.words
    page.at(w("accounts.title"))
    page.open("/devices").at(w("devices.title")).shows(w("removed.suspended")).press(w("entry.takeBack"))
    page.at(w("entry.takeBack")).traverse()
    page.type(w("takeBack.before"), PASSWORD)
    page.type(w("recoveryCode.newPassword"), NEW)
    page.press(w("entry.takeBack"))
    page.at(w("entry.takeBack")).shows(w("takeBack.done"))
    assert {entry["state"] for entry in ada.list()} == {"ready"}
    assert thief.run("account", "devices", check=False).code == "device.not-found"
    assert ada.sign_in(ada.user, service, password=NEW).json["state"] == "ready"


def taken_with_the_mailbox(ada, service, thief):
    """Somebody with the password and the mailbox removes the phone, and changes the password."""
    settle()
    device = own_device(ada)
    thief.sign_in(ada.user, service)
    sent = thief.run("account", "confirm", password=PASSWORD, check=False)
    thief.run("account", "contacts", "verify", sent.error["proof"], env={"SPAREKEY_CONTACT_CODE": newest_code(service)})
    thief.run("account", "password", ada.user, password=PASSWORD, env={"SPAREKEY_NEW_PASSWORD": THEIRS})
    thief.run("account", "devices", "--yes", "--revoke", device, password=THEIRS)
    ada.run("account", "devices", check=False)
    ada.close()


def began_to_take_back(page, password=NEW):
    """The page after the password of before, which is not enough."""
    w = page.words
    page.open("/devices").at(w("devices.title")).press(w("entry.takeBack"))
    page.at(w("entry.takeBack")).type(w("takeBack.before"), PASSWORD)
    page.type(w("recoveryCode.newPassword"), password)
    page.press(w("entry.takeBack"))
    return page.at(w("entry.takeBack")).shows(w("takeBack.more")).traverse()


def is_taken_back(ada, service, thief):
    assert {entry["state"] for entry in ada.list()} == {"ready"}
    assert thief.run("account", "devices", check=False).code == "device.not-found"
    assert thief.sign_in(ada.user, service, password=THEIRS, check=False).code == "signin.wrong-password"
    assert ada.sign_in(ada.user, service, password=NEW).json["state"] == "ready"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_against_somebody_with_the_mailbox_a_code_from_there_is_typed_too(
        language, ada, service, open_phone, phone, outbox):
    thief = phone("thief")
    taken_with_the_mailbox(ada, service, thief)
    page = began_to_take_back(open_phone("again", language, home=ada.home).page)
    w = page.words
    page.tick(CONTACT)
    page.press(w("signIn.send"))
    page.at(w("entry.takeBack")).shows(w("signIn.sentTo", place=CONTACT)).traverse()
    code = outbox.code(page)
    page.type(w("signIn.code"), str((int(code) + 1) % 10**8).zfill(8))
    page.press(w("entry.takeBack"))
    page.at(w("entry.takeBack")).shows("contact.wrong-code").type(w("signIn.code"), code)
    page.press(w("entry.takeBack"))
    page.at(w("entry.takeBack")).shows(w("takeBack.done")).shows(w("takeBack.known.contact"))
    is_taken_back(ada, service, thief)


def test_against_somebody_with_the_mailbox_the_recovery_code_of_before_is_enough_too(ada, service, open_phone, phone):
    paper = ada.run("account", "recovery-code", "--yes", password=PASSWORD).json["recoveryCode"]
    thief = phone("thief")
    taken_with_the_mailbox(ada, service, thief)
    page = began_to_take_back(open_phone("again", home=ada.home).page)
    w = page.words
    page.type(w("takeBack.code"), "not a recovery code")
    page.press(w("entry.takeBack"))
    page.at(w("entry.takeBack")).shows("recovery-code.mistyped").type(w("takeBack.code"), paper)
    page.press(w("entry.takeBack"))
    page.at(w("entry.takeBack")).shows(w("takeBack.done"))
    is_taken_back(ada, service, thief)


def test_a_phone_that_its_owner_removed_signs_in_as_a_new_one(ada, service, storage, open_phone, phone, outbox):
    ada.backup_on(storage)
    ada.close()
    settle()
    other = phone("other")
    other.sign_in(ada.user, service)
    other.run("account", "devices", "--yes", "--revoke", own_device(ada), password=PASSWORD)
    page = open_phone("again", home=ada.home).page
    w = page.words
    page.open("/backup").at(w("backup.title")).shows(w("removed.suspended")).press(w("signIn.asNew"))
    page.at(w("signIn.again")).type(w("recover.password"), PASSWORD)
    page.tick(w("signIn.asNew"))
    page.press(w("personal.go"))
    page.at(w("signIn.again")).type(w("signIn.code"), outbox.code(page))
    page.press(w("next"))
    page.at(w("signIn.proving"))
    page.wait(lambda: {entry["state"] for entry in ada.list()} == {"ready"}, "not signed in")
    page.open("/devices").at(w("devices.title"))
    assert w("removed.suspended") not in page.text()


def test_an_account_ends_on_the_page_once_its_name_is_typed(ada, service):
    page, w = ada.page, ada.page.words
    entry = next(entry for entry in ada.list() if entry["kind"] == "personal")
    page.open(f"/accounts/{entry['id']}").press(w("accountData.title"))
    label = f"{w('accountData.username')} {ada.user}"
    page.at(w("accountData.title")).traverse().type(label, "somebody else")
    page.type(w("recover.password"), PASSWORD)
    page.press(w("accountData.deleteNow"))
    page.at(w("accountData.title")).shows("confirmation.needed")
    assert w("error.confirmation.needed.message") in page.text() and "--yes" not in page.text()
    page.type(label, ada.user)
    page.type(w("recover.password"), "a guess of somebody else")
    page.press(w("accountData.deleteNow"))
    page.at(w("accountData.title")).shows("signin.wrong-password")
    page.type(label, ada.user)
    page.type(w("recover.password"), PASSWORD)
    page.press(w("accountData.deleteNow"))
    page.wait(lambda: page.driver.current_url.endswith("/"), "the account is still there")
    assert ada.list() == []
    assert Phone(ada.home.parent / "new").sign_in(ada.user, service, check=False).code == "signin.wrong-password"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_younger_device_that_was_removed_is_offered_to_sign_in_again(language, service, phone, open_phone):
    user = f"grace-{language}"
    first, other = phone("first"), phone("other")
    first.create_account(user, service)
    other.sign_in(user, service)
    first.run("account", "devices", "--yes", "--revoke", own_device(other), password=PASSWORD)
    page = open_phone(language=language, home=other.home).page
    w = page.words
    again = w("signIn.again")
    for path, title in (("/devices", w("devices.title")), ("/contacts", w("contacts.title"))):
        page.open(path).at(title).shows(w("page.removed.byService")).shows(again)
        assert re.search(w.pattern("removal.device"), page.text()), page.text()
        assert w("contacts.needsAccount") not in page.text()
    page.press(again)
    page.at(again).type(w("recover.password"), "not the password at all")
    page.press(w("personal.go"))
    page.at(again).shows("signin.wrong-password").type(w("recover.password"), PASSWORD)
    page.press(w("personal.go"))
    page.at(again).shows(w("signIn.done"))
    page.open("/devices").at(w("devices.title"))
    assert w("page.removed.byService") not in page.text()
