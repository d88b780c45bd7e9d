"""What a new device is told, refused and offered before it asks for anything."""

import json
import shutil

import pytest

from approving import kinds, letters
from conftest import PASSWORD
from test_account_rules.acts import MAIL, SHOP
from test_account_rules.test_paper import paper


def test_both_days_are_told_where_both_matter(world, storage):
    world.owner("ada", storage, MAIL)
    new = world.phone("new")
    said = new.recover("ada", world, storage, json=False, language="en").err
    assert f"its codes are accepted from {world.day(7)}" in said
    assert f"It can change the account (password, contacts, recovery code) from {world.day(30)}" in said
    assert "sparekey account confirm" in said


def test_the_one_day_is_told_where_nothing_confirms_the_device(world, storage):
    world.owner("ada", storage)
    new = world.phone("new")
    said = new.recover("ada", world, storage, json=False, language="en").err
    assert f"It can change the account (password, contacts, recovery code) from {world.day(7)}" in said
    assert "account confirm" not in said
    doctor = new.run("doctor", json=False, language="en").out
    assert f"This device can create one from {world.day(7)}" in doctor and "sparekey account recovery-code" not in doctor


def test_what_a_new_device_may_not_do_yet_is_advised_with_the_day_from_which_on_it_may(world, storage):
    world.owner("ada", storage)
    new = world.phone("new")
    new.recover("ada", world, storage)
    day = world.day(7)
    old = next(line["id"] for line in new.run("account", "devices").json if not line["current"])
    revoke = ["account", "devices", "--revoke", old, "--yes"]
    said = new.run(*revoke, password=PASSWORD, json=False, language="en").err
    assert f"This device can do that from {day}: sparekey backup new-key" in said, said
    contacts = new.run("account", "contacts", json=False, language="en").out
    assert f"This device can add one from {day}: sparekey account contacts add ADDRESS" in contacts, contacts
    off = new.run("requests", check=False, language="en")
    assert off.code == "approval.off" and f"This device can do it from {day}" in off.error["remedy"], off
    refused = new.run("account", "approvals", "on", check=False, language="en")
    assert refused.code == "account.evidence-needed" and day in refused.out, "a contact is advised that is refused"
    world.wait(days=8)
    assert new.run("account", "contacts", json=False, language="en").out.endswith(
        "Add one with: sparekey account contacts add ADDRESS\n"
    )
    off = new.run("requests", check=False, language="en")
    assert off.error["remedy"] == "Let this device approve sign-ins: sparekey account approvals on", off
    assert new.run("account", "approvals", "on", check=False).code == "contact.none"


def test_what_is_refused_all_the_same_asks_for_nothing(world):
    """Neither a password nor a name is typed, so nothing is missing before the refusal."""
    world.owner("ada")
    new = world.phone("new")
    new.sign_in("ada", world)
    for command in (["password", "ada"], ["recovery-code", "--yes"]):
        refused = new.run("account", *command, check=False)
        assert refused.code == "account.evidence-needed" and world.day(7) in refused.error["remedy"], refused
    refused = new.run("account", "delete", check=False)
    assert refused.code == "account.older-device", refused


def test_the_recovery_code_confirms_a_device_that_has_shown_the_password(world):
    ada = world.owner("ada")
    code = paper(ada)
    new = world.phone("new")
    new.sign_in("ada", world)
    refused = new.run("account", "confirm", password=PASSWORD, check=False)
    assert refused.code == "account.evidence-needed" and "recovery code" in refused.error["remedy"], refused
    status, shown = new.at_terminal("account", "confirm", answers=[code])
    assert status == 0 and "This device is confirmed" in shown, shown
    assert {device.get("settles") for device in new.run("account", "devices").json} == {None}
    # The code on paper is not used up, and the session of the password goes on.
    assert new.run("account", "contacts").status == 0
    third = world.phone("third")
    third.sign_in("ada", world)
    assert third.at_terminal("account", "confirm", answers=[code])[0] == 0


def test_a_file_is_replaced_only_where_that_is_asked_for(world, tmp_path):
    ada = world.owner("ada")
    file = tmp_path / "me.json"
    file.write_text("a diary")
    refused = ada.run("account", "export", file, password=PASSWORD, check=False)
    assert (refused.status, refused.code, file.read_text()) == (75, "file.exists", "a diary")
    ada.run("account", "export", file, "--force", password=PASSWORD)
    assert file.read_text().startswith("{") and file.stat().st_mode & 0o777 == 0o600


def test_a_wrong_code_is_asked_for_again_without_a_word_of_another_message(world, storage):
    world.owner("ada", storage, MAIL)
    new = world.phone("new")
    new.sign_in("ada", world)
    status, shown = new.at_terminal("account", "confirm", answers=["00000000", lambda: world.mailed_code(MAIL)])
    assert status == 0 and shown.count("Code sent to") == 1 and shown.count("Code: ") == 1, shown


def test_a_mistyped_choice_is_asked_again_and_is_never_later(world):
    world.owner("ada", None, MAIL)
    new = world.phone("new")
    status, shown = new.at_terminal(
        "account", "sign-in", "ada", "--service", world.url,
        answers=[PASSWORD, "12345678", "3", "x", "1", lambda: world.mailed_code(MAIL)],
    )
    assert status == 0 and shown.count("Type a number from 1 to 2, or press Enter for 1.") == 3, shown
    assert world.accepts("ada", new.code(SHOP))


def test_a_sign_in_whose_question_was_not_answered_is_no_success(world):
    world.owner("ada", None, MAIL)
    new = world.phone("new")
    signing_in = ["account", "sign-in", "ada", "--service", world.url]
    status, shown = new.at_terminal(*signing_in, answers=[PASSWORD, "\x04"])
    assert status == 65 and "[input.ended]" in shown, shown
    # What was done before is there, and is told.
    assert "its codes are accepted from" in shown and len(new.list()) == 1, shown
    assert "You are signed in; this device is not confirmed yet." in shown and "Run the command again" not in shown
    status, shown = new.at_terminal(*signing_in, answers=[PASSWORD, "1", "\x04"])
    assert status == 65 and "[input.ended]" in shown, shown
    assert new.at_terminal(*signing_in, answers=[PASSWORD, "2"])[0] == 0, "later is an answer"


def test_a_recovery_that_fails_late_leaves_no_device_and_no_false_alarm(world, storage, new_storage):
    ada = world.owner("ada", storage, MAIL)
    other = world.owner("bob", wrong := new_storage())
    new = world.phone("new")
    failed = new.recover("ada", world, wrong, check=False)
    assert failed.status != 0, failed
    assert len(ada.run("account", "devices").json) == 1 and other
    assert "recovery-unfinished" in kinds(ada) and not {"recovered", "device-revoked"} & set(kinds(ada))
    # Whoever signs in is told of, whatever they do next.
    world.told("signed in to recover your account", MAIL)
    assert not [text for _, _, text in letters(world.service, "notice", MAIL) if "was removed" in text]


def test_a_script_gets_the_generated_password_also_where_the_new_code_is_not_saved(world, storage):
    ada = world.owner("ada", storage)
    old = ada.run("account", "recovery-code", "--yes", password=PASSWORD).json["recoveryCode"]
    world.proxy.denies = "/v1/accounts/recovery-code/finish"
    failed = ada.run(
        "account", "password", "--recovery-code", "--generate", "--yes", env={"SPAREKEY_RECOVERY_CODE": old}, check=False)
    world.proxy.denies = None
    kept, error = map(json.loads, failed.out.splitlines())
    assert failed.status == 69 and error["error"]["code"] == "recovery-code.not-saved", failed
    assert ada.run("account", "recovery-code", "--yes", password=kept["password"]).json["recoveryCode"] != old


def test_a_generated_secret_is_given_only_once_the_service_would_take_it(world):
    ada = world.owner("ada")
    other = world.phone("other")
    create = ["account", "create", "bob", "--service", world.url, "--generate"]
    change = ["account", "password", "--generate", "--yes"]
    for path, phone, command in (
        ("/v1/accounts/register", other, create), ("/v1/accounts/password", ada, change),
        ("/v1/accounts/recovery-code", ada, ["account", "recovery-code", "--yes"]),
    ):
        for step, is_given in (("/start", False), ("/finish", True)):
            world.proxy.denies = path + step
            failed = phone.run(*command, password=PASSWORD, check=False)
            world.proxy.denies = None
            assert failed.status != 0, failed
            assert ("password" in failed.error) == (is_given and "--generate" in command), failed
    # A person is shown no code that would be worth nothing.
    world.proxy.denies = "/v1/accounts/recovery-code/start"
    status, shown = ada.at_terminal("account", "recovery-code", answers=[PASSWORD])
    world.proxy.denies = None
    assert status != 0 and "Write this code on paper" not in shown, shown


def test_what_was_undone_can_be_read_again_behind_the_taking_back(world, storage):
    ada = world.owner("ada", storage)
    thief = world.phone("thief")
    thief.sign_in("ada", world)
    world.wait(days=8)
    thief.run("account", "password", "ada", password=PASSWORD, env={"SPAREKEY_NEW_PASSWORD": "taken over by a thief"})
    assert {"device-added", "password-changed"} <= set(kinds(ada))
    ada.run("account", "take-back", "ada", "--yes", password=PASSWORD, env={"SPAREKEY_NEW_PASSWORD": PASSWORD + " again"})
    told = kinds(ada)
    assert told[0] == "account-taken-back" and {"device-added", "password-changed"} <= set(told[1:]), told
    assert ada.code(SHOP)


def test_one_command_makes_the_account_and_turns_the_backup_on(world, storage):
    ada = world.phone("ada")
    ada.run("add", "-", input="otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP")
    status, shown = ada.at_terminal(
        "account", "create", "ada", "--storage", f"folder:{storage}", answers=[world.url, PASSWORD, PASSWORD]
    )
    assert status == 0 and "Backed up and verified: 2 accounts" in shown, shown
    # The next command proposes both.
    status, shown = ada.at_terminal("backup", "on", answers=["", PASSWORD])
    assert status == 0 and f"[folder:{storage}]" in shown, shown
    shutil.rmtree(ada.home)


@pytest.mark.parametrize("answers, status, said", [
    (["n"], 66, "run the command again with --create"), (["\x04"], 65, "What was asked was not done."),
    (["y", PASSWORD, PASSWORD], 0, "Backed up and verified: 1 account"),
], ids=["no", "end", "yes"])
def test_a_folder_that_is_not_there_is_asked_about_before_the_account_is_made(answers, status, said, world, tmp_path):
    ada, folder = world.phone("ada"), tmp_path / "new" / "backup"
    creating = ["account", "create", "ada", "--service", world.url, "--storage", folder]
    ended, shown = ada.at_terminal(*creating, answers=answers)
    assert ended == status and said in shown, shown
    assert folder.exists() == (status == 0)
    if status:
        # Nothing is half done, so that the command can be given again.
        assert ada.list() == [] and "Account created" not in shown
        assert ada.at_terminal(*creating, "--create", answers=[PASSWORD, PASSWORD])[0] == 0 and folder.exists()
