"""The service starts on what belongs together, stops with everything in one file, and its checks are true.

`SPAREKEY_STOPS` says how often the service is stopped under load, 50 times unless it is set.
"""

import base64
import concurrent.futures
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time

import pytest

from conftest import BUILD, Service, environment
from mail import PASSWORD as MAIL_PASSWORD
from mail import USER, MailServer
from moments import wait_until
from ports import free_port

STOPS = int(os.environ.get("SPAREKEY_STOPS", "50"))
# Any encoded point will do for the two keys of KE1: here the generator (RFC 9496 appendix A.1).
POINT = bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76")
KE1 = base64.b64encode(POINT + bytes(32) + POINT).decode()


def server(*args, json_output=True, under=(), **variables):
    """Runs a command of `sparekey-server` to its end: (status, standard output, standard error)."""
    done = subprocess.run(
        [*under, BUILD / "sparekey-server", *map(str, args), *(["--json"] if json_output else [])],
        env=environment(**variables), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
    )
    return done.returncode, done.stdout, done.stderr


def code(done):
    """The code of the failure that a command has ended with."""
    return json.loads(done[1])["error"]["code"]


def checks(*args, **variables):
    """What doctor says: (status, {check: code})."""
    status, out, _ = server("doctor", *args, **variables)
    return status, {check["check"]: check["code"] for check in json.loads(out)["checks"]}


def files(folder):
    return {path.name for path in folder.iterdir()}


def started_sign_ins(database):
    """The sign-ins in a copy of the file alone, without what lies beside it."""
    alone = database.with_name("alone.sqlite")
    shutil.copy(database, alone)
    try:
        with sqlite3.connect(alone) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            return {row[0] for row in connection.execute("SELECT id FROM sign_in")}
    finally:
        connection.close()
        alone.unlink()


class Load:
    """Starts sign-ins from several threads until the service is gone; `acknowledged` has those that were answered."""

    def __init__(self, port):
        self.port, self.acknowledged, self.count, self.lock = port, set(), 0, threading.Lock()
        self.threads = [threading.Thread(target=self.run, daemon=True) for _ in range(3)]
        for thread in self.threads:
            thread.start()

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            while True:
                with self.lock:
                    self.count += 1
                    number = self.count
                body = json.dumps({"username": f"nobody-{os.urandom(6).hex()}", "ke1": KE1})
                address = f"198.{number % 250}.{os.urandom(1)[0]}.{os.urandom(1)[0]}"
                connection.request("POST", "/v1/sign-ins/start", body, {
                    "Content-Type": "application/json", "X-Forwarded-For": address,
                })
                answer = connection.getresponse()
                text = answer.read()
                assert answer.status == 200, text
                with self.lock:
                    self.acknowledged.add(json.loads(text)["signIn"])
        except (OSError, http.client.HTTPException):
            pass  # The service stops.
        finally:
            connection.close()

    def enough(self, count):
        wait_until(lambda: len(self.acknowledged) >= count, "the service acknowledges too little")

    def end(self):
        for thread in self.threads:
            thread.join()


def stop_under_load(service, how):
    """One life of the service: what it acknowledged, and what stands in its file afterwards."""
    service.start()
    # Somebody is connected and says nothing, and somebody sends half a request.
    idle = socket.create_connection(("127.0.0.1", service.port))
    half = socket.create_connection(("127.0.0.1", service.port))
    half.sendall(b"POST /v1/sign-ins/start HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{")
    load = Load(service.port)
    load.enough(8)
    process, service.process = service.process, None
    process.send_signal(how)
    half.close()
    assert process.wait(timeout=120) == 0
    load.end()
    idle.close()
    left = {name for name in files(service.data) if name.startswith("sparekey.sqlite")}
    assert left == {"sparekey.sqlite"}
    assert load.acknowledged <= started_sign_ins(service.data / "sparekey.sqlite")
    return len(load.acknowledged)


@pytest.mark.timeout(1800)
def test_a_stop_under_load_leaves_every_acknowledged_row_in_one_file(tmp_path):
    services = [Service(tmp_path / str(number), ["--behind-proxy"]) for number in range(2)]
    for service in services:
        service.folder.mkdir()

    def lives(service):
        ways = [signal.SIGTERM, signal.SIGINT]
        return sum(stop_under_load(service, ways[round % 2]) for round in range(STOPS // len(services)))

    with concurrent.futures.ThreadPoolExecutor() as pool:
        assert sum(pool.map(lives, services)) >= 8 * (STOPS // 2) * 2


def test_a_command_leaves_its_rows_in_the_file(tmp_path):
    data = tmp_path / "data"
    assert server("init", "--data", data)[0] == 0
    assert files(data) == {"keys.json", "signing-keys.json", "sparekey.sqlite", "service.lock"}
    assert server("organization", "create", "acme", "--name", "Acme", "--data", data)[0] == 0
    assert server("organization", "create", "acme", "--name", "Acme", "--data", data)[0] == 65
    assert checks("--data", data)[0] == 0
    assert files(data) == {"keys.json", "signing-keys.json", "sparekey.sqlite", "service.lock"}


@pytest.mark.parametrize("command", [
    ["organization", "list"], ["organization", "create", "acme", "--name", "Acme"], ["member", "list", "acme"],
    ["member", "add", "acme", "ada"], ["client", "list"], ["client", "add", "Wiki"], ["keys", "rotate"],
    ["mail", "test", "me@example.org"], ["doctor"],
], ids=" ".join)
def test_no_command_makes_a_service_where_there_is_none(tmp_path, command):
    data = tmp_path / "typo"
    for folder in (data, tmp_path):
        status, out, _ = server(*command, "--data", folder)
        assert status == 66
        assert "server.no-service" in out
    assert not data.exists() and files(tmp_path) == set()
    # Without --data as well: the folder is one in the home.
    status, out, _ = server(*command, XDG_DATA_HOME=tmp_path)
    assert status == 66 and "server.no-service" in out and files(tmp_path) == set()


def test_a_first_start_says_so_and_happens_in_an_empty_folder_only(tmp_path):
    service = Service(tmp_path)
    service.start()
    assert service.log.read_text().count("made a new service in") == 1
    service.stop()
    service.start()
    service.stop()
    assert service.log.read_text().count("made a new service in") == 1

    other = tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("not yours")
    done = server("serve", "--data", other, "--listen", "127.0.0.1:0")
    assert (done[0], code(done)) == (78, "server.folder-not-empty")
    assert files(other) == {"letter.txt"}
    assert code(server("init", "--data", service.data)) == "server.exists"
    assert server("init", "--data", other)[0] == 0
    # What is refused for its arguments leaves nothing behind.
    for wrong in (["--listen", "nonsense"], ["--tls-certificate", "/nowhere", "--tls-key", "/nowhere"]):
        assert server("serve", "--data", tmp_path / "fresh", *wrong)[0] != 0
    assert not (tmp_path / "fresh").exists()


def test_keys_and_database_that_do_not_belong_together_are_refused(tmp_path):
    data, other = tmp_path / "data", tmp_path / "other"
    for folder in (data, other):
        assert server("init", "--data", folder)[0] == 0
    keys, database = data / "keys.json", data / "sparekey.sqlite"
    whole = database.read_bytes()

    def refused(expected):
        def kept():
            return {path.name: path.name != "sparekey.sqlite" and path.read_bytes() for path in data.iterdir()}

        before = kept()
        done = server("serve", "--data", data, "--listen", "127.0.0.1:0")
        assert (done[0], code(done)) == (78, expected)
        assert code(server("organization", "list", "--data", data)) == expected
        status, found = checks("--data", data)
        assert status == 78 and expected in found.values()
        assert kept() == before

    database.unlink()
    refused("database.missing")
    database.write_bytes(b"")
    refused("database.empty")
    # The first page alone is what an unclean copy holds.
    database.unlink()
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    for path in data.glob("sparekey.sqlite-*"):
        path.unlink()
    database.chmod(0o600)
    refused("database.empty")
    shutil.copy(other / "sparekey.sqlite", database)
    refused("keys.other-database")
    database.write_bytes(whole)
    keys.rename(data / "aside")
    refused("keys.missing")
    (data / "aside").rename(keys)
    assert checks("--data", data)[0] == 0


def test_one_process_serves_a_folder(new_service):
    service = new_service()
    done = server("serve", "--data", service.data, "--listen", "127.0.0.1:0")
    assert (done[0], code(done)) == (75, "server.in-use")
    # The console works beside it.
    service.run("organization", "create", "acme", "--name", "Acme")
    assert service.request("GET", "/healthz") == (200, b"ok\n")
    service.process.kill()
    service.process.wait()
    service.process = None
    service.start()


@pytest.fixture
def open_folder():
    """A folder that other users reach."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        yield pathlib.Path(folder)


def test_root_leaves_its_files_to_the_owner_of_the_folder(open_folder):
    other = ("setpriv", "--reuid=33", "--regid=33", "--clear-groups")
    if os.geteuid() != 0 or server("--version", json_output=False, under=other)[0] != 0:
        pytest.skip("needs root, and a build that other users may run")
    tmp_path = open_folder
    data = tmp_path / "data"
    data.mkdir()
    os.chown(data, 33, 33)
    service = Service(tmp_path, ["--mail", "outbox:" + str(data / "outbox")], under=other)
    service.log.touch()
    service.start()
    before = json.loads(service.request("GET", "/openid/keys")[1])
    service.run("keys", "rotate")
    service.run("organization", "create", "acme", "--name", "Acme")
    service.command("mail", "test", "me@example.org", "--mail", f"outbox:{data / 'outbox'}")
    status, keys = service.request("GET", "/openid/keys")
    assert status == 200 and len(json.loads(keys)["keys"]) == 2 * len(before["keys"])
    assert service.request("GET", "/healthz")[0] == 200
    owners = {path.name: (path.stat().st_uid, path.stat().st_gid) for path in data.rglob("*")}
    assert set(owners.values()) == {(33, 33)}, owners
    service.stop()
    service.start()
    assert checks("--data", data, under=other)[0] == 0
    service.stop()
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    os.chown(fresh, 33, 33)
    assert server("init", "--data", fresh)[0] == 0
    assert {path.stat().st_uid for path in fresh.iterdir()} == {33}
    # And somebody who may not read the folder learns that.
    nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    fresh.chmod(0o700)
    assert checks("--data", fresh, under=nobody) == (78, {"folder": "server.folder-unreadable"})
    assert code(server("organization", "list", "--data", fresh, under=nobody)) == "server.folder-unreadable"


def test_the_checks_notice_a_full_disk(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("needs root, to mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk]).returncode != 0:
        pytest.skip("cannot mount a small disk")
    service = Service(tmp_path)
    service.data = disk / "data"
    try:
        service.start()
        assert service.request("GET", "/healthz") == (200, b"ok\n")
        with open(disk / "filler", "wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(4096))
            except OSError:
                pass
        wait_until(lambda: service.request("GET", "/healthz") == (503, b"failing\n"), "a full disk is not noticed")
        status, found = checks("--data", service.data)
        assert status == 69 and found["disk"] == "database.full"
        (disk / "filler").unlink()
        wait_until(lambda: service.request("GET", "/healthz") == (200, b"ok\n"), "it is not well again")
        assert checks("--data", service.data)[0] == 0
    finally:
        service.stop()
        subprocess.run(["umount", disk])


def test_doctor_goes_to_the_mail_server_as_far_as_signing_in(tmp_path):
    data, password = tmp_path / "data", tmp_path / "password"
    assert server("init", "--data", data)[0] == 0
    assert checks("--data", data)[1]["mail"] == "ok"
    assert checks("--data", data, "--behind-proxy") == (0, checks("--data", data)[1] | {"mail": "mail.not-set-up"})
    relay, picky = MailServer(), MailServer(wants_sign_in=True)
    try:
        sender = ("--mail-from", "a@example.org")
        assert checks("--data", data, "--mail", relay.url(), *sender)[1]["mail"] == "ok"
        nobody = f"smtp://127.0.0.1:{free_port()}"
        status, found = checks("--data", data, "--mail", nobody, *sender)
        assert (status, found["mail"]) == (69, "mail.unreachable")
        for text, expected in ((MAIL_PASSWORD, "ok"), ("wrong", "mail.sign-in-refused")):
            password.write_text(text)
            arguments = ("--mail", picky.url(user=USER), "--mail-password-file", password, *sender)
            assert checks("--data", data, *arguments)[1]["mail"] == expected
        assert relay.letters == picky.letters == []
    finally:
        relay.stop()
        picky.stop()


def test_the_start_says_what_is_missing(tmp_path):
    service = Service(tmp_path, ["--behind-proxy"])
    service.start()
    service.stop()
    assert "public address: none" in service.log.read_text()
    assert "mail: none; text messages: none\nwarning: without mail" in service.log.read_text()
    service.arguments = ["--public-url", "https://accounts.example.org", "--mail", "smtp://127.0.0.1:25",
                         "--mail-from", "a@example.org"]
    service.log.unlink()
    service.start()
    service.stop()
    told = service.log.read_text()
    assert "public address: https://accounts.example.org\nmail: smtp://127.0.0.1:25; text" in told
    assert "warning" not in told


def test_the_health_fails_when_the_keys_of_tokens_cannot_be_read(new_service):
    service = new_service()
    (service.data / "signing-keys.json").chmod(0o644)
    assert service.request("GET", "/healthz") == (503, b"failing\n")
    (service.data / "signing-keys.json").chmod(0o600)
    wait_until(lambda: service.request("GET", "/healthz")[0] == 200, "it is not well again")


def test_a_slow_request_ends(new_service):
    """A byte now and then does not keep a connection; the head's time is longer than a test should take."""
    service = new_service()
    with socket.create_connection(("127.0.0.1", service.port)) as slow:
        slow.sendall(b"POST /v1/sign-ins/start HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\n")
        slow.settimeout(2)
        begin = time.monotonic()
        while time.monotonic() - begin < 60:
            try:
                slow.sendall(b" ")
                if slow.recv(1) == b"":
                    break
            except socket.timeout:
                continue
            except OSError:
                break
        assert 25 < time.monotonic() - begin < 60


def test_head_is_answered_wherever_get_is(new_service):
    service = new_service()
    for path in ("/healthz", "/v1/time", "/.well-known/openid-configuration", "/openid/keys", "/sign-in"):
        got = service.request("GET", path)
        connection = http.client.HTTPConnection("127.0.0.1", service.port)
        connection.request("HEAD", path)
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (got[0], b""), path
        # The next answer on the same connection is not taken for a body.
        connection.request("GET", "/healthz")
        assert connection.getresponse().read() == b"ok\n"
        connection.close()


def test_the_log_holds_what_was_asked_for(tmp_path):
    for level, lines in (("info", 1), ("warning", 0), ("error", 0)):
        service = Service(tmp_path, ["--log-level", level])
        service.start()
        assert service.request("GET", "/v1/time")[0] == 200
        service.stop()
        assert service.log.read_text().count("GET /v1/time 200") == lines
        service.log.unlink()
    assert server("serve", "--data", tmp_path / "none", SPAREKEY_LOG_LEVEL="loud")[0] == 64


def test_the_version_is_told():
    status, out, _ = server("--version", json_output=False)
    assert status == 0 and re.fullmatch(r"\d+\.\d+\.\d+\n", out)
