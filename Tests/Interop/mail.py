"""Real mail servers on loopback, by aiosmtpd, and a web address that takes text messages."""

import dataclasses
import email
import email.policy
import http.server
import json
import pathlib
import re
import socket
import ssl
import threading
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from ports import free_port

USER, PASSWORD = "postroom", "seven stamps on one letter"


def context(certificate):
    """TLS of a server whose certificate and key lie in one file."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    return tls


@dataclasses.dataclass
class Letter:
    """A message as it arrived."""

    sender: str
    recipients: list
    content: bytes
    encrypted: bool
    user: str | None

    @property
    def parsed(self):
        return email.message_from_bytes(self.content, policy=email.policy.default)

    @property
    def text(self):
        return self.parsed.get_content()

    @property
    def code(self):
        return code_in(self.text)


CODE = re.compile(r"\b(\d{4}) (\d{4})\b")


def code_in(text):
    """The code that a message carries."""
    return "".join(CODE.search(text).groups())


LETTER = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def letter_code(text):
    """The code of a letter, which lets a new device or browser sign in."""
    return LETTER.search(text)[0]


@dataclasses.dataclass
class OutboxLetter:
    """A message in the outbox of a service."""

    path: pathlib.Path
    recipient: str
    kind: str
    text: str


def outbox(service, kind=None, to=None):
    """The messages in the outbox of a service, the oldest first; of one kind, to one recipient.

    Notices are sent at a time of their own, so whoever wants the newest message says of which kind.
    """
    found = []
    folder = service.data / "outbox"
    for path in sorted(folder.glob("*.txt")) if folder.exists() else []:
        head, _, text = path.read_text().partition("\n\n")
        fields = dict(line.split(": ", 1) for line in head.splitlines())
        if kind in (None, fields["Kind"]) and to in (None, fields["To"]):
            found.append(OutboxLetter(path, fields["To"], fields["Kind"], text))
    return found


def newest_code(service, to=None):
    """The code of the newest message that carries one."""
    return code_in(outbox(service, "contact-code", to)[-1].text)


class MailServer:
    """A mail server: `tls` is None, "starttls" or "implicit"; `answers` replaces what it says to a command."""

    def __init__(self, tls=None, certificate=None, wants_sign_in=False, answers=None, ident=None):
        self.letters, self.tried, self.answers = [], [], answers or {}
        self.port = free_port()
        tls_context = context(certificate) if tls else None
        extra = {"tls_context": tls_context, "require_starttls": True} if tls == "starttls" else {}
        self.controller = Controller(
            self, "127.0.0.1", self.port, ssl_context=tls_context if tls == "implicit" else None,
            auth_required=wants_sign_in, auth_require_tls=False, authenticator=self.authenticate, ident=ident, **extra,
        )
        self.controller.start()

    def authenticate(self, server, session, envelope, mechanism, data):
        assert isinstance(data, LoginPassword)
        self.tried.append(data.login.decode())
        right = (data.login.decode(), data.password.decode()) == (USER, PASSWORD)
        return AuthResult(success=right, auth_data=data.login.decode(), handled=False)

    async def handle_MAIL(self, server, session, envelope, address, options):
        if "MAIL" in self.answers:
            return self.answers["MAIL"]
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.letters.append(Letter(
            envelope.mail_from, envelope.rcpt_tos, envelope.content, session.ssl is not None
            or server.transport.get_extra_info("ssl_object") is not None, session.auth_data,
        ))
        return "250 OK"

    # No properties: the server reads every attribute of its handler when somebody connects.
    def with_codes(self):
        """The letters that carry codes, without the notices among them."""
        return [letter for letter in self.letters if CODE.search(letter.text)]

    def newest_with_code(self):
        """The newest letter that carries a code, whatever notices came after it."""
        return self.with_codes()[-1]

    def url(self, scheme="smtp", host="127.0.0.1", user=None):
        return f"{scheme}://{user + '@' if user else ''}{host}:{self.port}"

    def stop(self):
        self.controller.stop()


class Talker:
    """Accepts connections, says one thing, and then nothing more, or hangs up, or passes on to a server after a while."""

    def __init__(self, greeting=b"", hangs_up=False):
        self.greeting, self.hangs_up, self.held, self.relay = greeting, hangs_up, [], None
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        try:
            while True:
                connection, _ = self.listening.accept()
                connection.sendall(self.greeting)
                if self.hangs_up:
                    connection.close()
                else:
                    self.held.append(connection)
                    if self.relay:
                        threading.Thread(target=self.pass_on, args=(connection,), daemon=True).start()
        except OSError:
            pass  # It was stopped.

    def relay_to(self, port, after):
        """Lets a server answer whoever connects, after some seconds of silence."""
        self.relay = (port, after)

    def pass_on(self, connection):
        port, after = self.relay
        time.sleep(after)  # time: a server that is slow.
        server = socket.create_connection(("127.0.0.1", port))
        self.held.append(server)

        def pump(source, target):
            try:
                while data := source.recv(4096):
                    target.sendall(data)
                target.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # One of them was stopped.

        threading.Thread(target=pump, args=(server, connection), daemon=True).start()
        pump(connection, server)

    def stop(self):
        self.listening.close()
        for connection in self.held:
            connection.close()


class Webhook:
    """A web address that takes text messages, and answers with `status`."""

    def __init__(self, status=200):
        self.status, self.calls = status, []
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.calls.append((self.path, dict(self.headers), json.loads(body)))
                self.send_response(hook.status)
                if hook.status == 302:
                    self.send_header("Location", f"http://127.0.0.1:{hook.port}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/sms?from=sparekey"

    @property
    def newest_code(self):
        """The code of the newest text message that carries one."""
        return code_in([body["text"] for _, _, body in self.calls if CODE.search(body["text"])][-1])

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
