"""Answers that the browser posts (OAuth 2.0 Form Post Response Mode), to Apache and to a server that keeps them."""

import base64
import hashlib
import json
import secrets
import urllib.parse

import pytest
import requests

from .pages import Form
from .receiver import Receiver

VERIFIER = secrets.token_urlsafe(48)
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")


@pytest.fixture
def receivers():
    """Starts servers: receivers(after_post=…). They end with the test."""
    running = []

    def start(**options):
        running.append(Receiver(**options))
        return running[-1]

    yield start
    for server in running:
        server.stop()


def address(service, client, redirect, **fields):
    fields = {
        "client_id": client, "response_type": "code", "response_mode": "form_post", "scope": "openid profile",
        "redirect_uri": redirect, "code_challenge": CHALLENGE, "code_challenge_method": "S256", "state": "s&t",
    } | fields
    return f"{service.url}/openid/authorize?{urllib.parse.urlencode(fields)}"


def test_apache_gets_its_answer_by_a_form(apache, ada, browser):
    wiki = apache(extra="OIDCResponseMode form_post")
    page = browser.sign_in(browser.open(wiki.page), ada.name, ada.code())
    assert wiki.url not in page.url
    page = browser.submit(page, f"{wiki.url}/app/callback")
    assert page.text == "what only members read\n", page.text + wiki.error_log()
    assert page.headers["X-User"] == ada.name


def test_chromium_goes_on_by_itself_even_where_the_application_sends_people_elsewhere(
    chromium, service, receivers, ada
):
    elsewhere = receivers(pages={"/home": "<h1>elsewhere</h1>"})
    application = receivers(after_post=f"{elsewhere.url}/home")
    client, secret = service.client("Form", "--redirect", f"{application.url}/cb?x=1")
    browser = chromium()
    browser.open(address(service, client, f"{application.url}/cb?x=1"))
    browser.sign_in(ada)
    browser.press("button[value=allow]")
    browser.title("elsewhere")
    (path, fields, headers), = application.posted
    assert path == "/cb?x=1"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert (fields["state"], fields["iss"], set(fields)) == ("s&t", service.url, {"code", "state", "iss"})
    tokens = requests.post(
        f"{service.url}/openid/token",
        {"grant_type": "authorization_code", "code": fields["code"], "redirect_uri": f"{application.url}/cb?x=1",
         "code_verifier": VERIFIER},
        auth=(client, secret), timeout=120,
    ).json()
    claims = json.loads(base64.urlsafe_b64decode(tokens["id_token"].split(".")[1] + "=="))
    assert claims["preferred_username"] == ada.name
    complaints = [line for line in browser.driver.get_log("browser") if "Content Security Policy" in line["message"]]
    assert complaints == []


def test_without_scripts_there_is_a_button(chromium, service, receivers):
    application = receivers()
    client, _ = service.client("Form", "--redirect", f"{application.url}/cb")
    browser = chromium(scripts=False)
    browser.open(address(service, client, f"{application.url}/cb", prompt="none"))
    browser.find("form[data-go]")
    browser.check("form-post-en-390-light", 390)
    browser.press("main button")
    browser.title("received")
    (_, fields, _), = application.posted
    assert (fields["error"], fields["state"]) == ("login_required", "s&t")


def test_a_state_stays_a_state(chromium, service, receivers):
    """What joins with a quotation mark into one character for a program is two for a browser."""
    application = receivers()
    client, _ = service.client("Form", "--redirect", f"{application.url}/cb")
    states = [
        f'x{lead}"{mark}{lead}><button formaction=/account/applications/revoke>{lead}\'&amp;'
        for lead in ("", "\u0d4e", "\u0600", "\U000110bd") for mark in ("", "\u0301", "\u200d")
    ]
    for state in states:
        browser = requests.get(address(service, client, f"{application.url}/cb", prompt="none", state=state), timeout=120)
        assert Form(browser.text).forms[f"{application.url}/cb"]["state"] == state
    browser = chromium()
    browser.open(address(service, client, f"{application.url}/cb", prompt="none", state=states[4]))
    browser.title("received")
    assert application.posted[0][1]["state"] == states[4]
