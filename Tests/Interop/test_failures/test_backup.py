"""Turning backup on, and backing up while something is away or full."""

import re

from conftest import PASSWORD
from failures import expect

from .accounts import OTHER_URI, URI


def test_backup_needs_a_storage(world):
    expect("backup.no-storage-account", 78, world.bob.run, "backup", "on", password=PASSWORD)


def test_backup_needs_a_storage_that_is_there(world, storage):
    message, _ = expect("storage.no-folder", 66, world.bob.backup_on, storage / "unplugged")
    assert message == f"There is no folder {storage / 'unplugged'}"


def test_a_backup_is_not_replaced_silently_by_another_device(world, phone, service, storage):
    other = phone("other-ada")
    other.sign_in("ada", service)
    message, _ = expect("backup.exists", 77, other.backup_on, storage)
    assert "number 3" in message


def test_the_recovery_account_cannot_be_removed_while_it_keeps_the_backup(world):
    entry = next(entry for entry in world.ada.list() if entry["kind"] == "personal")
    expect("entry.keeps-backup", 65, world.ada.run, "remove", entry["id"], "--yes")


def test_two_devices_on_one_backup_lose_nothing_of_each_other(phone, service, storage):
    old, new = phone("old"), phone("new")
    old.create_account("gina", service)
    old.backup_on(storage)
    new.recover("gina", service, storage)
    new.add(URI)
    assert "pending" not in old.add(OTHER_URI).err
    status = old.backup_status()
    assert (status["pending"], status["problem"], status["entries"]) == (False, None, 3)
    new.run("backup", "now")
    assert sorted(old.labels()) == sorted(new.labels())


def test_changes_wait_while_the_service_is_away(phone, service, storage):
    hana = phone("hana")
    hana.create_account("hana", service)
    hana.backup_on(storage)
    service.stop()
    try:
        assert "The backup is out of date" in hana.add(URI).err
        status = hana.backup_status()
        assert (status["pending"], status["problem"]) == (True, "service.unreachable")
        assert re.fullmatch(r"[0-9]{6}", hana.code("Shop"))
        expect("service.unreachable", 69, hana.run, "backup", "now")
    finally:
        service.start()
    status = hana.backup_status()
    assert (status["pending"], status["problem"], status["entries"]) == (False, None, 2)


def test_changes_wait_while_the_storage_is_away(phone, service, new_storage):
    ivan, storage = phone("ivan"), new_storage() / "stick"
    storage.mkdir()
    ivan.create_account("ivan", service)
    ivan.backup_on(storage)
    storage.rename(storage.with_name("unplugged"))
    assert "The backup is out of date" in ivan.add(URI).err
    status = ivan.backup_status()
    assert (status["pending"], status["problem"]) == (True, "storage.not-plugged-in")
    assert not storage.exists(), "an unplugged stick must not be replaced by a folder"
    storage.with_name("unplugged").rename(storage)
    status = ivan.backup_status()
    assert (status["pending"], status["problem"], status["entries"]) == (False, None, 2)
