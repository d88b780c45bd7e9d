"""Drives the independent readers and writers of docs/tools against the app's own code, both ways."""

import json

import pytest

from format_peer import (
    ACCOUNT, BACKUP, DESCRIBED, DEVICE, DEVICE_BOUND, KEY, PASSPHRASE, PORTABLE, ROOT, SNAPSHOT, peer, refusal, tool,
)

import open_snapshot
import open_vault


def snapshot_input(**changes):
    return {"key": KEY.hex(), "account": ACCOUNT.hex(), "backup": BACKUP, **changes}


def without_backup(inside):
    return {name: value for name, value in inside.items() if name != "backup"}


def fixture_snapshot():
    return (ROOT / "Tests" / "SealedTests" / "Fixtures" / "snapshot-v1.sealed").read_bytes()


both_schemas = pytest.mark.parametrize("portable", [PORTABLE, DESCRIBED], ids=["schema 1", "schema 2"])


class TestSnapshots:
    @both_schemas
    def test_the_app_opens_what_the_tool_wrote(self, tmp_path, portable):
        (tmp_path / "in.json").write_text(json.dumps({"epoch": 3, "contents": {**portable, "snapshot": SNAPSHOT}}))
        keys = ["--key", KEY.hex(), "--account", ACCOUNT.hex()]
        tool("open_snapshot.py", tmp_path / "file", *keys, "--write", tmp_path / "in.json")
        opened = peer("snapshot-open", snapshot_input(file=(tmp_path / "file").read_bytes().hex()))
        assert opened["contents"] == portable
        assert opened["epoch"] == 3
        assert {name: opened[name] for name in ["generation", "parent", "device", "made"]} == {
            name: SNAPSHOT[name] for name in ["generation", "parent", "device", "made"]
        }

    @both_schemas
    def test_the_tool_opens_what_the_app_wrote(self, tmp_path, portable):
        sealed = peer("snapshot-seal", snapshot_input(epoch=3, contents=portable, **without_backup(SNAPSHOT)))
        (tmp_path / "file").write_bytes(bytes.fromhex(sealed["file"]))
        found = json.loads(
            tool("open_snapshot.py", tmp_path / "file", "--key", KEY.hex(), "--account", ACCOUNT.hex())
        )
        assert found["epoch"] == 3
        assert found["contents"] == {**portable, "snapshot": SNAPSHOT}

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

    @both_schemas
    def test_the_app_opens_what_the_tool_wrote(self, tmp_path, way, portable):
        (tmp_path / "in.json").write_text(json.dumps({"portable": portable, "deviceBound": DEVICE_BOUND}))
        home = tmp_path / "home"
        tool("open_vault.py", home / "vault", *way[0], "--write", tmp_path / "in.json")
        opened = peer("vault-open", {"home": str(home), **way[1]})
        assert opened["portable"] == portable
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
        assert found["portable"]["entries"][:3] == portable["entries"]
        assert found["portable"]["entries"][3]["issuer"] == "new0"

    @both_schemas
    def test_the_tool_opens_what_the_app_wrote(self, tmp_path, way, portable):
        home = tmp_path / "home"
        peer("vault-create", {"home": str(home), "portable": portable, "deviceName": "phone", **way[1]})
        found = json.loads(tool("open_vault.py", home / "vault", *way[0]))
        assert found["portable"] == portable
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
