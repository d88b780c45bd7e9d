"""Phones whose page is open in a browser, and what lies around them: storage, mail, an organisation, a desk."""

import re
import secrets
import shutil
import subprocess
import threading

import pytest

from conftest import BUILD, PASSWORD, Phone, environment
import mail
from mail import code_in
from moments import PATIENCE
from ports import page_port
from test_storage.places import WebDAVPlace
from test_storage.webdav import Apache

from .pages import Page
from .words import Words


class OpenPhone(Phone):
    """A phone whose page is open."""

    def __init__(self, home, browser, words):
        super().__init__(home)
        self.home.parent.mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            [BUILD / "sparekey", "open", "--no-browser", "--home", self.home, "--port", page_port(self.home)],
            env=environment(XDG_RUNTIME_DIR=self.home.parent), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            start_new_session=True,
        )
        said = ""
        while not (found := re.search(r"/\S+\.html", said)):
            line = self.process.stderr.readline()
            assert line, f"the page does not open: {said}"
            said += line
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        browser.open(f"file://{found[0]}")
        self.page = Page(browser, words)
        self.page.wait(lambda: "localhost" in browser.driver.current_url and self.page.text(), "the page does not open")
        self.page.wait(lambda: browser.driver.current_url.endswith("/"), "the page does not lead on")

    def close(self):
        """Ends the program, gently; true where it ends on its own."""
        self.process.terminate()
        try:
            self.process.wait(timeout=PATIENCE)
            return True
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return False

    def lose(self):
        """The phone is lost: the program ends in the middle, and nothing is left. Returns a copy for the finder."""
        self.process.kill()
        self.process.wait()
        copy = self.home.parent / "found"
        shutil.copytree(self.home, copy)
        shutil.rmtree(self.home)
        return Phone(copy)


class Outbox:
    """What a service has sent: the code that comes next."""

    def __init__(self, service):
        self.service, self.seen = service, set()

    def codes(self):
        return [letter for letter in mail.outbox(self.service, "contact-code") if letter.path not in self.seen]

    def code(self, page):
        """The next code, once it is there."""
        letter = page.wait(self.codes, "no message with a code")[-1]
        self.seen.add(letter.path)
        return code_in(letter.text)


@pytest.fixture
def open_phone(chromium, tmp_path):
    """Opens phones: open_phone("old", "fr"). They close with the test."""
    phones = []

    def start(name="phone", language="en", home=None):
        phone = OpenPhone(home or tmp_path / name / "home", chromium(language=language), Words(language))
        phones.append(phone)
        return phone

    yield start
    for phone in phones:
        phone.close()


@pytest.fixture
def outbox(service):
    """The messages of the account service of this module."""
    return Outbox(service)


@pytest.fixture(scope="session")
def apache():
    """A WebDAV server of somebody's own."""
    server = Apache()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def make_place(apache):
    """Makes empty places for backups at Apache."""
    return lambda: WebDAVPlace(apache)


@pytest.fixture
def ada(service, outbox, open_phone):
    """Ada's phone, which answers the sign-in requests of a new account."""
    user = f"ada-{secrets.token_hex(4)}"
    phone = open_phone()
    phone.user = user
    phone.create_account(user, service, password=PASSWORD)
    w = phone.page.words
    page = phone.page.open("/contacts").at(w("contacts.title"))
    page.type(w("contacts.value"), f"{user}@example.org")
    page.press(w("contacts.add"))
    page.at(w("signIn.proving")).type(w("signIn.code"), outbox.code(page))
    page.press(w("next"))
    page.at(w("contacts.title")).press(w("contacts.approvals"))
    page.at(w("signIn.proving")).type(w("signIn.code"), outbox.code(page))
    page.press(w("next"))
    page.at(w("signIn.proving")).shows(w("signIn.approves")).press(w("toAccounts"))
    page.at(w("accounts.title"))
    return phone
