"""What another user of the machine tries: the page's ticket, the kept key of a vault, folders under a careless mask."""

import hashlib
import os
import re
import shutil
import socket
import stat
import subprocess
import tempfile
import time

import pytest

from conftest import BUILD, Phone, environment
from ports import free_port, page_port

NOBODY = 65534
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="becomes another user")

# Opens each new file of the folder as soon as it is there, and reads what comes into it later.
THIEF = """
import os, sys, time
folder, end, held, met = sys.argv[1], time.monotonic() + float(sys.argv[2]), {}, set()
print("ready", flush=True)
while time.monotonic() < end:
    for name in os.listdir(folder):
        if name in held or not name.startswith("sparekey-"):
            continue
        met.add(name)
        try:
            held[name] = os.open(os.path.join(folder, name), os.O_RDONLY | os.O_NONBLOCK)
        except OSError:
            pass
time.sleep(0.3)
print("met", len(met))
for name, file in held.items():
    print("READ", os.pread(file, 10000, 0))
"""


@pytest.fixture
def common_folder():
    """A folder that everybody may write to, as /tmp is."""
    path = tempfile.mkdtemp(prefix="common-", dir="/tmp")
    os.chmod(path, 0o1777)
    yield path
    shutil.rmtree(path)


def open_page(phone, **variables):
    process = subprocess.Popen(
        [BUILD / "sparekey", "open", "--no-browser", "--home", phone.home, "--port", page_port(phone.home)],
        env=environment(**variables), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        text=True, start_new_session=True,
    )
    said = ""
    while not (found := re.search(r"/\S+\.html", said)):
        line = process.stderr.readline()
        assert line, said
        said += line
    return process, found[0]


@needs_root
def test_the_ticket_of_the_page_is_never_readable_by_another_user(phone, common_folder):
    victim = phone("victim")
    script = os.path.join(common_folder, "thief.py")
    with open(script, "w") as file:
        file.write(THIEF)
    thief = subprocess.Popen(
        ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "/usr/bin/python3", script,
         common_folder, "9"],
        stdout=subprocess.PIPE, text=True,
    )
    assert thief.stdout.readline() == "ready\n"
    end, starts = time.monotonic() + 7, 0
    while time.monotonic() < end:
        process, path = open_page(victim, TMPDIR=common_folder)
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
        process.terminate()
        process.wait(timeout=120)
        starts += 1
    out, _ = thief.communicate(timeout=120)
    met = int(re.search(r"met (\d+)", out)[1])
    assert starts >= 3 and met >= 3, f"the thief saw {met} of {starts} files, which proves nothing"
    assert "READ" not in out


def test_the_page_opens_at_no_port_that_another_user_listens_at(phone, tmp_path):
    victim = phone("victim-of-a-listener")
    with socket.create_server(("127.0.0.1", free_port())) as listening:
        port = str(listening.getsockname()[1])
        variables = {"XDG_RUNTIME_DIR": tmp_path}
        refused = victim.run("open", "--no-browser", "--port", port, env=variables, check=False)
    assert refused.code == "page.port-in-use" and port in refused.error["message"], refused
    assert list(tmp_path.glob("sparekey-*.html")) == [], "no ticket is left for the page of another"


def test_under_a_careless_mask_files_and_folders_are_still_the_users_alone(tmp_path):
    home = tmp_path / "deep" / "down" / "home"
    old = os.umask(0)
    try:
        Phone(home).add("otpauth://totp/Shop:me?secret=JBSWY3DPEHPK3PXP")
    finally:
        os.umask(old)
    for folder in (tmp_path / "deep", tmp_path / "deep" / "down", home):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder
    for file in home.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


@needs_root
@pytest.mark.parametrize("fault", ["of another user", "open to others"])
def test_a_run_time_folder_that_another_user_prepared_keeps_no_key(phone, tmp_path, fault):
    run = tmp_path / "run"
    kept = run / "sparekey"
    kept.mkdir(parents=True)
    if fault == "of another user":
        kept.chmod(0o700)
        os.chown(kept, NOBODY, NOBODY)
    else:
        kept.chmod(0o777)
    locked = phone("locked")
    variables = {"XDG_RUNTIME_DIR": run}
    locked.run("passphrase", env={"SPAREKEY_NEW_PASSPHRASE": "open sesame, please"} | variables)
    locked.run("list", env={"SPAREKEY_PASSPHRASE": "open sesame, please"} | variables)
    assert list(kept.iterdir()) == []


def test_a_link_in_the_place_of_the_kept_key_is_not_followed(phone, tmp_path):
    run, secret = tmp_path / "run", tmp_path / "secret"
    secret.write_bytes(b"k" * 32)
    secret.chmod(0o600)
    (run / "sparekey").mkdir(parents=True)
    (run / "sparekey").chmod(0o700)
    locked = phone("linked")
    locked.run("passphrase", env={"SPAREKEY_NEW_PASSPHRASE": "open sesame, please", "XDG_RUNTIME_DIR": run})
    name = hashlib.sha256(str(locked.home).encode()).hexdigest()[:32]
    (run / "sparekey" / name).symlink_to(secret)
    assert locked.run("list", env={"XDG_RUNTIME_DIR": run}, check=False).code == "vault.passphrase-needed"
    assert secret.read_bytes() == b"k" * 32


def test_a_secret_comes_through_a_pipe_and_without_its_mark(phone, tmp_path):
    shopper = phone("shopper")
    with tempfile.TemporaryFile() as file:
        file.write(b"\xef\xbb\xbfJBSWY3DPEHPK3PXP\r\n")
        file.seek(0)
        done = subprocess.run(
            [BUILD / "sparekey", "add", "--issuer", "Shop", "--secret-file", "/dev/stdin", "--home", shopper.home],
            env=environment(), stdin=file, capture_output=True, text=True, start_new_session=True,
        )
    assert done.returncode == 0, done.stderr
    done = subprocess.run(
        ["bash", "-c", f'"{BUILD}/sparekey" add --issuer Bank --secret-file <(printf JBSWY3DPEHPK3PXP) '
         f'--home "{shopper.home}"'],
        env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, start_new_session=True,
    )
    assert done.returncode == 0, done.stderr
    assert shopper.labels() == [("Shop", ""), ("Bank", "")]


def test_the_vault_is_where_HOME_says_and_relative_folders_count_as_none(tmp_path):
    home, work = tmp_path / "elsewhere", tmp_path / "work"
    work.mkdir()
    done = subprocess.run(
        [BUILD / "sparekey", "add", "otpauth://totp/Shop:me?secret=JBSWY3DPEHPK3PXP"],
        env=environment(HOME=home, XDG_DATA_HOME="rel/data"), cwd=work, stdin=subprocess.DEVNULL, capture_output=True,
        text=True, start_new_session=True,
    )
    assert done.returncode == 0, done.stderr
    assert (home / ".local" / "share" / "sparekey" / "vault").exists()
    assert list(work.iterdir()) == []


def test_a_pipe_in_the_storage_folder_stops_no_recovery(phone, service, storage):
    old, new = phone("old-pipe"), phone("new-pipe")
    old.create_account("pia", service)
    old.backup_on(storage)
    (series,) = storage.iterdir()
    os.mkfifo(series / "00000002-0011223344556677")
    os.mkfifo(series / "00000009-0011223344556677")
    assert new.recover("pia", service, storage, timeout=120).json["restored"] == 1
    old.run("backup", "versions", timeout=120)
    (newest,) = [file for file in series.iterdir() if file.is_file() and not file.name.startswith(".")
                 and file.name.startswith("00000001")]
    newest.unlink()
    os.mkfifo(newest)
    again = phone("again-pipe").recover("pia", service, storage, timeout=120, check=False)
    assert again.code == "storage.empty", "a pipe is no snapshot"
