"""Codes reach contacts through real mail servers, and a code that does not is told."""

import asyncio
import json
import signal
import sqlite3
import subprocess
import threading
import time

import pytest

from conftest import BUILD, environment
from mail import PASSWORD as MAIL_PASSWORD
from mail import USER, code_in, MailServer, Talker, Webhook
from moments import stays, wait_until

from .conftest import ADDRESS, FROM

PHONE = "+33612345642"


class Account:
    """A phone with an account at a service of its own."""

    def __init__(self, new_service, phone, *arguments):
        self.service = new_service(arguments=arguments)
        self.phone = phone()
        self.phone.create_account("ada", self.service)

    def add(self, option, value, *args, **options):
        return self.phone.run("account", "contacts", "add", option, "-", *args, input=value, check=False, **options)

    def verify(self, proof, code, **options):
        return self.phone.run(
            "account", "contacts", "verify", proof, env={"SPAREKEY_CONTACT_CODE": code}, **options
        )

    def contacts(self):
        return [(contact["masked"], contact["isVerified"]) for contact in self.phone.run("account", "contacts").json]

    @property
    def log(self):
        return self.service.log.read_text()


class TestService:
    def test_a_contact_is_verified_by_mail(self, start, new_service, phone, authority, certificate, password_file):
        server = start(MailServer, tls="starttls", certificate=certificate, wants_sign_in=True)
        account = Account(
            new_service, phone, "--mail", server.url(user=USER), "--mail-ca", authority.path, "--mail-from", FROM,
            "--mail-password-file", password_file(),
        )
        sent = account.add("--email", ADDRESS)
        assert (sent.code, sent.status) == ("contact.code-sent", 75)
        letter, = server.letters
        assert (letter.recipients, letter.parsed["Subject"]) == ([ADDRESS], "Your Sparekey code")
        wrong = account.verify(sent.error["proof"], "00000000", check=False)
        assert (wrong.code, wrong.status) == ("contact.wrong-code", 77)
        account.verify(sent.error["proof"], letter.code)
        assert account.contacts() == [("a•••@e•••.org", True)]
        again = account.verify(sent.error["proof"], letter.code, check=False)
        assert (again.code, again.status) == ("contact.code-expired", 75)

        # On a new device a second contact takes a code at the first; the letter is in the reader's language.
        account.phone = phone("new")
        account.phone.sign_in("ada", account.service)
        sent = account.add("--email", "second@example.org", language="fr")
        assert (sent.code, sent.status) == ("contact.proof-sent", 75)
        letter = server.newest_with_code()
        assert (letter.recipients, letter.parsed["Subject"]) == ([ADDRESS], "Votre code Sparekey")
        assert letter.parsed["Content-Language"] == "fr" and "vous n’avez pas demandé de code" in letter.text
        account.verify(sent.error["proof"], letter.code)
        sent = account.add("--email", "second@example.org")
        account.verify(sent.error["proof"], server.newest_with_code().code)
        assert account.contacts() == [("a•••@e•••.org", True), ("s•••@e•••.org", True)]
        assert "/v1/contacts/proofs/finish" in account.log
        for word in ("lovelace", "second@", *(letter.code for letter in server.with_codes()), MAIL_PASSWORD):
            assert word not in account.log

    def test_text_messages_go_to_a_web_address(self, start, new_service, phone, tmp_path):
        hook = start(Webhook)
        token = tmp_path / "token"
        token.write_text("a token of the provider\n")
        account = Account(new_service, phone, "--sms", f"webhook:{hook.url}", "--sms-token-file", token)
        sent = account.add("--phone", "+33 6 12 34 56 42")
        assert sent.code == "contact.code-sent" and "••• ••42" in sent.error["message"]
        (path, headers, body), = hook.calls
        assert path == "/sms?from=sparekey"
        assert headers["Authorization"] == "Bearer a token of the provider"
        assert headers["Content-Type"] == "application/json"
        assert body.keys() == {"to", "text"} and body["to"] == PHONE
        account.verify(sent.error["proof"], code_in(body["text"]))
        assert account.contacts() == [("••• ••42", True)]
        assert PHONE not in account.log and "a token" not in account.log

    @pytest.mark.parametrize("status, logged", [
        (401, "signInRefused"), (403, "signInRefused"), (429, "busy(status: 429)"), (500, "busy(status: 500)"),
        (302, "refused(status: 302)"), (400, "refused(status: 400)"), (404, "refused(status: 404)"),
    ])
    def test_a_web_address_that_refuses(self, start, new_service, phone, status, logged):
        hook = start(Webhook, status)
        account = Account(new_service, phone, "--sms", f"webhook:{hook.url}")
        failed = account.add("--phone", PHONE)
        assert (failed.code, failed.status) == ("contact.not-sent", 69)
        assert logged in account.log and PHONE not in account.log
        # A redirection is not followed.
        assert [path for path, _, _ in hook.calls] == ["/sms?from=sparekey"]

    def test_mail_that_cannot_be_sent_is_told_and_can_be_tried_again(self, start, new_service, phone):
        server = start(MailServer, answers={"RCPT": f"450 4.2.0 {ADDRESS} is busy"})
        account = Account(new_service, phone, "--mail", server.url(), "--mail-from", FROM)
        failed = account.add("--email", ADDRESS)
        assert (failed.code, failed.status) == ("contact.not-sent", 69)
        assert "busy(status: 450)" in account.log and ADDRESS not in account.log
        server.answers.clear()
        sent = account.add("--email", ADDRESS)
        account.verify(sent.error["proof"], server.newest_with_code().code)
        assert account.contacts() == [("a•••@e•••.org", True)]

    def test_a_mail_server_that_hangs_holds_nobody_else_up(self, start, new_service, phone):
        silent = start(Talker)
        account = Account(new_service, phone, "--mail", f"smtp://127.0.0.1:{silent.port}", "--mail-from", FROM)
        waiting = subprocess.Popen(
            [BUILD / "sparekey", "account", "contacts", "add", "--email", "-", "--home", account.phone.home],
            env=environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            waiting.stdin.write(ADDRESS.encode() + b"\n")
            waiting.stdin.close()
            wait_until(lambda: silent.held, "the service did not call the mail server")
            before = time.monotonic()
            assert account.service.request("GET", "/healthz")[0] == 200
            assert account.phone.run("account", "devices").json
            assert time.monotonic() - before < 15, "it waits for the mail server"
            assert waiting.poll() is None
        finally:
            waiting.wait(timeout=120)
        assert b"[contact.not-sent]" in waiting.stderr.read()

    def test_a_service_for_others_takes_no_contacts_before_it_can_send(self, new_service, phone, start):
        account = Account(new_service, phone, "--behind-proxy")
        for option, value in (("--email", ADDRESS), ("--phone", PHONE)):
            failed = account.add(option, value)
            assert (failed.code, failed.status) == ("contact.unavailable", 69)
        assert not (account.service.data / "outbox").exists()

    def test_an_outbox_beside_the_data_serves_a_first_try(self, new_service, phone):
        account = Account(new_service, phone)
        sent = account.add("--email", ADDRESS)
        letter, = (account.service.data / "outbox").iterdir()
        assert letter.stat().st_mode & 0o777 == 0o600
        account.verify(sent.error["proof"], code_in(letter.read_text()))
        assert account.contacts() == [("a•••@e•••.org", True)]

    @pytest.mark.parametrize("arguments, code", [
        (["--mail", "smtp://mail.example.org"], "mail.no-sender"),
        (["--mail", "carrier-pigeon"], "mail.invalid-setting"),
        (["--sms", "webhook:http://sms.example.org/send"], "sms.plain-http"),
        (["--sms", "webhook:"], "sms.invalid-setting"),
        (["--mail", "smtp://me@mail.example.org", "--mail-password-file", "/nowhere"], "file.unreadable"),
    ])
    @pytest.mark.parametrize("command", ["serve", "doctor"])
    def test_settings_that_cannot_work_are_told_before_the_start(self, tmp_path, command, arguments, code):
        done = subprocess.run(
            [BUILD / "sparekey-server", command, "--data", tmp_path / "data", "--json", *arguments],
            env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
        )
        assert (json.loads(done.stdout)["error"]["code"], done.returncode) == (code, 78)


class SlowMailServer(MailServer):
    """Takes a message whole, and says so only when it may."""

    def __init__(self, *args, **options):
        self.may_answer = threading.Event()
        self.may_answer.set()
        super().__init__(*args, **options)

    async def handle_DATA(self, server, session, envelope):
        answer = await super().handle_DATA(server, session, envelope)
        await asyncio.to_thread(self.may_answer.wait, 60)
        return answer

    def of(self, name):
        """The messages that tell of a device of this name."""
        return [letter for letter in self.letters if name in letter.text]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_service_that_ends_in_the_middle_of_a_message_does_not_send_it_again(start, new_service, phone, how):
    server = start(SlowMailServer)
    account = Account(new_service, phone, "--mail", server.url(), "--mail-from", FROM)
    sent = account.add("--email", ADDRESS)
    account.verify(sent.error["proof"], server.with_codes()[-1].code)
    server.may_answer.clear()
    phone("new").sign_in("ada", account.service)
    wait_until(lambda: server.of("was added"))
    process = account.service.process
    process.send_signal(how)
    if how == signal.SIGTERM:
        assert stays(lambda: process.poll() is None, 1), "the service left in the middle of a message"
        server.may_answer.set()
    process.wait(timeout=120)
    server.may_answer.set()
    account.service.process = None
    account.service.start()
    assert stays(lambda: len(server.of("was added")) == 1, 4)
    with sqlite3.connect(account.service.data / "sparekey.sqlite") as database:
        left = database.execute("SELECT unheard FROM notice_delivery").fetchall()
    # Where nobody heard the end of it, it is tried once more after five minutes, with the same Message-ID.
    assert left == ([] if how == signal.SIGTERM else [(1,)])


@pytest.mark.parametrize("value", ["ada", "0612345678", ""])
def test_an_address_that_is_none(new_service, phone, service, value):
    device = phone()
    device.create_account(f"ada{len(value)}", service)
    for option in ("--email", "--phone"):
        failed = device.run("account", "contacts", "add", option, "-", input=value, check=False)
        assert (failed.code, failed.status) == ("contact.invalid", 65)
