"""Accounts, their attackers and their honest owners: real programs at a service whose clock the test moves.

    world.wait(days=8)                  from now on it is eight days later, for the service and every phone
    with world.at("192.0.2.7"): …       phones and browsers reach the service from there, through a proxy
    world.phone("old")                  a phone
    world.accepts(user, code)           whether an application that asks about a code is told that it is right
    world.confirm(phone, contact)       makes a new device count fully with a mailed code
    world.told(kind, contact)           the notices that a contact was mailed with some words in them
    world.guess(user, address)          one wrong password of a stranger: (status, code of the problem)
    world.spend(user)                   what strangers from everywhere can spend of a name
"""

import base64
import contextlib
import datetime
import http.client
import http.server
import shutil
import threading

import pytest

from approving import database, letters
from clock import Clock
from conftest import PASSWORD, Phone, Service
from mail import letter_code, newest_code
from moments import wait_until
from ports import free_port
from terminal import at_terminal

lib = pytest.importorskip("opaquepy.lib")
HOME = "203.0.113.5"
URI = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP"


class Proxy:
    """Stands before the service, and says where requests come from."""

    def __init__(self, port):
        self.address = HOME
        # What a lying service does: `watch` sees every body, and below the path `denies` it answers that it cannot.
        self.watch, self.denies = None, None
        proxy = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def forward(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if proxy.denies and self.path.startswith(proxy.denies):
                    self.send_response(503)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                kept = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
                kept["X-Forwarded-For"] = proxy.address
                service = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
                service.request(self.command, self.path, body, kept)
                answer = service.getresponse()
                content = answer.read()
                if proxy.watch:
                    proxy.watch(body + b"\n" + content)
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("content-length", "connection", "transfer-encoding", "date", "server"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
                service.close()

            do_GET = do_POST = forward

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class TimedPhone(Phone):
    """A phone whose clock is that of its world."""

    def __init__(self, home, world):
        super().__init__(home)
        self.world = world

    def run(self, *args, **options):
        return super().run(*args, under=self.world.clock.under, **options)

    def at_terminal(self, *args, answers=()):
        """Runs a command where a person sits and answers: (exit status, everything that was shown)."""
        return at_terminal(*args, home=self.home, answers=answers, under=self.world.clock.under)

    def copied(self, name="copy"):
        """What a thief has who has copied the folder of this phone."""
        copy = self.world.phone(name)
        shutil.copytree(self.home, copy.home)
        return copy


class World:
    """A service, the places from which it is reached, and its clock."""

    def __init__(self, folder):
        self.folder, self.phones = folder, 0
        self.clock = Clock.early(folder / "clock")
        self.service = Service(folder / "service", under=self.clock.under, clock=self.clock)
        self.service.folder.mkdir()
        self.service.port = free_port()
        self.proxy = Proxy(self.service.port)
        self.service.arguments = [
            "--behind-proxy", "--public-url", self.proxy.url, "--mail", f"outbox:{self.service.data}/outbox",
        ]
        self.service.start()
        self.url, self.data = self.proxy.url, self.service.data

    def stop(self):
        self.proxy.stop()
        self.service.stop()

    def wait(self, days=0, **time):
        """Lets time pass; where that is days, the service does meanwhile what it does every minute.

        It has new devices wait that others should have been told of while its machine slept, so no time is left out in
        which there was something to tell.
        """
        end = self.clock.now + datetime.timedelta(days=days, **time)
        if days and self.service.process is not None:
            told = None
            while (reminder := self.next_reminder) not in (None, told) and reminder < end:
                told = reminder
                self.leap(max(reminder - self.clock.now, datetime.timedelta()) + datetime.timedelta(seconds=61))
            self.leap(max(end - self.clock.now, datetime.timedelta()))
        else:
            self.clock.wait(days=days, **time)

    def leap(self, time):
        """Leaves time out, as a machine does that sleeps, and lets the service do what is due after it."""
        self.clock.wait(minutes=time.total_seconds() / 60)
        if self.service.process is not None:
            with database(self.service, "rw") as held:
                held.execute("INSERT INTO attempt (scope, starts, count, expires) VALUES ('waited for', 0, 0, 0)")
            wait_until(lambda: not self.is_waited_for, "the service does not delete what has expired")

    @property
    def next_reminder(self):
        """When others are to be told of a new device."""
        with database(self.service) as held:
            sql = "SELECT min(remind) FROM device WHERE settled IS NULL AND suspended IS NULL"
            at = held.execute(sql).fetchone()[0]
        return at and datetime.datetime.fromtimestamp(at / 1000, datetime.timezone.utc)

    @property
    def is_waited_for(self):
        with database(self.service) as held:
            return held.execute("SELECT count(*) FROM attempt WHERE scope = 'waited for'").fetchone() != (0,)

    def day(self, days):
        """The day so many days from now, as the programs write it in English."""
        then = self.clock.now + datetime.timedelta(days=days)
        return f"{then:%B} {then.day}, {then.year}"

    @contextlib.contextmanager
    def at(self, address):
        before, self.proxy.address = self.proxy.address, address
        yield
        self.proxy.address = before

    def phone(self, name="phone"):
        self.phones += 1
        return TimedPhone(self.folder / f"{name}-{self.phones}" / "home", self)

    def owner(self, name, storage=None, contact=None):
        """A phone whose account has a backup and a contact, where they are wanted."""
        phone = self.phone(name)
        phone.create_account(name, self)
        phone.add(URI)
        if contact:
            sent = phone.run("account", "contacts", "add", "--email", "-", input=contact, check=False)
            assert sent.code == "contact.code-sent", sent
            phone.run("account", "contacts", "verify", sent.error["proof"],
                      env={"SPAREKEY_CONTACT_CODE": self.mailed_code(contact)})
        if storage:
            phone.backup_on(storage)
        return phone

    def mailed_code(self, to):
        """The newest code of eight digits that was mailed to an address."""
        return newest_code(self.service, to)

    def letter(self, phone, name, contact):
        """Has a letter sent from a phone, and reads its code in the mailbox."""
        count = len(letters(self.service, "letter", contact))
        phone.run("account", "letter", name, "--service", self.url)
        wait_until(lambda: len(letters(self.service, "letter", contact)) > count, "no letter arrived")
        return letter_code(letters(self.service, "letter", contact)[-1][2])

    def accepts(self, user, code):
        """Whether an application is told that a code of a person is right."""
        return self.service.verify(user, code)

    def confirm(self, phone, contact, *name, password=PASSWORD):
        """Makes a new device count fully, with the password and a code that a contact receives."""
        sent = phone.run("account", "confirm", *name, password=password, check=False)
        assert (sent.status, sent.code) == (75, "contact.proof-sent"), sent
        phone.run("account", "contacts", "verify", sent.error["proof"], *name,
                  env={"SPAREKEY_CONTACT_CODE": self.mailed_code(contact)})

    def told(self, words, contact):
        """The notices with some words in them that a contact was mailed, once there is one."""
        return wait_until(
            lambda: [text for _, _, text in letters(self.service, "notice", contact) if words in text],
            lambda: f"no notice says {words!r}: {letters(self.service, 'notice', contact)}",
        )

    def post(self, path, body, address):
        status, answer = self.service.request("POST", path, body, {"X-Forwarded-For": address})
        return status, answer

    def guess(self, user, address, **fields):
        """One wrong password of a stranger: (status, body)."""
        ke1, _ = lib.login_client("a guess")
        standard = base64.b64encode(base64.urlsafe_b64decode(ke1 + "=" * (-len(ke1) % 4))).decode()
        return self.post("/v1/sign-ins/start", {"username": user, "ke1": standard} | fields, address)

    def spend(self, user, kinds=(None,)):
        """Spends what strangers from forty networks can: how many guesses were looked at."""
        looked = 0
        for host in range(40):
            for kind in kinds:
                fields = {} if kind is None else {"credential": kind}
                looked += self.guess(user, f"198.51.100.{host}", **fields)[0] == 200
        return looked


@pytest.fixture
def world(tmp_path):
    """A world of its own, in which nothing has happened."""
    world = World(tmp_path)
    yield world
    world.stop()
