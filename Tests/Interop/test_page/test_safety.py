"""Who must not get in: a frame, a form and a name of another site, a guessed ticket, a cookie of yesterday, other users."""

import http.server
import stat
import threading
import urllib.error
import urllib.parse
import urllib.request

import pytest

from conftest import PASSWORD

from .eyes import Eyes
from .world import OpenPhone

URI = "otpauth://totp/Library:ada?secret=NRXW4ZZAMNQXEZBAN52XEIDM&issuer=Library"


@pytest.fixture
def phone(tmp_path):
    phone = OpenPhone(tmp_path / "phone" / "home")
    phone.add(URI)
    yield phone.start()
    phone.stop()


@pytest.fixture
def eyes(tmp_path):
    """A browser for which evil.example is this machine as well, as after DNS rebinding."""
    eyes = Eyes(tmp_path / "browser", arguments=["--host-resolver-rules=MAP evil.example 127.0.0.1"])
    yield eyes
    eyes.quit()


@pytest.fixture
def evil():
    """Another site of the same machine: evil("html") is the address of a page with it."""
    pages = {}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(pages.get(self.path, "").encode())

        def log_message(self, *_):
            """Says nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def page(html):
        pages[f"/{len(pages)}"] = html
        return f"http://evil.example:{server.server_port}/{len(pages) - 1}"

    yield page
    server.shutdown()
    server.server_close()


def test_the_page_shows_in_no_frame(phone, eyes, evil):
    phone.show(eyes)
    eyes.open(evil(f'<iframe src="{phone.address}/"></iframe>'))
    eyes.driver.switch_to.frame(0)
    assert "Library" not in eyes.driver.page_source
    assert not eyes.has(".accounts")


def test_a_form_of_another_site_does_nothing(phone, eyes, evil):
    phone.show(eyes)
    entry = phone.list()[0]["id"]
    eyes.open(evil(f'<form method="post" action="{phone.address}/accounts/{entry}/remove"><button>x</button></form>'))
    eyes.send("button")
    assert eyes.driver.current_url.startswith(phone.address)
    assert "Library" not in eyes.driver.page_source
    assert phone.labels() == [("Library", "ada")]
    eyes.go("/")
    assert eyes.find(".accounts .title").text == "Library"


def test_a_script_of_another_site_reads_nothing(phone, eyes, evil):
    phone.show(eyes)
    eyes.open(evil("<p>wait</p>"))
    read = """
    const done = arguments[arguments.length - 1];
    fetch(arguments[0], {credentials: "include"}).then(answer => answer.text()).then(done, error => done(String(error)));
    """
    answer = eyes.driver.execute_async_script(read, f"{phone.address}/codes.json")
    assert "TypeError" in answer


def test_a_name_that_was_made_to_lead_here_is_refused(phone, eyes):
    phone.show(eyes)
    port = urllib.parse.urlsplit(phone.address).port
    eyes.open(f"http://evil.example:{port}/")
    assert "Library" not in eyes.driver.page_source
    assert not eyes.has(".accounts") and not eyes.has("a[href='/recover']")


def test_a_page_with_a_secret_goes_once_the_app_is_locked(phone, eyes):
    phone.show(eyes)
    phone.run("passphrase", env={"SPAREKEY_NEW_PASSPHRASE": PASSWORD})
    eyes.go("/")
    eyes.fill(passphrase=PASSWORD)
    eyes.send("main form .button")
    entry = eyes.find(".accounts > li").get_attribute("data-id")
    eyes.go(f"/accounts/{entry}/qr")
    eyes.fill(passphrase=PASSWORD)
    eyes.send("main form .button")
    eyes.find(".qr svg")
    # As after five minutes, or by a lock in another tab; nobody touches this one.
    eyes.run("return post('/lock', {}).then(() => true)")
    assert eyes.has(".qr svg")
    eyes.run("document.dispatchEvent(new Event('visibilitychange'))")
    eyes.until_at("/unlock")
    assert not eyes.has(".qr svg") and "Library" not in eyes.driver.page_source


@pytest.mark.parametrize("ticket", ["", "guessed", "A" * 43])
def test_a_guessed_ticket_opens_nothing(ticket, phone):
    status, cookie = post(phone, "/launch", {"ticket": ticket})
    assert (status, cookie) == (401, None)


def test_a_ticket_opens_once(phone, eyes):
    phone.show(eyes)
    eyes.open(phone.launcher.as_uri())
    eyes.until(lambda driver: driver.current_url.endswith("/launch"), "the ticket was taken again")
    assert "Library" not in eyes.driver.page_source


def test_a_cookie_of_the_last_start_is_stale(phone, eyes):
    phone.show(eyes)
    assert eyes.driver.get_cookie("sparekey-page")["httpOnly"]
    phone.stop()
    phone.start()
    assert phone.address == eyes.base
    eyes.go("/")
    assert "Library" not in eyes.driver.page_source and not eyes.has(".accounts")


def test_other_users_of_the_machine_get_nothing(phone):
    assert stat.S_IMODE(phone.launcher.stat().st_mode) == 0o600
    for path in ("/", "/codes.json", "/settings", "/backup", "/requests/events"):
        status, cookie = post(phone, path, None)
        assert (status, cookie) == (401, None), path
    phone.stop()
    assert not phone.launcher.exists()


def post(phone, path, fields):
    """A request by somebody without a cookie: (status, the cookie that came back); a GET where there are no fields."""
    parts = urllib.parse.urlsplit(phone.address)
    body = urllib.parse.urlencode(fields).encode() if fields is not None else None
    headers = {"Host": parts.netloc, "Origin": "null"}
    try:
        with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{parts.port}{path}", body, headers)) as answer:
            return answer.status, answer.headers["Set-Cookie"]
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Set-Cookie"]
