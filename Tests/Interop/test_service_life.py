"""The service starts on what belongs together, and leaves to everybody what is theirs."""

import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import sqlite3
import tempfile
import time

import pytest

from conftest import Service
from console import checks, code, files, server


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


def test_the_version_is_told():
    status, out, _ = server("--version", json_output=False)
    assert status == 0 and re.fullmatch(r"\d+\.\d+\.\d+\n", out)
