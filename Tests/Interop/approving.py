"""What tests do with sign-in requests: contacts and their codes, devices that answer, applications that ask."""

import re
import sqlite3
import time
import urllib.parse

import requests

from mail import newest_code, outbox

CIBA = "urn:openid:params:grant-type:ciba"


def letters(service, kind=None, to=None):
    """The messages in the outbox, the oldest first: (recipient, kind, text)."""
    return [(letter.recipient, letter.kind, letter.text) for letter in outbox(service, kind, to)]


def database(service, mode="ro"):
    return sqlite3.connect(f"file:{service.data}/sparekey.sqlite?mode={mode}", uri=True, timeout=120)


def credentials(service):
    """The credentials that the service's database holds: whether each is confirmed, by device."""
    with database(service) as held:
        return {device: confirmed is not None for device, confirmed in
                held.execute("SELECT device, confirmed FROM device_credential")}


def states(service):
    """How the requests of the database stand, the oldest first, but for tests of new credentials."""
    with database(service) as held:
        return [state for state, in
                held.execute("SELECT state FROM sign_in_request WHERE test IS NULL ORDER BY created")]


def type_code(phone, service, sent, to=None, *name):
    """Types the code that a command has had sent, and returns the finished proof."""
    proof = sent.error["proof"]
    phone.run("account", "contacts", "verify", proof, *name, env={"SPAREKEY_CONTACT_CODE": newest_code(service, to)})
    return proof


def add_contact(phone, service, address, *name):
    """Adds and verifies the first contact of an account."""
    sent = phone.run("account", "contacts", "add", *name, "--email", "-", input=address, check=False)
    assert (sent.status, sent.code) == (75, "contact.code-sent"), sent
    type_code(phone, service, sent, address, *name)


def turn_on(phone, service, *name):
    """Makes a phone answer the sign-in requests of a personal account that has one contact."""
    sent = phone.run("account", "approvals", "on", *name, check=False)
    assert (sent.status, sent.code) == (75, "contact.proof-sent"), sent
    proof = type_code(phone, service, sent, None, *name)
    return phone.run("account", "approvals", "on", *name, "--proof", proof).json


def own_device(phone, *name):
    """The identifier of this phone as its account lists it."""
    return next(device["id"] for device in phone.run("account", "devices", *name).json if device["current"])


def waiting(phone, count=1):
    """The requests that wait on a phone; there must be so many."""
    found = phone.run("requests").json
    assert len(found) == count, found
    return found


def kinds(phone, *name):
    """What a phone is told has happened, the newest first."""
    return [notice["kind"] for notice in phone.run("notices", *name).json]


class Program:
    """An application without a browser, which asks people's devices (CIBA, poll mode)."""

    def __init__(self, service, name="Cash desk", *options):
        self.service = service
        self.id, self.secret = service.client(name, "--backchannel", *options)

    def ask(self, username, message=None, address=None):
        """Asks: (status, body as a dictionary)."""
        fields = {"scope": "openid profile", "login_hint": username}
        fields |= {"binding_message": message} if message else {}
        return self.post("/openid/backchannel", fields, address)

    def started(self, username, **options):
        """Asks, and has to be let: the answer with `auth_req_id` and `number`."""
        status, body = self.ask(username, **options)
        assert status == 200, body
        self.asked = time.monotonic()
        return body

    def poll(self, asked):
        """One poll, not before its time: the tokens, or the name of the error."""
        # time: whoever polls sooner is told to slow down.
        time.sleep(max(0, self.asked + asked["interval"] + 0.05 - time.monotonic()))
        status, body = self.post("/openid/token", {"grant_type": CIBA, "auth_req_id": asked["auth_req_id"]})
        # The service counts from when it reads the poll: before it answers, and, where it is busy, well after it was sent.
        self.asked = time.monotonic()
        return body if status == 200 else body["error"]

    def post(self, path, fields, address=None):
        headers = {"X-Forwarded-For": address} if address else {}
        answer = requests.post(
            self.service.url + path, fields, auth=(self.id, self.secret), headers=headers, timeout=120
        )
        return answer.status_code, answer.json()


def other_number(number):
    """Two digits, but others."""
    return 10 + (int(number) - 9) % 90


def digits_beside(text, *known):
    """The digits of a text without what a test knows of it, and without ports: no number can be read there unless here."""
    for part in known:
        text = text.replace(part, "")
    return "".join(re.findall(r"\d", re.sub(r":\d+", "", text)))


def number_on(page):
    """The two digits that a sign-in page shows."""
    return re.search(r'<p class="number"[^>]*>(\d\d)</p>', page.text)[1]


def next_of(page):
    """Where a page that waits goes on."""
    address = re.search(r'data-next="([^"]*)"', page.text)[1].replace("&amp;", "&")
    return urllib.parse.urljoin(page.url, address)
