"""Questions at a terminal, and what a refusal says to type."""

import os
import unicodedata

import pytest

from conftest import PASSWORD
from terminal import at_terminal

from .samples import URI


@pytest.mark.parametrize("args, answers", [
    (["list"], []), (["codes"], []), (["code", "Shop"], []), (["remove", "Shop"], ["y"]), (["doctor"], []),
    (["move", "Shop", "2"], []), (["settings"], []), (["passphrase"], ["red kettle", "red kettle"]),
], ids=lambda value: " ".join(value))
def test_a_command_asks_for_the_passphrase_once(args, answers, locked):
    status, shown = at_terminal(*args, home=locked.home, answers=["blue kettle", *answers])
    assert status == 0, shown
    assert shown.count("Vault passphrase: ") == 1
    assert "kettle" not in shown


def test_a_vault_is_locked_by_a_relative_path_as_well(locked, tmp_path):
    kept = {"XDG_RUNTIME_DIR": tmp_path}
    for answers in (["blue kettle"], []):
        assert at_terminal("list", home=locked.home, answers=answers, env=kept)[0] == 0
    assert at_terminal("lock", home=os.path.relpath(locked.home), env=kept)[0] == 0
    assert at_terminal("list", home=locked.home, answers=["blue kettle"], env=kept)[0] == 0


@pytest.mark.parametrize("made, used", [("NFD", "NFC"), ("NFC", "NFD")])
def test_a_passphrase_is_the_same_however_its_letters_are_typed(phone, made, used):
    old, new = (unicodedata.normalize(made, text) for text in ("Zoë’s kettle", "Zoë’s ärmel"))
    ada = phone("composed")
    ada.add(URI)
    ada.run("passphrase", env={"SPAREKEY_NEW_PASSPHRASE": old})
    old, again = (unicodedata.normalize(used, text) for text in (old, new))
    assert ada.run("list", env={"SPAREKEY_PASSPHRASE": old}).status == 0
    status, shown = at_terminal("passphrase", home=ada.home, answers=[old, new, again])
    assert status == 0, shown
    assert at_terminal("list", home=ada.home, answers=[again])[0] == 0


def test_a_question_that_is_answered_by_no_changes_nothing(phone):
    ada = phone("asked")
    ada.add(URI)
    status, shown = at_terminal("remove", "Shop", home=ada.home, answers=["n"])
    assert status == 0 and "Remove Shop:ada?" in shown and "Cancelled. Nothing was changed." in shown
    status, shown = at_terminal("remove", "Shop", home=ada.home, answers=["o"], language="fr")
    assert status == 0 and "Supprimer Shop:ada\u202f?" in shown
    # Nothing was ever backed up, so nothing is claimed of backups.
    assert "Supprimé.\n" in shown and "Les sauvegardes précédentes" not in shown
    assert ada.list() == []


def test_the_prompt_says_whose_password_is_asked_for(phone, service, storage):
    ada = phone("prompted")
    ada.create_account("prompted", service)
    _, shown = at_terminal("backup", "on", "--storage", f"folder:{storage}", home=ada.home, answers=[PASSWORD])
    assert "Recovery account password (127.0.0.1:prompted): " in shown
    assert PASSWORD not in shown


def test_a_device_that_was_removed_signs_in_again_as_it_is_told(phone, service):
    old, new = phone("old"), phone("new")
    old.create_account("removed", service)
    new.sign_in("removed", service)
    other = next(device["id"] for device in old.run("account", "devices").json if not device["current"])
    old.run("account", "devices", "--yes", "--revoke", other, password=PASSWORD)
    told = new.run("account", "devices", check=False)
    assert told.code == "device.not-found" and "sparekey recover-entry 127.0.0.1:removed" in told.error["remedy"], told
    new.sign_in("removed", service)
    devices = new.run("account", "devices").json
    assert len(devices) == 2 and other not in [device["id"] for device in devices], devices
