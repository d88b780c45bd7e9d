"""An application that runs in the browser itself, at another origin and without a secret, and one on the desktop."""

import urllib.parse

import pytest
import requests
from selenium.webdriver.support.ui import WebDriverWait

from moments import PATIENCE

from .receiver import Receiver
from .test_form_post import CHALLENGE, VERIFIER

SCRIPT = """<!doctype html><meta charset=utf-8><h1 id=state>…</h1><script>
const [issuer, client] = ["ISSUER", "CLIENT"], here = location.origin + "/";
const say = text => { document.getElementById("state").textContent = text; };
const base64 = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const post = (address, fields) => fetch(address, { method: "POST", body: new URLSearchParams(fields) });
(async () => {
    const metadata = await (await fetch(issuer + "/.well-known/openid-configuration")).json();
    await (await fetch(metadata.jwks_uri)).json();
    const code = new URLSearchParams(location.search).get("code");
    if (!code) {
        sessionStorage.verifier = base64(crypto.getRandomValues(new Uint8Array(48)));
        const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(sessionStorage.verifier));
        location = metadata.authorization_endpoint + "?" + new URLSearchParams({
            client_id: client, response_type: "code", scope: "openid profile", redirect_uri: here,
            code_challenge: base64(hash), code_challenge_method: "S256",
        });
        return;
    }
    const tokens = await (await post(metadata.token_endpoint, {
        grant_type: "authorization_code", client_id: client, code, redirect_uri: here,
        code_verifier: sessionStorage.verifier,
    })).json();
    const headers = { Authorization: "Bearer " + tokens.access_token };
    const person = await (await fetch(metadata.userinfo_endpoint, { headers })).json();
    await post(metadata.revocation_endpoint, { client_id: client, token: tokens.access_token });
    const after = await (await fetch(metadata.userinfo_endpoint, { headers })).json();
    say("signed in: " + person.preferred_username + ", then " + after.error);
})().catch(error => say("failed: " + error));
</script>"""


def run(service, redirect, start, browser, ada):
    client, secret = service.client("In the browser", "--public", "--redirect", redirect)
    assert secret is None
    page = SCRIPT.replace("ISSUER", service.url).replace("CLIENT", client)
    application = start(page)
    browser.open(application.url)
    browser.sign_in(ada)
    browser.press("button[value=allow]")
    return application


@pytest.fixture
def start():
    """Starts the server of an application with this page."""
    running = []

    def start(page, server=None):
        server = server or Receiver()
        server.pages["/"] = page
        running.append(server)
        return server

    yield start
    for server in running:
        server.stop()


def said(browser, beginning):
    state = lambda driver: driver.execute_script("return document.getElementById('state')?.textContent")  # noqa: E731
    WebDriverWait(browser.driver, PATIENCE).until(
        lambda driver: (state(driver) or "").startswith(beginning), f"it says {state(browser.driver)!r}"
    )
    return state(browser.driver)


@pytest.mark.parametrize("has_port", [True, False], ids=["its port registered", "any port"])
def test_an_application_in_the_browser_signs_people_in(chromium, service, ada, start, has_port):
    server = Receiver()
    redirect = f"{server.url}/" if has_port else "http://127.0.0.1/"
    browser = chromium()
    run(service, redirect, lambda page: start(page, server), browser, ada)
    assert said(browser, "signed in") == f"signed in: {ada.name}, then invalid_token"


def test_the_scripts_of_another_site_read_nothing(chromium, service, start):
    service.client("In the browser", "--public", "--redirect", "https://spa.example.org/")
    page = """<h1 id=state>…</h1><script>
        fetch("ISSUER/openid/userinfo", { headers: { Authorization: "Bearer x" } })
            .then(() => "read it", error => "refused: " + error)
            .then(text => { document.getElementById("state").textContent = text; });
    </script>""".replace("ISSUER", service.url)
    # Another site is one at a name: every port of this machine belongs to the applications of other tests.
    server = start(page)
    browser = chromium()
    browser.open(server.url.replace("127.0.0.1", "localhost"))
    assert said(browser, "refused").startswith("refused: TypeError")


def test_a_program_on_the_desktop_listens_where_it_can(service, ada, browser):
    client, _ = service.client("Desktop", "--public", "--redirect", "http://127.0.0.1/cb")
    for port in (53682, 1234):
        redirect = f"http://127.0.0.1:{port}/cb"
        fields = {
            "client_id": client, "response_type": "code", "scope": "openid", "redirect_uri": redirect,
            "code_challenge": CHALLENGE, "code_challenge_method": "S256",
        }
        try:
            page = browser.open(f"{service.url}/openid/authorize?{urllib.parse.urlencode(fields)}")
            page = browser.sign_in(page, ada.name, ada.code())
            raise AssertionError(f"nothing listens there: {page.url} {page.text}")
        except requests.ConnectionError as error:
            answer = error.request.url
        assert answer.startswith(redirect + "?")
        code = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(answer).query))["code"]
        tokens = requests.post(
            f"{service.url}/openid/token",
            {"grant_type": "authorization_code", "client_id": client, "code": code, "redirect_uri": redirect,
             "code_verifier": VERIFIER}, timeout=120,
        )
        assert tokens.status_code == 200, tokens.text


def test_an_address_with_umlauts_is_registered_in_the_form_that_is_told(service):
    added = service.command("client", "add", "Books", "--redirect", "https://bücher.example/zurück", json=False)
    assert "send https://bücher.example/zurück as https://xn--bcher-kva.example/zur%C3%BCck" in added.err
    kept = next(party for party in service.run("client", "list") if party["name"] == "Books")
    assert kept["redirects"] == ["https://xn--bcher-kva.example/zur%C3%BCck"]
    plain = service.command("client", "add", "Plain", "--redirect", "https://wiki.example/cb", json=False)
    assert "has to send" not in plain.err
