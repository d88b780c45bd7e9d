"""Notices by mail and text message: to verified contacts, after the deed, by servers that are slow, down, or refuse."""

import time

import pytest

from approving import database, letters, own_device, turn_on, type_code
from conftest import PASSWORD
from mail import MailServer, Talker, Webhook
from moments import stays, wait_until

ADDRESS = "ada@example.org"


class Account:
    """Ada's account at a service of its own that sends real mail."""

    def __init__(self, service, phone, server, language="en"):
        self.service, self.server, self.phone = service, server, phone("ada")
        self.phone.create_account("ada", service)
        sent = self.phone.run("account", "contacts", "add", "--email", "-", input=ADDRESS, check=False, language=language)
        self.phone.run("account", "contacts", "verify", sent.error["proof"],
                       env={"SPAREKEY_CONTACT_CODE": server.newest_with_code().code})

    @property
    def notices(self):
        """The letters that are no codes."""
        return [letter for letter in self.server.letters if "code" not in letter.parsed["Subject"]]

    def waiting(self):
        with database(self.service) as held:
            return held.execute("SELECT count(*), max(tries) FROM notice_delivery").fetchone()

    def try_again(self):
        """Lets the pause be over."""
        with database(self.service, "rw") as held:
            held.execute("UPDATE notice_delivery SET due = 0")


@pytest.fixture
def start():
    """Starts servers that end with the test."""
    running = []

    def make(kind, *args, **options):
        running.append(kind(*args, **options))
        return running[-1]

    yield make
    for server in running:
        server.stop()


@pytest.fixture
def account(new_service, phone, start):
    def make(server=None, **options):
        server = server or start(MailServer)
        service = new_service(["--mail", server.url(), "--mail-from", "accounts@example.org"])
        return Account(service, phone, server, **options)

    return make


def test_a_new_device_is_told_by_mail_with_the_way_to_revoke_it(account, phone):
    ada = account()
    thief = phone("thief")
    thief.sign_in("ada", ada.service)
    wait_until(lambda: ada.notices)
    letter, = ada.notices
    assert (letter.recipients, letter.parsed["Subject"]) == ([ADDRESS], "Your Sparekey account: was this you?")
    assert letter.parsed["Auto-Submitted"] == "auto-generated"
    command = next(line.strip() for line in letter.text.splitlines() if "--revoke" in line)
    assert command == f"sparekey account devices --revoke {own_device(thief)}"
    assert f"{ada.service.url}/account" in letter.text
    # The step that it advises works; whoever takes it at a terminal is asked first.
    ada.phone.run(*command.split()[1:], "--yes")
    assert thief.run("account", "devices", check=False).code == "device.not-found"
    wait_until(lambda: len(ada.notices) == 2)
    assert "was removed" in ada.notices[1].text and "--revoke" not in ada.notices[1].text


def test_a_contact_reads_its_language(account, phone):
    ada = account(language="fr")
    phone("other").sign_in("ada", ada.service)
    wait_until(lambda: ada.notices)
    letter = ada.notices[0].parsed
    assert letter["Subject"] == "Votre compte Sparekey\u00a0: était-ce vous\u202f?"
    assert letter["Content-Language"] == "fr" and "a été ajouté" in letter.get_content()


def test_a_mail_server_that_is_down_gets_it_later(account, phone):
    ada = account()
    ada.server.answers["RCPT"] = "451 4.3.0 try again later"
    phone("other").sign_in("ada", ada.service)
    wait_until(lambda: ada.waiting() == (1, 1))
    assert ada.notices == []
    wait_until(lambda: "could not send a notice" in ada.service.log.read_text())
    ada.try_again()
    wait_until(lambda: ada.waiting() == (1, 2))
    # It also outlives the service, which does not stop in the middle of a delivery.
    ada.service.stop()
    ada.server.answers.clear()
    ada.try_again()
    ada.service.start()
    wait_until(lambda: ada.notices)
    wait_until(lambda: ada.waiting() == (0, None))
    assert stays(lambda: len(ada.notices) == 1, 2.5), "it is sent twice"
    assert ADDRESS not in ada.service.log.read_text()


def test_what_is_refused_for_good_is_given_up(account, phone):
    ada = account()
    ada.server.answers["RCPT"] = f"550 5.1.1 no such user {ADDRESS}"
    phone("other").sign_in("ada", ada.service)
    wait_until(lambda: "gave a notice up" in ada.service.log.read_text())
    wait_until(lambda: ada.waiting() == (0, None))
    assert ADDRESS not in ada.service.log.read_text()


def test_a_mail_server_that_hangs_holds_no_answer_up(account, phone, start):
    ada = account()
    hanging = start(Talker)
    ada.service.stop()
    ada.service.arguments = ["--mail", f"smtp://127.0.0.1:{hanging.port}", "--mail-from", "accounts@example.org"]
    ada.service.start()
    other = phone("other")
    other.sign_in("ada", ada.service)
    wait_until(lambda: hanging.held)
    for _ in range(5):
        before = time.monotonic()
        assert ada.service.request("GET", "/healthz")[0] == 200
        assert ada.phone.run("account", "devices").json
        assert time.monotonic() - before < 15, "it waits for the mail server"
    assert "device-added" in [notice["kind"] for notice in ada.phone.run("notices").json]


def test_text_messages_tell_it_shortly(new_service, phone, start):
    hook = start(Webhook)
    service = new_service(["--sms", f"webhook:{hook.url}"])
    ada = phone("ada")
    ada.create_account("ada", service)
    sent = ada.run("account", "contacts", "add", "--phone", "-", input="+33612345642", check=False)
    ada.run("account", "contacts", "verify", sent.error["proof"], env={"SPAREKEY_CONTACT_CODE": hook.newest_code})
    phone("other").sign_in("ada", service)
    wait_until(lambda: len(hook.calls) == 2)
    text = hook.calls[1][2]["text"]
    assert text.startswith("Sparekey: The device ") and "Not you?" in text
    assert text.isascii() and "\n" not in text and len(text) < 200


def test_each_deed_is_told_to_the_contact_once(new_service, phone):
    """In an outbox: what a whole life brings about, and the device that did it hears nothing from its own."""
    service, ada = new_service(), phone("ada")
    ada.create_account("ada", service)
    sent = ada.run("account", "contacts", "add", "--email", "-", input=ADDRESS, check=False)
    type_code(ada, service, sent)
    turn_on(ada, service)
    ada.run("account", "password", "ada", password=PASSWORD, env={"SPAREKEY_NEW_PASSWORD": "eleven dry towels at dawn"})
    other = phone("other")
    other.sign_in("ada", service, password="eleven dry towels at dawn")
    ada.run("account", "devices", "--yes", "--revoke", own_device(other))
    ada.run("account", "approvals", "off")

    def told():
        return [text.partition(".")[0] for _, kind, text in letters(service, "notice", ADDRESS)]

    wait_until(lambda: len(told()) == 5)
    words = ["can now approve sign-ins", "The password was changed on “", "was added", "was removed",
             "no longer approves sign-ins"]
    for line, told_of in zip(told(), words):
        assert told_of in line, told()
    assert stays(lambda: len(told()) == 5, 2), "it is told twice"
    assert [notice["kind"] for notice in ada.run("notices").json] == ["device-added"]
