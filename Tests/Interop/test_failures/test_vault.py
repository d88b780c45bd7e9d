"""A vault that is damaged, locked or cannot be written, and its key file."""

import os
import shutil
import subprocess

import pytest

from conftest import PASSWORD
from failures import AS_ROOT, WITHOUT_PRIVILEGE, expect, needs

from .accounts import OTHER_URI, URI


def flip(path, offset):
    data = bytearray(path.read_bytes())
    data[offset] ^= 1
    path.write_bytes(data)


@pytest.fixture
def twice(phone):
    """A phone whose vault was written twice, so that a previous copy holds the first account."""
    twice = phone("twice")
    twice.add(URI)
    twice.add(OTHER_URI)
    return twice


@pytest.mark.parametrize("where", ["at the start", "in the header", "in the middle", "at the end", "cut", "empty"])
def test_a_damaged_vault_is_told_and_the_previous_copy_comes_back(where, twice):
    vault = twice.home / "vault"
    size = vault.stat().st_size
    match where:
        case "cut": os.truncate(vault, size - 100)
        case "empty": os.truncate(vault, 0)
        case _: flip(vault, {"at the start": 0, "in the header": 60, "in the middle": size // 2}.get(where, size - 1))
    damaged = vault.read_bytes()
    result = twice.run("list", check=False)
    assert (result.code, result.status) == ("vault.damaged", 65)
    assert "--restore-previous" in result.error["remedy"]
    assert twice.add(URI, check=False).code == "vault.damaged"
    assert vault.read_bytes() == damaged, "a damaged vault must not be touched"

    doctor = twice.run("doctor", check=False)
    assert doctor.status == 65
    assert doctor.json["checks"] == [
        {"name": "vault", "result": "failed", "code": "vault.damaged"}, {"name": "previous", "result": "ok"},
    ]
    twice.run("doctor", "--restore-previous")
    assert twice.labels() == [("Shop", "ada")]
    assert [path.read_bytes() for path in twice.home.glob("vault.damaged-*")] == [damaged]


def test_the_words_for_a_damaged_vault(twice):
    flip(twice.home / "vault", 200)
    expect("vault.damaged", 65, twice.run, "list")
    expect("vault.damaged", 65, twice.run, "backup", "on", "--storage", "folder:/tmp", password=PASSWORD)


def test_a_vault_that_is_gone_is_damaged_rather_than_new(twice):
    (twice.home / "vault").unlink()
    assert twice.add(URI, check=False).code == "vault.damaged"
    twice.run("doctor", "--restore-previous")
    assert twice.labels() == [("Shop", "ada")]


def test_a_vault_of_a_newer_version_is_not_touched(used):
    vault = used.home / "vault"
    data = bytearray(vault.read_bytes())
    data[8:10] = b"\x7f\x7f"
    vault.write_bytes(data)
    expect("vault.unsupported-version", 65, used.run, "list")
    expect("vault.unsupported-version", 65, used.add, OTHER_URI)
    assert vault.read_bytes() == data


def test_a_key_file_that_is_gone_is_told(used):
    (used.home / "vault.key").rename(used.home / "elsewhere")
    expect("vault.key-file-missing", 78, used.run, "list")
    (used.home / "elsewhere").rename(used.home / "vault.key")
    assert used.labels() == [("Shop", "ada")]


def test_the_key_file_of_another_vault_opens_nothing(used, twice):
    shutil.copy(twice.home / "vault.key", used.home / "vault.key")
    expect("vault.key-file-missing", 78, used.run, "list")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_key_file_that_others_can_read_is_refused(mode, used):
    (used.home / "vault.key").chmod(mode)
    expect("vault.key-file-exposed", 77, used.run, "list")


def test_a_passphrase_is_asked_for_and_a_wrong_one_refused(used):
    used.run("passphrase", env={"SPAREKEY_NEW_PASSPHRASE": "blue kettle"})
    assert not (used.home / "vault.key").exists()
    right, wrong = {"SPAREKEY_PASSPHRASE": "blue kettle"}, {"SPAREKEY_PASSPHRASE": "red kettle"}
    assert used.run("list", env=right).json[0]["issuer"] == "Shop"
    expect("vault.wrong-passphrase", 77, used.run, "list", env=wrong)
    expect("vault.passphrase-needed", 77, used.run, "list")
    used.run("passphrase", env=right | {"SPAREKEY_NEW_PASSPHRASE": ""})
    assert used.labels() == [("Shop", "ada")]


def test_no_passphrase_is_removed_where_there_is_none(used, phone):
    new, empty = phone(), {"SPAREKEY_NEW_PASSPHRASE": ""}
    before = (used.home / "vault").read_bytes()
    for device in (new, used):
        told = device.run("passphrase", env=empty, json=False)
        assert "There is no passphrase. Nothing was changed." in told.out and "removed" not in told.out, told
    assert not (new.home / "vault").exists() and (used.home / "vault").read_bytes() == before


@needs("sh")
def test_a_vault_that_cannot_be_written_stays_as_it_was(used):
    before = (used.home / "vault").read_bytes()
    no_room = ["sh", "-c", 'trap "" XFSZ; ulimit -f 0; exec "$@"', "sh"]
    piped = lambda *args, **options: used.run(*args, **options, under=no_room)
    expect("vault.cannot-write", 75, piped, "add", OTHER_URI)
    assert (used.home / "vault").read_bytes() == before
    assert used.labels() == [("Shop", "ada")]


@pytest.mark.skipif(not AS_ROOT, reason="only root can mount a small disk")
def test_a_full_disk_leaves_the_vault_as_it_was(used, tmp_path):
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", tmp_path], capture_output=True, text=True
    )
    if mounted.returncode != 0:
        pytest.skip(f"mounting is not allowed here: {mounted.stderr.strip()}")
    try:
        shutil.copytree(used.home, tmp_path / "home")
        used.home = tmp_path / "home"
        before = (used.home / "vault").read_bytes()
        with open(tmp_path / "ballast", "wb") as file:
            try:
                while True:
                    os.write(file.fileno(), bytes(4096))
            except OSError:
                pass
        expect("vault.disk-full", 75, used.add, OTHER_URI)
        assert (used.home / "vault").read_bytes() == before
        assert used.labels() == [("Shop", "ada")]
        (tmp_path / "ballast").unlink()
        used.add(OTHER_URI)
        assert used.labels() == [("Shop", "ada"), ("Bank", "ada")]
    finally:
        subprocess.run(["umount", tmp_path], check=True)


@needs(*WITHOUT_PRIVILEGE[:1])
def test_a_home_that_may_not_be_written_is_told(used):
    used.home.chmod(0o500)
    try:
        expect("vault.cannot-write", 75, used.add, OTHER_URI, under=WITHOUT_PRIVILEGE)
        assert used.labels() == [("Shop", "ada")]
    finally:
        used.home.chmod(0o700)


@needs(*WITHOUT_PRIVILEGE[:1])
def test_a_home_that_may_not_be_read_is_told(used):
    (used.home / "vault").chmod(0)
    try:
        expect("vault.cannot-read", 75, used.run, "list", under=WITHOUT_PRIVILEGE)
    finally:
        (used.home / "vault").chmod(0o600)
