"""A device that an account no longer accepts says so, whatever it is asked, and tells how to sign in again."""

import pytest

from conftest import PASSWORD
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


def test_a_session_that_is_over_is_told_by_every_command_from_then_on(removed, service):
    new = removed("over")
    told = new.run("account", "devices", check=False)
    assert told.code == "session.invalid", told
    assert told.error["remedy"] == f"Sign in again: sparekey account sign-in over --service {service.url}"
    said, line = state(new, "over")
    assert said == "needsSignIn" and line.endswith("signed out"), line
    for command in (["list"], ["codes"], ["code", "Shop"], ["backup", "status"]):
        told = new.run(*command, json=False)
        assert told.err.count("this device is signed out") == 1, told
        assert "sparekey recover-entry 127.0.0.1:over" in told.err, told
        assert "cet appareil est déconnecté" in new.run(*command, json=False, language="fr").err
    doctor = new.run("doctor", json=False, check=False)
    assert doctor.status == 77 and "✗ Sign-in on this device: This device is no longer signed in" in doctor.out, doctor
    assert new.run("backup", "now", check=False).code == "session.invalid"
    new.sign_in("over", service)
    assert state(new, "over")[1].endswith("ready")
    assert new.backup_status()["problem"] is None
    assert new.run("list", json=False).err == ""


def test_a_device_that_its_account_does_not_know_any_more_is_noted_at_the_sign_in(removed, service):
    new = removed("gone")
    told = new.run("account", "recovery-code", "--yes", password=PASSWORD, check=False)
    assert told.code == "device.not-found" and "removed from the account" in told.error["message"], told
    assert told.error["remedy"].endswith(f"sparekey account sign-in gone --service {service.url}"), told
    said, line = state(new, "gone")
    assert said == "removedAtService" and line.endswith("removed from the account"), line
    assert "was removed from the account" in new.run("codes", json=False).err
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
    # The first is the recovery account, whose check fails.
    assert {"name": "signedOut", "label": "127.0.0.1:second-of-them"} in report["warnings"], report
    assert [warning.get("label") for warning in report["warnings"]].count("127.0.0.1:two-of-them") == 0, report


def test_doctor_says_that_a_new_device_is_not_confirmed_yet(phone, service):
    old, new = phone("old"), phone("new")
    old.create_account("unconfirmed", service)
    new.sign_in("unconfirmed", service)
    assert [warning["name"] for warning in old.run("doctor").json["warnings"]] == []
    warnings = new.run("doctor").json["warnings"]
    assert [warning["name"] for warning in warnings] == ["unconfirmed"], warnings
    told = new.run("doctor", json=False).out
    assert "! 127.0.0.1:unconfirmed: this device is not confirmed yet, so it can change the account only from" in told
    assert "cet appareil n’est pas encore confirmé" in new.run("doctor", json=False, language="fr").out
