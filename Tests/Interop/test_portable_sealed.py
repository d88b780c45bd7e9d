"""Vaults and snapshots open in WebAssembly as they do on a device, to the last byte, and what is damaged opens nowhere: the
kept files of version 1, and files that the independent tools of docs/tools write.
"""

import copy
import json
import sys

import pytest

from conftest import ROOT
from portable_peers import SEPARATOR, variants

sys.path.insert(0, str(ROOT / "docs" / "tools"))

import open_snapshot  # noqa: E402
import open_vault  # noqa: E402

VAULT = (ROOT / "Tests" / "VaultTests" / "Fixtures" / "vault-v1").read_bytes()
SNAPSHOT = (ROOT / "Tests" / "SealedTests" / "Fixtures" / "snapshot-v1.sealed").read_bytes()
MASTER = 0
PASSPHRASE = b"correct horse battery staple"
KEY = bytes(range(32))
BACKUP = bytes.fromhex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff")
ACCOUNT = bytes.fromhex("00112233445566778899aabbccddeeff")
# Where a keyslot of a vault says its cost.
COST = range(100, 108)


def unlocking(file, secret=PASSPHRASE, way=open_vault.PASSPHRASE):
    return bytes([way, len(secret)]) + secret + file


def reading(file, key=KEY, backup=BACKUP, account=ACCOUNT):
    return key + backup + account + file


def answers_to_damage(peers, kind, order, file, leaving=()):
    """What is answered where a byte of the order's file is turned, or the file ends there, or more follows it."""
    start = len(order) - len(file)
    # Every byte of what is read before the ciphertexts, and some in them.
    turned = [(start + place, 1 << place % 8) for place in [*range(300), *range(300, len(file), 7)] if place not in leaving]
    cut = [(start + end, 0) for end in [*range(300), *range(300, len(file), 23)]]
    longer = peers.answers(kind, [order + b"\0", order + file])
    return peers.answers_to_changes(kind, order, turned + cut) + longer


@pytest.fixture(scope="module")
def kept(peers):
    """What the kept vault says to its passphrase: the master key, both halves, and both written again."""
    return peers.answers("open-vault", [unlocking(VAULT)])[0].split(SEPARATOR)


@pytest.fixture(scope="module")
def contents():
    return open_vault.open_vault(VAULT, open_vault.PASSPHRASE, PASSPHRASE)


def test_the_kept_vault_opens_with_its_passphrase_and_at_its_own_cost(peers, kept, contents):
    _, portable, device_bound, again, bound_again = kept
    assert json.loads(portable) == contents["portable"] and json.loads(device_bound) == contents["deviceBound"]
    assert again == portable
    # A counter, which sessions once had, is left out.
    assert bound_again == device_bound.replace('"counter":12,', "")
    assert peers.answers("open-vault", [unlocking(VAULT, b"correct horse battery stapl")]) == ["!no slot opens"]


def test_a_vault_that_was_changed_or_cut_is_refused_alike(peers, kept):
    master = bytes.fromhex(kept[0])
    assert peers.answers("open-vault", [unlocking(VAULT, master, MASTER)]) == [SEPARATOR.join(kept)]
    answers = answers_to_damage(peers, "open-vault", unlocking(VAULT, master, MASTER), VAULT)
    assert {"!damaged", "!other key"} < set(answers) <= {"!damaged", "!other key"} | {
        answer for answer in answers if answer.startswith(("!version ", "!suite "))}
    assert peers.answers("open-vault", [unlocking(VAULT, bytes(32), MASTER)]) == ["!other key"]


@pytest.mark.parametrize("way,secret", [(open_vault.PASSPHRASE, PASSPHRASE), (open_vault.KEY_FILE, KEY)],
                         ids=["passphrase", "key file"])
def test_a_vault_of_the_tool_opens_and_is_refused_alike_where_it_is_damaged(peers, contents, way, secret):
    file = open_vault.write_vault(contents, way, secret, memory=8, iterations=1)
    order = unlocking(file, secret, way)
    whole = peers.answers("open-vault", [order])[0]
    others = answers_to_damage(peers, "open-vault", order, file, leaving=COST)
    assert [json.loads(half) for half in whole.split(SEPARATOR)[1:3]] == [contents["portable"], contents["deviceBound"]]
    assert all(answer.startswith("!") for answer in others)
    assert {"!damaged", "!no slot opens", "!version 257", "!suite 9"} <= set(others)


def test_a_cost_out_of_bounds_is_damage_and_another_cost_opens_nothing(peers, contents):
    file = open_vault.write_vault(contents, open_vault.PASSPHRASE, PASSPHRASE, memory=8, iterations=1)

    def costing(memory, iterations):
        return unlocking(file[:100] + memory.to_bytes(4) + iterations.to_bytes(4) + file[108:])

    beyond = [(0, 1), (7, 1), (8, 0), (8, 17), (2**20 + 1, 1), (2**31, 1), (2**31 + 8, 1), (2**32 - 1, 2**32 - 1)]
    assert set(peers.answers("open-vault", [costing(*cost) for cost in beyond])) == {"!damaged"}
    others = [(9, 1), (16, 2), (1024, 3)]
    assert set(peers.answers("open-vault", [costing(*cost) for cost in others])) == {"!no slot opens"}


def everything(contents):
    """Device-bound contents with every member that they may have."""
    bound = copy.deepcopy(contents["deviceBound"])
    [(entry, code)] = bound["codes"].items()
    key = "A4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQOBYHA4DQ"
    credential = {"serviceDevice": "88", "key": key, "isConfirmed": True}
    bound |= {
        "credentials": {entry: credential}, "removedAtService": [entry], "suspended": [entry], "language": "auto",
        "former": {entry: {"code": code, "credential": credential, "replaced": 1700000000000}},
        "authorities": {"https://a.example": "UEVN"}, "codesCountFrom": {entry: 1700000000001},
        "uses": {entry: {"days": 2**32 - 1, "last": 1700000000005}},
        "removals": {entry: {"at": 1700000000004, "by": "é", "kind": "device"}},
    }
    bound["sessions"][entry]["needsNewPassword"] = True
    bound["backup"] |= {
        "nextEpoch": {"epoch": 4, "key": key}, "snapshotTimes": {"0011": 1700000000002}, "isPaused": True,
        "problemValues": {"place": "é\n"}, "problemSince": 1700000000003, "isNewPlace": True,
        "place": {"fileSystem": "1:2", "mark": "ff", "drive": "stick"},
    }
    bound["backup"]["newest"]["holding"] = {"sums": [1, 2**64 - 1], "clock": f"1.2.{entry}"}
    return bound


def test_device_bound_contents_that_are_cut_turned_or_out_of_range_are_read_alike(peers, contents):
    whole = everything(contents)
    document = json.dumps(whole, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    answers = peers.answers("device-bound", variants(document, '{}[]",:\\u0-+.eE \n', 600, seed=document))
    del whole["sessions"][next(iter(whole["sessions"]))]["counter"]
    assert json.loads(answers[0]) == whole
    refused = [answer for answer in answers if answer.startswith("!")]
    assert 100 < len(refused) < len(answers) - 10
    assert set(refused) <= {"!damaged", "!too large"} | {answer for answer in refused if answer.startswith("!schema ")}


@pytest.mark.parametrize("change,answer", [
    ({"schema": 3}, "!schema 3"), ({"schema": 2**40}, f"!schema {2**40}"), ({"entries": None}, "!damaged"),
    ({"revision": -1}, "!damaged"), ({"clock": "1"}, "!damaged"),
])
def test_contents_that_were_sealed_wrong_are_refused_alike(peers, contents, change, answer):
    changes = copy.deepcopy(contents)
    changes["portable"] |= change
    file = open_vault.write_vault(changes, open_vault.KEY_FILE, KEY)
    assert peers.answers("open-vault", [unlocking(file, KEY, open_vault.KEY_FILE)]) == [answer]
    document = open_snapshot.open_snapshot(SNAPSHOT, KEY, ACCOUNT)
    document["contents"] |= change
    assert peers.answers("open-snapshot", [reading(open_snapshot.write_snapshot(document, KEY, ACCOUNT))]) == [answer]


def test_the_kept_snapshot_opens_with_its_key(peers):
    expected = open_snapshot.open_snapshot(SNAPSHOT, KEY, ACCOUNT)
    inside = expected["contents"].pop("snapshot")
    hash_, place, parent, device, written = peers.answers("open-snapshot", [reading(SNAPSHOT)])[0].split(SEPARATOR)
    assert hash_ == expected["hash"] and json.loads(written) == expected["contents"]
    assert place == f"{expected['epoch']} {inside['generation']} {inside['made']}"
    assert (parent, device) == (inside.get("parent") or "-", inside["device"])


def test_a_snapshot_that_was_changed_or_cut_is_refused_alike(peers):
    answers = answers_to_damage(peers, "open-snapshot", reading(SNAPSHOT), SNAPSHOT)
    assert {"!damaged", "!other key", "!other backup", "!version 257", "!suite 9"} <= set(answers)
    assert all(answer.startswith("!") for answer in answers)


def test_a_snapshot_opens_with_no_other_key_backup_or_account(peers):
    others = [reading(SNAPSHOT, key=bytes(32)), reading(SNAPSHOT, backup=bytes(16)), reading(SNAPSHOT, account=bytes(16))]
    assert peers.answers("open-snapshot", others) == ["!other key", "!other backup", "!damaged"]
