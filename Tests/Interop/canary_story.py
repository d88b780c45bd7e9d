"""The whole story with canaries, and the record of all that it left anywhere."""

import base64
import collections
import json
import os
import sqlite3
import subprocess

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as open_sealed

from canaries import (
    ACCOUNT, APPLICATION, CONTACT, CONTACT_CODES, DEVICE, FIXED, NEW_PASSWORD, PASSPHRASE, PASSWORD, PROMPT,
    REDIRECT, SECRET, SECRET_BACKED_UP, SECRET_IN_FILE, STORAGE, USER, WRONG_PASSWORD,
)
from canary import Canary
from conftest import BUILD, environment
from mail import newest_code
from recorders import core_of, Proxy
from terminal import Terminal


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
                self.found["memory of the locked app"].append(("core", core_of(app.pid, self.given / "core")))
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
