"""Passwords, user names and devices that the account service or the device refuses."""

import pytest

from conftest import PASSWORD
from failures import expect


@pytest.mark.parametrize("password, code", [
    ("", "password.empty"),
    (None, "password.empty"),
    ("elevenchars", "password.too-short"),
    ("ééééééééééé", "password.too-short"),
    ("password1234", "password.too-common"),
    ("aaaaaaaaaaaa", "password.too-common"),
    ("123456789012", "password.too-common"),
    ("abcabcabcabc", "password.too-common"),
    ("qwertyuiop123", "password.too-common"),
    ("grace.hopper99", "password.too-common"),
])
def test_a_password_that_is_guessed_at_once_is_refused(password, code, new, service):
    expect(code, 65, new.create_account, "grace.hopper", service, password=password)


def test_a_new_password_is_not_the_current_one(new, service):
    new.create_account("gloria", service)
    env = {"SPAREKEY_NEW_PASSWORD": PASSWORD}
    expect("password.same", 65, new.run, "account", "password", "gloria", password=PASSWORD, env=env)


def test_a_password_file_that_cannot_be_read_is_told(new, service):
    expect("file.unreadable", 65, new.create_account, "ada", service, env={}, password=None,
           under=["sh", "-c", 'exec "$@" --password-file /nonexistent', "sh"])


@pytest.mark.parametrize("name", ["", " ", "m e", "a" * 129, "a\nb", "a\x07b"], ids=repr)
def test_a_user_name_that_cannot_be_used_is_refused(name, new, service):
    result = new.create_account(name, service, check=False)
    assert (result.code, result.status) == ("account.invalid-name", 65)


def test_a_name_that_is_taken_is_refused(new, world, service):
    result = new.create_account("ADA", service, check=False)
    assert (result.code, result.status) == ("account.name-taken", 65)


def test_an_account_that_is_here_is_not_made_again(world, service):
    expect("account.already-here", 65, world.ada.create_account, "ada", service)


def test_a_device_that_was_removed_is_told_so(phone, service, storage):
    old, new = phone("old"), phone("new")
    old.create_account("frank", service)
    old.backup_on(storage)
    new.recover("frank", service, storage)
    lost = next(device for device in new.run("account", "devices").json if not device["current"])
    new.run("account", "devices", "--yes", "--revoke", lost["id"])
    expect("device.suspended", 77, old.run, "backup", "now")
    expect("device.not-found", 66, new.run, "account", "devices", "--yes", "--revoke", lost["id"])
    expect("device.not-found", 66, new.run, "account", "devices", "--yes", "--revoke", "nonsense")
