"""Removing an account: what it means is said before, and its service is told."""

import pytest

from terminal import at_terminal

URI = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop"
STAYS = {"en": "The account stays at the service", "fr": "Le compte reste chez le service"}


@pytest.mark.parametrize("language", STAYS)
def test_the_question_says_that_an_account_of_a_service_stays_there(language, phone, service):
    ada = phone("ada")
    ada.create_account(f"stays-{language}", service)
    ada.add(URI)
    for name, stays in ((f"stays-{language}", True), ("Shop", False)):
        status, shown = at_terminal("remove", name, home=ada.home, answers=["n"], language=language)
        assert status == 0 and (STAYS[language] in " ".join(shown.split())) == stays, shown


def test_a_removed_account_no_longer_lists_a_device_that_has_just_signed_in(phone, service):
    old, new = phone("old"), phone("new")
    old.create_account("left", service)
    new.sign_in("left", service)
    # Its password was typed a moment ago.
    assert "The account no longer lists this device." in new.run("remove", "left", "--yes", json=False).out
    assert len(old.run("account", "devices", "left").json) == 1
