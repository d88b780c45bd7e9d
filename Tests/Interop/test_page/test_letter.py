"""Signing in on the page where others have spent the tries: the failure offers a code, sent to the contacts."""

import base64
import re

import pytest
from conftest import PASSWORD
from mail import letter_code, outbox
from moments import settle

lib = pytest.importorskip("opaquepy.lib")


def spend(service, user):
    """The five passwords that one network may try in an hour."""
    for _ in range(5):
        ke1, _ = lib.login_client("a guess")
        standard = base64.b64encode(base64.urlsafe_b64decode(ke1 + "=" * (-len(ke1) % 4))).decode()
        service.request("POST", "/v1/sign-ins/start", {"username": user, "ke1": standard})


def sign_in(page, service, user, letter=None):
    """Types what signs in to a personal account, and waits for what comes of it."""
    w = page.words
    page.type(w("recover.service"), service.url)
    page.type(w("recover.username"), user)
    page.type(w("recover.password"), PASSWORD)
    if letter:
        page.type(w("letter.code"), letter)
    page.press(w("personal.go"))
    return page.at(w("kind.personal"))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_code_sent_to_the_contacts_signs_in_after_too_many_tries(language, ada, service, open_phone):
    settle()
    spend(service, ada.user)
    page = open_phone("new", language).page
    w = page.words
    sign_in(page.open("/add/personal").at(w("kind.personal")), service, ada.user)
    assert page.driver.execute_script("return document.querySelector('main .error-code').textContent") == (
        "signin.too-many-attempts"
    )
    link = page.find(w("letter.title")).get_attribute("href")
    page.open(link[link.index("/letter"):])
    page.at(w("letter.title"))
    # Neither is typed again.
    assert page.find(w("recover.service")).get_attribute("value") == service.url
    assert page.find(w("recover.username")).get_attribute("value") == ada.user
    page.press(w("letter.send"))
    page.at(w("letter.title")).wait(
        lambda: re.search(w.pattern("letter.sent"), page.text()), "the page does not say that a code is on its way"
    )

    def letter():
        own = [letter for letter in outbox(service, "letter") if letter.recipient.startswith(f"{ada.user}@")]
        return own and letter_code(own[0].text)

    code = page.wait(letter, "no letter")
    subject = [found.path.read_text() for found in outbox(service, "letter") if code in found.text][0]
    assert ("Subject: Votre code" in subject) == (language == "fr"), subject
    sign_in(page.open("/add/personal").at(w("kind.personal")), service, ada.user)
    page.shows(w("letter.code"))
    page.type(w("recover.password"), PASSWORD)
    page.type(w("letter.code"), code.lower())
    page.press(w("personal.go"))
    page.at(w("kind.personal"))
    page.wait(
        lambda: not page.driver.execute_script("return document.querySelector('main .error-code')"), "a failure"
    )
