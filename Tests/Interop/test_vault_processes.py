"""Processes that write one vault: at the same time, killed at each step, and on a full disk."""

import os
import signal
import subprocess

import pytest

from format_peer import PORTABLE, peer, refusal, start


@pytest.fixture
def home(tmp_path):
    empty = {**PORTABLE, "entries": [], "tombstones": {}}
    peer("vault-create", {"home": str(tmp_path / "home"), "portable": empty, "deviceName": "phone"})
    return tmp_path / "home"


def test_processes_that_write_at_the_same_time_lose_nothing(home):
    running = [start("vault-add", {"home": str(home), "prefix": name, "count": 100}) for name in "abc"]
    for process in running:
        _, error = process.communicate(timeout=120)
        assert process.returncode == 0, error.decode()
    entries = peer("vault-open", {"home": str(home)})["portable"]["entries"]
    issuers = [entry["issuer"] for entry in entries]
    for name in "abc":
        assert [issuer for issuer in issuers if issuer[0] == name] == [f"{name}{i}" for i in range(100)]


@pytest.mark.parametrize(
    "step", ["cleaned", "written", "checked", "kept", "previousReplaced", "replaced", "synchronised"]
)
def test_a_process_killed_while_writing_leaves_a_vault_that_opens(home, step):
    peer("vault-add", {"home": str(home), "prefix": "a", "count": 2})
    process = start("vault-add", {"home": str(home), "prefix": "b", "count": 1, "killAfter": step})
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    entries = peer("vault-open", {"home": str(home)})["portable"]["entries"]
    assert len(entries) == (3 if step in ["replaced", "synchronised"] else 2)
    assert peer("vault-add", {"home": str(home), "prefix": "c", "count": 1})["entries"] == len(entries) + 1
    assert not [name for name in os.listdir(home) if name.startswith(".")]


def test_a_process_killed_at_any_moment_leaves_a_vault_that_opens(home):
    known = 0
    for attempt in range(20):
        process = start("vault-add", {"home": str(home), "prefix": f"{attempt}-", "count": 100000})
        try:
            process.wait(timeout=0.1 + attempt * 0.013)
        except subprocess.TimeoutExpired:
            pass
        process.kill()
        process.communicate()
        found = len(peer("vault-open", {"home": str(home)})["portable"]["entries"])
        assert found >= known
        known = found
    assert known > 0


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
def test_a_full_disk_leaves_the_vault_as_it_was(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", disk], check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        home = str(disk / "home")
        empty = {**PORTABLE, "entries": [], "tombstones": {}}
        peer("vault-create", {"home": home, "portable": empty, "deviceName": "phone"})
        assert "diskFull" in refusal("vault-add", {"home": home, "prefix": "a", "count": 10000})
        entries = peer("vault-open", {"home": home})["portable"]["entries"]
        assert len(entries) > 0
        assert sorted(os.listdir(home)) == ["vault", "vault.key", "vault.lock", "vault.previous"]
    finally:
        subprocess.run(["umount", disk], check=True)
