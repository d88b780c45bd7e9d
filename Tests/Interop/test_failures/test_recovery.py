"""What a recovery says beyond the ten causes, which test_storage/test_causes.py provokes over each storage."""

import base64
import http.server
import re
import threading
import time
import types

import pytest

from failures import expect
from moments import DAY, settle

from .accounts import URI


def test_a_wrong_password_is_told_with_the_tries_that_are_left(new, world, service):
    settle()
    _, first = expect("signin.wrong-password", 77, new.recover, "zoe", service, world.storage)
    again = new.recover("zoe", service, world.storage, check=False)
    left = [int(re.search(r"\d+", remedy)[0]) for remedy in (first, again.error["remedy"])]
    assert left == [4, 1]


def test_an_unknown_name_is_told_like_a_wrong_password(new, world, service):
    known = new.recover("bob", service, world.storage, password="not the password", check=False)
    unknown = new.recover("nobody", service, world.storage, password="not the password", check=False)
    assert (known.status, known.out) == (unknown.status, unknown.out)


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
    settle(DAY)
    deleted = time.time()
    dora.run("backup", "delete", "--yes")
    assert dora.backup_status()["state"] == "off"
    message, remedy = expect("backup.deleted", 66, new.recover, "dora", service, storage)
    days = [time.gmtime(deleted + later * 86400) for later in (0, 30)]
    today, end = (f"{time.strftime('%B', day)} {day.tm_mday}, {day.tm_year}" for day in days)
    assert today in message and end in remedy
    assert dora.backup_on(storage).json["generation"] == 2
    assert new.recover("dora", service, storage).json["restored"] == 2


def test_a_version_that_the_storage_has_not_is_told(new, world, service):
    expect("backup.version-not-found", 66, new.recover, "ada", service, world.storage, "--version", 99)


def test_too_many_wrong_passwords_bring_a_pause(new, world, service):
    lib = pytest.importorskip("opaquepy.lib")
    settle()
    for _ in range(10):
        ke1, _ = lib.login_client("guess")
        ke1 = base64.b64encode(base64.urlsafe_b64decode(ke1)).decode()
        service.request("POST", "/v1/sign-ins/start", {"username": "erin", "ke1": ke1})
    _, remedy = expect("signin.too-many-attempts", 75, new.recover, "erin", service, world.storage)
    assert 1 <= int(re.search(r"\d+", remedy)[0]) <= 60


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
