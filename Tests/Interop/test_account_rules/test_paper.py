"""The recovery code on paper: in the hands of whoever found it, and of the owner who forgot the password."""

from approving import kinds, own_device
from conftest import PASSWORD
from test_account_rules.acts import ELSEWHERE, MAIL, NEW, SHOP, held


def paper(phone):
    return phone.run("account", "recovery-code", "--yes", password=PASSWORD).json["recoveryCode"]


def recovered(world, phone, code, storage, *options):
    """Recovers with the code on paper."""
    return phone.recover(
        "ada", world, storage, "--recovery-code", "--yes", *options, password=None, check=False,
        env={"SPAREKEY_RECOVERY_CODE": code, "SPAREKEY_NEW_PASSWORD": NEW},
    )


def new_password(phone, code):
    """Sets a new password with the code on paper."""
    return phone.run("account", "password", "ada", "--recovery-code", "--yes", check=False,
                     env={"SPAREKEY_RECOVERY_CODE": code, "SPAREKEY_NEW_PASSWORD": NEW})


def test_paper_found(world, storage, new_storage):
    """Without the storage it reads nothing."""
    ada = world.owner("ada", storage, MAIL)
    code = paper(ada)
    with world.at(ELSEWHERE):
        nothing = recovered(world, world.phone("finder"), code, new_storage())
        assert (nothing.status, nothing.code) == (66, "storage.empty"), nothing
    assert ada.sign_in("ada", world).json["state"] == "ready"


def test_paper_and_storage_read_the_backup_and_the_owner_revokes(world, storage):
    """The limit: it reads the backup. No new password for 30 days, and the owner puts it out before."""
    ada = world.owner("ada", storage, MAIL)
    code = paper(ada)
    finder = world.phone("finder")
    moment = 1_900_000_000
    with world.at(ELSEWHERE):
        assert recovered(world, finder, code, storage).status == 0
        assert finder.code("Shop:ada", at=moment) == ada.code("Shop:ada", at=moment)
        assert not world.accepts("ada", finder.code(SHOP))
        assert new_password(finder, code).code == "contact.proof-sent"
    assert {"recovered"} <= set(kinds(ada))
    assert world.told("signed in to recover your account", MAIL)
    world.wait(days=29)
    with world.at(ELSEWHERE):
        assert new_password(finder, code).code == "contact.proof-sent"
    ada.run("account", "devices", "--yes", "--revoke", own_device(finder), password=PASSWORD)
    with world.at(ELSEWHERE):
        assert finder.run("account", "devices", check=False).code == "device.not-found"
    world.wait(days=30)
    with world.at(ELSEWHERE):
        assert finder.run("account", "devices", check=False).code == "device.not-found"
    assert ada.sign_in("ada", world).json["state"] == "ready"


def test_paper_and_storage_set_a_new_password_after_7_days_where_nobody_revokes(world, storage):
    """Where there is no contact; all are told on the first day, on the third and on the last but one."""
    ada = world.owner("ada", storage)
    code = paper(ada)
    finder = world.phone("finder")
    with world.at(ELSEWHERE):
        assert recovered(world, finder, code, storage).status == 0
        held(new_password(finder, code), world.day(7))
        world.wait(days=6)
        held(new_password(finder, code), world.day(1))
        world.wait(days=1, hours=1)
        assert new_password(finder, code).status == 0
    assert "device-unsettled" in kinds(ada)
    assert ada.sign_in("ada", world, check=False).code == "signin.wrong-password"


def test_forgot_the_password_with_a_settled_device_and_the_code(world, storage):
    """At once."""
    ada = world.owner("ada", storage)
    code = paper(ada)
    world.wait(days=3)
    done = new_password(ada, code)
    assert done.status == 0, done
    assert done.json["recoveryCode"] != code
    assert ada.sign_in("ada", world, password=NEW).json["state"] == "ready"
    assert world.phone("second").sign_in("ada", world, check=False).code == "signin.wrong-password"
    assert new_password(ada, code).code == "signin.wrong-recovery-code", "it is good once"
    told = ada.run("account", "password", "ada", "--recovery-code", "--yes", json=False,
                   env={"SPAREKEY_RECOVERY_CODE": done.json["recoveryCode"], "SPAREKEY_NEW_PASSWORD": NEW + " again"})
    assert "The recovery code is active. It replaces any earlier one." in told.out + told.err, told


def test_forgot_the_password_with_a_contact_and_the_code(world, storage):
    """At once, on a new phone: the mailed code is asked for in the same flow."""
    ada = world.owner("ada", storage, MAIL)
    code = paper(ada)
    new = world.phone("new")
    status, shown = new.at_terminal(
        "recover", "ada", "--service", world.url, "--storage", f"folder:{storage}", "--recovery-code", "--yes",
        answers=[code, "1", lambda: world.mailed_code(MAIL), NEW, NEW],
    )
    assert status == 0, shown
    assert len(new.list()) == 2, shown
    assert world.accepts("ada", new.code(SHOP))
    assert new.sign_in("ada", world, password=NEW).json["state"] == "ready"


def test_forgot_the_password_with_the_code_alone(world, storage):
    """Entries and backups at once, the password after 7 days."""
    old = world.owner("ada", storage)
    code = paper(old)
    ada = world.phone("new")
    done = recovered(world, ada, code, storage)
    assert done.status == 0 and done.json["restored"] == done.json["expected"] == 2, done
    assert world.accepts("ada", ada.code(SHOP)), "nothing holds the codes where there is neither contact nor approver"
    ada.add("otpauth://totp/Bank:ada?secret=MFRGGZDFMZTWQ2LK")
    assert ada.backup_status()["pending"] is False, "backups go on"
    held(new_password(ada, code), world.day(7))
    world.wait(days=7, hours=1)
    after = new_password(ada, code)
    assert after.status == 0, after
    assert ada.sign_in("ada", world, password=NEW).json["state"] == "ready"
    assert world.phone("third").recover("ada", world, storage, password=NEW).json["restored"] == 3


def test_forgot_the_password_with_the_code_and_a_contact_that_is_gone(world, storage):
    """The password after 30 days."""
    old = world.owner("ada", storage, MAIL)
    code = paper(old)
    ada = world.phone("new")
    done = recovered(world, ada, code, storage)
    assert done.status == 0 and done.json["restored"] == done.json["expected"] == 2, done
    world.wait(days=29)
    assert new_password(ada, code).code == "contact.proof-sent"
    world.wait(days=1, hours=1)
    after = new_password(ada, code)
    assert after.status == 0, after
    assert ada.sign_in("ada", world, password=NEW).json["state"] == "ready"
