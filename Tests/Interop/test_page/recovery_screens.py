"""The screens of a phone that recovers: each failure with its cause and remedy, the report, and what makes ready."""

import contextlib

from conftest import PASSWORD

from .world import ACCOUNTS


def recovery_walk(world):
    eyes = world.eyes
    new = world.new_phone()
    eyes.go("/recover")
    yield "recover"
    for name, provoke in FAILURES.items():
        with provoke(world) as changes:
            recover(world, **changes)
            eyes.find(".banner.danger")
            yield f"recover-{name}"
    recover(world)
    eyes.find("#ready")
    yield "report"
    eyes.go("/")
    yield "accounts-waiting"
    yield from made_ready(world, new)
    eyes.go("/recover")
    eyes.find("main .button[href='/backup']")
    yield "recover-entries-present"


def recover(world, **changes):
    """Asks for a recovery with Ada's accounts, but for what is changed."""
    eyes = world.eyes
    eyes.go("/recover")
    fields = {"service": world.url, "username": "ada", "password": PASSWORD, "folder": str(world.storage)}
    fields |= changes
    if "url" in fields:
        eyes.press("#kind-webdav")
        del fields["folder"]
    eyes.fill(**fields)
    eyes.press("main form .button.wide")


def made_ready(world, new):
    """*Sign in to recover* and *Scan QR code to recover*."""
    eyes = world.eyes
    states = {entry["state"]: entry["id"] for entry in new.list()}
    eyes.go(f"/accounts/{states['needsSignIn']}/sign-in")
    yield "sign-in-to-recover"
    eyes.fill(password=PASSWORD)
    eyes.press("main form .button")
    eyes.find("input[name=contact]")
    yield "sign-in-to-recover-choice"
    eyes.press("label.choice")
    eyes.send("main form .button")
    eyes.find("#code")
    yield "sign-in-to-recover-code"
    eyes.fill(code=world.message_code())
    eyes.send("main form .button")
    eyes.find(".banner.done")
    yield "sign-in-to-recover-done"
    eyes.go(f"/accounts/{states['needsQRCode']}/scan")
    yield "scan-to-recover"
    eyes.fill(code=world.enrollment()["link"])
    eyes.press("form.card .button")
    eyes.find(".facts")
    yield "scan-to-recover-offer"
    eyes.press("main form .button")
    eyes.find(".banner.done")
    yield "scan-to-recover-done"


@contextlib.contextmanager
def wrong_password(world):
    yield {"password": "not the password"}


@contextlib.contextmanager
def no_backup_in_the_storage(world):
    yield {"folder": str(world.empty_storage)}


@contextlib.contextmanager
def storage_unreachable(world):
    yield {"url": "http://127.0.0.1:9/backup", "user": "ada", "storagePassword": PASSWORD}


@contextlib.contextmanager
def storage_refuses(world):
    yield {"url": world.refusing.url, "user": "ada", "storagePassword": PASSWORD}


@contextlib.contextmanager
def service_unreachable(world):
    world.service.stop()
    yield {}
    world.service.start()


@contextlib.contextmanager
def wrong_recovery_account(world):
    world.phone("other").create_account("alan", world)
    yield {"username": "alan"}


@contextlib.contextmanager
def damaged(world):
    newest = world.snapshots()[-1]
    truth = newest.read_bytes()
    newest.write_bytes(truth[:200] + bytes([truth[200] ^ 1]) + truth[201:])
    yield {}
    newest.write_bytes(truth)


@contextlib.contextmanager
def rolled_back(world):
    newest = world.snapshots()[-1]
    kept = newest.rename(world.folder / newest.name)
    yield {}
    kept.rename(newest)


@contextlib.contextmanager
def deleted(world):
    """Somebody whose backup was deleted, on the same storage."""
    owner = world.phone("grace")
    owner.add(ACCOUNTS[0])
    owner.create_account("grace", world)
    before = set(world.snapshots())
    owner.backup_on(world.storage)
    owner.run("backup", "delete", "--yes")
    yield {"username": "grace"}
    for path in set(world.snapshots()) - before:
        path.unlink()


FAILURES = {
    "wrong-password": wrong_password,
    "storage-empty": no_backup_in_the_storage,
    "storage-unreachable": storage_unreachable,
    "storage-refused": storage_refuses,
    "service-unreachable": service_unreachable,
    "wrong-recovery-account": wrong_recovery_account,
    "backup-damaged": damaged,
    "backup-rolled-back": rolled_back,
    "backup-deleted": deleted,
}
