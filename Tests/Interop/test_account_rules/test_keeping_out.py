"""Whoever has the password tries to keep the owner of a lost phone out until their own device is settled."""

import datetime
import re

from conftest import PASSWORD
from moments import wait_until

from .acts import ELSEWHERE, MAIL


def confirm(phone):
    return phone.run("account", "confirm", password=PASSWORD, check=False)


def standing(phone):
    return next(device for device in phone.run("account", "devices").json if device["current"])


def lost(world, storage):
    """An account whose phone is lost: (the owner's new phone, the thief's)."""
    world.owner("ada", storage, MAIL)
    world.wait(hours=1)
    thief, new = world.phone("thief"), world.phone("new")
    with world.at(ELSEWHERE):
        thief.sign_in("ada", world)
    new.recover("ada", world, storage)
    return new, thief


def test_the_codes_that_a_thief_asks_for_neither_end_nor_use_up_the_owner_s(world, storage):
    new, thief = lost(world, storage)
    asked = confirm(new)
    code = world.mailed_code(MAIL)
    with world.at(ELSEWHERE):
        answers = [confirm(thief).code for _ in range(6)]
    assert answers == ["contact.proof-sent"] * 5 + ["contact.too-many-codes"]
    new.run("account", "contacts", "verify", asked.error["proof"], env={"SPAREKEY_CONTACT_CODE": code})
    assert standing(new).get("settles") is None
    assert standing(thief).get("settles") is not None


def test_the_code_of_a_letter_confirms_where_a_thief_with_many_devices_has_used_up_all_others(world, storage):
    new, thief = lost(world, storage)
    with world.at(ELSEWHERE):
        for device in (thief, *(world.phone("thief") for _ in range(3))):
            device.sign_in("ada", world)
            for _ in range(5):
                confirm(device)
    refused = confirm(new)
    assert (refused.status, refused.code) == (75, "contact.too-many-codes")
    assert re.search(r"account letter (\S+)\. .*account confirm \1 --letter-code$", refused.error["remedy"]), refused
    letter = world.letter(new, "ada", MAIL)
    new.run("account", "confirm", password=PASSWORD, env={"SPAREKEY_LETTER_CODE": letter})
    assert standing(new).get("settles") is None


def test_a_machine_that_slept_tells_of_a_new_device_before_it_settles(world):
    world.owner("ada", contact=MAIL)
    with world.at(ELSEWHERE):
        thief = world.phone("thief")
        thief.sign_in("ada", world)
    world.leap(datetime.timedelta(days=31))
    world.told("will soon be able", MAIL)
    settles = datetime.datetime.fromtimestamp(standing(thief)["settles"] / 1000, datetime.timezone.utc)
    left = settles - world.clock.now
    assert datetime.timedelta(days=1, hours=23) < left <= datetime.timedelta(days=2)
    world.wait(days=2, minutes=5)
    assert standing(thief).get("settles") is None


def test_a_service_that_nobody_asks_anything_tells_of_a_new_device_all_the_same(world):
    world.owner("ada", contact=MAIL)
    with world.at(ELSEWHERE):
        world.phone("thief").sign_in("ada", world)
    world.told("was added", MAIL)
    for days, times in ((3, 1), (25, 2)):
        world.wait(days=days, minutes=2)
        wait_until(lambda count=times: len(world.told("will soon be able", MAIL)) == count, "nobody was told")
