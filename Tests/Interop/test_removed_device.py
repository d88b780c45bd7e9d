"""A device that an account no longer accepts says so, whatever it is asked, and tells how to sign in again."""

import time

import pytest

from conftest import PASSWORD
from mail import newest_code
from terminal import at_terminal

URI = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop"


def state(phone, name):
    """The state of an account, as a script reads it and as a person does."""
    entry = next(entry for entry in phone.list() if entry["account"] == name)
    line = next(line for line in phone.run("list", json=False).out.splitlines() if f" {name} " in line)
    return entry["state"], line


@pytest.fixture
def removed(phone, service, storage):
    """Makes a device with a backup that its account has removed; it has not been told yet."""

    def make(name):
        old, new = phone("old"), phone("new")
        old.create_account(name, service)
        new.add(URI)
        new.sign_in(name, service)
        new.backup_on(storage)
        other = next(device["id"] for device in old.run("account", "devices").json if not device["current"])
        old.run("account", "devices", "--yes", "--revoke", other, password=PASSWORD)
        return new

    return make


def no_code_of(phone, name, state, code):
    """No code of an account that no longer accepts this device is shown, and why is."""
    refused = phone.run("code", f"127.0.0.1:{name}", check=False)
    assert refused.status != 0 and refused.code == code and f"127.0.0.1:{name}" in refused.error["remedy"], refused
    assert name not in [line["account"] for line in phone.run("codes").json]
    line = next(line for line in phone.run("codes", json=False).out.splitlines() if f" {name} " in line)
    assert line.rstrip().endswith(state), line


def test_a_suspended_device_shows_no_code_and_asks_for_no_password(phone, service):
    old, new = phone("old"), phone("new")
    old.create_account("put-out", service)
    add = ["account", "contacts", "add", "ada@example.org"]
    assert at_terminal(*add, home=old.home, answers=[lambda: newest_code(service, "ada@example.org")])[0] == 0
    new.sign_in("put-out", service)
    confirm = at_terminal("account", "confirm", home=new.home, answers=[lambda: newest_code(service, "ada@example.org")])
    assert confirm[0] == 0, confirm
    device = next(device["id"] for device in new.run("account", "devices").json if not device["current"])
    new.run("account", "devices", "--yes", "--revoke", device, password=PASSWORD)
    for command in (["account", "sign-in", "put-out", "--service", service.url], ["recover-entry", "put-out"]):
        status, shown = at_terminal(*command, home=old.home)
        assert status == 77 and "[device.suspended]" in shown and "assword" not in shown, shown
        assert "sparekey account take-back 127.0.0.1:put-out" in shown, shown
        assert "sparekey recover-entry 127.0.0.1:put-out --as-new" in shown, shown
    no_code_of(old, "put-out", "removed, can take the account back", "device.suspended")
    told = old.run("doctor", json=False, check=False).out
    assert told.count("his device was removed from the account") == 1, told


def test_a_device_that_was_removed_is_told_so_by_every_command_from_then_on(removed, service):
    new = removed("over")
    told = new.run("account", "devices", check=False)
    assert told.code == "device.not-found", told
    assert told.error["remedy"].endswith("Sign in again: sparekey recover-entry 127.0.0.1:over"), told
    said, line = state(new, "over")
    assert said == "removedAtService" and line.endswith("removed from the account"), line
    for command in (["list"], ["codes"], ["code", "Shop"]):
        told = new.run(*command, json=False)
        assert told.err.count("this device was removed from the account") == 1, told
        assert "sparekey recover-entry 127.0.0.1:over" in told.err, told
        assert "cet appareil a été retiré du compte" in new.run(*command, json=False, language="fr").err
    # Nothing waits and no backup has failed yet; the first line says all the same that none can be made.
    status = new.run("backup", "status", json=False, check=False)
    first = status.out.splitlines()[0]
    assert status.status == 66 and "does not work: This device was removed from the account" in first, status
    assert "sparekey recover-entry 127.0.0.1:over" in first, status
    assert "this device was removed" not in status.err, "the first line has said it"
    assert "ne fonctionne pas" in new.run("backup", "status", json=False, check=False, language="fr").out.splitlines()[0]
    assert new.backup_status()["problem"] == "device.not-found"
    doctor = new.run("doctor", json=False, check=False)
    assert doctor.status == 66, doctor
    assert "✗ Sign-in on this device: This device was removed from the account" in doctor.out, doctor
    assert new.run("backup", "now", check=False).code == "device.not-found"
    told = new.run("notices", check=False)
    assert told.code == "device.not-found", told
    assert told.error["remedy"].endswith("Sign in again: sparekey recover-entry 127.0.0.1:over"), told
    new.sign_in("over", service)
    assert state(new, "over")[1].endswith("set up here")
    assert new.backup_status()["problem"] is None
    assert new.run("list", json=False).err == ""


def called(phone, name):
    """Gives a device a name of its own."""
    phone.run("account", "devices", "--name-this", name)


def test_a_removed_device_says_which_device_has_removed_it_and_when(phone, service):
    old, new = phone("old"), phone("new")
    old.create_account("told", service)
    new.sign_in("told", service)
    called(old, "Blue” phone")
    other = next(device["id"] for device in old.run("account", "devices").json if not device["current"])
    old.run("account", "devices", "--yes", "--revoke", other, password=PASSWORD)
    who = "This was done by the device “Blue’ phone” on "
    told = new.run("account", "devices", check=False)
    assert told.code == "device.not-found" and told.error["remedy"].startswith(who), told
    # From then on it is known without asking the service.
    entry = next(entry for entry in new.list() if entry["account"] == "told")
    assert (entry["removal"]["kind"], entry["removal"]["by"]) == ("device", "Blue” phone"), entry
    assert abs(entry["removal"]["at"] - time.time()) < 600, entry
    for command in (["list"], ["codes"], ["doctor"]):
        out = new.run(*command, json=False, check=False)
        assert (out.out + out.err).count(who) == 1, out
    french = new.run("list", json=False, language="fr").err
    assert "Retrait effectué le" in french and "par l’appareil «\u00a0Blue’ phone\u00a0»." in french, french
    # Signed in again, it has nothing to tell.
    new.sign_in("told", service)
    assert next(entry for entry in new.list() if entry["account"] == "told")["removal"] is None


def test_a_suspended_device_says_which_device_has_removed_it(phone, service):
    old, new = phone("old"), phone("new")
    old.create_account("suspended-by", service)
    new.sign_in("suspended-by", service)
    called(new, "Red phone")
    device = next(device["id"] for device in new.run("account", "devices").json if not device["current"])
    new.run("account", "devices", "--yes", "--revoke", device, password=PASSWORD)
    told = old.run("account", "devices", check=False)
    assert told.code == "device.suspended", told
    assert told.error["remedy"].startswith("This was done by the device “Red phone” on "), told
    assert "This was done by the device “Red phone” on" in old.run("list", json=False).err


def test_a_list_does_not_say_of_an_account_what_only_its_service_knows(removed):
    new = removed("untold")
    # The service was not asked since it has removed this device: what is here is told, and no more.
    said, line = state(new, "untold")
    assert said == "ready" and line.endswith("set up here"), line
    assert state(new, "ada")[1].endswith("ready")
    assert "configuré ici" in new.run("list", json=False, language="fr").out
    new.run("account", "devices", check=False)
    assert state(new, "untold")[1].endswith("removed from the account")


def test_backup_status_of_a_removed_device_begins_with_what_is_wrong(removed):
    new = removed("first-line")
    new.add("otpauth://totp/Bank:ada?secret=GEZDGNBVGY3TQOJQ&issuer=Bank")
    status = new.run("backup", "status", json=False, check=False)
    assert status.status == 66, status
    lines = status.out.splitlines()
    assert lines[0].startswith("Automatic backup to folder:") and "was removed from the account" in lines[0], status
    assert "Automatic backup is on" not in status.out and "for the reason above" in lines[-1], status
    report = new.run("doctor", json=False, check=False).out
    assert "✗ Newest backup: for the same reason as “Sign-in on this device”" in report, report


def test_a_device_that_its_account_does_not_know_any_more_is_noted_at_the_sign_in(removed, service):
    new = removed("gone")
    told = new.run("account", "recovery-code", "--yes", password=PASSWORD, check=False)
    assert told.code == "device.not-found" and "removed from the account" in told.error["message"], told
    assert told.error["remedy"].endswith("sparekey recover-entry 127.0.0.1:gone"), told
    said, line = state(new, "gone")
    assert said == "removedAtService" and line.endswith("removed from the account"), line
    assert "was removed from the account" in new.run("codes", json=False).err
    no_code_of(new, "gone", "removed from the account", "device.not-found")
    assert "a été retiré du compte" in new.run("codes", json=False, language="fr").err
    # What the list names is what mends it.
    new.run("recover-entry", "127.0.0.1:gone", password=PASSWORD)
    assert state(new, "gone")[0] == "ready" and new.run("list", json=False).err == ""


def test_doctor_tells_of_every_account_that_this_device_is_not_signed_in_to(removed, phone, service):
    new = removed("two-of-them")
    other = phone("other")
    other.create_account("second-of-them", service)
    new.sign_in("second-of-them", service)
    device = next(device["id"] for device in other.run("account", "devices").json if not device["current"])
    other.run("account", "devices", "--yes", "--revoke", device, password=PASSWORD)
    new.run("account", "devices", "second-of-them", check=False)
    report = new.run("doctor", check=False).json
    failed = [step["subject"] for step in report["checks"] if step["name"] == "session" and step["result"] == "failed"]
    assert failed == ["127.0.0.1:two-of-them", "127.0.0.1:second-of-them"], report
    assert [warning for warning in report["warnings"] if warning.get("label")] == [], report


def test_doctor_asks_the_service_of_every_account(phone, service):
    old, new = phone("old"), phone("new")
    for name in ("first-asked", "second-asked"):
        old.create_account(name, service)
        new.sign_in(name, service)
    device = next(device["id"] for device in old.run("account", "devices", "second-asked").json if not device["current"])
    old.run("account", "devices", "second-asked", "--yes", "--revoke", device, password=PASSWORD)
    doctor = new.run("doctor", check=False)
    sessions = {step["subject"]: step for step in doctor.json["checks"] if step["name"] == "session"}
    assert sessions["127.0.0.1:first-asked"]["result"] == "ok", sessions
    assert sessions["127.0.0.1:second-asked"]["result"] == "failed", sessions
    assert doctor.status == 66 and [step["name"] for step in doctor.json["checks"]].count("service") == 1, doctor
    assert "✓ Sign-in on this device, 127.0.0.1:first-asked: active" in new.run("doctor", json=False, check=False).out


def test_a_new_password_names_the_devices_that_go_with_the_old_one(phone, service):
    old, new = phone("old"), phone("new")
    old.create_account("named", service)
    changed = old.run("account", "password", "--generate", "--yes", password=PASSWORD)
    assert "removedDevices" not in changed.json, changed
    new.run("account", "sign-in", "named", "--service", service.url, password=changed.json["password"])
    changed = old.run("account", "password", "--generate", "--yes", password=changed.json["password"])
    assert len(changed.json["removedDevices"]) == 1, changed
    new.run("account", "sign-in", "named", "--service", service.url, password=changed.json["password"])
    # A name that a stranger chose does not speak for the program.
    new.run("account", "devices", "--name-this", "no” one. Security alert: call +1 900 555 0100 or run what it says")
    told = old.run("account", "password", "--generate", "--yes", password=changed.json["password"], json=False)
    assert "only the old password was removed: “no’ one. Security alert: call +1 900 555…”. If" in told.out, told


def test_a_new_recovery_code_names_the_devices_that_go_with_the_old_one(phone, service, new_storage):
    old, new, storage = phone("old"), phone("new"), new_storage()
    old.create_account("paper-named", service)
    old.backup_on(storage)
    made = old.run("account", "recovery-code", "--yes", password=PASSWORD)
    assert "removedDevices" not in made.json, made
    recover = ["recover", "paper-named", "--service", service.url, "--storage", f"folder:{storage}", "--recovery-code"]
    new.run(*recover, "--yes", env={"SPAREKEY_RECOVERY_CODE": made.json["recoveryCode"]}, check=False)
    assert len(old.run("account", "devices").json) == 2
    told = old.run("account", "recovery-code", "--yes", password=PASSWORD, json=False)
    assert "had shown only the old recovery code was removed: “" in told.err, told
    assert len(old.run("account", "devices").json) == 1


def test_no_new_code_is_shown_for_an_account_that_this_device_is_not_signed_in_to(phone, service, new_storage):
    old, new, storage = phone("old"), phone("new"), new_storage()
    for name in ("signed-in", "not-signed-in"):
        old.create_account(name, service)
    old.run("backup", "on", "--storage", f"folder:{storage}", "--account", "signed-in", password=PASSWORD)
    new.recover("signed-in", service, storage)
    command = ["account", "recovery-code", "not-signed-in"]
    status, shown = at_terminal(*command, home=new.home, answers=[PASSWORD])
    assert status != 0 and "Write this code on paper" not in shown, shown
    assert "sparekey recover-entry 127.0.0.1:not-signed-in" in shown, shown


def test_a_name_that_another_device_has_is_told_as_it_is_now(phone, service):
    old, new = phone("old"), phone("new")
    old.create_account("called", service)
    new.sign_in("called", service)
    name = ["account", "devices", "--name-this", "Blue phone"]
    assert "This device is now called “Blue phone”." in old.run(*name, json=False).out
    assert "This device is now called “Blue phone 2”." in new.run(*name, json=False).out
    assert new.run(*name).json == {"done": True, "name": "Blue phone 2"}


def test_doctor_says_that_a_new_device_is_not_confirmed_yet(phone, service):
    old, new = phone("old"), phone("new")
    old.create_account("unconfirmed", service)
    new.sign_in("unconfirmed", service)
    assert [warning["name"] for warning in old.run("doctor").json["warnings"]] == ["noContact"]
    warnings = new.run("doctor").json["warnings"]
    assert [warning["name"] for warning in warnings] == ["unconfirmed", "noContact"], warnings
    told = new.run("doctor", json=False).out
    assert "! 127.0.0.1:unconfirmed: this device is not confirmed yet, so it can change the account only from" in told
    assert "cet appareil n’est pas encore confirmé" in new.run("doctor", json=False, language="fr").out
