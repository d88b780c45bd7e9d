"""The whole story: thirty accounts on an old phone, a backup, the phone is lost, and a new phone has everything.

Read it from top to bottom: `old_phone` and `new_phone` tell what happens, the tests below say what has to be true.
"""

import base64
import hashlib
import hmac
import re
import shutil
import time
import types
import urllib.parse

import pytest

from conftest import FIXTURES

pytestmark = pytest.mark.usefixtures("shipped_stretching")

MOMENTS = [0, 59, 1111111109, 1234567890, 2000000000, 20000000000]
ADDED_LATER = "otpauth://totp/Late%20Addition:ada?secret=MFRGGZDFMZTWQ2LK&issuer=Late%20Addition&digits=8&period=60"
STEAM_ALPHABET = "23456789BCDFGHJKMNPQRTVWXY"


def accounts():
    """The lines of the fixture: (issuer, account, address)."""
    text = (FIXTURES / "thirty-accounts.txt").read_text(encoding="utf-8")
    return [tuple(line.split("\t")) for line in text.splitlines() if not line.startswith("#")]


def code_of(uri, at):
    """The code of an address, computed here from RFC 4226 and RFC 6238 alone; none where only asking for it shows it."""

    def parameter(name, default):
        found = re.search(rf"[?&]{name}=([^&]*)", uri, re.IGNORECASE)
        return urllib.parse.unquote(found.group(1)) if found else default

    if uri.lower().startswith("otpauth://hotp/"):
        return None
    is_steam = uri.startswith("steam://") or parameter("encoder", "") == "steam"
    text = uri.removeprefix("steam://") if uri.startswith("steam://") else parameter("secret", None)
    text = text.replace(" ", "").rstrip("=").upper()
    secret = base64.b32decode(text + "=" * (-len(text) % 8))
    step = int(at) // int(parameter("period", "30"))
    algorithm = getattr(hashlib, parameter("algorithm", "SHA1").lower())
    digest = hmac.new(secret, step.to_bytes(8, "big"), algorithm).digest()
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset:offset + 4], "big") & 0x7FFFFFFF
    if is_steam:
        return "".join(STEAM_ALPHABET[number // 26**place % 26] for place in range(5))
    digits = int(parameter("digits", "6"))
    return str(number % 10**digits).zfill(digits)


@pytest.fixture(scope="module")
def old_phone(phone, service, new_storage):
    """The old phone's life, and what it showed on its last day."""
    old, storage = phone("old"), new_storage()
    life = types.SimpleNamespace(storage=storage, uris={}, listed=[])

    for issuer, account, uri in accounts():
        added = old.add(uri).json
        life.listed.append((added["issuer"], added["account"]))
        life.uris[added["id"]] = uri
    ids = list(life.uris)

    # The order is the user's own: the last account first, the bank to the middle.
    old.run("move", ids[29], 1)
    old.run("move", ids[16], 15)
    old.run("rename", ids[0], "--issuer", "GitHub (work)", "--account", "ada@shop.example")
    old.run("settings", "language", "fr")
    old.run("settings", "hide-codes", "on")

    old.create_account("ada", service)
    old.create_account("ada-spare", service)
    life.first_backup = old.backup_on(storage, "--account", "ada").json
    life.later = old.add(ADDED_LATER).json
    life.uris[life.later["id"]] = ADDED_LATER
    life.status = old.backup_status()

    life.entries = old.list()
    life.settings = old.run("settings").json
    personal = {entry["account"]: entry["id"] for entry in life.entries if entry["kind"] == "personal"}
    life.recovery_id, life.spare_id = personal["ada"], personal["ada-spare"]
    life.codes = {moment: old.codes(at=moment) for moment in MOMENTS}
    # What the lost phone still shows somewhere, for the quarter of an hour in which these tests run.
    step = int(time.time()) // 30
    life.recovery_codes = {n: old.code(life.recovery_id, at=30 * n) for n in range(step - 1, step + 30)}
    shutil.rmtree(old.home)
    return life


@pytest.fixture(scope="module")
def new_phone(old_phone, phone, service):
    """A new phone on which the recovery has run; `report` is what it said."""
    new = phone("new")
    new.report = new.recover("ada", service, old_phone.storage).json
    new.entries = new.list()
    return new


@pytest.mark.parametrize("issuer, account, uri", accounts(), ids=lambda value: value[:24])
def test_every_address_is_read_as_the_site_meant_it(old_phone, issuer, account, uri):
    position = [line[2] for line in accounts()].index(uri)
    assert old_phone.listed[position] == (issuer, account)


def test_turning_backup_on_backs_everything_up(old_phone):
    assert old_phone.first_backup["state"] == "on"
    assert old_phone.first_backup["generation"] == 1
    assert old_phone.first_backup["entries"] == 32
    assert old_phone.first_backup["pending"] is False


def test_a_later_account_is_backed_up_by_itself(old_phone):
    assert old_phone.status["generation"] == 2
    assert old_phone.status["entries"] == 33
    assert old_phone.status["pending"] is False
    assert old_phone.status["problem"] is None
    assert abs(old_phone.status["lastVerified"] - time.time()) < 900


def test_the_codes_of_the_old_phone_are_right(old_phone):
    for moment, codes in old_phone.codes.items():
        shown = {id: codes[id]["code"] for id in old_phone.uris}
        assert shown == {id: code_of(uri, moment) for id, uri in old_phone.uris.items()}


def test_the_report_says_33_of_33(new_phone):
    assert (new_phone.report["restored"], new_phone.report["expected"]) == (33, 33)
    assert len(new_phone.report["entries"]) == 33


def test_the_accounts_come_back_in_the_users_order_with_their_names(old_phone, new_phone):
    kept = ["id", "kind", "issuer", "account", "digits", "period", "algorithm", "position"]
    assert [[entry.get(key) for key in kept] for entry in new_phone.entries] == [
        [entry.get(key) for key in kept] for entry in old_phone.entries
    ]
    assert new_phone.entries[0]["id"] == list(old_phone.uris)[29]
    assert ("GitHub (work)", "ada@shop.example") in new_phone.labels()


def test_the_settings_come_back(old_phone, new_phone):
    assert old_phone.settings == {"language": "fr", "hide-codes": "on"}
    assert new_phone.run("settings").json == old_phone.settings


def test_the_codes_of_other_sites_equal_those_of_the_old_phone(old_phone, new_phone):
    for moment in MOMENTS:
        codes = new_phone.codes(at=moment)
        for id, uri in old_phone.uris.items():
            assert codes[id] == old_phone.codes[moment][id]
            assert codes[id]["code"] == code_of(uri, moment)


def test_the_recovery_account_has_codes_of_its_own_on_each_phone(old_phone, new_phone):
    new = [new_phone.code(old_phone.recovery_id, at=moment) for moment in MOMENTS]
    assert new != [old_phone.codes[moment][old_phone.recovery_id]["code"] for moment in MOMENTS]
    assert all(re.fullmatch(r"[0-9]{8}", code) for code in new)


def test_the_service_accepts_the_recovery_accounts_codes_of_both_phones_once(old_phone, new_phone, service):
    step = int(time.time()) // 30
    old, new = old_phone.recovery_codes[step], new_phone.code(old_phone.recovery_id, at=30 * step)
    assert old != new
    assert service.verify("ada", old) is True
    assert service.verify("ada", new) is True
    assert service.verify("ada", old) is False
    assert service.verify("ada", new) is False


def test_a_second_personal_account_needs_a_sign_in_first(old_phone, new_phone, service, sparekey):
    states = {entry["id"]: entry["state"] for entry in new_phone.entries}
    assert states.pop(old_phone.spare_id) == "needsSignIn"
    assert set(states.values()) == {"ready"}
    refused = new_phone.run("code", old_phone.spare_id, check=False)
    assert (refused.status, refused.code) == (77, "entry.not-ready")
    assert old_phone.spare_id not in new_phone.codes()


def test_the_list_says_that_an_account_needs_more_verification(new_phone):
    assert "1 account needs more verification" in new_phone.run("list", json=False, language="en").out
    # The language is a setting that came back with the backup.
    assert "1 compte demande une vérification supplémentaire" in new_phone.run("list", json=False).out


def test_recovery_is_refused_while_accounts_are_present(old_phone, new_phone, service):
    refused = new_phone.recover("ada", service, old_phone.storage, check=False)
    assert (refused.status, refused.code) == (77, "recovery.entries-present")
    assert "33" in refused.error["message"]
    assert new_phone.list() == new_phone.entries


def test_signing_in_makes_the_second_personal_account_ready(old_phone, new_phone, service):
    signed_in = new_phone.sign_in("ada-spare", service).json
    assert (signed_in["id"], signed_in["state"]) == (old_phone.spare_id, "ready")
    assert service.verify("ada-spare", new_phone.code(old_phone.spare_id)) is True


def test_the_new_phone_goes_on_backing_up(old_phone, new_phone, phone, service):
    new_phone.add("otpauth://totp/Newer:ada?secret=JBSWY3DPEHPK3PXP")
    status = new_phone.backup_status()
    assert (status["entries"], status["pending"], status["problem"]) == (34, False, None)
    assert status["generation"] > 2
    assert new_phone.run("backup", "verify").json["generation"] == status["generation"]
    third = phone("third")
    assert third.recover("ada", service, old_phone.storage).json["restored"] == 34
    assert third.labels() == new_phone.labels()


def test_people_read_the_report_in_words(old_phone, phone, service):
    words = phone("words").recover("ada", service, old_phone.storage, json=False, language="en")
    assert words.out.splitlines()[:2] == [
        "The recovery is not finished: 1 account needs more verification", "34 of 34 accounts are on this device",
    ]
    assert "ada-spare · needs sign-in" in words.out


def test_the_report_is_in_the_language_that_came_back(old_phone, phone, service):
    words = phone("mots").recover("ada", service, old_phone.storage, json=False)
    assert words.out.splitlines()[0] == (
        "La récupération n’est pas terminée\u00a0: 1 compte demande une vérification supplémentaire"
    )
