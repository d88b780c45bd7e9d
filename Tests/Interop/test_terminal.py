"""What people read and type: notices of the backup, questions, mistakes, completions, entries of a newer version."""

import json
import re
import subprocess

import pytest

from conftest import BUILD, PASSWORD, environment, run_sparekey
from terminal import at_terminal

URI = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop"
OTHER_URI = "otpauth://totp/Bank:ada?secret=GEZDGNBVGY3TQOJQ&issuer=Bank"
DEVICE = "000102030405060708090a0b0c0d0e0f"
STAMP = f"1700000000000.0.{DEVICE}"
DATE = r"[A-Z][a-z]+ \d+, \d{4} at \d+:\d\d\s[AP]M"


# The backup: every command says once that it is not as it should be.


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


# doctor and storage test: which party failed, and when the backup was verified last.


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
        assert "✗ Horloge\u00a0: pour la même raison que «\u00a0Service de comptes\u00a0»" in told.out
        assert re.search(r"✗ Stockage\u00a0: Le dossier \S+ n’est plus là", told.out)
        assert "Dernière sauvegarde vérifiée\u00a0: " in told.out
    finally:
        service.start()


def test_storage_test_needs_no_location_and_says_when_a_backup_there_was_verified(phone, service, storage, new_storage):
    ada = phone("tested")
    ada.add(URI)
    ada.create_account("tested", service)
    assert ada.run("storage", "test", check=False).code == "backup.off"
    ada.backup_on(storage)
    verified = ada.backup_status()["lastVerified"]
    assert ada.run("storage", "test").json["lastVerified"] == verified
    assert ada.run("storage", "test", f"folder:{storage}").json["lastVerified"] == verified
    assert "lastVerified" not in ada.run("storage", "test", f"folder:{new_storage()}").json
    told = ada.run("storage", "test", json=False).out
    assert re.search(rf"✓ Remove\n\nLast verified backup: {DATE}\n$", told)
    ada.run("passphrase", env={"SPAREKEY_NEW_PASSPHRASE": "blue kettle"})
    # A locked vault is not unlocked for this.
    assert "lastVerified" not in ada.run("storage", "test", f"folder:{storage}").json


def test_doctor_warns_of_what_would_fail_on_the_day_of_a_loss(phone, service, tmp_path):
    ada, storage = phone("warned"), tmp_path / "Nextcloud" / "backup"
    storage.mkdir(parents=True)
    ada.add(URI)
    advised = "127.0.0.1:warned has no contact yet: a new device would have to wait for days before it can change the " \
        "account. Add one with: sparekey account contacts add ADDRESS 127.0.0.1:warned\n"
    assert advised in ada.create_account("warned", service, json=False).err
    no_contact = {"name": "noContact", "label": "127.0.0.1:warned"}
    # A code of now would not open a backup that begins later.
    assert ada.run("doctor").json["warnings"] == [no_contact]
    assert f"! {advised}" in ada.run("doctor", json=False).out
    ada.backup_on(storage)
    told = ada.add("otpauth://totp/Nextcloud:ada?secret=MFRGGZDFMZTWQ2LK&issuer=Nextcloud", json=False)
    assert told.err.startswith("Nextcloud:ada seems to be the two-step verification of your storage account.")
    assert ada.add(OTHER_URI, json=False).err == ""
    report = ada.run("doctor").json
    assert report["warnings"] == [
        {"name": "noRecoveryCode"}, {"name": "secondFactor", "label": "Nextcloud:ada"}, no_contact,
    ]
    assert "! You have no recovery code yet" in ada.run("doctor", json=False).out
    french = ada.run("doctor", json=False, language="fr").out
    assert "! Vous n’avez pas encore de code de récupération" in french
    assert "! Nextcloud:ada semble être la validation en deux étapes de votre compte de stockage" in french
    ada.run("account", "recovery-code", password=PASSWORD)
    ada.run("remove", "Nextcloud", "--yes")
    assert ada.run("doctor").json["warnings"] == [no_contact]


def test_a_second_personal_account_does_not_silence_the_warning(phone, service, storage):
    ada = phone("several")
    ada.create_account("several", service)
    ada.create_account("several-more", service)
    ada.backup_on(storage, "--account", "several")
    assert ada.run("doctor").json["warnings"] == [{"name": "noRecoveryCode"}] + [
        {"name": "noContact", "label": f"127.0.0.1:{name}"} for name in ("several", "several-more")
    ]
    assert len(ada.run("account", "devices").json) == 1


def test_a_device_that_was_removed_signs_in_again_as_it_is_told(phone, service):
    old, new = phone("old"), phone("new")
    old.create_account("removed", service)
    new.sign_in("removed", service)
    other = next(device["id"] for device in old.run("account", "devices").json if not device["current"])
    old.run("account", "devices", "--yes", "--revoke", other, password=PASSWORD)
    told = new.run("account", "devices", check=False)
    assert told.code == "session.invalid" and "sparekey recover-entry 127.0.0.1:removed" in told.error["remedy"], told
    new.sign_in("removed", service)
    devices = new.run("account", "devices").json
    assert len(devices) == 2 and other not in [device["id"] for device in devices], devices


# Questions at a terminal.


@pytest.fixture
def locked(phone):
    """A phone with two accounts and a passphrase."""
    locked = phone("locked")
    locked.add(URI)
    locked.add(OTHER_URI)
    locked.run("passphrase", env={"SPAREKEY_NEW_PASSPHRASE": "blue kettle"})
    return locked


@pytest.mark.parametrize("args, answers", [
    (["list"], []), (["codes"], []), (["code", "Shop"], []), (["remove", "Shop"], ["y"]), (["doctor"], []),
    (["move", "Shop", "2"], []), (["settings"], []), (["passphrase"], ["red kettle", "red kettle"]),
], ids=lambda value: " ".join(value))
def test_a_command_asks_for_the_passphrase_once(args, answers, locked):
    status, shown = at_terminal(*args, home=locked.home, answers=["blue kettle", *answers])
    assert status == 0, shown
    assert shown.count("Vault passphrase: ") == 1
    assert "kettle" not in shown


def test_a_question_that_is_answered_by_no_changes_nothing(phone):
    ada = phone("asked")
    ada.add(URI)
    status, shown = at_terminal("remove", "Shop", home=ada.home, answers=["n"])
    assert status == 0 and "Remove Shop:ada?" in shown and "Cancelled. Nothing was changed." in shown
    status, shown = at_terminal("remove", "Shop", home=ada.home, answers=["o"], language="fr")
    assert status == 0 and "Supprimer Shop:ada ?" in shown
    # Nothing was ever backed up, so nothing is claimed of backups.
    assert "Supprimé.\n" in shown and "Les sauvegardes précédentes" not in shown
    assert ada.list() == []


def test_the_prompt_says_whose_password_is_asked_for(phone, service, storage):
    ada = phone("prompted")
    ada.create_account("prompted", service)
    _, shown = at_terminal("backup", "on", "--storage", f"folder:{storage}", home=ada.home, answers=[PASSWORD])
    assert "Recovery account password (127.0.0.1:prompted): " in shown
    assert PASSWORD not in shown


# The command line itself.


def test_common_options_may_stand_anywhere(phone):
    ada = phone("anywhere")
    ada.add(URI)
    for args in (["--home", ada.home, "--json", "list"], ["--json", "list", f"--home={ada.home}"],
                 ["list", "--home", ada.home, "--json"]):
        done = subprocess.run([BUILD / "sparekey", *args], env=environment(), capture_output=True, text=True)
        assert [entry["issuer"] for entry in json.loads(done.stdout)] == ["Shop"], done
    done = subprocess.run(
        [BUILD / "sparekey", "--home", ada.home, "settings", "--json", "hide-codes", "on"],
        env=environment(), capture_output=True, text=True,
    )
    assert json.loads(done.stdout)["hide-codes"] == "on"


@pytest.mark.parametrize("args, shown, hidden", [
    (["lst"], "Unexpected argument 'lst'", None),
    (["backup", "nwo"], "Unexpected argument 'nwo'", None),
    (["list", "--what"], "Unknown option '--what'", None),
    (["list", "--what=hunter2"], "Unknown option '--what'", "hunter2"),
    (["JBSWY3DPEHPK3PXP"], "Unexpected argument '…'", "JBSWY3DPEHPK3PXP"),
    (["list", "correct horse"], "Unexpected argument '…'", "correct horse"),
    (["list", "it's a secret"], "Unexpected argument '…'", "secret"),
    (["move", "Shop", "first"], "The value '…' is invalid for '<position>'", "first"),
    (["codes", "--at=noon"], "The value '…' is invalid for '--at <unixtime>'", "noon"),
    (["add", "--issuer", "a", "--secret", "JBSWY3DPEHPK3PXP"], None, "JBSWY3DPEHPK3PXP"),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_a_mistyped_name_is_shown_and_a_value_never(args, shown, hidden):
    told = run_sparekey(*args, json=False, check=False)
    assert told.status == 64
    assert shown is None or shown in told.err, told.err
    assert hidden is None or hidden not in told.err
    assert "Usage: sparekey" in told.err
    assert hidden is None or hidden not in run_sparekey(*args, check=False).out


# Completions.

SHELLS = ["bash", "zsh", "fish"]


@pytest.mark.parametrize("shell", SHELLS)
def test_there_is_a_completion_script_for_each_shell(shell, tmp_path):
    made = run_sparekey("--generate-completion-script", shell, json=False).out
    script = tmp_path / "script"
    script.write_text(made)
    checked = subprocess.run([shell, "-n", script], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "sparekey" in made and "backup" in made


def complete(home, *words, env=None):
    """What bash offers for the last word."""
    script = r'''
        source <(sparekey --generate-completion-script bash)
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
        _sparekey sparekey "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\n' "${COMPREPLY[@]}"
    '''
    variables = environment(SPAREKEY_HOME=home, **(env or {}))
    variables["PATH"] = f"{BUILD}:{variables['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script, "bash", "sparekey", *words], env=variables, capture_output=True, text=True,
        stdin=subprocess.DEVNULL, start_new_session=True,
    )
    assert done.stderr == ""
    return [line for line in done.stdout.splitlines() if line]


def test_names_of_accounts_are_completed_and_nothing_secret_is_read_out(phone, service, storage):
    ada = phone("completed")
    ada.add(URI)
    ada.add("otpauth://totp/Nord%20Bank:Ada%20L?secret=GEZDGNBVGY3TQOJQ&issuer=Nord%20Bank")
    ada.create_account("completed", service)
    assert complete(ada.home, "ren") == ["rename"]
    assert complete(ada.home, "code", "") == ["Shop:ada", "Nord Bank:Ada L", "127.0.0.1:completed"]
    assert complete(ada.home, "remove", "Nord") == ["Nord Bank:Ada L"]
    assert complete(ada.home, "account", "password", "") == ["127.0.0.1:completed"]
    assert complete("/nonexistent", "code", "--home", str(ada.home), "Sh") == ["Shop:ada"]
    assert complete(ada.home, "backup", "on", "--existing", "k") == ["keep-both"]
    assert complete(ada.home, "settings", "") == ["language", "hide-codes"]
    before = (ada.home / "vault").read_bytes()
    assert complete(ada.home, "move", "Sh") == ["Shop:ada"]
    assert (ada.home / "vault").read_bytes() == before


def test_a_locked_vault_is_not_opened_for_completions(locked):
    assert complete(locked.home, "code", "") == []
    assert complete("/nonexistent", "code", "") == []


# Entries that a newer version of the app made.


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
        ["1", "Shop", "ada", "third-party", "ready"],
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
