"""Which holdings give an attacker the accounts' secrets: every combination, tried with the real programs.

An attacker holds a subset of HOLDINGS. Whatever is not held is put in its place as an attacker would: an empty storage
or one of another account, a service of the attacker's own, words that are not the password. The table of the results
stands in docs/threat-model.md; SPAREKEY_WRITE_TABLE=1 writes it there.

Another spelling of the same situation is tried once: where the complete service is held, its database is held as well.
"""

import base64
import hashlib
import hmac
import itertools
import json
import os
import re
import shutil
import sqlite3
import subprocess

import pytest

from conftest import BUILD, PASSWORD, ROOT, environment

pytestmark = pytest.mark.usefixtures("shipped_stretching")

STORAGE, SERVICE, DATABASE, KNOWS_PASSWORD, DEVICE = HOLDINGS = (
    "storage", "service complete", "service database", "password", "device",
)
SUBSETS = [frozenset(s) for size in range(len(HOLDINGS) + 1) for s in itertools.combinations(HOLDINGS, size)]
OPENS, GUESS, NOTHING = "opens", "guess", "nothing"

USER = "ada"
SECRETS = {"Shop": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "Bank": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"}
AT = 1_800_000_000
DICTIONARY = ["fifteen dry parasols", "nine wet umbrellas at one"]

PAGE = ROOT / "docs" / "threat-model.md"
BEGIN, END = "<!-- two-party-table:begin -->\n", "<!-- two-party-table:end -->"


def claim(held):
    """What the design promises, on its own: not by what was tried."""
    if DEVICE in held:
        return OPENS
    if STORAGE in held and SERVICE in held:
        return OPENS if KNOWS_PASSWORD in held else GUESS
    return NOTHING


class World:
    """A device with a backup, and copies of everything that an attacker can have."""

    def __init__(self, root, phone, new_service, new_storage):
        self.root, self.phone, self.new_service, self.new_storage = root, phone, new_service, new_storage
        service, storage = new_service(), new_storage()
        owner = phone("owner")
        for issuer, secret in SECRETS.items():
            owner.add(f"otpauth://totp/{issuer}:me?secret={secret}&issuer={issuer}")
        owner.create_account(USER, service)
        owner.backup_on(storage)
        self.codes = self.codes_of(owner)
        assert len(self.codes) == len(SECRETS)
        service.stop()
        # The originals are gone: nothing below can reach them.
        self.storage, self.data, self.home = root / "storage", root / "service", root / "home"
        for original, copy in ((storage, self.storage), (service.data, self.data), (owner.home, self.home)):
            original.rename(copy)
        self.cache = {}

    def codes_of(self, phone, **options):
        """The codes of the accounts in question, or nothing: whoever shows them has the secrets."""
        result = phone.run("codes", "--at", AT, **{"check": False, "json": True} | options)
        lines = result.json if result.status == 0 else []
        return {line["issuer"]: line["code"] for line in lines if line["issuer"] in SECRETS}

    def result(self, held):
        """Whether these holdings open the accounts."""
        if DEVICE in held and self.device_opens():
            return OPENS
        service = SERVICE if SERVICE in held else DATABASE if DATABASE in held else None
        words = [PASSWORD] if KNOWS_PASSWORD in held else DICTIONARY
        if any(self.recovers(STORAGE in held, service, word) for word in words):
            return OPENS
        # Whoever guesses the password is as far as somebody who knows it.
        if KNOWS_PASSWORD not in held and self.recovers(STORAGE in held, service, PASSWORD):
            return GUESS
        return NOTHING

    def once(self, name, make):
        if name not in self.cache:
            self.cache[name] = make()
        return self.cache[name]

    def device_opens(self):
        return self.once("device", lambda: self.codes_of(self.copied_device()) == self.codes)

    def copied_device(self):
        """A copy of the home folder, which has no passphrase, with nothing else in reach."""
        thief = self.phone("thief")
        shutil.copytree(self.home, thief.home)
        return thief

    def recovers(self, storage, service, word):
        """Whether a recovery with one password succeeds, by any of the services that the attacker can run."""
        return self.once((storage, service, word), lambda: any(
            self.recovery(folder, url, word)
            for url in self.services(service)
            for folder in self.storages(storage)
        ))

    def recovery(self, folder, url, word):
        thief = self.phone("thief")
        done = thief.run(
            "recover", USER, "--service", url, "--storage", f"folder:{folder}", password=word, check=False
        )
        if done.status != 0:
            assert not self.codes_of(thief)
            return False
        return self.codes_of(thief) == self.codes

    def storages(self, held):
        """The storage; without it, an empty one, and one that holds the attacker's own backup."""
        if held:
            return [self.storage]
        return self.once("own storages", lambda: [self.new_storage(), self.own[1]])

    def services(self, held):
        """Addresses of the services that the attacker can run."""
        running = {
            SERVICE: self.complete_service, DATABASE: self.services_on_the_database, None: self.services_without,
        }
        return self.once(("services", held), running[held])

    @property
    def own(self):
        """A service of the attacker's own, where the user's name has the right password, and a backup made there."""

        def make():
            service, storage = self.new_service(), self.new_storage()
            phone = self.phone("attacker")
            phone.add("otpauth://totp/Decoy:me?secret=MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LK&issuer=Decoy")
            phone.create_account(USER, service, password=PASSWORD)
            phone.backup_on(storage, password=PASSWORD)
            return service, storage

        return self.once("own", make)

    def services_without(self):
        return ["http://127.0.0.1:1", self.own[0].url]

    def complete_service(self):
        """The service on a copy of its whole data folder; it works, as its own account shows."""
        data = self.copied_database()
        shutil.copy2(self.data / "keys.json", data)
        url = self.started_on(data)
        phone = self.phone("control")
        phone.run("account", "sign-in", USER, "--service", url, password=PASSWORD)
        assert phone.run("list").json[0]["kind"] == "personal"
        assert not self.codes_of(phone), "the service alone gives the accounts to nobody"
        return [url]

    def services_on_the_database(self):
        """The database alone: as it is, with foreign keys, and made to fit foreign keys as far as it can be."""
        bare = self.copied_database()
        self.refuses_to_start(bare, "keys.missing")
        foreign = self.own[0].data / "keys.json"
        shutil.copy2(foreign, bare)
        self.refuses_to_start(bare, "keys.other-database")
        keys = json.loads(foreign.read_text())
        fitted = self.copied_database()
        shutil.copy2(foreign, fitted)
        own = sqlite3.connect(f"file:{self.own[0].data}/sparekey.sqlite?mode=ro", uri=True)
        mark, = own.execute("SELECT value FROM service WHERE name = 'keys'").fetchone()
        own.close()
        database = sqlite3.connect(fitted / "sparekey.sqlite")
        with database:
            # The mark becomes that of the foreign keys, and the account is found again under them.
            database.execute("UPDATE service SET value = ? WHERE name = 'keys'", (mark,))
            login = hmac.digest(base64.b64decode(keys["lookup"]), b"login/v1\0" + USER.encode(), hashlib.sha256)
            assert database.execute("UPDATE account SET login = ?", (login,)).rowcount == 1
        database.close()
        return [self.started_on(fitted)]

    def copied_database(self):
        folder = self.root / f"copy-{len(list(self.root.iterdir()))}"
        folder.mkdir(mode=0o700)
        for path in self.data.glob("sparekey.sqlite*"):
            shutil.copy2(path, folder)
        return folder

    def started_on(self, data):
        service = self.new_service()
        service.stop()
        shutil.rmtree(service.data)
        data.rename(service.data)
        return service.start().url

    def refuses_to_start(self, data, code):
        done = subprocess.run(
            [BUILD / "sparekey-server", "serve", "--data", data, "--listen", "127.0.0.1:0", "--json"],
            env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
        )
        assert done.returncode != 0 and code in done.stdout + done.stderr, done


@pytest.fixture(scope="module")
def world(tmp_path_factory, phone, new_service, new_storage):
    return World(tmp_path_factory.mktemp("world"), phone, new_service, new_storage)


@pytest.mark.parametrize("held", SUBSETS, ids=lambda held: " and ".join(h for h in HOLDINGS if h in held) or "nothing")
def test_the_claims_of_the_design_hold(world, held):
    assert world.result(held) == claim(held)


def test_neither_party_opens_anything_alone(world):
    """The claim that everything else serves, said without a table."""
    assert world.result({STORAGE}) == NOTHING
    assert world.result({STORAGE, KNOWS_PASSWORD}) == NOTHING
    assert world.result({STORAGE, DATABASE, KNOWS_PASSWORD}) == NOTHING
    assert world.result({SERVICE}) == NOTHING
    assert world.result({SERVICE, KNOWS_PASSWORD}) == NOTHING
    assert world.result({SERVICE, STORAGE, KNOWS_PASSWORD}) == OPENS


def test_a_device_with_a_passphrase_opens_with_it_alone(world):
    """The device of the table has none. With one, a copy of the home is worth what the passphrase is."""
    locked = world.copied_device()
    locked.run("passphrase", env={"SPAREKEY_NEW_PASSPHRASE": "four red kites over kent"})
    assert world.codes_of(locked) == {}
    assert world.codes_of(locked, env={"SPAREKEY_PASSPHRASE": "four red kites over essex"}) == {}
    assert world.codes_of(locked, env={"SPAREKEY_PASSPHRASE": "four red kites over kent"}) == world.codes


def table(world):
    """The results in Markdown. Where the service is complete, its database is no column of its own."""
    words = {
        OPENS: "**opens**",
        GUESS: "guessing offline, each guess at the price of Argon2id",
        NOTHING: "nothing",
    }
    lines = ["| storage | account service | password | device | the accounts' secrets |", "|---|---|---|---|---|"]
    rows = {}
    for held in SUBSETS:
        service = "complete" if SERVICE in held else "database only" if DATABASE in held else "–"
        row = tuple("yes" if h in held else "–" for h in (STORAGE, KNOWS_PASSWORD, DEVICE)), service
        result = world.result(held)
        assert rows.setdefault(row, result) == result
    assert len(rows) == 24
    for ((storage, password, device), service), result in rows.items():
        lines.append(f"| {storage} | {service} | {password} | {device} | {words[result]} |")
    return "\n".join(lines) + "\n"


def test_the_page_says_what_was_tried(world):
    page = PAGE.read_text()
    found = re.search(re.escape(BEGIN) + "(.*?)" + re.escape(END), page, re.DOTALL)
    assert found, f"{PAGE} has no place for the table"
    made = table(world)
    if os.environ.get("SPAREKEY_WRITE_TABLE") == "1":
        PAGE.write_text(page[:found.start(1)] + made + page[found.end(1):])
        return
    assert found.group(1) == made, "the table is old: run this test with SPAREKEY_WRITE_TABLE=1"
