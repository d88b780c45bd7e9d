"""Drives the independent readers and writers of docs/tools against the app's own code, both ways.

Needs pytest, pynacl and cryptography, and the program format-peer in the folder SPAREKEY_BUILD (.build/debug).
"""

import json
import os
import pathlib
import signal
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOLS = ROOT / "docs" / "tools"
PEER = ROOT / os.environ.get("SPAREKEY_BUILD", ".build/debug") / "format-peer"
sys.path.insert(0, str(TOOLS))
sys.dont_write_bytecode = True

import open_snapshot  # noqa: E402
import open_vault  # noqa: E402

KEY = bytes(range(32))
ACCOUNT = bytes.fromhex("00112233445566778899aabbccddeeff")
BACKUP = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"
DEVICE = "000102030405060708090a0b0c0d0e0f"
STAMP = f"1700000000000.0.{DEVICE}"
PASSPHRASE = "caf\u00e9 battery staple"

PORTABLE = {
    "schema": 1,
    "entries": [
        {
            "id": "1" * 32,
            "issuer": "Zürich 💶",
            "account": 'a:b "c"\\\n',
            "modified": STAMP,
            "kind": "third-party",
            "otp": {
                "type": "hotp",
                "algorithm": "SHA256",
                "digits": 8,
                "period": 30,
                "counter": 2**64 - 1,
                "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
            },
        },
        {
            "id": "2" * 32,
            "issuer": "Sparekey",
            "account": "alice",
            "modified": STAMP,
            "kind": "personal",
            "service": "https://id.example",
            "username": "alice",
        },
        {
            "id": "3" * 32,
            "issuer": "Acme",
            "account": "a.smith",
            "modified": STAMP,
            "kind": "work",
            "service": "https://id.example",
            "organization": "acme",
            "member": "a.smith",
        },
    ],
    "tombstones": {"4" * 32: STAMP},
    "settings": {"language": "fr", "hidesCodes": True, "modified": STAMP},
    "ordered": STAMP,
    "clock": STAMP,
    "revision": 7,
}
SNAPSHOT = {"backup": BACKUP, "generation": 5, "parent": "ab" * 32, "device": DEVICE, "made": 1700000000123}
DEVICE_BOUND = {
    "schema": 1,
    "device": DEVICE,
    "deviceName": "old phone",
    "codes": {
        "2" * 32: {
            "serviceDevice": "77",
            "otp": {"type": "totp", "algorithm": "SHA1", "digits": 8, "period": 30, "counter": 0, "secret": "GEZDG"},
        }
    },
    "sessions": {"2" * 32: {"id": "aa", "accountID": ACCOUNT.hex(), "requestKey": "A" * 52}},
    "backup": {
        "location": "folder:/media/stick",
        "storagePassword": "ONXW2ZI",
        "recoveryEntry": "2" * 32,
        "accountID": ACCOUNT.hex(),
        "backupID": BACKUP,
        "epoch": 3,
        "key": "A" * 52,
        "newest": {"generation": 4, "hash": "ab" * 32, "entries": 3, "made": 1700000000000},
        "backedUpRevision": 6,
        "lastVerified": 1700000000000,
        "problem": "storage.unreachable",
    },
}


def start(operation, document, **options):
    process = subprocess.Popen(
        [PEER, operation],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )
    process.stdin.write(json.dumps(document).encode())
    process.stdin.close()
    process.stdin = None
    return process


def peer(operation, document):
    """What the app answers, or an AssertionError with what it says."""
    process = start(operation, document)
    output, error = process.communicate(timeout=120)
    assert process.returncode == 0, error.decode()
    return json.loads(output)


def refusal(operation, document):
    process = start(operation, document)
    _, error = process.communicate(timeout=120)
    assert process.returncode == 1
    return error.decode().strip()


def tool(name, *arguments, expect=0):
    """What a tool prints on standard output, or on standard error where it is to fail."""
    command = [sys.executable, TOOLS / name, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    assert done.returncode == expect, done.stderr.decode()
    return done.stderr.decode() if expect else done.stdout.decode()


def snapshot_input(**changes):
    return {"key": KEY.hex(), "account": ACCOUNT.hex(), "backup": BACKUP, **changes}


class TestSnapshots:
    def test_the_app_opens_what_the_tool_wrote(self, tmp_path):
        (tmp_path / "in.json").write_text(json.dumps({"epoch": 3, "contents": {**PORTABLE, "snapshot": SNAPSHOT}}))
        keys = ["--key", KEY.hex(), "--account", ACCOUNT.hex()]
        tool("open_snapshot.py", tmp_path / "file", *keys, "--write", tmp_path / "in.json")
        opened = peer("snapshot-open", snapshot_input(file=(tmp_path / "file").read_bytes().hex()))
        assert opened["contents"] == PORTABLE
        assert opened["epoch"] == 3
        assert {name: opened[name] for name in ["generation", "parent", "device", "made"]} == {
            name: SNAPSHOT[name] for name in ["generation", "parent", "device", "made"]
        }

    def test_the_tool_opens_what_the_app_wrote(self, tmp_path):
        sealed = peer("snapshot-seal", snapshot_input(epoch=3, contents=PORTABLE, **without_backup(SNAPSHOT)))
        (tmp_path / "file").write_bytes(bytes.fromhex(sealed["file"]))
        found = json.loads(
            tool("open_snapshot.py", tmp_path / "file", "--key", KEY.hex(), "--account", ACCOUNT.hex())
        )
        assert found["epoch"] == 3
        assert found["contents"] == {**PORTABLE, "snapshot": SNAPSHOT}

    def test_the_first_snapshot_has_no_parent(self):
        first = {**without_backup(SNAPSHOT), "parent": None, "generation": 1}
        file = bytes.fromhex(peer("snapshot-seal", snapshot_input(epoch=1, contents=PORTABLE, **first))["file"])
        assert open_snapshot.open_snapshot(file, KEY, ACCOUNT)["contents"]["snapshot"].get("parent") is None

    def test_the_tool_refuses_a_change_to_any_byte(self):
        file = fixture_snapshot()
        open_snapshot.open_snapshot(file, KEY, ACCOUNT)
        for index in range(len(file)):
            changed = bytearray(file)
            changed[index] ^= 1 << index % 8
            with pytest.raises(open_snapshot.SnapshotError):
                open_snapshot.open_snapshot(bytes(changed), KEY, ACCOUNT)

    def test_both_refuse_the_same_files(self):
        file = fixture_snapshot()
        changes = {
            "unsupportedVersion": (9, 1),
            "unsupportedSuite": (11, 2),
            "otherKey": (30, 1),
            "damaged": (200, 1),
        }
        for reason, (index, bit) in changes.items():
            changed = bytearray(file)
            changed[index] ^= bit
            assert reason in refusal("snapshot-open", snapshot_input(file=changed.hex()))
            with pytest.raises(open_snapshot.SnapshotError):
                open_snapshot.open_snapshot(bytes(changed), KEY, ACCOUNT)

    def test_the_right_key_for_another_account_opens_nothing(self):
        other = bytes(16)
        assert "damaged" in refusal(
            "snapshot-open", snapshot_input(file=fixture_snapshot().hex(), account=other.hex())
        )
        with pytest.raises(open_snapshot.SnapshotError):
            open_snapshot.open_snapshot(fixture_snapshot(), KEY, other)

    def test_the_fixture_of_version_1_opens(self):
        contents = open_snapshot.open_snapshot(fixture_snapshot(), KEY, ACCOUNT)["contents"]
        assert [entry["issuer"] for entry in contents["entries"]] == ["GitHub", "Zürich 💶"]


class TestVaults:
    @pytest.fixture(params=["passphrase", "key file"])
    def way(self, request, tmp_path):
        """The arguments of the tool and of the peer for one way to unlock."""
        (tmp_path / "home").mkdir(mode=0o700)
        if request.param == "passphrase":
            (tmp_path / "passphrase").write_text(PASSPHRASE + "\n", encoding="utf-8")
            return ["--passphrase-file", tmp_path / "passphrase"], {"passphrase": PASSPHRASE}
        return ["--key-file", tmp_path / "home" / "vault.key"], {}

    def test_the_app_opens_what_the_tool_wrote(self, tmp_path, way):
        (tmp_path / "in.json").write_text(json.dumps({"portable": PORTABLE, "deviceBound": DEVICE_BOUND}))
        home = tmp_path / "home"
        tool("open_vault.py", home / "vault", *way[0], "--write", tmp_path / "in.json")
        opened = peer("vault-open", {"home": str(home), **way[1]})
        assert opened["portable"] == PORTABLE
        assert opened["device"] == DEVICE
        assert opened["codes"] == [["2" * 32, "77"]]
        assert opened["sessions"] == [["2" * 32, "aa"]]
        assert opened["backup"] == {
            "location": "folder:/media/stick",
            "key": "00" * 32,
            "storagePassword": "some",
        }
        # What the app writes back, the tool reads, every member of it.
        peer("vault-add", {"home": str(home), "prefix": "new", "count": 1, **way[1]})
        found = json.loads(tool("open_vault.py", home / "vault", *way[0]))
        assert found["deviceBound"] == DEVICE_BOUND
        assert found["portable"]["entries"][:3] == PORTABLE["entries"]
        assert found["portable"]["entries"][3]["issuer"] == "new0"

    def test_the_tool_opens_what_the_app_wrote(self, tmp_path, way):
        home = tmp_path / "home"
        peer("vault-create", {"home": str(home), "portable": PORTABLE, "deviceName": "phone", **way[1]})
        found = json.loads(tool("open_vault.py", home / "vault", *way[0]))
        assert found["portable"] == PORTABLE
        assert found["deviceBound"]["deviceName"] == "phone"

    def test_the_tool_reads_the_note_that_the_app_leaves_beside_the_vault(self, tmp_path, way):
        (tmp_path / "in.json").write_text(json.dumps({"portable": PORTABLE, "deviceBound": DEVICE_BOUND}))
        home = tmp_path / "home"
        tool("open_vault.py", home / "vault", *way[0], "--write", tmp_path / "in.json")

        def problem():
            return json.loads(tool("open_vault.py", home / "vault", *way[0]))["deviceBound"]["backup"].get("problem")

        before = problem()
        peer("vault-note", {"home": str(home), "problem": "storage.full", **way[1]})
        assert problem() == "storage.full"
        note = home / "vault.backup-note"
        note.write_bytes(note.read_bytes()[:-1] + bytes([note.read_bytes()[-1] ^ 1]))
        assert problem() == before

    def test_a_wrong_passphrase_opens_nothing(self, tmp_path):
        home, cheap = tmp_path / "home", {"memoryKiB": 8, "iterations": 1}
        document = {"home": str(home), "portable": PORTABLE, "deviceName": "phone", "passphrase": PASSPHRASE}
        peer("vault-create", {**document, **cheap})
        assert "wrongPassphrase" in refusal("vault-open", {"home": str(home), "passphrase": "other"})
        (tmp_path / "passphrase").write_text("other")
        words = tool("open_vault.py", home / "vault", "--passphrase-file", tmp_path / "passphrase", expect=1)
        assert "opens no keyslot" in words

    def test_the_tool_refuses_a_change_to_any_byte(self):
        key = bytes(32)
        contents = {"portable": PORTABLE, "deviceBound": DEVICE_BOUND}
        file = open_vault.write_vault(contents, open_vault.KEY_FILE, key)
        assert open_vault.open_vault(file, open_vault.KEY_FILE, key) == contents
        for index in range(len(file)):
            changed = bytearray(file)
            changed[index] ^= 1 << index % 8
            with pytest.raises(open_vault.VaultError):
                open_vault.open_vault(bytes(changed), open_vault.KEY_FILE, key)

    def test_the_fixture_of_version_1_opens(self):
        file = (ROOT / "Tests" / "VaultTests" / "Fixtures" / "vault-v1").read_bytes()
        contents = open_vault.open_vault(file, open_vault.PASSPHRASE, b"correct horse battery staple")
        assert len(contents["portable"]["entries"]) == 5
        assert contents["deviceBound"]["deviceName"] == "old phone"


class TestProcesses:
    @pytest.fixture
    def home(self, tmp_path):
        empty = {**PORTABLE, "entries": [], "tombstones": {}}
        peer("vault-create", {"home": str(tmp_path / "home"), "portable": empty, "deviceName": "phone"})
        return tmp_path / "home"

    def test_processes_that_write_at_the_same_time_lose_nothing(self, home):
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
    def test_a_process_killed_while_writing_leaves_a_vault_that_opens(self, home, step):
        peer("vault-add", {"home": str(home), "prefix": "a", "count": 2})
        process = start("vault-add", {"home": str(home), "prefix": "b", "count": 1, "killAfter": step})
        process.communicate(timeout=120)
        assert process.returncode == -signal.SIGKILL
        entries = peer("vault-open", {"home": str(home)})["portable"]["entries"]
        assert len(entries) == (3 if step in ["replaced", "synchronised"] else 2)
        assert peer("vault-add", {"home": str(home), "prefix": "c", "count": 1})["entries"] == len(entries) + 1
        assert not [name for name in os.listdir(home) if name.startswith(".")]

    def test_a_process_killed_at_any_moment_leaves_a_vault_that_opens(self, home):
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
    def test_a_full_disk_leaves_the_vault_as_it_was(self, tmp_path):
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


def without_backup(inside):
    return {name: value for name, value in inside.items() if name != "backup"}


def fixture_snapshot():
    return (ROOT / "Tests" / "SealedTests" / "Fixtures" / "snapshot-v1.sealed").read_bytes()
