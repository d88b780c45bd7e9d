"""A lost phone: with nothing more, with a contact, with a mailbox whose codes were on it; and one that was sold."""

import os
import re

from approving import own_device, turn_on, waiting
from conftest import BUILD, PASSWORD
from terminal import Terminal
from test_account_rules.acts import ELSEWHERE, MAIL, NEW, SHOP, acts, held, password_changed

MAILBOX = "otpauth://totp/Mailbox:ada?secret=MFRGGZDFMZTWQ2LK"


def test_lost_phone_with_nothing_more(world, storage):
    """The seed whole: entries and both codes at once; the old phone is put out at once; guarded acts after 7 days."""
    old = world.owner("ada", storage)
    new = world.phone("new")
    report = new.recover("ada", world, storage).json
    assert report["restored"] == report["expected"] == 2
    moment = 1_900_000_000
    assert new.code("Shop:ada", at=moment) == old.code("Shop:ada", at=moment)
    assert world.accepts("ada", old.code(SHOP)) and world.accepts("ada", new.code(SHOP))
    for act, ended in acts(new):
        held(ended, world.day(7), act)
    new.add("otpauth://totp/Bank:ada?secret=MFRGGZDFMZTWQ2LK")
    assert new.backup_status()["pending"] is False
    new.run("account", "devices", "--yes", "--revoke", own_device(old), password=PASSWORD)
    world.wait(minutes=1)
    assert not world.accepts("ada", old.code(SHOP))
    world.wait(days=7, hours=1)
    assert password_changed(new).status == 0
    assert world.phone("third").recover("ada", world, storage, password=NEW).json["restored"] == 3


def test_lost_phone_with_a_contact(world, storage):
    """One mailed code in the flow: everything at once."""
    old = world.owner("ada", storage, MAIL)
    new = world.phone("new")
    status, shown = new.at_terminal(
        "recover", "ada", "--service", world.url, "--storage", f"folder:{storage}",
        answers=[PASSWORD, "1", lambda: world.mailed_code(MAIL)],
    )
    assert status == 0 and "This device is confirmed. Its codes are accepted" in shown, shown
    assert len(new.list()) == 2
    assert world.accepts("ada", new.code(SHOP)) and world.accepts("ada", old.code(SHOP))
    new.run("account", "recovery-code", "--yes", password=PASSWORD)
    new.run("account", "devices", "--yes", "--revoke", own_device(old), password=PASSWORD)
    assert password_changed(new).status == 0


def test_a_script_that_signs_in_reads_that_codes_are_not_accepted_yet(world, storage):
    world.owner("ada", storage, MAIL)
    new = world.phone("new")
    entry = new.sign_in("ada", world).json
    assert entry["codesCountFrom"] is not None
    assert entry == next(line for line in new.list() if line["id"] == entry["id"])


def lost_with_its_mailbox(world, storage, code=False):
    old = world.phone("old")
    old.add(MAILBOX)
    old.create_account("ada", world)
    sent = old.run("account", "contacts", "add", "--email", "-", input=MAIL, check=False)
    old.run("account", "contacts", "verify", sent.error["proof"],
            env={"SPAREKEY_CONTACT_CODE": world.mailed_code(MAIL)})
    paper = old.run("account", "recovery-code", "--yes", password=PASSWORD).json["recoveryCode"] if code else None
    old.backup_on(storage)
    new = world.phone("new")
    report = new.recover("ada", world, storage).json
    assert report["restored"] == report["expected"] == 2, "the backup reads first"
    moment = 1_900_000_000
    assert new.code("Mailbox:ada", at=moment) == old.code("Mailbox:ada", at=moment), "which opens the mailbox"
    return new, paper


def test_lost_phone_and_the_mailbox_whose_codes_were_on_it(world, storage):
    """The backup reads first, the mailbox opens, then everything at once."""
    new, _ = lost_with_its_mailbox(world, storage)
    assert not world.accepts("ada", new.code(SHOP))
    world.confirm(new, MAIL)
    assert world.accepts("ada", new.code(SHOP))
    assert password_changed(new).status == 0


def test_lost_phone_and_the_mailbox_gone_for_good_with_the_code_on_paper(world, storage):
    """The password and the code on paper: everything at once."""
    new, paper = lost_with_its_mailbox(world, storage, code=True)
    done = new.run("account", "password", "ada", "--recovery-code", "--yes", check=False,
                   env={"SPAREKEY_RECOVERY_CODE": paper, "SPAREKEY_NEW_PASSWORD": NEW})
    assert done.status == 0, done
    assert world.accepts("ada", new.code(SHOP))


def test_lost_phone_and_the_mailbox_gone_for_good_with_the_password_alone(world, storage):
    """Codes after 7 days, acts after 30."""
    new, _ = lost_with_its_mailbox(world, storage)
    world.wait(days=6, hours=23)
    assert not world.accepts("ada", new.code(SHOP))
    world.wait(hours=2)
    assert world.accepts("ada", new.code(SHOP))
    assert password_changed(new).code == "contact.proof-sent"
    world.wait(days=23)
    assert password_changed(new).status == 0


def confirmed_by(world, new, old):
    """Confirms the new phone, which has just shown the password, with the number that is typed on the old one."""
    command = [*world.clock.under, BUILD / "sparekey", "account", "confirm", "--home", new.home]
    with Terminal(command, {"SPAREKEY_LANG": "en", "TERM": "dumb"}, None) as terminal:
        terminal.read_until("Your choice")
        terminal.type(b"2")
        terminal.read_until("type this number there: ")
        while not (number := re.search(rb"type this number there: (\d\d)\r?\n", terminal.shown)):
            terminal.shown += os.read(terminal.master, 4096)
        waiting(old)
        old.run("approve", "--number", number[1].decode())
        assert terminal.end() == 0, terminal.shown
        assert b"This device is confirmed" in terminal.shown, terminal.shown


def test_new_phone_and_the_old_one_sold(world, storage):
    """Settled at once by the old phone's approval; the buyer without the password gets nothing."""
    old = world.owner("ada", storage, MAIL)
    turn_on(old, world.service)
    new = world.phone("new")
    new.recover("ada", world, storage)
    assert not world.accepts("ada", new.code(SHOP))
    confirmed_by(world, new, old)
    assert world.accepts("ada", new.code(SHOP))
    new.run("account", "devices", "--yes", "--revoke", own_device(old), password=PASSWORD)
    # Sold as it is, with everything on it.
    buyer = old.copied("buyer")
    world.wait(minutes=16)
    with world.at(ELSEWHERE):
        assert not world.accepts("ada", buyer.code(SHOP))
        ended = buyer.run("requests", check=False)
        assert (ended.status, ended.code) == (77, "device.suspended"), ended
        for act, ended in acts(buyer, password="a guess"):
            assert ended.status == 77, (act, ended)
        assert buyer.run("account", "devices", "--yes", "--revoke", own_device(new), check=False).status == 77
    assert password_changed(new).status == 0
