"""What the service tells of itself is true: its checks, its health, its log and its first lines."""

import json
import os
import subprocess

import pytest

from conftest import Service
from console import checks, server
from mail import PASSWORD as MAIL_PASSWORD
from mail import USER, MailServer
from moments import wait_until
from ports import free_port


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


def test_doctor_says_what_is_not_set_up(tmp_path):
    data = tmp_path / "data"
    assert server("init", "--data", data)[0] == 0
    _, out, _ = server("doctor", "--data", data, json_output=False)
    assert f"certificate: not set up: plain HTTP, on loopback only\nmail: not set up: files in {data}/outbox\n" in out
    _, out, _ = server("doctor", "--data", data, "--behind-proxy", json_output=False)
    assert "certificate: not set up: the proxy has one\nmail: nothing sends mail" in out


@pytest.mark.parametrize("typed, meant", [
    (["int", "--data", "x"], "init"), (["member", "ad"], "member add"), (["--data", "x", "sevre"], None),
    (["docter"], "doctor"), (["frobnicate"], None),
])
def test_a_mistyped_command_is_told_what_was_meant(typed, meant):
    status, _, told = server(*typed, json_output=False)
    question = f"Did you mean: sparekey-server {meant}?"
    assert status == 64 and (told.splitlines()[-1] == question if meant else "Did you mean: sparekey-server" not in told)
    assert told.startswith("sparekey-server: error: ") or not meant, told
    if meant:
        assert json.loads(server(*typed)[1])["error"]["remedy"] == question


def test_new_keys_are_told_with_what_becomes_of_the_old(tmp_path):
    data = tmp_path / "data"
    assert server("init", "--data", data)[0] == 0
    _, out, told = server("keys", "rotate", "--data", data, json_output=False)
    assert [line.partition(": ")[0] for line in out.splitlines()] == ["new signing key"] * 2
    assert "stay published for a week" in told
    assert "are dropped" in server("keys", "rotate", "--compromised", "--data", data, json_output=False)[2]


def test_the_log_tells_of_a_stop(tmp_path):
    service = Service(tmp_path)
    service.start()
    assert "stopping" not in service.log.read_text()
    service.stop()
    last = service.log.read_text().splitlines()[-2:]
    assert last == ["stopping: requests that are under way are answered first", "stopped"]


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


def test_the_log_holds_what_was_asked_for(tmp_path):
    for level, lines in (("info", 1), ("warning", 0), ("error", 0)):
        service = Service(tmp_path, ["--log-level", level])
        service.start()
        assert service.request("GET", "/v1/time")[0] == 200
        service.stop()
        assert service.log.read_text().count("GET /v1/time 200") == lines
        service.log.unlink()
    assert server("serve", "--data", tmp_path / "none", SPAREKEY_LOG_LEVEL="loud")[0] == 64
