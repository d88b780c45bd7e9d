"""Every command says once that the backup is not as it should be."""

import re

import pytest

from conftest import PASSWORD, run_sparekey

from .samples import DATE, OTHER_URI, URI


@pytest.fixture(scope="module")
def unplugged(phone, service, new_storage):
    """A phone whose backup waits: its stick is not there."""
    ada, storage = phone("ada"), new_storage() / "stick"
    storage.mkdir()
    ada.add(URI)
    ada.add(OTHER_URI)
    ada.create_account("notice", service)
    ada.backup_on(storage)
    storage.rename(storage.with_name("unplugged"))
    ada.storage = storage
    ada.add("otpauth://totp/Post:ada?secret=MFRGGZDFMZTWQ2LK&issuer=Post")
    return ada


COMMANDS = [
    ["list"], ["codes"], ["code", "Shop"], ["move", "Shop", "1"], ["rename", "Shop", "--account", "ada"],
    ["settings"], ["settings", "hide-codes", "off"], ["account", "devices"], ["account", "recovery-code", "--yes"],
    ["add", "otpauth://totp/Late:ada?secret=MFRGGZDFMZTWQ2LK&issuer=Late", "--keep-both"], ["passphrase"],
    ["backup", "resume"], ["storage", "test"],
]


@pytest.mark.parametrize("args", COMMANDS, ids=" ".join)
def test_every_command_that_opens_the_vault_says_once_that_the_backup_is_pending(args, unplugged):
    status = 69 if args == ["storage", "test"] else 0
    env = {"SPAREKEY_NEW_PASSPHRASE": ""}
    told = unplugged.run(*args, json=False, check=False, password=PASSWORD, env=env)
    assert told.status == status, told
    assert len(re.findall("The backup is out of date", told.err)) == 1, told
    assert "The backup" not in told.out
    assert re.search(rf"attempts have failed since {DATE}: The folder {unplugged.storage} is no longer there\. ", told.err)
    assert f"sparekey backup on --storage folder:{unplugged.storage} --create" in told.err
    under_json = unplugged.run(*args, check=False, password=PASSWORD, env=env)
    assert len(re.findall("The backup is out of date", under_json.err)) == 1, under_json
    assert "The backup" not in under_json.out and under_json.json is not None
    french = unplugged.run(*args, json=False, check=False, password=PASSWORD, env=env, language="fr")
    assert len(re.findall("La sauvegarde n’est plus à jour\u202f; les tentatives échouent depuis le", french.err)) == 1


@pytest.mark.parametrize("args", [
    ["backup", "now"], ["backup", "verify"], ["backup", "versions"], ["backup", "status"], ["doctor"],
], ids=" ".join)
def test_what_a_command_says_itself_is_not_said_a_second_time(args, unplugged):
    told = unplugged.run(*args, json=False, check=False)
    shown = told.out + told.err
    assert len(re.findall(r"is no longer there|There is no folder", shown)) == 1, shown
    assert len(re.findall("The backup is out of date", shown)) == (1 if args[-1] in ("status", "doctor") else 0), shown


def test_commands_that_do_not_open_the_vault_say_nothing(unplugged):
    for args in (["--help"], ["storage", "--help"]):
        assert "The backup is out of date" not in unplugged.run(*args, json=False).err
    assert "The backup is out of date" not in run_sparekey("lock", home=unplugged.home, check=False).err


def test_a_failure_of_another_kind_does_not_hide_the_notice(unplugged):
    told = unplugged.run("code", "Nothing", json=False, check=False)
    lines = told.err.splitlines()
    assert lines[0].startswith("The backup is out of date")
    assert lines[1] == "sparekey: error: No account matches “Nothing”"


def test_once_the_backup_succeeds_nothing_is_said(phone, service, new_storage):
    ada, storage = phone("again"), new_storage() / "stick"
    storage.mkdir()
    ada.add(URI)
    ada.create_account("again", service)
    ada.backup_on(storage)
    assert ada.run("list", json=False).err == ""
    storage.rename(storage.with_name("unplugged"))
    assert "out of date" in ada.add(OTHER_URI).err
    storage.with_name("unplugged").rename(storage)
    for args in (["list"], ["backup", "status"], ["codes"]):
        told = ada.run(*args, json=False)
        assert told.err == "" and "out of date" not in told.out, told
    status = ada.backup_status()
    assert (status["pending"], status["pendingSince"], status["problemSince"]) == (False, None, None)


def test_a_paused_backup_says_since_when_changes_wait(phone, service, storage):
    ada = phone("paused")
    ada.add(URI)
    ada.create_account("paused", service)
    ada.backup_on(storage)
    assert ada.run("backup", "pause", json=False).err == ""
    assert ada.run("list", json=False).err == ""
    told = ada.add(OTHER_URI, json=False).err
    assert re.fullmatch(
        rf"Backup is paused, and changes have not been backed up since {DATE}\. Resume with: sparekey backup resume\n", told
    )
    assert ada.run("list", json=False).err == told
    status = ada.run("backup", "status", json=False)
    assert status.err == "" and told.strip() in status.out
    assert ada.run("backup", "resume", json=False).err == ""
    assert ada.run("list", json=False).err == ""


def test_doctor_names_the_party_and_the_last_verified_backup(unplugged, service):
    told = unplugged.run("doctor", json=False, check=False)
    assert told.status == 69
    assert "✓ Account service: answers" in told.out
    assert re.search(r"✗ Storage: The folder \S+ is no longer there\n  .* \[storage\.not-plugged-in\]", told.out)
    assert "✗ Newest backup: for the same reason as “Storage”" in told.out
    assert re.search(rf"Last verified backup: {DATE}\n", told.out)
    report = unplugged.run("doctor", check=False).json
    assert report["lastVerified"] == unplugged.backup_status()["lastVerified"]
    assert (report["backup"]["pending"], report["backup"]["problem"]) == (True, "storage.not-plugged-in")
    service.stop()
    try:
        told = unplugged.run("doctor", json=False, check=False, language="fr")
        assert re.search(r"✗ Service de comptes\u00a0: Le service de comptes http\S+ ne répond pas", told.out)
        assert "✗ Horloge\u00a0: même raison que pour «\u00a0Service de comptes\u00a0»" in told.out
        assert re.search(r"✗ Stockage\u00a0: Le dossier \S+ n’est plus là", told.out)
        assert "Dernière sauvegarde vérifiée\u00a0: " in told.out
    finally:
        service.start()
