"""A drive that cannot say when it has a file, as FUSE and network file systems may be, keeps a backup all the same."""

import errno

import pytest

from conftest import PASSWORD

TOTP = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP"
WORDS = "This drive cannot confirm that a file is stored."


@pytest.mark.parametrize("name", ["EINVAL", "ENOTTY"])
def test_a_drive_that_cannot_confirm_keeps_a_backup_and_turning_it_on_says_so_once(
    name, phone, service, storage, steps
):
    unsure = steps.fail("all", "fsync", error=getattr(errno, name))
    old, user = phone("old"), f"ada-{name.lower()}"
    old.create_account(user, service)
    told = old.backup_on(storage, json=False, env=unsure).err
    assert told.count(WORDS) == 1, told
    assert WORDS not in old.add(TOTP, json=False, env=unsure).err
    status = old.backup_status(env=unsure)
    assert (status["state"], status["pending"], status["problem"], status["entries"]) == ("on", False, None, 2)
    report = phone("new").recover(user, service, storage).json
    assert report["restored"] == report["expected"] == 2


def test_an_account_that_is_made_with_its_backup_says_so_once_and_json_does_not(phone, service, storage, steps):
    unsure = steps.fail("all", "fsync", error=errno.EINVAL)
    made = phone().create_account("eve", service, json=False, env=unsure)
    assert WORDS not in made.err, "no backup is kept yet"
    place = ["--storage", f"folder:{storage}"]
    made = phone().run(
        "account", "create", "bob", "--service", service.url, *place, password=PASSWORD, json=False, env=unsure
    )
    assert made.err.count(WORDS) == 1, made.err
    tested = phone().run("storage", "test", f"folder:{storage}", json=False, env=unsure)
    assert tested.err.count(WORDS) == 1, tested.err
    assert WORDS not in phone().run("storage", "test", f"folder:{storage}", env=unsure).err


def test_a_drive_that_fails_to_store_a_file_keeps_no_backup(phone, service, storage, steps):
    used = phone()
    used.create_account("joe", service)
    refused = used.backup_on(storage, env=steps.fail("all", "fsync", error=errno.EIO), check=False)
    assert refused.status != 0 and not [path for path in storage.rglob("*") if path.is_file()], refused
