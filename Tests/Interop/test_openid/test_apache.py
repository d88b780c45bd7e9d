"""Apache with mod_auth_openidc, which nobody here has written, signs people in."""

import urllib.parse

import pytest

from .pages import Browser, Form


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_a_page_behind_apache_opens_after_a_sign_in(apache, ada, browser, algorithm):
    wiki = apache(algorithm=algorithm)
    page = browser.open(wiki.page)
    assert "Sign in" in page.text and "to continue to Staff wiki" in page.text
    page = browser.sign_in(page, ada.name, ada.code())
    assert page.url == wiki.page, page.text + wiki.error_log()
    assert page.text == "what only members read\n"
    assert page.headers["X-User"] == ada.name
    assert page.headers["X-Level"] == "urn:sparekey:code"
    assert len(page.headers["X-Subject"]) == 32


def test_a_second_application_needs_no_second_sign_in(apache, ada, browser):
    browser.sign_in(browser.open(apache().page), ada.name, ada.code())
    other = apache()
    page = browser.open(other.page)
    assert "/consent" in Form(page.text).forms
    page = browser.submit(page, "/consent", decision="allow")
    assert page.text == "what only members read\n"


def test_whoever_does_not_agree_is_not_let_in(apache, ada, browser):
    wiki = apache()
    page = browser.submit(browser.open(wiki.page), "/sign-in", username=ada.name, way="code")
    page = browser.submit(page, "/sign-in/code", code=ada.code())
    page = browser.submit(page, "/consent", decision="deny")
    assert page.url.startswith(wiki.url)
    assert "what only members read" not in page.text


def test_a_wrong_code_lets_nobody_in(apache, browser):
    wiki = apache()
    page = browser.submit(browser.open(wiki.page), "/sign-in", username="nobody", way="code")
    page = browser.submit(page, "/sign-in/code", code="00000000")
    assert page.status_code == 403
    assert "This code is wrong" in page.text


def test_a_page_that_wants_an_approval_is_not_content_with_a_code(apache, ada, browser):
    wiki = apache(require="Require claim acr:urn:sparekey:approval")
    page = browser.sign_in(browser.open(wiki.page), ada.name, ada.code())
    assert page.status_code == 401
    assert "what only members read" not in page.text


def test_signing_out_at_the_application_signs_out_here(apache, ada, browser, service):
    wiki = apache()
    browser.sign_in(browser.open(wiki.page), ada.name, ada.code())
    back = urllib.parse.quote(f"{wiki.url}/bye.txt", safe="")
    page = browser.open(f"{wiki.url}/app/callback?logout={back}")
    assert page.url == f"{wiki.url}/bye.txt", page.text
    assert page.text == "signed out\n"
    assert "/sign-in" in Form(browser.open(service.url + "/account").text).forms


def test_new_keys_are_fetched_when_they_are_met(apache, person, service):
    wiki = apache()
    assert browser_gets_in(wiki, person("before"))
    rotate(service)
    assert browser_gets_in(wiki, person("after"))


def browser_gets_in(wiki, person):
    browser = Browser()
    return browser.sign_in(browser.open(wiki.page), person.name, person.code()).text == "what only members read\n"


def rotate(service):
    keys = service.run("keys", "rotate")
    assert len(keys["keys"]) == 2
