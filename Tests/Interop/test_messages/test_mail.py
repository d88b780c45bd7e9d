"""`sparekey-server mail test` reaches real mail servers and a real web address, or says which party did what."""

import email
import email.policy
import json
import pathlib
import subprocess
import time

import pytest

from conftest import BUILD, environment
from mail import PASSWORD as MAIL_PASSWORD
from mail import USER, MailServer, Talker
from ports import free_port
from test_storage.certificates import Authority

from .conftest import ADDRESS, FROM


def mail_test(mail, *args, env=None, fails=None, status=None, address=ADDRESS):
    """Runs `sparekey-server mail test`; `fails` and `status` are the error that it must end with."""
    done = subprocess.run(
        [BUILD / "sparekey-server", "mail", "test", address, "--mail", mail, "--json",
         *([] if "--mail-from" in args else ["--mail-from", FROM]), *map(str, args)],
        env=environment(**(env or {})), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
    )
    answer = json.loads(done.stdout)
    if fails is None:
        assert done.returncode == 0, answer
        assert answer["sent"] == "true"
        return answer
    assert (answer["error"]["code"], done.returncode) == (fails, status), answer
    assert ADDRESS not in done.stdout + done.stderr and MAIL_PASSWORD not in done.stdout + done.stderr
    return answer["error"]


class TestMail:
    def test_a_relay_on_this_machine_takes_mail_without_a_sign_in(self, start):
        server = start(MailServer)
        mail_test(server.url())
        letter, = server.letters
        assert (letter.sender, letter.recipients, letter.encrypted) == (FROM, [ADDRESS], False)

    def test_mail_is_what_other_programs_read(self, start):
        server = start(MailServer)
        before = time.time()
        mail_test(server.url())
        mail = server.letters[0].parsed
        assert not mail.defects
        assert (mail["To"], mail["From"]) == (ADDRESS, f"Sparekey <{FROM}>")
        assert mail["Subject"] == "Sparekey test message"
        assert before - 2 < mail["Date"].datetime.timestamp() < time.time() + 2
        assert mail["Message-ID"].endswith("@example.net>")
        assert (mail.get_content_type(), mail.get_content_charset()) == ("text/plain", "utf-8")
        assert mail["Auto-Submitted"] == "auto-generated"
        assert "Codes and notifications" in server.letters[0].text

    def test_starttls_with_an_authority_of_ones_own(self, start, authority, certificate):
        server = start(MailServer, tls="starttls", certificate=certificate)
        mail_test(server.url(), "--mail-ca", authority.path)
        assert [letter.encrypted for letter in server.letters] == [True]

    def test_tls_from_the_first_byte_on(self, start, authority, certificate):
        server = start(MailServer, tls="implicit", certificate=certificate)
        mail_test(server.url("smtps", "localhost"), "--mail-ca", authority.path)
        assert [letter.encrypted for letter in server.letters] == [True]

    def test_a_server_that_takes_starttls_away_gets_nothing(self, start, authority, password_file):
        server = start(MailServer, wants_sign_in=True)
        mail_test(server.url(user=USER), "--mail-ca", authority.path, "--mail-password-file", password_file(),
                  fails="mail.no-tls", status=77)
        assert (server.letters, server.tried) == ([], [])

    def test_a_server_without_tls_where_tls_comes_first_gets_nothing(self, start, authority):
        server = start(MailServer)
        mail_test(server.url("smtps"), "--mail-ca", authority.path, fails="mail.no-tls", status=77)
        assert server.letters == []

    @pytest.mark.parametrize("tls, scheme", [("starttls", "smtp"), ("implicit", "smtps")])
    @pytest.mark.parametrize("wrong", ["of another authority", "of another host", "too old", "of nobody we know"])
    def test_a_certificate_that_is_not_trusted_gets_nothing(
        self, start, tmp_path, authority, password_file, tls, scheme, wrong
    ):
        certificate = {
            "of another authority": lambda: Authority(tmp_path, "other").issue("server"),
            "of another host": lambda: authority.issue("elsewhere", ("mail.example.org",)),
            "too old": lambda: authority.issue("old", days=(-30, -1)),
            "of nobody we know": lambda: authority.issue("unknown"),
        }[wrong]()
        trusted = ["--mail-ca", authority.path]
        if wrong == "of nobody we know":
            if scheme == "smtp":
                # On this machine itself STARTTLS is used where an authority is given; the system's is one, too.
                trusted = ["--mail-ca", "/etc/ssl/certs/ca-certificates.crt"]
                if not pathlib.Path(trusted[1]).exists():
                    pytest.skip("this system has no file of authorities")
            else:
                trusted = []
        server = start(MailServer, tls=tls, certificate=certificate, wants_sign_in=True)
        mail_test(server.url(scheme, user=USER), *trusted, "--mail-password-file", password_file(),
                  fails="mail.untrusted", status=77)
        assert (server.letters, server.tried) == ([], [])

    def test_an_authority_that_is_none(self, start, tmp_path, certificate):
        server = start(MailServer, tls="starttls", certificate=certificate)
        empty = tmp_path / "empty.pem"
        empty.write_text("nothing")
        mail_test(server.url(), "--mail-ca", empty, fails="mail.invalid-authority", status=78)
        mail_test(server.url(), "--mail-ca", tmp_path / "missing", fails="mail.invalid-authority", status=78)

    @pytest.mark.parametrize("protected", [True, False])
    def test_a_sign_in_that_is_accepted(self, start, authority, certificate, password_file, protected):
        options = {"tls": "starttls", "certificate": certificate} if protected else {}
        server = start(MailServer, wants_sign_in=True, **options)
        trusted = ["--mail-ca", authority.path] if protected else []
        mail_test(server.url(user=USER), *trusted, "--mail-password-file", password_file())
        mail_test(server.url(user=USER), *trusted, env={"SPAREKEY_MAIL_PASSWORD": MAIL_PASSWORD})
        assert [letter.user for letter in server.letters] == [USER, USER]

    @pytest.mark.parametrize("sender, header", [
        ("Ada <accounts@example.net>", "Ada <accounts@example.net>"),
        ("Ada, Ltd <accounts@example.net>", '"Ada, Ltd" <accounts@example.net>'),
        ("Élodie <accounts@example.net>", "Élodie <accounts@example.net>"),
        ("accounts@bücher.example", "Sparekey <accounts@xn--bcher-kva.example>"),
    ])
    def test_the_sender_has_a_name(self, start, sender, header):
        server = start(MailServer)
        mail_test(server.url(), "--mail-from", sender)
        letter, = server.letters
        assert letter.parsed["From"] == header and letter.sender.isascii()

    def test_a_sender_that_is_none(self, start):
        server = start(MailServer)
        for sender in ("Ada", "Ada <ada>", "Ada <a@b.org"):
            mail_test(server.url(), "--mail-from", sender, fails="mail.invalid-sender", status=78)
        assert server.letters == []

    def test_an_address_at_a_host_in_another_script(self, start):
        server = start(MailServer)
        mail_test(server.url(), address="me@bücher.example")
        assert server.letters[0].recipients == ["me@xn--bcher-kva.example"]

    def test_a_server_that_waits_for_tls_is_told_from_one_that_is_not_there(self, start, certificate):
        server = start(MailServer, tls="implicit", certificate=certificate)
        error = mail_test(server.url(), fails="mail.silent", status=69)
        assert "smtps://" in error["remedy"]

    def test_a_greeting_may_take_its_time(self, start):
        server = start(MailServer)
        slow = start(Talker, b"")
        slow.relay_to(server.port, after=9)
        mail_test(f"smtp://127.0.0.1:{slow.port}")
        assert len(server.letters) == 1

    def test_a_sign_in_that_is_refused(self, start, password_file):
        server = start(MailServer, wants_sign_in=True)
        mail_test(server.url(user=USER), "--mail-password-file", password_file("wrong"),
                  fails="mail.sign-in-refused", status=77)
        mail_test(server.url(), fails="mail.sign-in-refused", status=77)
        mail_test(server.url(user=USER), fails="mail.no-password", status=78)
        assert server.letters == []

    def test_nothing_answers(self):
        mail_test(f"smtp://127.0.0.1:{free_port()}", fails="mail.unreachable", status=69)
        mail_test("smtps://mail.invalid", fails="mail.unreachable", status=69)

    @pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
    @pytest.mark.parametrize("answer, code, status", [
        ("451 4.3.0 try again later", "mail.busy", 75),
        ("452 4.3.1 no space", "mail.busy", 75),
        ("550 5.1.1 no such user ada.lovelace@example.org", "mail.refused", 77),
        ("554 5.7.1 not from here", "mail.refused", 77),
    ])
    def test_a_server_that_refuses_is_quoted_by_its_number(self, start, command, answer, code, status):
        server = start(MailServer, answers={command: answer})
        error = mail_test(server.url(), fails=code, status=status)
        assert answer[:3] in error["message"]

    @pytest.mark.parametrize("greeting, code, status", [
        (b"421 too many connections\r\n", "mail.busy", 75),
        (b"554 not for you\r\n", "mail.refused", 77),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "mail.unreachable", 69),
        (b"\0" * 512 + b"\r\n", "mail.unreachable", 69),
        (b"", "mail.unreachable", 69),
    ])
    def test_a_greeting_that_is_none(self, start, greeting, code, status):
        talker = start(Talker, greeting, hangs_up=True)
        mail_test(f"smtp://127.0.0.1:{talker.port}", fails=code, status=status)

    @pytest.mark.parametrize("mail, code", [
        ("mail.example.org", "mail.invalid-setting"),
        (f"smtp://{USER}:{MAIL_PASSWORD.replace(' ', '%20')}@127.0.0.1", "mail.password-in-setting"),
        ("https://example.org", "mail.invalid-setting"),
    ])
    def test_a_setting_that_cannot_work(self, mail, code):
        mail_test(mail, fails=code, status=78)

    def test_a_recipient_that_is_none(self, start):
        server = start(MailServer)
        for address in ("ada", f"{ADDRESS}\r\nBcc: eve@example.net", f"{ADDRESS}>,<eve@example.net"):
            mail_test(server.url(), fails="mail.invalid-recipient", status=64, address=address)
        assert server.letters == []

    def test_an_outbox(self, tmp_path):
        mail_test(f"outbox:{tmp_path / 'box'}")
        letter, = (tmp_path / "box").iterdir()
        mail = email.message_from_bytes(letter.read_bytes(), policy=email.policy.default)
        assert (mail["To"], mail["From"]) == (ADDRESS, f"Sparekey <{FROM}>")
        assert mail["Subject"] == "Sparekey test message" and mail["Date"] and mail["Message-ID"]

    def test_an_outbox_shows_the_name_of_the_service_as_the_sender(self, tmp_path):
        mail_test(f"outbox:{tmp_path / 'box'}", "--name", "Bücher, Ltd")
        letter, = (tmp_path / "box").iterdir()
        assert letter.read_text().startswith(f'From: "Bücher, Ltd" <{FROM}>\nTo: {ADDRESS}\n')

    def test_an_outbox_that_cannot_be_written(self):
        mail_test("outbox:/dev/null/box", fails="mail.outbox-unwritable", status=78)
