"""An account that somebody else has taken: its older phone takes it back on the page. And an account's end there."""

import pytest
from approving import own_device
from conftest import PASSWORD, Phone
from moments import settle

NEW = "eleven dry umbrellas at night"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_phone_that_was_removed_takes_the_account_back(language, ada, service, open_phone, tmp_path):
    settle()
    thief = Phone(tmp_path / "thief" / "home")
    thief.sign_in(ada.user, service)
    thief.run("account", "devices", "--revoke", own_device(ada), password=PASSWORD)
    ada.run("account", "devices", check=False)
    ada.close()
    page = open_phone("again", language, home=ada.home).page
    w = page.words
    page.at(w("accounts.title"))
    page.open("/devices").at(w("devices.title")).shows(w("removed.byDevice")).press(w("entry.takeBack"))
    page.at(w("entry.takeBack")).traverse()
    page.type(w("takeBack.before"), PASSWORD)
    page.type(w("recoveryCode.newPassword"), NEW)
    page.press(w("entry.takeBack"))
    page.at(w("entry.takeBack")).shows(w("takeBack.done"))
    assert {entry["state"] for entry in ada.list()} == {"ready"}
    assert thief.run("account", "devices", check=False).code == "session.invalid"
    assert ada.sign_in(ada.user, service, password=NEW).json["state"] == "ready"


def test_a_phone_that_its_owner_removed_signs_in_as_a_new_one(ada, service, storage, open_phone, phone, outbox):
    ada.backup_on(storage)
    ada.close()
    settle()
    other = phone("other")
    other.sign_in(ada.user, service)
    other.run("account", "devices", "--revoke", own_device(ada), password=PASSWORD)
    page = open_phone("again", home=ada.home).page
    w = page.words
    page.open("/backup").at(w("backup.title")).shows(w("removed.byDevice")).press(w("signIn.asNew"))
    page.at(w("entry.signInToRecover")).type(w("recover.password"), PASSWORD)
    page.tick(w("signIn.asNew"))
    page.press(w("personal.go"))
    page.at(w("entry.signInToRecover")).type(w("signIn.code"), outbox.code(page))
    page.press(w("next"))
    page.at(w("signIn.proving"))
    page.wait(lambda: {entry["state"] for entry in ada.list()} == {"ready"}, "not signed in")
    page.open("/devices").at(w("devices.title"))
    assert w("removed.byDevice") not in page.text()


def test_an_account_ends_on_the_page_once_its_name_is_typed(ada, service):
    page, w = ada.page, ada.page.words
    entry = next(entry for entry in ada.list() if entry["kind"] == "personal")
    page.open(f"/accounts/{entry['id']}").press(w("accountData.title"))
    label = f"{w('accountData.username')} {ada.user}"
    page.at(w("accountData.title")).traverse().type(label, "somebody else")
    page.press(w("accountData.deleteNow"))
    page.at(w("accountData.title")).shows("confirmation.needed")
    page.type(label, ada.user)
    page.press(w("accountData.deleteNow"))
    page.wait(lambda: page.driver.current_url.endswith("/"), "the account is still there")
    assert ada.list() == []
    assert Phone(ada.home.parent / "new").sign_in(ada.user, service, check=False).code == "signin.wrong-password"
