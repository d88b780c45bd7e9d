"""Every cause of a failure is told apart: its own code, its own exit status, and what to do, in English and French."""

import base64
import http.server
import json
import os
import re
import shutil
import subprocess
import threading
import time
import types

import pytest

from conftest import BUILD, PASSWORD, ROOT, environment, settle
from failures import documented, expect

URI = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop"
OTHER_URI = "otpauth://totp/Bank:ada?secret=GEZDGNBVGY3TQOJQ&issuer=Bank"
AS_ROOT = os.geteuid() == 0
# Root may read everything; without these two capabilities it may read what others may.
WITHOUT_PRIVILEGE = ["setpriv", "--bounding-set=-dac_override,-dac_read_search",
                     "--inh-caps=-dac_override,-dac_read_search"] if AS_ROOT else []


def needs(*programs):
    missing = [program for program in programs if shutil.which(program) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


def backed_up(phone, user, service, storage):
    """A phone whose backup has three snapshots, of two, three and four accounts."""
    phone.add(URI)
    phone.create_account(user, service)
    phone.backup_on(storage)
    phone.add(OTHER_URI)
    phone.add("otpauth://totp/Post:ada?secret=MFRGGZDFMZTWQ2LK&issuer=Post")
    assert phone.backup_status()["generation"] == 3
    return phone


@pytest.fixture(scope="module")
def world(phone, service, new_storage):
    """Ada's phone, with a backup that no test changes, and Bob's, who has an account and no backup."""
    storage = new_storage()
    world = types.SimpleNamespace(
        ada=backed_up(phone("ada"), "ada", service, storage), bob=phone("bob"), storage=storage
    )
    world.bob.create_account("bob", service)
    return world


@pytest.fixture
def copied(world, new_storage):
    """A copy of the storage, to be damaged."""
    copy = new_storage() / "copy"
    shutil.copytree(world.storage, copy)
    return copy


@pytest.fixture
def new(phone):
    """A phone that holds nothing."""
    return phone("new")


@pytest.fixture
def used(phone):
    """A phone with one account on it."""
    used = phone("used")
    used.add(URI)
    return used


def snapshots(storage):
    """The files of the backup, the oldest first."""
    return sorted((path for path in storage.glob("*/*") if path.is_file()), key=lambda path: path.name)


def flip(path, offset):
    data = bytearray(path.read_bytes())
    data[offset] ^= 1
    path.write_bytes(data)


# Recovery: each cause of failure.


def test_an_empty_storage_holds_no_backup(new, service, storage):
    _, remedy = expect("storage.empty", 66, new.recover, "ada", service, storage)
    assert "by hand" in remedy


def test_a_storage_that_is_not_there_is_unreachable(new, service, storage):
    message, _ = expect("storage.unreachable", 69, new.recover, "ada", service, storage / "unplugged")
    assert str(storage) in message


@needs(*WITHOUT_PRIVILEGE[:1])
def test_a_storage_that_may_not_be_read_refuses(new, service, copied):
    copied.chmod(0)
    try:
        expect("storage.refused", 77, new.recover, "ada", service, copied, under=WITHOUT_PRIVILEGE)
    finally:
        copied.chmod(0o700)


def test_a_service_that_is_stopped_is_unreachable(new, world, service):
    service.stop()
    try:
        message, remedy = expect("service.unreachable", 69, new.recover, "ada", service, world.storage)
        assert service.url in message
        assert "codes still work" in remedy
    finally:
        service.start()


def test_a_wrong_password_is_told_with_the_tries_that_are_left(new, world, service):
    settle()
    _, first = expect("signin.wrong-password", 77, new.recover, "zoe", service, world.storage)
    again = new.recover("zoe", service, world.storage, check=False)
    left = [int(re.search(r"\d+", remedy)[0]) for remedy in (first, again.error["remedy"])]
    assert left == [9, 6]


def test_an_unknown_name_is_told_like_a_wrong_password(new, world, service):
    known = new.recover("bob", service, world.storage, password="not the password", check=False)
    unknown = new.recover("nobody", service, world.storage, password="not the password", check=False)
    assert (known.status, known.out) == (unknown.status, unknown.out)


def test_an_account_without_a_backup_is_the_wrong_recovery_account(new, world, service):
    devices = world.bob.run("account", "devices").json
    expect("backup.wrong-recovery-account", 77, new.recover, "bob", service, world.storage)
    assert world.bob.run("account", "devices").json[0]["id"] == devices[0]["id"]
    assert len(world.bob.run("account", "devices").json) == len(devices), "a failed recovery left a device behind"


def test_an_account_whose_backup_lies_elsewhere_is_the_wrong_recovery_account(new, world, phone, service, storage):
    carol = phone("carol")
    carol.add(URI)
    carol.create_account("carol", service)
    carol.backup_on(storage)
    expect("backup.wrong-recovery-account", 77, new.recover, "carol", service, world.storage)


def test_a_deleted_backup_is_told_and_can_be_brought_back(new, phone, service, storage):
    dora = phone("dora")
    dora.add(URI)
    dora.create_account("dora", service)
    dora.backup_on(storage)
    dora.run("backup", "delete", "--yes")
    assert dora.backup_status()["state"] == "off"
    message, remedy = expect("backup.deleted", 66, new.recover, "dora", service, storage)
    assert time.strftime("%Y-%m-%d", time.gmtime()) in message
    assert time.strftime("%Y-%m-%d", time.gmtime(time.time() + 30 * 86400)) in remedy
    assert dora.backup_on(storage).json["generation"] == 2
    assert new.recover("dora", service, storage).json["restored"] == 2


@pytest.mark.parametrize("where", ["at the start", "in the middle", "at the end", "cut short", "empty"])
def test_a_damaged_snapshot_names_the_intact_one_before_it(where, new, world, service, copied):
    newest = snapshots(copied)[-1]
    size = newest.stat().st_size
    match where:
        case "cut short": os.truncate(newest, size // 2)
        case "empty": os.truncate(newest, 0)
        case _: flip(newest, {"at the start": 20, "in the middle": size // 2, "at the end": size - 1}[where])
    result = new.recover("ada", service, copied, check=False)
    assert (result.code, result.status) == ("backup.damaged", 65)
    assert str(newest.stat().st_size) in result.error["message"]
    assert "--version 2" in result.error["remedy"]


def test_a_damaged_snapshot_is_told_in_both_languages_and_the_one_before_recovers(new, phone, service, storage):
    backed_up(phone("kim"), "kim", service, storage)
    flip(snapshots(storage)[-1], 100)
    expect("backup.damaged", 65, new.recover, "kim", service, storage)
    assert new.recover("kim", service, storage, "--version", 2).json["restored"] == 3
    assert [issuer for issuer, _ in new.labels()] == ["Shop", "127.0.0.1", "Bank"]
    status = new.backup_status()
    assert (status["generation"], status["entries"], status["pending"]) == (4, 3, False)


def test_a_storage_whose_snapshots_are_all_damaged_leaves_adding_by_hand(new, world, service, copied):
    for path in snapshots(copied):
        flip(path, 100)
    _, remedy = expect("backup.damaged", 65, new.recover, "ada", service, copied)
    assert "by hand" in remedy


def test_a_storage_that_lacks_the_newest_snapshot_is_rolled_back(new, phone, service, storage):
    backed_up(phone("lena"), "lena", service, storage)
    snapshots(storage)[-1].unlink()
    message, remedy = expect("backup.rolled-back", 65, new.recover, "lena", service, storage)
    assert "number 2" in message and "number 3" in message
    assert "--version 2" in remedy
    assert new.recover("lena", service, storage, "--version", 2).json["restored"] == 3


def test_a_version_that_the_storage_has_not_is_told(new, world, service):
    expect("backup.version-not-found", 66, new.recover, "ada", service, world.storage, "--version", 99)


def test_recovery_refuses_to_overwrite_accounts(used, world, service):
    before = used.list()
    _, remedy = expect("recovery.entries-present", 77, used.recover, "ada", service, world.storage)
    assert "Remove them first" in remedy
    assert used.list() == before


def test_a_failed_recovery_leaves_nothing_behind(new, service, copied):
    snapshots(copied)[-1].unlink()
    new.recover("ada", service, copied, check=False)
    assert not new.home.exists() or os.listdir(new.home) == []


# Bad input, by command.

BAD_INPUT = [
    ("a text", ["add", "-"], "hello", "uri.not-otpauth"),
    ("nothing", ["add", "-"], "", "uri.not-otpauth"),
    ("a web address", ["add", "-"], "https://example.org/?secret=JBSWY3DPEHPK3PXP", "uri.not-otpauth"),
    ("a scheme alone", ["add", "-"], "otpauth://", "uri.not-otpauth"),
    ("bytes that are no text", ["add", "-"], "\udcff\udcfe://", "uri.not-otpauth"),
    ("a type nobody knows", ["add", "-"], "otpauth://yaotp/a?secret=JBSWY3DPEHPK3PXP", "uri.unsupported-type"),
    ("mOTP", ["add", "-"], "motp://a:b?secret=0123456789abcdef", "uri.unsupported-type"),
    ("Google's export", ["add", "-"], "otpauth-migration://offline?data=CjEKCg", "uri.migration"),
    ("no secret", ["add", "-"], "otpauth://totp/Shop:ada?issuer=Shop", "uri.missing-secret"),
    ("an empty secret", ["add", "-"], "otpauth://totp/Shop:ada?secret=&issuer=Shop", "secret.length"),
    ("digits in the secret", ["add", "-"], "otpauth://totp/Shop:ada?secret=JBSW0Y18", "secret.foreign-characters"),
    ("an accent in the secret", ["add", "-"], "otpauth://totp/a?secret=JBSWY3DPÉHPK", "secret.foreign-characters"),
    ("a wide letter in the secret", ["add", "-"], "otpauth://totp/a?secret=ＪBSWY3DP", "secret.foreign-characters"),
    ("three digits", ["add", "-"], "otpauth://totp/a?secret=JBSWY3DP&digits=3", "uri.invalid-parameter"),
    ("eleven digits", ["add", "-"], "otpauth://totp/a?secret=JBSWY3DP&digits=11", "uri.invalid-parameter"),
    ("six in words", ["add", "-"], "otpauth://totp/a?secret=JBSWY3DP&digits=six", "uri.invalid-parameter"),
    ("a period of 0", ["add", "-"], "otpauth://totp/a?secret=JBSWY3DP&period=0", "uri.invalid-parameter"),
    ("a period before 0", ["add", "-"], "otpauth://totp/a?secret=JBSWY3DP&period=-30", "uri.invalid-parameter"),
    ("a period of years", ["add", "-"], f"otpauth://totp/a?secret=JBSWY3DP&period={10**30}", "uri.invalid-parameter"),
    ("MD5", ["add", "-"], "otpauth://totp/a?secret=JBSWY3DP&algorithm=MD5", "uri.invalid-parameter"),
    ("a counter before 0", ["add", "-"], "otpauth://hotp/a?secret=JBSWY3DP&counter=-1", "uri.invalid-parameter"),
    ("a very long label", ["add", "-"], f"otpauth://totp/{'a' * 40000}?secret=JBSWY3DP", "uri.too-long"),
    ("a very long text", ["add", "-"], "a" * 70000, "uri.too-long"),
    ("a very long secret", ["add", "-"], f"otpauth://totp/a?secret={'A' * 8000}", "uri.too-long"),
    ("no name at all", ["add", "-"], "otpauth://totp/?secret=JBSWY3DPEHPK3PXP", "entry.empty-label"),
    ("an account twice", ["add", "-"], URI, "entry.duplicate"),
    ("an account twice, written otherwise", ["add", "-"],
     "otpauth://totp/Shop%3Aada?digits=8&secret=jbsw%20y3dp%20ehpk%203pxp", "entry.duplicate"),
    ("a secret that nobody can type", ["add", "--issuer", "Shop", "--secret"], "", "secret.length"),
    ("a file that is not there", ["add", "--issuer", "Shop", "--secret-file", "/nonexistent"], "", "file.unreadable"),
    ("MD5 by hand", ["add", "--issuer", "a", "--secret-file", "SECRET", "--algorithm", "MD5"], "",
     "uri.invalid-parameter"),
    ("three digits by hand", ["add", "--issuer", "a", "--secret-file", "SECRET", "--digits", "3"], "",
     "uri.invalid-parameter"),
    ("a position before the first", ["move", "Shop", "0"], "", "entry.invalid-position"),
    ("a position behind the last", ["move", "Shop", "2"], "", "entry.invalid-position"),
    ("a name that fits nothing", ["code", "Nothing"], "", "entry.not-found"),
    ("an empty name", ["code", ""], "", "entry.not-found"),
    ("renaming to nothing", ["rename", "Shop", "--issuer", "", "--account", ""], "", "entry.empty-label"),
    ("removing without agreement", ["remove", "Shop"], "", "confirmation.needed"),
    ("an unknown setting", ["settings", "colour", "blue"], "", "settings.invalid"),
    ("an unknown language", ["settings", "language", "xx"], "", "settings.invalid"),
    ("locking without a passphrase", ["lock"], "", "vault.no-passphrase"),
    ("a backup that is off", ["backup", "now"], "", "backup.off"),
    ("verifying a backup that is off", ["backup", "verify"], "", "backup.off"),
    ("deleting a backup that is off", ["backup", "delete", "--yes"], "", "backup.off"),
    ("a backup without a recovery account", ["backup", "on", "--storage", "folder:/tmp"], "",
     "backup.no-recovery-account"),
    ("devices without an account", ["account", "devices"], "", "backup.no-recovery-account"),
    ("plain http to another machine", ["account", "create", "a", "--service", "http://accounts.example.org"], "",
     "service.insecure-address"),
    ("plain http to a name that begins like this machine's",
     ["account", "create", "a", "--service", "http://127.0.0.1.example.org"], "", "service.insecure-address"),
    ("a service that is no web address", ["account", "create", "a", "--service", "ftp://example.org"], "",
     "service.invalid-address"),
    ("a service with a password in it", ["account", "create", "a", "--service", "https://a:b@example.org"], "",
     "service.invalid-address"),
]


@pytest.mark.parametrize("args, text, code", [line[1:] for line in BAD_INPUT], ids=[line[0] for line in BAD_INPUT])
def test_bad_input_is_refused_and_changes_nothing(args, text, code, used, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("JBSWY3DPEHPK3PXP\n")
    args = [str(secret) if arg == "SECRET" else arg for arg in args]
    before = (used.home / "vault").read_bytes()
    run = used.run
    if "\udcff" in text:
        run = lambda *args, **options: used.run(*args, **options, under=["sh", "-c", r'printf "\377\376" | "$@"', "sh"])
        text = ""
    expect(code, documented()[code], run, *args, input=text)
    assert (used.home / "vault").read_bytes() == before


@pytest.mark.parametrize("location, code", [
    ("", "storage.invalid-location"),
    ("/media/stick", "storage.invalid-location"),
    ("folder:", "storage.invalid-location"),
    ("floppy:/a", "storage.invalid-location"),
])
def test_a_text_that_is_no_storage_location_is_refused(location, code, new, service):
    expect(code, 65, new.run, "recover", "ada", "--service", service.url, "--storage", location)


def test_nothing_is_found_on_a_phone_that_holds_nothing(new):
    for command in (["code", "Shop"], ["move", "Shop", "1"], ["remove", "Shop", "--yes"], ["lock"], ["backup", "now"]):
        expect("vault.missing", 66, new.run, *command)


def test_a_name_that_fits_several_accounts_is_ambiguous(used):
    used.add("otpauth://totp/Shop:bob?secret=JBSWY3DPEHPK3PXP&issuer=Shop")
    message, _ = expect("entry.ambiguous", 65, used.run, "code", "Shop")
    assert "2" in message


def test_an_account_is_known_by_issuer_account_and_secret(used):
    used.add("otpauth://totp/Shop:ada?secret=GEZDGNBVGY3TQOJQ&issuer=Shop")
    used.add("otpauth://totp/Shop:bob?secret=JBSWY3DPEHPK3PXP&issuer=Shop")
    used.add("otpauth://totp/Store:ada?secret=JBSWY3DPEHPK3PXP&issuer=Store")
    assert used.add(URI, check=False).code == "entry.duplicate"
    used.add(URI, "--keep-both")
    assert len(used.list()) == 5


def test_the_note_of_a_duplicate_says_where_the_account_is(used):
    message, remedy = expect("entry.duplicate", 65, used.add, URI)
    assert "number 1" in message and "--keep-both" in remedy


@pytest.mark.parametrize("args", [
    ["unknown-command"], ["add"], ["add", URI, "--issuer", "Shop"], ["move", "Shop"], ["move", "Shop", "first"],
    ["codes", "--at", "noon"], ["rename", "Shop"], ["settings", "language"], ["recover", "ada"], ["list", "--what"],
    ["add", "--issuer", "Shop", "--secret", "JBSWY3DPEHPK3PXP"],
], ids=" ".join)
def test_a_wrong_command_line_is_a_usage_error(args, used):
    result = used.run(*args, check=False)
    assert (result.status, result.code) == (64, "usage")
    assert result.error["message"] and result.error["remedy"]
    told = used.run(*args, check=False, json=False)
    assert (told.status, told.out) == (64, "")
    assert "sparekey" in told.err


# Passwords and accounts.


@pytest.mark.parametrize("password, code", [
    ("", "password.empty"),
    (None, "password.empty"),
    ("elevenchars", "password.too-short"),
    ("ééééééééééé", "password.too-short"),
    ("password1234", "password.too-common"),
    ("aaaaaaaaaaaa", "password.too-common"),
    ("123456789012", "password.too-common"),
    ("abcabcabcabc", "password.too-common"),
    ("qwertyuiop123", "password.too-common"),
    ("grace.hopper99", "password.too-common"),
])
def test_a_password_that_is_guessed_at_once_is_refused(password, code, new, service):
    expect(code, 65, new.create_account, "grace.hopper", service, password=password)


def test_a_password_file_that_cannot_be_read_is_told(new, service):
    expect("file.unreadable", 65, new.create_account, "ada", service, env={}, password=None,
           under=["sh", "-c", 'exec "$@" --password-file /nonexistent', "sh"])


@pytest.mark.parametrize("name", ["", " ", "a" * 129, "a\nb", "a\x07b"], ids=repr)
def test_a_user_name_that_cannot_be_used_is_refused(name, new, service):
    result = new.create_account(name, service, check=False)
    assert (result.code, result.status) == ("account.invalid-name", 65)


def test_a_name_that_is_taken_is_refused(new, world, service):
    result = new.create_account("ADA", service, check=False)
    assert (result.code, result.status) == ("account.name-taken", 65)


def test_an_account_that_is_here_is_not_made_again(world, service):
    expect("account.already-here", 65, world.ada.create_account, "ada", service)


def test_too_many_wrong_passwords_bring_a_pause(new, world, service):
    lib = pytest.importorskip("opaquepy.lib")
    settle()
    for _ in range(10):
        ke1, _ = lib.login_client("guess")
        ke1 = base64.b64encode(base64.urlsafe_b64decode(ke1)).decode()
        service.request("POST", "/v1/sign-ins/start", {"username": "erin", "ke1": ke1})
    _, remedy = expect("signin.too-many-attempts", 75, new.recover, "erin", service, world.storage)
    assert 1 <= int(re.search(r"\d+", remedy)[0]) <= 60


def test_a_device_that_was_revoked_is_told_to_sign_in_again(phone, service, storage):
    old, new = phone("old"), phone("new")
    old.create_account("frank", service)
    old.backup_on(storage)
    new.recover("frank", service, storage)
    lost = next(device for device in new.run("account", "devices").json if not device["current"])
    new.run("account", "devices", "--revoke", lost["id"])
    expect("session.invalid", 77, old.run, "backup", "now")
    expect("device.not-found", 66, new.run, "account", "devices", "--revoke", lost["id"])
    expect("device.not-found", 66, new.run, "account", "devices", "--revoke", "nonsense")


# Turning backup on, and backing up.


def test_backup_needs_a_storage(world):
    expect("backup.no-storage-account", 78, world.bob.run, "backup", "on", password=PASSWORD)


def test_backup_needs_a_storage_that_is_there(world, storage):
    expect("storage.unreachable", 69, world.bob.backup_on, storage / "unplugged")


def test_a_backup_is_not_replaced_silently(world, storage):
    message, _ = expect("backup.exists", 77, world.ada.backup_on, storage)
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
        assert "The backup is pending" in hana.add(URI).err
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
    assert "The backup is pending" in ivan.add(URI).err
    status = ivan.backup_status()
    assert (status["pending"], status["problem"]) == (True, "storage.unreachable")
    assert not storage.exists(), "an unplugged stick must not be replaced by a folder"
    storage.with_name("unplugged").rename(storage)
    status = ivan.backup_status()
    assert (status["pending"], status["problem"], status["entries"]) == (False, None, 2)


@pytest.mark.skipif(not AS_ROOT, reason="only root can mount a small disk")
def test_a_storage_that_is_full_or_cannot_be_written_is_told(phone, service, new_storage):
    jane, disk = phone("jane"), new_storage()
    jane.create_account("jane", service)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], capture_output=True, text=True)
    if mounted.returncode != 0:
        pytest.skip(f"mounting is not allowed here: {mounted.stderr.strip()}")
    try:
        jane.backup_on(disk)
        ballast = disk / "ballast"
        with open(ballast, "wb") as file:
            try:
                while True:
                    os.write(file.fileno(), bytes(4096))
            except OSError:
                pass
        jane.add(URI)
        expect("storage.full", 75, jane.run, "backup", "now")
        ballast.unlink()
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        expect("storage.read-only", 77, jane.run, "backup", "now")
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
        assert jane.backup_status()["pending"] is False
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_web_server_that_is_no_account_service_is_told(new, world):
    class Greeting(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"welcome")

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Greeting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        place = types.SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}")
        expect("service.bad-answer", 69, new.recover, "ada", place, world.storage)
    finally:
        server.shutdown()
        server.server_close()


# The vault.


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


# The clock.


@needs("faketime")
@pytest.mark.parametrize("shift, seconds", [("+90s", 90), ("-90s", 90), ("+3d", 259200)])
def test_a_clock_that_is_off_is_told(shift, seconds, world):
    shifted = ["faketime", "-f", shift]
    doctor = world.ada.run("doctor", check=False, under=shifted)
    clock = next(check for check in doctor.json["checks"] if check["name"] == "clock")
    assert clock == {"name": "clock", "result": "failed", "code": "clock.off"}
    assert doctor.status == 75
    told = world.ada.run("doctor", check=False, json=False, under=shifted)
    said = re.search(r"clock is off by (\d+) seconds\n.* \[clock.off\]", told.out)
    assert abs(int(said[1]) - seconds) <= 2


@needs("faketime")
def test_signing_in_says_that_the_clock_is_off(new, service):
    told = new.sign_in("bob", service, under=["faketime", "-f", "+90s"])
    assert re.search(r"clock is off by (89|90|91) seconds", told.err)


# The service's own program.


def serve(data, *args, json=True):
    done = subprocess.run(
        [BUILD / "sparekey-server", "serve", "--data", data, *args, *(["--json"] if json else [])],
        env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30,
    )
    return done.returncode, done.stdout, done.stderr


def test_a_port_in_use_ends_the_service_with_69(service, tmp_path):
    status, out, _ = serve(tmp_path, "--listen", f"127.0.0.1:{service.port}")
    assert status == 69
    error = json.loads(out)["error"]
    assert error["code"] == "server.port-in-use"
    assert error["message"] and error["remedy"]
    status, out, err = serve(tmp_path, "--listen", f"127.0.0.1:{service.port}", json=False)
    assert (status, out) == (69, "")
    assert err.startswith("sparekey-server: error: ") and "\nhint: " in err


@pytest.mark.parametrize("args, code", [
    (["--listen", "0.0.0.0:0"], "server.plain-http"),
    (["--listen", "192.0.2.1:0", "--behind-proxy"], "server.cannot-listen"),
    (["--tls-certificate", "/nonexistent", "--tls-key", "/nonexistent"], "server.invalid-certificate"),
], ids=lambda value: value if isinstance(value, str) else " ".join(value))
def test_a_service_that_cannot_be_run_says_why(args, code, tmp_path):
    status, out, _ = serve(tmp_path, *args)
    error = json.loads(out)["error"]
    assert error["code"] == code
    assert status == (69 if code == "server.cannot-listen" else 78)
    assert error["message"] and error["remedy"]


def test_a_service_without_its_keys_does_not_start(new_service):
    own = new_service()
    own.stop()
    (own.data / "keys.json").rename(own.data / "elsewhere")
    status, out, _ = serve(own.data, "--listen", "127.0.0.1:0")
    assert (status, json.loads(out)["error"]["code"]) == (78, "keys.missing")
    (own.data / "elsewhere").rename(own.data / "keys.json")
    (own.data / "keys.json").chmod(0o644)
    status, out, _ = serve(own.data, "--listen", "127.0.0.1:0")
    assert (status, json.loads(out)["error"]["code"]) == (78, "keys.readable-by-others")


# The page of all codes.


def test_every_code_that_can_be_printed_is_documented():
    source = (ROOT / "Sources/DeviceCore/Failures/FailureCode.swift").read_text(encoding="utf-8")
    codes = set(re.findall(r'case \w+ = "([a-z0-9.-]+)"', source))
    assert len(codes) > 60
    assert codes | {"usage"} == set(documented())
