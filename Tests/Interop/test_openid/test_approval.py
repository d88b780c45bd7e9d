"""Sign-ins that a device approves with the number on the page: Apache, Authlib, and what comes of the device later."""

import secrets
import urllib.parse

import pytest
import requests

from approving import next_of, number_on, own_device, states
from conftest import PASSWORD
from mail import newest_code

from .pages import Browser, Form
from .test_authlib import Application


def test_a_page_behind_apache_opens_after_an_approval(apache, eve, browser):
    wiki = apache()
    page = browser.ask(browser.open(wiki.page), eve.name)
    page = browser.approved(page, eve)
    assert page.url == wiki.page, page.text + wiki.error_log()
    assert page.text == "what only members read\n"
    assert (page.headers["X-User"], page.headers["X-Level"]) == (eve.name, "urn:sparekey:approval")


def test_the_phone_shows_which_application_asks(apache, eve, browser):
    page = browser.ask(browser.open(apache().page), eve.name)
    request = eve.approve(number_on(page))
    assert (request["application"], request["place"]) == ("Staff wiki", "this machine")


def test_a_page_that_wants_an_approval_gets_one(apache, eve, browser):
    wiki = apache(require="Require claim acr:urn:sparekey:approval")
    page = browser.approved(browser.ask(browser.open(wiki.page), eve.name), eve)
    assert page.status_code == 200 and page.text == "what only members read\n"


@pytest.mark.parametrize("wrong", [False, True], ids=["denied", "wrong number"])
def test_nobody_gets_in_without_the_number(apache, eve, browser, wrong):
    wiki = apache()
    page = browser.ask(browser.open(wiki.page), eve.name)
    if wrong:
        number = 10 + (int(number_on(page)) - 9) % 90
        assert eve.phone.run("approve", "--number", number, check=False).code == "approval.wrong-number"
    else:
        eve.phone.run("deny")
    page = browser.open(next_of(page))
    assert "Not approved" in page.text
    assert "what only members read" not in browser.open(wiki.page).text


def test_an_application_learns_how_it_was_approved(service, metadata, eve, browser):
    application = Application(service, metadata)
    page = browser.ask(browser.open(application.address(acr_values="urn:sparekey:approval")), eve.name)
    try:
        browser.approved(page, eve)
        raise AssertionError("nothing listens at the application's address")
    except requests.ConnectionError as error:
        answer = error.request.url
    claims = application.claims(application.tokens(answer))
    assert claims["preferred_username"] == eve.name
    assert (claims["acr"], claims["amr"]) == ("urn:sparekey:approval", ["swk"])


def test_a_browser_is_signed_out_when_the_device_that_approved_is_revoked(eve, browser, service, phone):
    account = f"{service.url}/account"
    page = browser.approved(browser.ask(browser.open(account), eve.name), eve)
    assert "My account" in page.text
    other = phone("other")
    other.sign_in(eve.name, service, password=PASSWORD)
    other.run("account", "devices", "--yes", "--revoke", eve.device)
    assert "/sign-in" in Form(browser.open(account).text).forms


def test_the_device_is_revoked_on_the_page_of_the_account(eve, browser, service, phone):
    other = phone("other")
    other.sign_in(eve.name, service)
    page = browser.approved(browser.ask(browser.open(f"{service.url}/account"), eve.name), eve)
    for word in ("was added", "can now approve sign-ins"):
        assert word in page.text
    asked = browser.submit(page, "/account/devices/revoke", device=own_device(other))
    assert other.run("account", "devices").status == 0, "a contact is shown first: no password is typed there"
    sent = browser.submit(asked, "/account/contact")
    code = newest_code(service, f"{eve.name}@example.org")
    page = browser.submit(sent, "/account/contact/code", code=code)
    assert "My account" in page.text
    assert other.run("account", "devices", check=False).code == "device.suspended"


def test_an_administrator_signs_in_with_an_approval_and_makes_a_code(service, phone, browser):
    slug = f"acme-{secrets.token_hex(4)}"
    service.command("organization", "create", slug, "--name", "Acme Ltd")
    service.command("member", "add", slug, "boss", "--administrator")
    service.command("member", "add", slug, "ada")
    device = phone("boss")
    device.run("enroll", service.command("member", "qr", slug, "boss").json["link"], "--yes")
    administration = f"{service.url}/administration"
    # A code is not enough there.
    page = browser.sign_in(browser.open(administration), f"boss@{slug}", device.code("Acme Ltd"))
    assert "Add member" not in page.text
    fresh = Browser()
    page = fresh.ask(fresh.open(administration), f"boss@{slug}")
    device.run("approve", "--number", number_on(page))
    page = fresh.open(next_of(page))
    assert "Acme Ltd" in page.text and "Add member" in page.text
    assert states(service)[-1] == "approved"


def test_an_address_without_the_flow_is_of_no_use(eve, browser, service):
    page = browser.ask(browser.open(f"{service.url}/account"), eve.name)
    eve.approve(number_on(page))
    parts = urllib.parse.urlsplit(next_of(page))
    for query in ("", "step=", f"step={'A' * 80}"):
        answer = browser.open(urllib.parse.urlunsplit(parts._replace(query=query)))
        assert answer.status_code >= 400 and "<h1>My account</h1>" not in answer.text
