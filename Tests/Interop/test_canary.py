"""Runs the whole story with known secrets, labels and passwords, records everything, and looks for them everywhere.

What may turn up somewhere stands in ALLOWED with its reason; anything else that is found fails the test.
"""

import base64
import collections
import hashlib
import hmac
import json
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import time

import pytest
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as open_sealed

from canary import Canary, forms, search, secret, text
from conftest import BUILD, environment
from mail import newest_code
from recorders import Arguments, Files, Proxy, core_of
from terminal import Terminal

SECRET = secret("one-time secret", bytes.fromhex("a1f5c3d2096b7e8844d01c5fe92b3a7061cd8e0f"))
SECRET_IN_FILE = secret("one-time secret from a file", bytes.fromhex("5be07d913ac4f2681b9e0d47c8a35f12e6907b2d"))
SECRET_BACKED_UP = secret("one-time secret added later", bytes.fromhex("c90e4b7fd81326a5ee1f0c6a9d527b38f4e16d0a"))
ISSUER = text("issuer", "Kanarienvogel Käfigbau")
ACCOUNT = text("account name", "zaunkoenig+otp@voliere.example")
USER = text("user name", "Goldammer.Emberiza")
DEVICE = text("device name", "rotkehlchen-telefon")
PASSWORD = text("password", "fünf nasse Sperlinge unterm Dach")
NEW_PASSWORD = text("new password", "sechs müde Amseln hinterm Zaun")
WRONG_PASSWORD = text("mistyped password", "fünf nasse Sperlinge unterm Dacb")
PASSPHRASE = text("passphrase", "Zilpzalp/Girlitz/Stieglitz")
STORAGE = text("storage address", "nistkasten-im-apfelbaum")
CONTACT = text("contact's address", "Rohrdommel.Nachts@voliere.example")
PHONE = Canary("contact's number", (b"4915550123467", b"1555 0123467"))
APPLICATION = text("application's name", "Zeisigforum der Voliere")
REDIRECT = text("application's address", "https://forum.zeisig-voliere.example/rueckweg")
DEVICE_SECRETS = "device's own secret"
CONTACT_CODES = "code sent to a contact"

CRASHES = (signal.SIGILL, signal.SIGTRAP, signal.SIGABRT, signal.SIGFPE, signal.SIGBUS, signal.SIGSEGV)
# What the app asks with when the vault is locked.
PROMPT = "Vault passphrase"
FIXED = (
    SECRET, SECRET_IN_FILE, SECRET_BACKED_UP, ISSUER, ACCOUNT, USER, DEVICE, PASSWORD, NEW_PASSWORD, WRONG_PASSWORD,
    PASSPHRASE, STORAGE, CONTACT, PHONE, APPLICATION, REDIRECT,
)

# What each place may hold, and why. A place that is not named here may hold nothing.
ALLOWED = {
    "traffic": {
        USER.name: "the service must be told who signs in",
        DEVICE.name: "the service lists the account's devices by name; it keeps the names sealed",
        CONTACT.name: "the service must be told where to send codes; it keeps the address sealed, and shows it masked",
        PHONE.name: "the service must be told where to send codes; it keeps the number sealed, and shows it masked",
        CONTACT_CODES: "the service must be told what was typed",
    },
    "outbox": {
        CONTACT.name: "the outbox takes the place of a mail server, which must be told where to deliver",
        PHONE.name: "the outbox takes the place of a provider, which must be told where to deliver",
        CONTACT_CODES: "the message carries the code",
        DEVICE.name: "a notice names the device that was added, so that its owner can revoke it",
    },
    "arguments": {
        USER.name: "the user name is an argument of account create, account sign-in and recover",
        STORAGE.name: "the storage is an option of backup on and recover",
        APPLICATION.name: "the name is an argument of client add",
        REDIRECT.name: "the address is an option of client add",
    },
    "output": {
        ISSUER.name: "list, codes and recover show the accounts to their owner",
        ACCOUNT.name: "list, codes and recover show the accounts to their owner",
        USER.name: "list shows the recovery account to its owner",
        DEVICE.name: "account devices lists the devices to their owner",
        STORAGE.name: "backup status says where the backup is",
    },
    "output of failures": {STORAGE.name: "a failure of the storage says which one"},
    "memory of the service": {
        USER.name: "the service is told who signs in, and text in memory is not wiped",
        DEVICE.name: "the service is told the device's name, and text in memory is not wiped",
        CONTACT.name: "the service is told the address, and text in memory is not wiped",
        PHONE.name: "the service is told the number, and text in memory is not wiped",
        CONTACT_CODES: "the service makes the code, and text in memory is not wiped",
        APPLICATION.name: "the service opens it when the application asks, and text in memory is not wiped",
        REDIRECT.name: "the service opens it when the application asks, and text in memory is not wiped",
    },
    "memory of the locked app": {DEVICE.name: "it is the host's name, which the system tells every program"},
}
# These may be gone again by the time that a place is looked at; every other allowance must be needed.
FLEETING = {"memory of the service", "memory of the locked app"}

# What is known to be in each place: if it cannot be found there, the place was not recorded.
CONTROLS = {
    "traffic": b"/v1/sign-ins/start",
    "arguments": b"\0recover\0",
    "output": b'"restored"',
    "output of failures": b"signin.wrong-password",
    "terminal": b"Vault passphrase",
    "database": b"CREATE TABLE account",
    "key file": b'"oprfSeed"',
    "outbox": b"Kind: contact-code",
    "log of the service": b"/v1/sign-ins/start",
    "storage": b"spkysn\r\n",
    "vault": b"spkyvt\r\n",
    "other files": b"sparekey/",
    "memory of the service": b"/v1/sign-ins/finish",
    "memory of the locked app": b"SPAREKEY_PASSPHRASE",
}


def uri(canary, label):
    return f"otpauth://totp/{label}?secret={canary.spellings[1].decode()}&issuer={'Kanarienvogel%20K%C3%A4figbau'}"


class Story:
    """Everything that is done with the canaries, and everything that was recorded on the way."""

    def __init__(self, root, service, phone, sparekey):
        self.service, self.phone, self.sparekey = service, phone, sparekey
        self.found = collections.defaultdict(list)
        self.given, self.elsewhere, self.homes = (root / name for name in ("given", "elsewhere", "homes"))
        self.storage = root / "storages" / STORAGE.spellings[0].decode()
        for folder in (self.given, self.elsewhere / "runtime", self.homes, self.storage):
            folder.mkdir(parents=True)
        self.proxy = Proxy(service.port)
        self.variables = {
            "HOME": self.elsewhere, "TMPDIR": self.elsewhere, "XDG_RUNTIME_DIR": self.elsewhere / "runtime",
            "CANARY_HOST": DEVICE.spellings[0].decode(),
        }
        # A host name of its own, which is what the device is called; set without being an argument of anything.
        rename = 'echo "$CANARY_HOST" > /proc/sys/kernel/hostname; exec "$@"'
        self.under = ["unshare", "--uts", "sh", "-c", rename, "sh"]
        self.named = subprocess.run(
            [*self.under, "true"], env=environment(**self.variables), capture_output=True
        ).returncode == 0
        self.canaries = [canary for canary in FIXED if self.named or canary is not DEVICE]

    def run(self, home, *args, fails=None, **options):
        """Runs one command. `fails` is the error code that it must end with."""
        result = self.sparekey(
            *args, home=self.homes / home, env=self.variables | options.pop("env", {}), cwd=self.elsewhere,
            under=self.under if self.named else (), check=fails is None, **options,
        )
        place = "output" if fails is None else "output of failures"
        self.found[place].append((" ".join(args[:2]), (result.out + result.err).encode()))
        if fails is not None:
            assert result.status != 0 and (fails in result.out or fails in result.err), (args, result)
        return result

    def file(self, name, contents):
        path = self.given / name
        path.write_bytes(contents + b"\n")
        return path

    def tell(self):
        old, new, wrong = (
            self.file(canary.name, canary.spellings[0]) for canary in (PASSWORD, NEW_PASSWORD, WRONG_PASSWORD)
        )
        at, folder = ("--service", self.proxy.url), ("--storage", f"folder:{self.storage}")
        user = USER.spellings[0].decode()
        first = uri(SECRET, ACCOUNT.spellings[0].decode().replace("+", "%2B"))

        # The old phone.
        self.run("old", "add", "-", input=first)
        given = self.file("secret", SECRET_IN_FILE.spellings[2])
        self.run("old", "add", "--issuer", "Bank", "--secret-file", given)
        account = self.run("old", "account", "create", user, *at, "--password-file", old).json["id"]
        self.run("old", "backup", "on", *folder, "--password-file", old)
        self.run("old", "add", "-", input=uri(SECRET_BACKED_UP, "later"), json=False)
        self.run("old", "account", "password", account, "--password-file", old, "--new-password-file", new)
        self.run("old", "passphrase", env={"SPAREKEY_NEW_PASSPHRASE": PASSPHRASE.spellings[0].decode()})
        unlocked = {"SPAREKEY_PASSPHRASE": PASSPHRASE.spellings[0].decode()}
        for command in (("codes",), ("list",), ("backup", "verify"), ("backup", "status"), ("doctor",)):
            self.run("old", *command, env=unlocked)
        self.run("old", "list", env=unlocked, json=False)
        assert self.run("old", "account", "devices", env=unlocked).json[0]["name"] in (
            [DEVICE.spellings[0].decode()] if self.named else [os.uname().nodename[:64]]
        )

        # The new phone, and a third that only signs in.
        assert self.run("new", "recover", user, *at, *folder, "--password-file", new).json["restored"] == 4
        self.code = self.run("new", "codes").json
        self.run("new", "move", "Bank", "1")
        self.run("third", "account", "sign-in", user, *at, "--password-file", new)
        own = next(line for line in self.code if line["id"] == account)
        application, redirect = (canary.spellings[0].decode() for canary in (APPLICATION, REDIRECT))
        assert self.service.verify(user, own["code"], self.service.client(application, "--redirect", redirect))
        self.add_contacts(unlocked)

        # What goes wrong.
        for json_output in (True, False):
            say = {"json": json_output}
            self.run("empty", "recover", user, *at, *folder, "--password-file", wrong,
                     fails="signin.wrong-password", **say)
            self.run("new", "recover", user, *at, *folder, "--password-file", new,
                     fails="recovery.entries-present", **say)
            self.run("new", "add", "-", input=first, fails="entry.duplicate", **say)
            self.run("new", "add", "-", input=first + "&digits=99", fails="uri.invalid-parameter", **say)
            self.run("new", "add", "-", input=first.replace("secret=", "secret=1!"),
                     fails="secret.foreign-characters", **say)
            self.run("new", "add", "-", input=first.replace("otpauth:", "otp:"), fails="uri.not-otpauth", **say)
            self.run("new", "add", "-", "--keep-both", "--digits", input=first, fails="", **say)
            self.run("new", "code", "nothing like it", fails="entry.not-found", **say)
            self.run("old", "codes", env={"SPAREKEY_PASSPHRASE": PASSPHRASE.spellings[2].decode()},
                     fails="vault.wrong-passphrase", **say)
            self.run("empty", "account", "sign-in", user, "--service", "http://127.0.0.1:1", "--password-file", new,
                     fails="service.unreachable", **say)
            self.run("empty", "recover", user, *at, "--storage", f"folder:{self.storage}-unplugged",
                     "--password-file", new, fails="storage.no-folder", **say)
            self.run("empty", "account", "create", user, *at, "--password-file", new, fails="account.name-taken", **say)
        self.spoil(user, at, folder, new)

    def add_contacts(self, unlocked):
        """Addresses come by standard input and codes from a file or the environment, so that no argument has them.

        The old phone adds the first; the third phone is new to the account, and is confirmed by a code to that one.
        """
        contacts = ("account", "contacts")
        self.codes = []

        def sent_code():
            self.codes.append(newest_code(self.service))
            return self.codes[-1].encode()

        def send(home, *args, value, fails, json=True):
            env = unlocked if home == "old" else {}
            sent = self.run(home, *contacts, "add", *args, "-", input=value + "\n", fails=fails, json=json, env=env)
            return sent_code(), sent.json["error"]["proof"] if json else None

        address = CONTACT.spellings[0].decode()
        send("old", "--email", value=address, fails="contact.code-sent", json=False)
        code, proof = send("old", "--email", value=address, fails="contact.code-sent")
        wrong = b"%08d" % ((int(code) + 1) % 10**8)
        for json_output in (True, False):
            self.run("old", *contacts, "verify", proof, env=unlocked | {"SPAREKEY_CONTACT_CODE": wrong.decode()},
                     fails="contact.wrong-code", json=json_output)
        self.run("old", *contacts, "verify", proof, env=unlocked | {"SPAREKEY_CONTACT_CODE": code.decode()})
        number = "+49 1555 0123467"
        code, proof = send("third", "--phone", value=number, fails="contact.proof-sent")
        self.run("third", *contacts, "verify", proof, "--code-file", self.file("code", code))
        code, proof = send("third", "--phone", value=number, fails="contact.code-sent")
        self.run("third", *contacts, "verify", proof, "--code-file", self.file("code", code))
        for json_output in (True, False):
            self.run("third", *contacts, json=json_output)
            self.run("third", *contacts, "verify", proof, "--code-file", self.given / "code",
                     fails="contact.code-expired", json=json_output)
            self.run("third", *contacts, "add", "--email", "-", input=address + "@", fails="contact.invalid", json=json_output)
        self.canaries.append(Canary(CONTACT_CODES, tuple(
            spelling.encode() for code in self.codes for spelling in (code, f"{code[:4]} {code[4:]}")
        )))

    def spoil(self, user, at, folder, password):
        """Damaged snapshots, of which recovery would take an older one, and a damaged vault."""
        snapshots = {path: path.read_bytes() for path in self.storage.rglob("*-*") if path.is_file()}
        for path, whole in snapshots.items():
            path.chmod(0o600)
            path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        self.run("empty", "recover", user, *at, *folder, "--password-file", password, fails="backup.damaged")
        for path, whole in snapshots.items():
            path.write_bytes(whole)
        vault = self.homes / "third" / "vault"
        whole = vault.read_bytes()
        vault.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        self.run("third", "list", fails="vault.damaged")
        self.run("third", "doctor", fails="vault.damaged")

    def ask(self):
        """Types the passphrase at a terminal, after looking into the memory of the app that waits for it."""
        variables = {name: value for name, value in self.variables.items() if name != "CANARY_HOST"}
        with Terminal([BUILD / "sparekey", "codes", "--once", "--home", self.homes / "old"], variables, self.elsewhere) as app:
            app.read_until(PROMPT)
            if os.geteuid() == 0:
                self.found["memory of the locked app"].append(("core", core_of(app.process.pid, self.given / "core")))
            app.type(PASSPHRASE.spellings[0])
            assert app.end() == 0
            # The codes are shown below the question; the labels beside them are their owner's to read.
            self.found["terminal"].append(("codes", app.shown))
        with Terminal([BUILD / "sparekey", "lock", "--home", self.homes / "old"], variables, self.elsewhere) as app:
            assert app.end() == 0

    def device_secrets(self):
        """The devices' own secrets, opened with the service's keys, which is what those keys are for."""
        key = base64.b64decode(json.loads((self.service.data / "keys.json").read_text())["atRest"])
        database = sqlite3.connect(f"file:{self.service.data / 'sparekey.sqlite'}?mode=ro", uri=True)
        rows = database.execute("SELECT id, secret FROM device").fetchall()
        database.close()
        return [
            open_sealed(sealed[24:], f"sparekey-server at-rest/v1\ndevice.secret\n{row}".encode(), sealed[:24], key)
            for row, sealed in rows
        ]


@pytest.fixture(scope="module")
def story(tmp_path_factory, service, phone, sparekey):
    root = tmp_path_factory.mktemp("canary")
    story = Story(root, service, phone, sparekey)
    arguments = Arguments()
    files = Files({
        "service": service.data, "storage": story.storage, "vault": story.homes, "other files": story.elsewhere,
    })
    try:
        story.tell()
        story.ask()
    finally:
        arguments.stop()
        files.stop()
    found = story.found
    own = story.device_secrets()
    assert any(totp(key, line) for key in own for line in story.code), "the secrets opened are the devices'"
    story.canaries += [
        Canary(DEVICE_SECRETS, secret(DEVICE_SECRETS, key).spellings) for key in own
    ]
    if os.geteuid() == 0:
        found["memory of the service"].append(("core", core_of(service.pid, story.given / "core")))
    found["traffic"] = [(f"connection {number}", bytes(s)) for number, s in enumerate(story.proxy.streams)]
    found["arguments"] = [("process", seen) for seen in arguments.seen]
    found["log of the service"] = [("log", service.log.read_bytes())]
    for place in ("storage", "vault", "other files"):
        found[place] = files.of(place)
    for path, contents in files.of("service"):
        place = "key file" if path.endswith("keys.json") else "outbox" if "/outbox" in path else "database"
        found[place].append((path, contents))
    story.proxy.close()
    return story


def totp(key, line):
    """Whether an 8-digit code comes from a secret."""
    mac = hmac.digest(key, ((line["validUntil"] - 1) // 30).to_bytes(8), hashlib.sha1)
    number = int.from_bytes(mac[mac[-1] & 15:][:4]) & 0x7FFFFFFF
    return line["code"] == f"{number % 10**8:08}"


@pytest.mark.parametrize("canary", FIXED, ids=lambda canary: canary.name)
def test_a_canary_is_found_in_every_form(canary, tmp_path):
    """The control of the search itself: each form, amid other bytes in a file, is found again."""
    for spelling in canary.spellings:
        for form, needle in forms(spelling):
            file = tmp_path / "haystack"
            file.write_bytes(os.urandom(4099) + needle + os.urandom(61))
            assert canary.name in search([canary], file.read_bytes()), form
        for encode in (base64.b64encode, base64.urlsafe_b64encode, base64.b32encode, base64.b16encode):
            for before in range(7):
                file.write_bytes(encode(os.urandom(before) + spelling + os.urandom(5)))
                assert canary.name in search([canary], file.read_bytes()), f"{encode.__name__} after {before} bytes"


def test_a_canary_is_found_in_the_memory_of_a_process(tmp_path):
    """The control of the core files."""
    if os.geteuid() != 0:
        pytest.skip("only root may look into the memory of such processes")
    value = tmp_path / "value"
    value.write_bytes(PASSWORD.spellings[0])
    holder = subprocess.Popen(
        ["python3", "-c", "import sys; kept = open(sys.argv[1], 'rb').read(); print(); input()", value],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )
    holder.stdout.readline()
    memory = core_of(holder.pid, tmp_path / "core")
    holder.communicate(b"\n")
    assert search([PASSWORD], memory) == {PASSWORD.name: "raw"}


@pytest.mark.parametrize("place", CONTROLS)
def test_no_canary_where_it_does_not_belong(story, place):
    if place.startswith("memory") and os.geteuid() != 0:
        pytest.skip("only root may look into the memory of such processes")
    records = story.found[place]
    assert any(CONTROLS[place] in contents for _, contents in records), f"{place} was not recorded"
    # all rows: what is not named may hold nothing.
    allowed = ALLOWED.get(place, {})
    canaries = story.canaries
    if place == "terminal":
        canaries = [canary for canary in canaries if canary.name not in (ISSUER.name, ACCOUNT.name, USER.name)]
    seen = collections.defaultdict(set)
    for where, contents in records:
        for name, form in search(canaries, contents).items():
            seen[name].add(f"{form} in {where}")
    leaks = {name: sorted(where) for name, where in seen.items() if name not in allowed}
    assert not leaks, f"{place} holds what it may not: {leaks}"
    if place not in FLEETING:
        unused = set(allowed) - set(seen) - (set() if story.named else {DEVICE.name})
        assert not unused, f"{place} does not hold what is allowed there: take it out of the table: {unused}"


def test_every_place_that_was_recorded_is_looked_at(story):
    assert set(story.found) <= set(CONTROLS)
    assert set(ALLOWED) <= set(CONTROLS)


def test_the_account_service_keeps_no_name_and_learns_no_storage(story):
    """The table above allows neither in any file of the service; this says it in words."""
    for place in ("database", "key file", "log of the service"):
        for _, contents in story.found[place]:
            assert not search([USER, DEVICE, STORAGE, CONTACT, PHONE, APPLICATION, REDIRECT], contents)


def test_a_secret_typed_as_an_argument_is_not_repeated(sparekey):
    """It should not have been typed there; at least it does not go on into the log of a script."""
    typed = SECRET.spellings[1].decode()
    for options in (["--issuer", "Shop", "--secret"], ["--secret-file", "x"], []):
        arguments = ("add", *options, typed)
        for json_output in (True, False):
            result = sparekey(*arguments, check=False, json=json_output)
            assert result.status in (64, 65)
            assert not search([SECRET], (result.out + result.err).encode()), arguments


def crash(arguments, variables, folder, ready=None):
    """Ends a program by the signal of a crash and tells whether the system dumped its core."""
    limits = ["sh", "-c", 'ulimit -c unlimited && exec "$@"', "sh"]
    with Terminal([*limits, *arguments], variables, folder) as program:
        if ready is None:
            time.sleep(0.3)  # time: until `sleep` runs; it has no handlers to set.
        else:
            program.read_until(ready)
        status = pathlib.Path("/proc", str(program.process.pid), "status").read_text()
        caught = int(re.search(r"SigCgt:\s*(\w+)", status)[1], 16)
        # Swift's runtime catches these, if it is left to, and prints registers and the memory they point to.
        reported = [number.name for number in CRASHES if caught >> (number - 1) & 1]
        assert not reported, f"a crash by {reported} would be reported with what is in memory"
        program.process.send_signal(signal.SIGSEGV)
        program.drain()
        _, status = os.waitpid(program.process.pid, 0)
        program.process.returncode = -os.WTERMSIG(status)
        return os.WCOREDUMP(status)


def test_a_crash_of_the_app_shows_no_memory(story, tmp_path):
    arguments = [BUILD / "sparekey", "codes", "--home", story.homes / "old"]
    leaves_nothing(arguments, story.variables, tmp_path, PROMPT)


def test_a_crash_of_the_service_shows_no_memory(tmp_path):
    arguments = [BUILD / "sparekey-server", "serve", "--data", tmp_path / "data", "--listen", "127.0.0.1:0"]
    leaves_nothing(arguments, {}, tmp_path, "listening on")


def leaves_nothing(arguments, variables, root, ready):
    """Neither a report nor a core file."""
    folder, control = root / "program", root / "control"
    folder.mkdir()
    control.mkdir()
    assert not crash(arguments, variables, folder, ready)
    assert list(folder.iterdir()) == []
    if not crash(["sleep", "60"], {}, control):
        pytest.skip("this system dumps no core of any program, so that nothing was shown of this one")
