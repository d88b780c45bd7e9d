"""Names, hints and messages that want to be HTML, and addresses that want to be others, against the real programs.

What a page is made of is compared with the same page for a harmless name, as a browser reads its bytes.
"""

import contextlib
import html.parser
import re
import secrets
import sqlite3
import urllib.parse

import pytest
import requests

from approval_peer import Approver
from approving import Program, add_contact, next_of, number_on, turn_on, waiting
from enrollment_peer import Refused
from hostile_text import HOSTILE, joined, LETTERS, PAYLOADS
from test_openid.pages import Browser
from test_organizations.office import Office
from test_page.world import OpenPhone


class Structure(html.parser.HTMLParser):
    """The elements of a page with the names of their attributes, in order, as they stand in its bytes."""

    def __init__(self, page):
        super().__init__()
        self.elements = []
        self.feed(page.content.decode())
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, [name for name, _ in attributes]))


def structure(page):
    assert page.status_code == 200, page.text
    return Structure(page).elements


@pytest.fixture
def open_phone(tmp_path):
    """A phone whose page is open, and a browser without scripts that was let in: (phone, get, post)."""
    phone = OpenPhone(tmp_path / "phone" / "home")
    phone.start()
    port = urllib.parse.urlsplit(phone.address).port
    headers = {"Host": urllib.parse.urlsplit(phone.address).netloc, "Origin": phone.address}
    ticket = re.search(r'name="ticket" value="([^"]+)"', phone.launcher.read_text())[1]
    answer = requests.post(f"http://127.0.0.1:{port}/launch", {"ticket": ticket}, headers=headers, timeout=120)
    headers["Cookie"] = answer.headers["Set-Cookie"].partition(";")[0]

    def get(path):
        return requests.get(f"http://127.0.0.1:{port}{path}", headers=headers, timeout=120, allow_redirects=False)

    def post(path, fields):
        return requests.post(f"http://127.0.0.1:{port}{path}", fields, headers=headers, timeout=120, allow_redirects=False)

    yield phone, get, post
    phone.stop()


def test_a_hint_in_a_link_adds_nothing_to_the_sign_in_page(service):
    party, _ = service.client("Wiki", "--redirect", "https://wiki.example.org/back")
    fields = {
        "response_type": "code", "client_id": party, "redirect_uri": "https://wiki.example.org/back", "scope": "openid",
        "state": "s", "nonce": "n", "code_challenge": "a" * 43, "code_challenge_method": "S256",
    }

    def page(hint):
        return requests.get(f"{service.url}/openid/authorize", fields | {"login_hint": hint}, timeout=120)

    plain = structure(page("ada"))
    for hint in HOSTILE:
        assert structure(page(hint)) == plain, ascii(hint)


def test_a_name_that_was_kept_before_it_was_checked_is_shown_without_what_a_terminal_obeys(service):
    party, _ = service.client("Till")
    name = "Wiki\x1b[2J\x9b31m\u202egro.live\u2028\x07"
    path = f"file:{service.data}/sparekey.sqlite?mode=rw"
    with contextlib.closing(sqlite3.connect(path, uri=True, timeout=120)) as database, database:
        # As a version left it that kept names in clear; the next command seals them.
        changed = database.execute("UPDATE client SET name = ?, details = NULL WHERE id = ?", (name, party))
        assert changed.rowcount == 1
    obeyed = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
    told = service.command("client", "list", json=False)
    assert f"{party}  Wiki" in told.out and not obeyed.search(told.out + told.err), ascii(told)
    told = service.command("client", "list")
    assert [line["name"] for line in told.json if line["id"] == party] == [name]
    assert not obeyed.search(told.out), ascii(told)


def test_a_scanned_name_adds_nothing_to_the_apps_page_and_no_form_of_it_is_taken(open_phone):
    phone, get, post = open_phone

    def pages(name):
        text = urllib.parse.quote(name)
        phone.add(f"otpauth://totp/{text}:{text}?secret=NRXW4ZZAMNQXEZBAN52XEIDM&issuer={text}")
        entry, = phone.list()
        found = [structure(get(path)) for path in ("/", f"/accounts/{entry['id']}", f"/accounts/{entry['id']}/qr")]
        phone.run("remove", entry["id"], "--yes")
        return found

    plain = pages("Library")
    for name in HOSTILE[::3]:
        assert pages(name) == plain, ascii(name)
    # What such a form would have sent: the browser has the cookie, but a stranger's form has no token.
    phone.add("otpauth://totp/Shop:ada?secret=NRXW4ZZAMNQXEZBAN52XEIDM&issuer=Shop")
    for token in ({}, {"form-token": ""}, {"form-token": "A" * 43 + "="}):
        answer = post("/settings/passphrase", {"passphrase": "mallory mallory", "repeated": "mallory mallory"} | token)
        assert answer.status_code == 403
    assert phone.labels() == [("Shop", "ada")]


def test_a_members_device_adds_nothing_to_the_administrators_page(new_service):
    acme = Office(new_service())
    service = acme.service
    acme.console("member", "add", "acme", "boss", "--administrator")
    boss = Approver.enroll(service, acme.code("boss")["code"], "desk")
    browser = Browser()
    # A code is not enough to administer.
    page = browser.ask(browser.open(f"{service.url}/administration"), "boss@acme")
    assert boss.answer(boss.only(), number=int(number_on(page))) == (200, {})
    page = browser.open(next_of(page))
    rows = re.findall(r'href="([^"]*/administration/member\?account=[0-9a-f]{32})">(.*?)</a>', page.text, re.DOTALL)
    ada, = (address for address, row in rows if "ada" in row)

    def member(name):
        Approver.enroll(service, acme.code()["code"], name)
        found = structure(browser.open(service.url + ada))
        device, = acme.devices()
        acme.console("member", "devices", "acme", "ada", "--revoke", device["id"])
        return found

    plain = member("phone")
    names = [name[:100] for name in HOSTILE[::4]]
    refused = 0
    for name in names:
        try:
            assert member(name) == plain, ascii(name)
        except Refused:  # A letter of format is refused where the name enters.
            assert acme.devices() == []
            refused += 1
    assert refused < len(names)
    members = acme.console("member", "list", "acme").json
    assert sorted((one["name"], one["role"]) for one in members) == [
        ("ada", "member"), ("boss", "administrator"), ("eve", "member"),
    ]


def test_a_message_of_an_application_adds_nothing_to_the_page_of_requests(open_phone, new_service):
    phone, get, _ = open_phone
    service = new_service()
    name = f"ada-{secrets.token_hex(4)}"
    phone.create_account(name, service)
    add_contact(phone, service, f"{name}@example.org")
    turn_on(phone, service)
    program = Program(service, "Cash desk")
    # At most three reach a device in ten minutes.
    plain = None
    for message in ("Till 4", next(joined(PAYLOADS[1]))[:100], "x" + PAYLOADS[1].replace("<", "<\u0301")[:90]):
        program.started(name, message=message)
        asked, = waiting(phone)
        found = structure(get("/requests"))
        assert ("form", ["method", "action", "class"]) in found, "the request is on the page"
        plain = plain or found
        assert found == plain, ascii(message)
        phone.run("deny", asked["id"])


def test_nobody_passes_for_this_machine_behind_a_proxy(new_service):
    acme = Office(new_service(["--behind-proxy", "--public-url", "https://accounts.example.org"]))
    peer = Approver.enroll(acme.service, acme.code()["code"], "phone")
    program = Program(acme.service)
    for place in ("127.0.0.1\u0d4e", "::1\u0d4e", "198.51.100.1\u0d4e,203.0.113.9"):
        status, _ = program.ask("ada@acme", address=place.encode())
        assert status == 200
        asked = peer.only()
        assert asked["place"] == ("203.0.113.9" if "," in place else "")
        assert peer.answer(asked, "deny") == (200, {})


def test_nobody_chooses_the_address_by_which_tries_are_counted(new_service):
    service = new_service(["--behind-proxy"])

    def read(forwarded):
        answer = requests.post(
            service.url + "/v1/enrollments/read", json={"code": "0000-0000-0000-0000"},
            headers={"X-Forwarded-For": forwarded.encode()}, timeout=120,
        )
        return answer.json()["code"]

    # The proxy adds the address that it sees behind what it was given.
    answers = [read(f"198.51.100.{number}{LETTERS[number % len(LETTERS)]},203.0.113.7") for number in range(60)]
    assert answers[0] != answers[-1]
    assert answers == [answers[0]] * 30 + [answers[-1]] * 30
    assert read("203.0.113.8") == answers[0], "another address has tries of its own"
    # What is no address has tries in common with everything else that is none.
    garbage = [read(text) for number in range(20) for text in (f"x{number}", f"127.0.0.1{LETTERS[0]}", f"1.2.3.{number}.5")]
    assert garbage == [answers[0]] * 30 + [answers[-1]] * 30
