"""Whoever knows the password: alone, with the mailbox, or with a device."""

from approving import own_device
from conftest import PASSWORD
from test_account_rules.acts import (
    ELSEWHERE, MAIL, NEW, SHOP, acts, held, password_changed, refused_back, taken_back,
)


def test_password_only_where_there_is_a_contact(world, storage, new_storage):
    """Reads nothing; no accepted codes for 7 days, no guarded act for 30."""
    ada = world.owner("ada", storage, MAIL)
    thief = world.phone("thief")
    with world.at(ELSEWHERE):
        nothing = thief.recover("ada", world, new_storage(), check=False)
        assert (nothing.status, nothing.code) == (66, "storage.empty"), nothing
        assert thief.sign_in("ada", world).json["state"] == "ready"
        assert [entry["kind"] for entry in thief.list()] == ["personal"]
        # What would make the device count fully is in Ada's mailbox.
        for act, ended in acts(thief):
            assert (ended.status, ended.code) == (75, "contact.proof-sent"), (act, ended)
        # A right code is refused, and costs Ada no try.
        for _ in range(20):
            assert not world.accepts("ada", thief.code(SHOP))
        assert world.accepts("ada", ada.code(SHOP))
    assert world.told("was added", MAIL)
    world.wait(days=7, hours=1)
    with world.at(ELSEWHERE):
        assert world.accepts("ada", thief.code(SHOP))
        for act, ended in acts(thief):
            assert (ended.status, ended.code) == (75, "contact.proof-sent"), (act, ended)
    world.wait(days=22)
    with world.at(ELSEWHERE):
        assert password_changed(thief).code == "contact.proof-sent"
        world.wait(days=1)
        assert password_changed(thief).status == 0
    assert world.told("will soon be able to change your account", MAIL), "all are told before"
    # The owner's device takes it back, with nothing but the password of before.
    taken_back(world, ada)
    assert len(ada.code("Shop:ada")) == 6


def test_password_only_may_suspend_devices_loudly_and_the_owner_takes_back_at_once(world, storage):
    ada = world.owner("ada", storage, MAIL)
    thief = world.phone("thief")
    with world.at(ELSEWHERE):
        thief.sign_in("ada", world)
        thief.run("account", "devices", "--yes", "--revoke", own_device(ada), password=PASSWORD)
        assert not world.accepts("ada", ada.code(SHOP))
    assert world.told("was removed", MAIL)
    lost = ada.sign_in("ada", world, check=False)
    assert (lost.status, lost.code) == (77, "device.suspended"), lost
    assert "account take-back" in lost.error["remedy"]
    assert len(ada.code("Shop:ada")) == 6, "the codes of other sites are hers whatever the service says"
    taken_back(world, ada)
    assert world.accepts("ada", ada.code(SHOP))
    with world.at(ELSEWHERE):
        # The app shows no code of an account once it knows to be removed from it.
        assert not world.accepts("ada", thief.code(SHOP))
        out = thief.run("account", "devices", check=False)
        assert (out.status, out.code) == (66, "device.not-found"), out
        assert thief.sign_in("ada", world, check=False).code == "signin.wrong-password"


def test_password_only_removes_no_newer_phone_that_was_confirmed(world, storage):
    """Whoever signed in first with a stolen password is older than Ada's next phone."""
    world.owner("ada", storage, MAIL)
    thief = world.phone("thief")
    with world.at(ELSEWHERE):
        thief.sign_in("ada", world)
    new = world.phone("new")
    new.recover("ada", world, storage)
    world.confirm(new, MAIL)
    revoke = ["account", "devices", "--yes", "--revoke", own_device(new)]
    with world.at(ELSEWHERE):
        refused = thief.run(*revoke, password=PASSWORD, check=False)
        assert (refused.status, refused.code) == (75, "contact.proof-sent"), refused
    assert world.accepts("ada", new.code(SHOP))
    assert len(new.run("account", "devices").json) == 3


def test_password_only_where_there_is_neither(world, storage):
    """Codes at once, as the seed has it; acts after 7 days; the owner's device takes back."""
    ada = world.owner("ada", storage)
    thief = world.phone("thief")
    with world.at(ELSEWHERE):
        thief.sign_in("ada", world)
        assert world.accepts("ada", thief.code(SHOP))
        for act, ended in acts(thief):
            held(ended, world.day(7), act)
    assert world.accepts("ada", ada.code(SHOP))
    world.wait(days=7, hours=1)
    with world.at(ELSEWHERE):
        assert password_changed(thief).status == 0
    assert ada.sign_in("ada", world, check=False).code == "signin.wrong-password"
    taken_back(world, ada)
    with world.at(ELSEWHERE):
        assert thief.sign_in("ada", world, password=NEW, check=False).code == "signin.wrong-password"


def test_password_only_where_there_is_a_recovery_code_alone(world, storage):
    """Codes at once, which a code on paper does not hold; acts after 30 days."""
    ada = world.owner("ada", storage)
    ada.run("account", "recovery-code", "--yes", password=PASSWORD)
    thief = world.phone("thief")
    with world.at(ELSEWHERE):
        thief.sign_in("ada", world)
        assert world.accepts("ada", thief.code(SHOP))
        for act, ended in acts(thief):
            held(ended, world.day(30), act)
        world.wait(days=29)
        held(password_changed(thief), world.day(1))
        world.wait(days=1, hours=1)
        assert password_changed(thief).status == 0
    taken_back(world, ada)


def test_limit_an_account_without_contact_code_or_living_device_belongs_to_who_comes_first(world):
    world.owner("ada")
    thief = world.phone("thief")
    with world.at(ELSEWHERE):
        thief.sign_in("ada", world)
        world.wait(days=7, hours=1)
        assert password_changed(thief).status == 0
    assert world.phone("new").sign_in("ada", world, check=False).code == "signin.wrong-password"


def test_mailbox_and_password(world, storage):
    """Takes the account at once; the owner's older device takes it back with the password and the code of before."""
    ada = world.owner("ada", storage, MAIL)
    code = ada.run("account", "recovery-code", "--yes", password=PASSWORD).json["recoveryCode"]
    thief = world.phone("thief")
    with world.at(ELSEWHERE):
        thief.sign_in("ada", world)
        world.confirm(thief, MAIL)
        assert world.accepts("ada", thief.code(SHOP))
        assert password_changed(thief).status == 0
        contact = thief.run("account", "contacts").json[0]["id"]
        assert thief.run("account", "contacts", "remove", contact, password=NEW).status == 0
        thief.run("account", "devices", "--yes", "--revoke", own_device(ada), password=NEW)
    world.wait(days=29)
    # The password of before is not enough: the thief knew it too.
    refused_back(ada, status=75, code="contact.proof-sent")
    taken_back(world, ada, code=code)
    assert [contact["isVerified"] for contact in ada.run("account", "contacts").json] == [True]
    with world.at(ELSEWHERE):
        assert thief.run("account", "devices", check=False).code == "device.not-found"
        assert thief.sign_in("ada", world, password=NEW, check=False).code == "signin.wrong-password"


def test_mailbox_and_password_is_lost_after_30_days(world):
    ada = world.owner("ada", contact=MAIL)
    thief = world.phone("thief")
    with world.at(ELSEWHERE):
        thief.sign_in("ada", world)
        world.confirm(thief, MAIL)
        assert password_changed(thief).status == 0
    world.wait(days=30, hours=1)
    refused_back(ada)
    with world.at(ELSEWHERE):
        assert thief.sign_in("ada", world, password=NEW).status == 0
