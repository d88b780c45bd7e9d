"""Whoever has a device: a thief with its folder, one who knows the password as well, an ex-partner, and its owner."""

from approving import Program, own_device, turn_on
from conftest import PASSWORD
from test_account_rules.acts import ELSEWHERE, MAIL, NEW, OTHER, SHOP, acts, password_changed, refused_back, taken_back


def test_device_folder_without_password_locked(world, storage):
    """Reads nothing and does nothing."""
    ada = world.owner("ada", storage, MAIL)
    ada.run("passphrase", env={"SPAREKEY_NEW_PASSPHRASE": "blue kettle"})
    thief = ada.copied("thief")
    with world.at(ELSEWHERE):
        for command in (
            ["list"], ["codes"], ["code", "Shop:ada"], ["code", SHOP], ["requests"], ["notices"], ["backup", "status"],
            ["account", "devices"], ["account", "devices", "--yes", "--revoke", "0123456789ab"], ["account", "password", "ada"],
            ["account", "recovery-code", "--yes"], ["account", "contacts"], ["account", "confirm"],
        ):
            for env in ({}, {"SPAREKEY_PASSPHRASE": "a guess"}):
                ended = thief.run(*command, password="a guess", env=env, check=False)
                code = "vault.wrong-passphrase" if env else "vault.passphrase-needed"
                assert (ended.status, ended.code) == (77, code), (command, ended)
    held = b"".join(path.read_bytes() for path in thief.home.rglob("*") if path.is_file())
    for word in (b"ada", b"Shop", b"JBSWY3DPEHPK3PXP", PASSWORD.encode(), world.url.encode()):
        assert word not in held, word


def test_device_folder_without_password_unlocked(world, storage):
    """The codes of other sites; its own codes and approvals until it is revoked; no guarded act, no revoking."""
    ada = world.owner("ada", storage, MAIL)
    turn_on(ada, world.service)
    second = world.phone("second")
    second.sign_in("ada", world)
    world.confirm(second, MAIL)
    # What Ada has shown on her phone counts for a quarter of an hour.
    world.wait(minutes=16)
    thief = ada.copied("thief")
    program = Program(world.service)
    with world.at(ELSEWHERE):
        moment = 1_900_000_000
        assert thief.code("Shop:ada", at=moment) == ada.code("Shop:ada", at=moment)
        assert world.accepts("ada", thief.code(SHOP))
        asked = program.started("ada", address=ELSEWHERE)
        thief.run("approve", "--number", asked["number"])
        assert "id_token" in program.poll(asked)
        # Without the password there is nothing to do but to look.
        wrong = (77, "signin.wrong-password")
        for act, ended in acts(thief, password="a guess"):
            assert (ended.status, ended.code) == wrong, (act, ended)
        for command in (["devices", "--yes", "--revoke", own_device(second)], ["approvals", "off"]):
            ended = thief.run("account", *command, password="a guess", check=False)
            assert (ended.status, ended.code) == wrong, (command, ended)
        refused_back(thief, "a guess")
        for command in (["account", "contacts", "add", "--email", "thief@example.net"], ["backup", "delete", "--yes"]):
            ended = thief.run(*command, check=False)
            assert (ended.status, ended.code) == (77, "account.evidence-needed"), (command, ended)
    assert len(second.run("account", "devices").json) == 2 and len(second.run("account", "contacts").json) == 1
    assert ada.sign_in("ada", world).json["state"] == "ready"
    world.wait(minutes=16)
    # Ada revokes it from the other device, which is younger, with her password.
    second.run("account", "devices", "--yes", "--revoke", own_device(ada), password=PASSWORD)
    with world.at(ELSEWHERE):
        assert not world.accepts("ada", thief.code(SHOP))
        ended = thief.run("requests", check=False)
        assert (ended.status, ended.code) == (77, "device.suspended"), ended
        assert thief.code("Shop:ada", at=moment) == ada.code("Shop:ada", at=moment), "the limit: it has seen these"
    assert world.accepts("ada", second.code(SHOP))


def test_device_and_password_where_the_new_phone_showed_a_contact(world, storage):
    """Is the owner until put out; comes back only with the contact or the recovery code."""
    ada = world.owner("ada", storage, MAIL)
    device, thief = own_device(ada), ada.copied("thief")
    world.wait(minutes=16)
    with world.at(ELSEWHERE):
        assert thief.run("account", "contacts", password=PASSWORD).status == 0
        assert password_changed(thief).status == 0, "the device and the password are two kinds"
        back = thief.run("account", "password", "ada", password=NEW, env={"SPAREKEY_NEW_PASSWORD": PASSWORD})
        assert back.status == 0
    world.wait(minutes=16)
    new = world.phone("new")
    new.recover("ada", world, storage)
    world.confirm(new, MAIL)
    new.run("account", "devices", "--yes", "--revoke", device, password=PASSWORD)
    assert password_changed(new).status == 0
    with world.at(ELSEWHERE):
        assert not world.accepts("ada", thief.code(SHOP))
        assert thief.sign_in("ada", world, check=False).code == "device.suspended"
        assert world.phone("another").sign_in("ada", world, check=False).code == "signin.wrong-password"
        refused_back(thief, status=75, code="contact.proof-sent")
    assert new.sign_in("ada", world, password=NEW).json["state"] == "ready"


def test_limit_device_and_password_where_there_is_neither_contact_nor_code(world, storage):
    """The new phone showed the password alone: the older device takes back."""
    ada = world.owner("ada", storage)
    thief = ada.copied("thief")
    new = world.phone("new")
    new.recover("ada", world, storage)
    new.run("account", "devices", "--yes", "--revoke", own_device(ada), password=PASSWORD)
    world.wait(days=7, hours=1)
    assert password_changed(new).status == 0
    with world.at(ELSEWHERE):
        taken_back(world, thief)
    assert new.run("account", "devices", check=False).code == "device.not-found"


def test_the_older_device_of_an_ex_partner_is_put_out_for_good_from_one_that_is_older_still(world):
    ada = world.owner("ada", contact=MAIL)
    ex = world.phone("ex")
    ex.sign_in("ada", world)
    world.confirm(ex, MAIL)
    ada.run("account", "devices", "--yes", "--revoke", own_device(ex), password=PASSWORD)
    assert password_changed(ada).status == 0
    assert not world.accepts("ada", ex.code(SHOP))
    refused_back(ex)
    world.wait(days=8)
    refused_back(ex)
    assert ex.sign_in("ada", world, check=False).code == "signin.wrong-password"
    assert ada.sign_in("ada", world, password=NEW).json["state"] == "ready"
    assert world.accepts("ada", ada.code(SHOP))


def test_the_older_device_of_an_ex_partner_gets_nothing_without_contact_or_code(world):
    """Put out from a younger device that showed a contact."""
    ex = world.owner("ada", contact=MAIL)
    ada = world.phone("ada")
    ada.sign_in("ada", world)
    world.confirm(ada, MAIL)
    ada.run("account", "devices", "--yes", "--revoke", own_device(ex), password=PASSWORD)
    assert password_changed(ada).status == 0
    for days in (0, 8, 20):
        world.wait(days=days)
        refused_back(ex, status=75, code="contact.proof-sent")
        assert not world.accepts("ada", ex.code(SHOP))
    assert world.accepts("ada", ada.code(SHOP))
    assert ada.sign_in("ada", world, password=NEW).json["state"] == "ready"


def test_two_phones(world, storage):
    """Both settled, both codes valid; the older takes back for 30 days what the younger did."""
    older = world.owner("ada", storage, MAIL)
    younger = world.phone("younger")
    younger.sign_in("ada", world)
    world.confirm(younger, MAIL)
    assert [device.get("settles") for device in older.run("account", "devices").json] == [None, None]
    assert world.accepts("ada", older.code(SHOP)) and world.accepts("ada", younger.code(SHOP))
    # Both do guarded acts, each for itself.
    older.run("account", "recovery-code", "--yes", password=PASSWORD)
    world.wait(minutes=20)
    made = younger.run("account", "recovery-code", "--yes", password=PASSWORD).json["recoveryCode"]
    assert password_changed(younger).status == 0
    world.wait(days=29)
    # The younger one had shown the mailbox as well.
    refused_back(older, status=75, code="contact.proof-sent")
    status, shown = older.at_terminal(
        "account", "take-back", "ada", answers=[PASSWORD, "y", lambda: world.mailed_code(MAIL), OTHER, OTHER]
    )
    assert status == 0, shown
    assert older.sign_in("ada", world, password=OTHER).json["state"] == "ready"
    assert younger.run("account", "devices", check=False).code == "device.not-found"
    assert younger.sign_in("ada", world, password=NEW, check=False).code == "signin.wrong-password"
    # The code that the younger one had made is not the account's any more.
    wrong = older.run("account", "password", "ada", "--recovery-code", "--yes", check=False,
                      env={"SPAREKEY_RECOVERY_CODE": made, "SPAREKEY_NEW_PASSWORD": NEW})
    assert wrong.code == "signin.wrong-recovery-code", wrong


def test_two_phones_after_30_days_what_the_younger_did_stays(world):
    older = world.owner("ada", contact=MAIL)
    younger = world.phone("younger")
    younger.sign_in("ada", world)
    world.confirm(younger, MAIL)
    assert password_changed(younger).status == 0
    world.wait(days=30, hours=1)
    refused_back(older)
    assert younger.sign_in("ada", world, password=NEW).json["state"] == "ready"
    # The older phone was not put out: with the password of now it goes on.
    assert older.sign_in("ada", world, password=NEW).json["state"] == "ready"
    assert world.accepts("ada", older.code(SHOP))


def test_whoever_removes_an_older_device_is_told_what_that_one_can_do(world):
    ada = world.owner("ada")
    new = world.phone("new")
    new.sign_in("ada", world)
    assert "can take the account back for 30 days" in new.run("account", "confirm", "--help", json=False, language="en").out
    for device, other, told in ((new, own_device(ada), True), (ada, own_device(new), False)):
        status, shown = device.at_terminal("account", "devices", "--revoke", other, answers=["n"])
        assert status == 0 and ("for 30 days it can take the account back" in shown) == told, shown


def test_an_older_device_sees_what_a_younger_one_has_removed_and_removes_it_for_good(world):
    ada = world.owner("ada", contact=MAIL)
    ex = world.phone("ex")
    ex.sign_in("ada", world)
    world.confirm(ex, MAIL)
    new = world.phone("new")
    # Between brackets stands what the program says of a device; a name does not pass for that.
    new.sign_in("ada", world)
    new.run("account", "devices", "--name-this", "Old phone (this device)")
    new.run("account", "devices", "--yes", "--revoke", own_device(ex), password=PASSWORD)
    assert len(new.run("account", "devices").json) == 2
    listed = ada.run("account", "devices").json
    assert [device.get("suspendedUntil") is not None for device in listed] == [False, False, True]
    lines = ada.run("account", "devices", json=False).out.splitlines()
    assert "(removed, can take the account back until " in lines[-1], lines
    assert lines[4].startswith("“Old phone (this device)” (new, full access from "), lines
    ada.run("account", "devices", "--yes", "--revoke", listed[-1]["id"][:12], password=PASSWORD)
    assert len(ada.run("account", "devices").json) == 2
    refused_back(ex)
