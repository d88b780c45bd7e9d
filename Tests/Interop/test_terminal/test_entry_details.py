"""What people say of their accounts: tags, notes, favourites; and what a device notes of their use."""

import json
import re
import subprocess
import sys

import pytest

from clock import Clock
from conftest import BUILD, ROOT
from failures import expect
from phones import Phone

from .test_completions import complete

SHOP = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop"
BANK = "otpauth://totp/Bank:ada?secret=GEZDGNBVGY3TQOJQ&issuer=Bank"
MAIL = "otpauth://totp/Mail:ada?secret=MZXW6YTBOJRGC6RR&issuer=Mail"
DOOR = "otpauth://hotp/Door:ada?secret=MZXW6YTBOJRGC6RR&issuer=Door&counter=1"
NOTE = "The second phone\n\tis in the drawer of aunt Zoë"


@pytest.fixture
def ada(phone):
    ada = phone("details")
    for address in (SHOP, BANK, MAIL):
        ada.add(address)
    return ada


def issuers(ada, *options):
    return [entry["issuer"] for entry in ada.run("list", *options).json]


def test_an_account_gets_and_loses_tags_a_note_and_its_place_among_favourites(ada):
    before = ada.list()[0]
    assert [before[name] for name in ("tags", "note", "favourite", "icon", "daysUsed", "lastUsed")] == [
        [], None, False, None, 0, None,
    ]
    changed = ada.run("edit", "Shop", "--tag", " at  home ", "--tag", "Work", "--tag", "WORK", "--note", NOTE, "--favourite").json
    assert changed == before | {"tags": ["at home", "Work"], "note": NOTE, "favourite": True}
    assert ada.list()[0] == changed
    # Nothing else is touched by what is left out, or by a tag that is not there.
    assert ada.run("edit", "Shop", "--untag", "work", "--untag", "none").json == changed | {"tags": ["at home"]}
    assert ada.run("edit", "Shop", "--note", "", "--no-favourite", "--untag", "AT HOME").json == before
    # The letters of a tag are the same however they were typed.
    assert ada.run("edit", "Shop", "--tag", "cafe\u0301").json["tags"] == ["caf\u00e9"]
    assert ada.run("edit", "Shop", "--untag", "caf\u00e9").json["tags"] == []
    # What is said stays with the account under another name, and when it moves.
    ada.run("edit", "Bank", "--tag", "x")
    ada.run("rename", "Bank", "--issuer", "Nordbank")
    assert ada.run("move", "Nordbank", "1").json["tags"] == ["x"]


def test_a_note_is_read_from_standard_input_and_shown_where_it_is_asked_for(ada):
    assert ada.run("edit", "Bank", "--note", "-", input=f"{NOTE}\r\n").json["note"] == NOTE
    plain = ada.run("list", json=False).out
    assert "drawer" not in plain and "Note" not in plain
    told = ada.run("list", "--notes", json=False).out
    assert told == plain + "\nNote of Bank:ada:\n  The second phone\n  \tis in the drawer of aunt Zoë\n"
    assert "Note du compte Bank:ada\u00a0:\n" in ada.run("list", "--notes", json=False, language="fr").out
    # What commands a terminal is not let through.
    ada.run("edit", "Bank", "--note", "a\x1b[2Jb\nsecond")
    assert ada.run("list", "--notes", json=False).out.endswith("\n  a [2Jb\n  second\n")


def test_columns_are_there_for_what_some_account_has(ada):
    def header():
        return re.split("  +", ada.run("list", json=False).out.splitlines()[0])

    assert header() == ["#", "Issuer", "Account", "Kind", "State"]
    assert ada.run("edit", "Mail", "--tag", "b", "--tag", "a", json=False).out == "Changed. Tags: b, a\n"
    assert ada.run("edit", "Mail", "--untag", "b", "--untag", "a", json=False).out == "Changed.\n"
    ada.run("edit", "Mail", "--tag", "b", "--tag", "a")
    assert header()[5:] == ["Tags"]
    ada.run("edit", "Shop", "--favourite")
    assert header()[5:] == ["Favourite", "Tags"]
    rows = ada.run("list", json=False, language="fr").out.splitlines()
    assert re.split("  +", rows[0])[5:] == ["Favori", "Étiquettes"]
    assert rows[1].rstrip().endswith("oui") and rows[3].rstrip().endswith("b, a")


def test_a_list_shows_what_was_asked_for_in_the_order_that_was_asked_for(ada):
    ada.run("edit", "Shop", "--tag", "x", "--tag", "y")
    ada.run("edit", "Mail", "--tag", "X", "--favourite")
    assert issuers(ada, "--tag", "x") == ["Shop", "Mail"]
    assert issuers(ada, "--tag", "x", "--tag", "Y") == ["Shop"]
    assert issuers(ada, "--favourites") == ["Mail"]
    assert issuers(ada, "--favourites", "--tag", "y") == []
    assert ada.run("list", "--tag", "y", "--favourites", json=False).out == "No account matches.\n"
    assert issuers(ada, "--sort", "name") == ["Bank", "Mail", "Shop"]
    assert [entry["position"] for entry in ada.run("list", "--sort", "name").json] == [2, 3, 1]
    refused = ada.run("list", "--sort", "colour", check=False, json=False)
    assert refused.status == 64 and all(order in refused.err for order in ("'position'", "'name'", "'use'"))
    assert complete(ada.home, "list", "--sort", "n") == ["name"]
    assert complete(ada.home, "list", "--tag", "") == ["x", "y"]
    assert complete(ada.home, "edit", "Mail", "--untag", "y") == ["y"]


def test_what_cannot_be_said_is_refused_without_being_repeated(ada):
    ada.run("edit", "Shop", *[word for number in range(32) for word in ("--tag", f"tag {number}")])
    before = ada.list()
    for code, options in [
        ("entry.invalid-tag", ["--tag", "quizzical" * 8]), ("entry.invalid-tag", ["--favourite", "--tag", " \u200b"]),
        ("entry.too-many-tags", ["--tag", "one more"]), ("entry.note-too-long", ["--note", "quizzical" * 456]),
    ]:
        assert "quizzical" not in " ".join(expect(code, 65, ada.run, "edit", "Shop", *options))
    expect("entry.note-too-long", 65, ada.run, "edit", "Shop", "--note", "-", input="quizzical" * 1000)
    expect("entry.not-found", 66, ada.run, "edit", "Nobody", "--favourite")
    assert ada.list() == before
    refused = ada.run("edit", "Shop", check=False, json=False)
    assert refused.status == 64 and "--no-favourite" in refused.err


def test_the_days_on_which_the_code_of_an_account_was_shown_are_counted_on_this_device(ada, tmp_path):
    ada.add(DOOR)
    clock = Clock.early(tmp_path / "clock")

    def used():
        return [entry["daysUsed"] for entry in ada.list()]

    def vault():
        return (ada.home / "vault").read_bytes()

    ada.run("codes", under=clock.under)
    ada.run("code", "Shop", "--at", "1", under=clock.under)
    assert used() == [0, 0, 0, 0]
    ada.run("code", "Bank", under=clock.under)
    ada.run("code", "Door", under=clock.under)
    assert used() == [0, 1, 0, 1]
    # A second code of the same day changes nothing, and no other vault waits for the disk.
    before = vault()
    ada.run("code", "Bank", under=clock.under)
    assert vault() == before
    clock.wait(days=1)
    for name in ("Mail", "Bank", "Door", "Door"):
        ada.run("code", name, under=clock.under)
    assert used() == [0, 2, 1, 2]
    clock.wait(days=1)
    ada.run("code", "Mail", under=clock.under)
    # Of those that were used on as many days, the one that was used last comes first.
    assert issuers(ada, "--sort", "use") == ["Mail", "Door", "Bank", "Shop"]
    assert ada.list()[2]["lastUsed"] > ada.list()[1]["lastUsed"] > 0
    assert ada.list()[0]["lastUsed"] is None


def test_a_code_is_shown_where_its_use_cannot_be_noted(ada):
    (ada.home / "vault.lock").unlink()
    ada.home.chmod(0o500)
    try:
        assert re.fullmatch(r"\d{6}\n", ada.run("code", "Shop", json=False).out)
    finally:
        ada.home.chmod(0o700)


def test_the_independent_reader_finds_what_was_said(ada):
    ada.run("edit", "Shop", "--tag", "ü", "--note", NOTE, "--favourite")
    ada.run("code", "Shop")
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "tools" / "open_vault.py", ada.home / "vault", "--key-file", ada.home / "vault.key"],
        capture_output=True, text=True, check=True,
    )
    found = json.loads(done.stdout)
    assert found["portable"]["schema"] == 2
    shop = found["portable"]["entries"][0]
    assert [shop[name] for name in ("tags", "note", "favourite")] == [["ü"], NOTE, True]
    assert shop["described"] == shop["modified"]
    assert list(found["deviceBound"]["uses"]) == [shop["id"]] and "uses" not in done.stdout.split('"deviceBound"')[0]


def test_what_a_newer_version_says_of_an_account_outlives_changes_here(tmp_path):
    stamp = "1700000000000.0." + "0" * 31 + "1"
    shop = {"id": "1" * 32, "issuer": "Shop", "account": "ada", "modified": stamp, "kind": "third-party",
            "icon": {"glyph": 7}, "otp": {"type": "totp", "algorithm": "SHA1", "digits": 6, "period": 30, "counter": 0,
                                          "secret": "JBSWY3DPEHPK3PXP"}, "sites": [{"host": "shop.example"}, None]}
    portable = {"schema": 2, "entries": [shop], "tombstones": {}, "settings": {"hidesCodes": False}, "ordered": stamp,
                "clock": stamp, "revision": 3}

    def peer(operation, **document):
        done = subprocess.run(
            [BUILD / "format-peer", operation], input=json.dumps({"home": str(tmp_path / "home"), **document}),
            capture_output=True, text=True, check=True,
        )
        return json.loads(done.stdout)

    peer("vault-create", deviceName="phone", portable=portable)
    newer = Phone(tmp_path / "home")
    newer.run("rename", "Shop", "--issuer", "The Shop")
    newer.run("edit", "Shop", "--tag", "x")
    found = peer("vault-open")["portable"]["entries"][0]
    assert {name: found[name] for name in ("icon", "sites", "issuer", "tags")} == {
        "icon": shop["icon"], "sites": shop["sites"], "issuer": "The Shop", "tags": ["x"],
    }
