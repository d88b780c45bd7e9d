"""The ten causes for which a recovery fails, each provoked over each storage, and told apart by everything it says."""

import contextlib
import copy
import re
import types

import pytest

from failures import WITHOUT_PRIVILEGE, expect

URIS = [
    f"otpauth://totp/{issuer}:ada?secret={secret}&issuer={issuer}"
    for issuer, secret in [("Shop", "JBSWY3DPEHPK3PXP"), ("Bank", "GEZDGNBVGY3TQOJQ"), ("Post", "MFRGGZDFMZTWQ2LK")]
]


@pytest.fixture(scope="module")
def world(make_place, phone, service):
    """At one place: Ada's backup, and one that Dora has deleted. Bob has an account and no backup."""
    world = types.SimpleNamespace(place=make_place(), make_place=make_place, phone=phone, service=service, words={})
    for name in ("ada", "bob", "dora"):
        owner = phone(name)
        owner.user = f"{name}-{world.place.kind}"
        owner.add(URIS[0])
        owner.create_account(owner.user, service)
        setattr(world, name, owner)
    world.dora.backup_on(world.place)
    others = world.place.names()
    world.dora.run("backup", "delete", "--yes")
    world.ada.backup_on(world.place)
    for uri in URIS[1:]:
        world.ada.add(uri)
    world.of_ada = [name for name in world.place.snapshots() if name not in others]
    assert len(world.of_ada) == 3
    return world


@contextlib.contextmanager
def no_backup_in_the_storage(world):
    yield {"storage": world.make_place()}


@contextlib.contextmanager
def storage_unreachable(world):
    yield {"storage": world.place.elsewhere()}


@contextlib.contextmanager
def storage_refuses_the_sign_in(world):
    place = copy.copy(world.place)
    if place.kind != "folder":
        place.password = "wrong" + place.password
        yield {"storage": place}
        return
    mode = place.folder.stat().st_mode
    place.folder.chmod(0)
    try:
        yield {"storage": place, "under": WITHOUT_PRIVILEGE}
    finally:
        place.folder.chmod(mode)


@contextlib.contextmanager
def account_service_unreachable(world):
    world.service.stop()
    try:
        yield {}
    finally:
        world.service.start()


@contextlib.contextmanager
def wrong_password(world):
    yield {"password": "not the password"}


@contextlib.contextmanager
def wrong_recovery_account(world):
    yield {"user": world.bob.user}


@contextlib.contextmanager
def backup_deleted(world):
    yield {"user": world.dora.user}


@contextlib.contextmanager
def changed(world, content):
    """The newest snapshot with other content, or gone."""
    newest = world.of_ada[-1]
    truth = world.place.objects()[newest]
    world.place.delete(newest)
    if content is not None:
        world.place.put(newest, content(truth))
    try:
        yield {}
    finally:
        world.place.put(newest, truth)


def snapshot_damaged(world):
    return changed(world, lambda truth: truth[:200] + bytes([truth[200] ^ 1]) + truth[201:])


def snapshot_older_than_the_head(world):
    return changed(world, None)


@contextlib.contextmanager
def entries_present(world):
    used = world.phone("used")
    used.add(URIS[0])
    yield {"phone": used}
    assert used.labels() == [("Shop", "ada")]


# The cause, its code and exit status, whom the message names, and what the remedy says. PLACE and SERVICE stand for
# their addresses.
CAUSES = [
    (no_backup_in_the_storage, "storage.empty", 66, "no backup in this storage", "that your old device used.*by hand"),
    (storage_unreachable, "storage.unreachable", 69, "PLACE does not answer|There is no folder", "plug the drive in|the address and (your connection|that the server)"),
    (storage_refuses_the_sign_in, "storage.refused", 77, "PLACE refused this sign-in", "password of the storage account"),
    (account_service_unreachable, "service.unreachable", 69, "account service at SERVICE", "try again later"),
    (wrong_password, "signin.wrong-password", 77, "user name or password", r"\d+ attempts left"),
    (wrong_recovery_account, "backup.wrong-recovery-account", 77, "another recovery account", "Sign in with the"),
    (backup_deleted, "backup.deleted", 66, r"backup was deleted on \w+ \d+, \d{4}", "restore it until.*by hand"),
    (snapshot_damaged, "backup.damaged", 65, r"damaged: PLACE returned \d+ bytes", "intact.*--version 2"),
    (snapshot_older_than_the_head, "backup.rolled-back", 65, "PLACE returned an older", "storage provider.*--version 2"),
    (entries_present, "recovery.entries-present", 77, "This device already has 1 account, ", "remove them first"),
]


def words_of(world, cause, code, status):
    """Provokes a cause once for all tests: the words for it, in English."""
    if cause is storage_unreachable and world.place.kind == "folder":
        code, status = "storage.no-folder", 66
    if cause not in world.words:
        with cause(world) as changes:
            options = {"user": world.ada.user, "storage": world.place, "phone": world.phone("new")} | changes
            new, user, storage = (options.pop(name) for name in ("phone", "user", "storage"))
            words = expect(code, status, new.recover, user, world.service, storage, **options)
            if cause is not entries_present:
                assert not new.home.exists() or list(new.home.iterdir()) == [], "a failed recovery left something behind"
        addresses = {storage.location: "PLACE", world.service.url: "SERVICE"}
        for address, name in addresses.items():
            words = tuple(text.replace(address, name) for text in words)
        world.words[cause] = words
    return world.words[cause]


@pytest.mark.parametrize("cause, code, status, message, remedy", CAUSES, ids=[line[0].__name__ for line in CAUSES])
def test_a_cause_has_its_own_code_and_names_the_party(cause, code, status, message, remedy, world):
    said, advised = words_of(world, cause, code, status)
    assert re.search(message, said), said
    assert re.search(remedy, advised), advised


def test_the_ten_causes_are_told_apart(world):
    words = [words_of(world, *line[:3]) for line in CAUSES]
    for part in ([line[1] for line in CAUSES], [said for said, _ in words], [advised for _, advised in words]):
        assert len(set(part)) == 10, part


def test_after_all_of_them_the_recovery_succeeds(world):
    report = world.phone("new").recover(world.ada.user, world.service, world.place).json
    assert report["restored"] == report["expected"] == 4
    for owner, devices in ((world.ada, 2), (world.bob, 1), (world.dora, 1)):
        found = owner.run("account", "devices", owner.user).json
        assert len(found) == devices, "a failed recovery left a device behind"
