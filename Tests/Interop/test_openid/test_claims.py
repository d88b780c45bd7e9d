"""What applications learn about people: address, name and groups, at Apache and Authlib, and on the page of consent."""

import pytest
import requests

from approving import add_contact
from test_approvals.conftest import Office

from .pages import Form
from .test_authlib import Application

EVERYTHING = "openid profile email groups"


def consent(application, browser, person):
    """The page that asks for consent."""
    page = browser.submit(browser.open(application.address()), "/sign-in", username=person.name, way="code")
    page = browser.submit(page, "/sign-in/code", code=person.code())
    assert "/consent" in Form(page.text).forms, page.text
    return page


def agreed(browser, page, **fields):
    """The address that the browser ends at; nothing listens there."""
    try:
        page = browser.submit(page, "/consent", decision="allow", **fields)
        raise AssertionError(f"the browser stayed at {page.url}: {page.text}")
    except requests.ConnectionError as error:
        return error.request.url


def told(application, answer):
    """The claims, which ID token and userinfo must agree on."""
    tokens = application.tokens(answer)
    claims = application.claims(tokens)
    information = application.session.get(application.metadata["userinfo_endpoint"]).json()
    assert {name: claims[name] for name in information} == information
    return information


def test_discovery_tells_of_them(metadata):
    assert set(metadata["scopes_supported"]) >= {"openid", "profile", "email", "groups", "offline_access"}
    assert set(metadata["claims_supported"]) >= {"name", "preferred_username", "email", "email_verified", "groups"}


def test_apache_learns_the_address(apache, service, eve, browser):
    wiki = apache(
        scope=EVERYTHING, require="Require claim email_verified:true",
        extra='Header always set X-Email "%{OIDC_CLAIM_email}e"',
    )
    page = browser.sign_in(browser.open(wiki.page), eve.name, eve.code())
    assert page.text == "what only members read\n", page.text + wiki.error_log()
    assert page.headers["X-Email"].startswith("eve") and page.headers["X-Email"].endswith("@example.org")


@pytest.mark.parametrize("gives", [True, False], ids=["given", "kept"])
def test_the_person_decides_about_the_address(service, metadata, eve, browser, gives):
    application = Application(service, metadata, scope=EVERYTHING)
    page = consent(application, browser, eve)
    answer = agreed(browser, page, **({} if gives else {"email": "none"}))
    information = told(application, answer)
    expected = {"email": f"{eve.name}@example.org", "email_verified": True} if gives else {}
    assert information == {
        "sub": information["sub"], "name": eve.name, "preferred_username": eve.name, "groups": [],
    } | expected


def test_whoever_adds_an_address_later_is_asked_then(service, metadata, ada, browser):
    application = Application(service, metadata, scope=EVERYTHING)
    page = consent(application, browser, ada)
    assert "also asks for your e-mail address" in page.text
    assert "email" not in told(application, agreed(browser, page))
    add_contact(ada.phone, service, f"{ada.name}@example.org")
    page = browser.open(application.address())
    assert "a•••@e•••.org" in page.text and "@example.org" not in page.text
    assert told(application, agreed(browser, page))["email"] == f"{ada.name}@example.org"


@pytest.mark.parametrize("role", ["member", "administrator"])
def test_members_have_groups_and_no_address(service, metadata, phone, browser, role):
    office = Office(service)
    service.command("member", "add", office.slug, "grace", *(["--administrator"] if role == "administrator" else []))
    username, device = f"grace@{office.slug}", phone()
    office.enroll(device, "grace")
    application = Application(service, metadata, scope=EVERYTHING)
    page = browser.submit(browser.open(application.address()), "/sign-in", username=username, way="code")
    page = browser.submit(page, "/sign-in/code", code=device.code(device.list()[0]["id"]))
    information = told(application, agreed(browser, page))
    assert information["groups"] == [office.slug] + ([f"{office.slug}:administrator"] if role != "member" else [])
    assert (information["preferred_username"], information["organization"]) == (username, office.slug)
    assert "email" not in information


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_of_consent_asks_which_address(chromium, apache, eve, language, width):
    wiki = apache(scope=EVERYTHING)
    browser = chromium(language=language, width=width)
    browser.open(wiki.page)
    browser.sign_in(eve)
    assert browser.find("input[name=email]").get_attribute("checked")
    browser.check(f"consent-email-{language}-{width}", width)
    browser.press("input[value=none]")
    browser.press("button[value=allow]")
    browser.wait_for(wiki.page)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_page_of_consent_says_what_to_do_without_one(chromium, apache, ada, width):
    wiki = apache(scope=EVERYTHING)
    browser = chromium(width=width)
    browser.open(wiki.page)
    browser.sign_in(ada)
    browser.find(".banner")
    browser.check(f"consent-no-email-{width}", width)
    browser.press("button[value=allow]")
    browser.wait_for(wiki.page)
