"""Entries that a newer version of the app made."""

import json
import re
import subprocess

import pytest

from conftest import BUILD, PASSWORD, run_sparekey
from terminal import at_terminal

from .samples import OTHER_URI

DEVICE = "000102030405060708090a0b0c0d0e0f"
STAMP = f"1700000000000.0.{DEVICE}"


@pytest.fixture
def newer(tmp_path):
    """A phone whose vault a newer version has written into."""
    entries = [
        {"id": "1" * 32, "issuer": "Shop", "account": "ada", "modified": STAMP, "kind": "third-party",
         "otp": {"type": "totp", "algorithm": "SHA1", "digits": 6, "period": 30, "counter": 0,
                 "secret": "JBSWY3DPEHPK3PXP"}},
        {"id": "2" * 32, "issuer": "Post", "account": "box", "modified": STAMP, "kind": "passkey", "key": [1, 2]},
        {"id": "3" * 32, "modified": STAMP, "kind": "note"},
    ]
    portable = {"schema": 1, "entries": entries, "tombstones": {}, "settings": {"hidesCodes": False},
                "ordered": STAMP, "clock": STAMP, "revision": 3}
    home = tmp_path / "home"
    done = subprocess.run(
        [BUILD / "format-peer", "vault-create"], input=json.dumps(
            {"home": str(home), "deviceName": "phone", "portable": portable}
        ), capture_output=True, text=True,
    )
    assert done.returncode == 0, done.stderr
    return home


def test_accounts_of_a_newer_version_are_listed_and_said_to_need_it(newer):
    told = run_sparekey("list", home=newer, json=False)
    assert told.out.splitlines()[0] == (
        "2 accounts were created by a newer version of Sparekey. Update it to use them; "
        "until then they are kept and backed up as they are."
    )
    rows = [re.split(r"  +", line) for line in told.out.splitlines()[3:]]
    assert rows == [
        ["1", "Shop", "ada", "website", "ready"],
        ["2", "Post", "box", "passkey", "needs a newer version"],
        ["3", "note", "needs a newer version"],
    ]
    assert "more verification" not in told.out
    french = run_sparekey("list", home=newer, json=False, language="fr").out
    assert "2 comptes ont été créés par une version plus récente de Sparekey" in french
    lines = run_sparekey("list", home=newer).json
    assert [(line["kind"], line["state"], line["position"]) for line in lines] == [
        ("third-party", "ready", 1), ("passkey", "unreadable", 2), ("note", "unreadable", 3),
    ]
    assert [line["digits"] for line in lines] == [6, None, None]
    assert all(line.keys() == lines[0].keys() for line in lines)


def test_accounts_of_a_newer_version_move_and_go(newer):
    run_sparekey("move", "Post", "1", home=newer)
    assert [line["id"][0] for line in run_sparekey("list", home=newer).json] == ["2", "1", "3"]
    refused = run_sparekey("code", "Post", home=newer, check=False)
    assert (refused.code, refused.status) == ("entry.unreadable", 65)
    status, shown = at_terminal("remove", "333333", home=newer, answers=["y"])
    assert status == 0 and "Remove note?" in shown
    run_sparekey("remove", "Post", "--yes", home=newer)
    assert [line["issuer"] for line in run_sparekey("list", home=newer).json] == ["Shop"]


def test_accounts_of_a_newer_version_are_counted_and_told_apart_by_a_recovery(newer, phone, service, storage):
    run_sparekey("account", "create", "newer", "--service", service.url, home=newer, password=PASSWORD)
    on = run_sparekey("backup", "on", "--storage", f"folder:{storage}", home=newer, password=PASSWORD)
    assert on.json["entries"] == 4
    told = phone("words").recover("newer", service, storage, json=False).out
    assert told.splitlines()[0] == "4 of 4 accounts recovered"
    assert told.splitlines()[-3:] == [
        "Created by a newer version of Sparekey, and kept as they are until you update it:", "  · Post:box · passkey",
        "  · note",
    ]
    french = phone("mots").recover("newer", service, storage, json=False, language="fr").out
    assert "conservés tels quels jusqu’à sa mise à jour" in french
    new = phone("new")
    report = new.recover("newer", service, storage).json
    assert (report["restored"], report["expected"]) == (4, 4)
    assert [entry["state"] for entry in report["entries"]] == ["ready", "unreadable", "unreadable", "ready"]
    # The next backup of the new phone still holds them.
    new.add(OTHER_URI)
    assert new.backup_status()["entries"] == 5
    assert phone("third").recover("newer", service, storage).json["restored"] == 5
