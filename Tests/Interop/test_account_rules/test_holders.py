"""Whoever holds something: the storage, the database, the service itself, an organisation."""

import json
import shutil
import sqlite3

from approval_peer import Approver
from approving import Program, database, kinds
from conftest import PASSWORD, Service
from enrollment_peer import Enrolling
from moments import wait_until
from test_account_rules.conftest import URI

MAIL = "ada@example.org"
NEW = "six red kites over the hill"
SECRET = "JBSWY3DPEHPK3PXP"


def test_storage_and_password(world, storage):
    """Reads the backup at once, as whoever lost the phone has to; all are told."""
    ada = world.owner("ada", storage, MAIL)
    thief = world.phone("thief")
    with world.at("198.51.100.66"):
        recovered = thief.recover("ada", world, storage)
    assert recovered.json["restored"] == recovered.json["expected"]
    moment = 1_900_000_000
    assert thief.code("Shop:ada", at=moment) == ada.code("Shop:ada", at=moment)
    assert "recovered" in kinds(ada)
    assert world.told("signed in to recover your account", MAIL), "the contact is told as well"


def test_database(world, storage):
    """The database alone: no name, contact, secret or letter, and no service that tests a guess."""
    ada = world.owner("adalovelace", storage, MAIL)
    letter = world.letter(ada, "adalovelace", MAIL)
    with sqlite3.connect(f"file:{world.data}/sparekey.sqlite?mode=ro", uri=True) as held:
        dump = "\n".join(held.iterdump())
    for word in ("adalovelace", MAIL, "example.org", SECRET, PASSWORD, letter, letter.replace("-", ""), "203.0.113.5"):
        assert word not in dump and word.encode().hex() not in dump.lower(), word
    copy = Service(world.folder / "copy")
    (copy.folder / "data").mkdir(parents=True)
    for path in world.data.glob("sparekey.sqlite*"):
        shutil.copy(path, copy.data / path.name)
    refused = copy.command("doctor", check=False, env={"SPAREKEY_PUBLIC_URL": None})
    assert refused.status != 0, refused


def test_database_and_keys(world, storage, new_storage):
    """Guesses where nobody counts; what was replaced is there 30 days longer, and no backup is."""
    world.owner("ada", storage, MAIL)
    new = world.phone("new")
    new.sign_in("ada", world)
    world.confirm(new, MAIL)
    new.run("account", "password", "ada", password=PASSWORD, env={"SPAREKEY_NEW_PASSWORD": NEW})
    copy = Service(world.folder / "copy", under=world.clock.under)
    shutil.copytree(world.data, copy.data)
    with database(copy) as held:
        assert held.execute("SELECT count(*) FROM replaced").fetchone() == (1,), "the password, which the older phone can take back"
        dump = "\n".join(held.iterdump())
    for word in (SECRET, PASSWORD, NEW):
        assert word not in dump and word.encode().hex() not in dump.lower(), word
    copy.start()
    thief = world.phone("thief")
    for guess in [f"guess number {number}" for number in range(12)]:
        with database(copy, "rw") as held:
            held.execute("DELETE FROM attempt")
        assert thief.sign_in("ada", copy, password=guess, check=False).code == "signin.wrong-password"
    assert thief.sign_in("ada", copy, password=NEW).json["state"] == "ready"
    # The sealed backup is in a storage that neither of the two opens.
    assert thief.recover("ada", copy, new_storage(), password=NEW, check=False).status != 0
    copy.stop()
    # Whoever copies it all 30 days later finds nothing of what was replaced.
    world.wait(days=30, hours=1)

    def kept():
        with database(world.service) as held:
            return held.execute("SELECT count(*) FROM replaced").fetchone() != (0,)

    wait_until(lambda: not kept(), "what was replaced is kept for longer than it serves")


def test_service_that_makes_a_record_of_its_own(world, storage):
    """Whoever runs the service, and has the storage too, signs in with a password of its own, and opens nothing."""
    world.owner("ada", storage, MAIL)
    copy = Service(world.folder / "copy", under=world.clock.under)
    shutil.copytree(world.data, copy.data)
    copy.start()
    world.phone("thief").create_account("mallory", copy, password=NEW)
    with database(copy, "rw") as held:
        owner, thief = held.execute("SELECT account FROM credential ORDER BY created").fetchall()
        identifier, record = held.execute("SELECT id, record FROM credential WHERE account = ?", thief).fetchone()
        held.execute("DELETE FROM credential WHERE account = ?", thief)
        sql = "UPDATE credential SET id = ?, record = ? WHERE account = ?"
        swapped = held.execute(sql, (identifier, record, *owner))
        assert swapped.rowcount == 1
    # The service takes the thief for Ada, and gives out the key that was wrapped under her password.
    assert world.phone("reader").sign_in("ada", copy, password=NEW).json["state"] == "ready"
    refused = world.phone("another").recover("ada", copy, storage, password=NEW, check=False)
    assert refused.code == "backup.key-refused", refused
    # What it can do is to keep Ada out of there.
    assert world.phone("ada").recover("ada", copy, storage, check=False).code == "signin.wrong-password"
    copy.stop()


def test_lying_service(world, storage):
    """Denies and hides, and reads nothing of what passes through it."""
    seen = []
    world.proxy.watch = seen.append
    ada = world.owner("ada", storage, MAIL)
    ada.run("account", "password", "ada", password=PASSWORD, env={"SPAREKEY_NEW_PASSWORD": "six red kites over the hill"})
    new = world.phone("new")
    assert new.recover("ada", world, storage, password="six red kites over the hill").json["restored"] == 2
    passed = b"\n".join(seen)
    assert len(seen) > 20 and b"ada" in passed
    for word in (SECRET, PASSWORD, "six red kites", "Shop"):
        assert word.encode() not in passed, word
    # It denies: the phone says whose fault it is, keeps its codes, and backs up when the service is honest again.
    world.proxy.denies = "/"
    code = ada.code("Shop:ada")
    assert len(code) == 6
    ada.add(URI.replace("Shop", "Bank"))
    assert ada.backup_status()["pending"] is True
    denied = world.phone("third").recover("ada", world, storage, password="six red kites over the hill", check=False)
    assert denied.code in ("service.unreachable", "service.bad-answer"), denied
    world.proxy.denies = None
    ada.run("backup", "now")
    assert ada.backup_status()["pending"] is False


def test_administrator(world, storage):
    """Is any of its members, never a personal account, and never has a backup."""
    world.service.command("organization", "create", "acme", "--name", "Acme Ltd")
    world.service.command("member", "add", "acme", "eve")
    ada = world.owner("ada", storage)
    program = Program(world.service)
    made = world.service.command("member", "qr", "acme", "eve").json["code"]
    administrator = Approver.enroll(world.service, made, "administrator")
    asked = program.started("eve@acme")
    assert administrator.answer(administrator.only(), number=int(asked["number"])) == (200, {})
    assert "id_token" in program.poll(asked)
    # No command of the organisation reaches a personal account …
    for name in ("ada", "ada@acme"):
        assert world.service.command("member", "qr", "acme", name, check=False).status != 0
    # … and no session of a member a backup.
    made = world.service.command("member", "qr", "acme", "eve").json["code"]
    device = Enrolling(made).use(world.service)
    for method, path in (("GET", "/v1/backup"), ("GET", "/v1/account"), ("GET", "/v1/contacts")):
        status, body = device.call(method, path)
        assert (status, json.loads(body)["code"]) == (403, "account.work")
    assert ada.backup_status()["pending"] is False


def test_forgot_both(world, storage):
    """A living device goes on; there is no reset."""
    ada = world.owner("ada", storage, MAIL)
    ada.run("account", "recovery-code", "--yes", password=PASSWORD)
    for days in (0, 40, 400):
        world.wait(days=days)
        for command in (["password", "ada"], ["recovery-code"]):
            refused = ada.run(
                "account", *command, "--yes", password="not the password", check=False,
                env={"SPAREKEY_NEW_PASSWORD": "six red kites over the hill"},
            )
            assert refused.code == "signin.wrong-password", refused
        refused = ada.run(
            "account", "password", "ada", "--recovery-code", "--yes", check=False,
            env={"SPAREKEY_RECOVERY_CODE": "0000-0000-0000-0000-0000-0000-0000",
                 "SPAREKEY_NEW_PASSWORD": "six red kites over the hill"},
        )
        assert refused.code in ("recovery-code.mistyped", "signin.wrong-recovery-code"), refused
        assert len(ada.code("Shop:ada")) == 6
    ada.add(URI.replace("Shop", "Bank"))
    moment = 1_900_000_000
    assert ada.code("Bank:ada", at=moment) == ada.code("Shop:ada", at=moment)
