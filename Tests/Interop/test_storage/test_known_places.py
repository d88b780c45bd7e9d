"""A storage is known by what it held: an empty mount point, another drive or an emptied server takes no snapshot."""

import os
import shutil
import subprocess

import pytest

from conftest import PASSWORD
from failures import expect

URI = "otpauth://totp/Shop:{}?secret=JBSWY3DPEHPK3PXP"


class Stick:
    """A file system of its own that can be mounted and taken away."""

    def __init__(self, folder):
        self.folder = folder
        self.is_mounted = False
        self.folder.mkdir()
        self.contents = None

    def plug_in(self, empty=False):
        if os.geteuid() != 0:
            pytest.skip("mounts need root")
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", self.folder], capture_output=True)
        if done.returncode:
            pytest.skip("this machine allows no mounts")
        self.is_mounted = True
        if self.contents and not empty:
            shutil.copytree(self.contents, self.folder, dirs_exist_ok=True)
        return self

    def unplug(self, keeping=None):
        if not self.is_mounted:
            return
        if keeping is not None:
            shutil.copytree(self.folder, keeping, dirs_exist_ok=True)
            self.contents = keeping
        subprocess.run(["umount", "-l", self.folder], check=True)
        self.is_mounted = False


@pytest.fixture
def stick(tmp_path):
    stick = Stick(tmp_path / "stick")
    yield stick
    stick.unplug()


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("inside", ["the mount point itself", "a folder on it"])
def test_a_stick_that_is_not_plugged_in_is_never_backed_up_to(phone, service, stick, tmp_path, inside):
    stick.plug_in()
    place = stick.folder if inside == "the mount point itself" else stick.folder / "backup"
    place.mkdir(exist_ok=True)
    user = "uma" if place == stick.folder else "ulf"
    owner = phone(user)
    owner.create_account(user, service)
    owner.backup_on(place)
    stick.unplug(keeping=tmp_path / "kept")
    told = owner.add(URI.format("one"), json=False).err
    assert "The backup is out of date" in told and "The drive “stick” seems not to be plugged in" in told
    assert files(stick.folder) == [], "the empty mount point took a snapshot"
    status = owner.backup_status()
    assert (status["pending"], status["problem"]) == (True, "storage.not-plugged-in")
    message, remedy = expect("storage.not-plugged-in", 69, owner.run, "backup", "now")
    assert message == "The drive “stick” seems not to be plugged in"
    assert f"backup on --storage folder:{place}" in remedy
    report = owner.run("doctor", check=False)
    checks = {check["name"]: check for check in report.json["checks"]}
    assert checks["storage"]["code"] == checks["backup"]["code"] == "storage.not-plugged-in"
    assert report.status == 69 and files(stick.folder) == []
    # Plugged in again, with another number of its file system, it is the same stick.
    stick.plug_in()
    status = owner.backup_status()
    assert (status["pending"], status["problem"], status["generation"]) == (False, None, 2)
    assert phone(f"new-{user}").recover(user, service, place).json["restored"] == 2


def test_another_stick_in_its_place_is_told_until_its_owner_chooses_it(phone, service, stick, tmp_path):
    stick.plug_in()
    owner = phone("vera")
    owner.create_account("vera", service)
    owner.backup_on(stick.folder)
    stick.unplug(keeping=tmp_path / "kept")
    stick.plug_in(empty=True)
    owner.add(URI.format("one"))
    assert owner.backup_status()["problem"] == "storage.not-plugged-in"
    assert files(stick.folder) == []
    status = owner.backup_on(stick.folder).json
    assert (status["pending"], status["problem"], status["generation"]) == (False, None, 2)
    assert phone("new-vera").recover("vera", service, stick.folder).json["restored"] == 2


def test_an_emptied_folder_is_told_as_emptied(phone, service, new_storage):
    storage, owner = new_storage(), phone("wim")
    owner.create_account("wim", service)
    owner.backup_on(storage)
    for path in storage.iterdir():
        shutil.rmtree(path)
    owner.add(URI.format("one"))
    status = owner.backup_status()
    assert (status["pending"], status["problem"]) == (True, "storage.emptied")
    expect("storage.emptied", 69, owner.run, "backup", "verify")
    assert files(storage) == []


def test_a_folder_that_was_deleted_and_made_again_is_told_as_emptied(phone, service, new_storage):
    storage, owner = new_storage(), phone("wilma")
    owner.create_account("wilma", service)
    owner.backup_on(storage)
    shutil.rmtree(storage)
    storage.mkdir()
    message, remedy = expect("storage.emptied", 69, owner.run, "backup", "verify")
    assert message == f"folder:{storage} holds none of the backups that were made there"
    assert "put them back" in remedy and f"sparekey backup on --storage folder:{storage}" in remedy
    # Nothing has changed here, and nothing says so.
    told = owner.run("list", json=False).err
    assert "The backup has had a problem since" in told and "pending" not in told and "plugged" not in told, told
    assert files(storage) == []


def test_a_storage_with_another_backup_is_told_as_that(phone, service, new_storage):
    storage, owner, other = new_storage(), phone("wanda"), phone("walt")
    for device, user in ((owner, "wanda"), (other, "walt")):
        device.create_account(user, service)
    owner.backup_on(storage)
    shutil.rmtree(storage)
    storage.mkdir()
    other.backup_on(storage)
    before = files(storage)
    message, remedy = expect("storage.other-backup", 69, owner.run, "backup", "now")
    assert "holds another backup" in message and f"sparekey backup on --storage folder:{storage}" in remedy
    assert owner.backup_status()["problem"] == "storage.other-backup" and files(storage) == before
    status = owner.backup_on(storage).json
    assert (status["problem"], status["generation"]) == (None, 2) and set(before) < set(files(storage))


def test_the_backup_moves_to_another_storage_with_key_and_recovery_code(phone, service, new_storage):
    first, second, owner = new_storage(), new_storage(), phone("xena")
    owner.create_account("xena", service)
    owner.backup_on(first)
    before = files(first)
    owner.add(URI.format("one"))
    status = owner.backup_on(second).json
    assert (status["location"], status["problem"], status["pending"]) == (f"folder:{second}", None, False)
    owner.add(URI.format("two"))
    assert len([name for name in files(second) if not name.endswith(".place")]) == 2
    assert set(before) <= set(files(first))
    assert phone("new-xena").recover("xena", service, second).json["restored"] == 3


def test_a_failed_move_leaves_the_backup_where_it_was(phone, service, new_storage):
    first, owner = new_storage(), phone("yara")
    owner.create_account("yara", service)
    owner.backup_on(first)
    full = "/dev/shm/../full-does-not-exist"
    assert owner.run("backup", "on", "--storage", f"folder:{full}", password=PASSWORD, check=False).code == (
        "storage.no-folder")
    assert owner.backup_status()["location"] == f"folder:{first}"


def test_a_missing_folder_is_made_when_asked_to(phone, service, tmp_path):
    owner, folder = phone("zoe"), tmp_path / "new" / "backup"
    owner.create_account("zoe", service)
    expect("storage.no-folder", 66, owner.backup_on, folder)
    assert not folder.exists()
    owner.backup_on(folder, "--create")
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_place_that_comes_up_empty_is_told(phone, service, make_place):
    place = make_place()
    user = f"abe-{place.kind}"
    owner = phone(user)
    owner.create_account(user, service)
    owner.backup_on(place)
    place.fill({})
    owner.add(URI.format("one"))
    status = owner.backup_status()
    assert (status["pending"], status["problem"]) == (True, "storage.emptied")
    assert place.names() == set()
    owner.backup_on(place)
    assert owner.backup_status()["problem"] is None


def test_trying_a_storage_leaves_nothing_behind(phone, service, make_place):
    place = make_place()
    user = f"bea-{place.kind}"
    owner = phone(user)
    owner.create_account(user, service)
    owner.backup_on(place)
    def everything():
        return place.names() if place.kind == "s3" else sorted(place.folder.iterdir())

    before = everything()
    for _ in range(2):
        owner.run("doctor")
        owner.run("storage", "test", place.location, env=place.secret)
    assert everything() == before
