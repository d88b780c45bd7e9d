"""A storage that lies, done to real servers behind their backs: noticed, and named, wherever the storage is read."""

import pytest

from failures import check, documented

from .lies import DAMAGED, EMPTIED, EMPTY, HEADER, OTHER, OTHERS, ROLLED_BACK, World, check_lie


def old_in_place_of_newest(world, place):
    place.put(world.of_ada[2], world.truth[world.of_ada[1]])


def newest_deleted(world, place):
    place.delete(world.of_ada[2])


def all_deleted(world, place):
    for name in world.of_ada:
        place.delete(name)


def everything_deleted(world, place):
    place.fill({})


def two_users_swapped(world, place):
    for mine, theirs in zip(world.of_ada, world.of_bob):
        place.put(mine, world.truth[theirs])
        place.put(theirs, world.truth[mine])


def header_of_the_newest_on_an_old_body(world, place):
    newest, old = (world.truth[world.of_ada[number]] for number in (2, 1))
    place.put(world.of_ada[2], newest[:HEADER] + old[HEADER:])


def truncated(world, place):
    place.put(world.of_ada[2], world.truth[world.of_ada[2]][:-1])


def extended_beyond_any_limit(world, place):
    place.put(world.of_ada[2], world.truth[world.of_ada[2]] + bytes(17 << 20))


def newest_under_another_number(world, place):
    backup, _, leaf = world.of_ada[2].partition("/")
    place.put(f"{backup}/00000004-{leaf.partition('-')[2]}", world.truth[world.of_ada[2]])
    place.delete(world.of_ada[2])


# The lie, what is told to a new phone and to the old one, and the version that can be recovered then.
LIES = [
    (old_in_place_of_newest, ROLLED_BACK, ROLLED_BACK, 2),
    (newest_deleted, ROLLED_BACK, ROLLED_BACK, 2),
    # Bob's snapshots are there still: for all that a new phone knows, they are another account's.
    (all_deleted, OTHERS, OTHER, None),
    (everything_deleted, EMPTY, EMPTIED, None),
    (two_users_swapped, DAMAGED, DAMAGED, None),
    (header_of_the_newest_on_an_old_body, DAMAGED, DAMAGED, 2),
    (truncated, DAMAGED, DAMAGED, 2),
    (extended_beyond_any_limit, DAMAGED, DAMAGED, 2),
    (newest_under_another_number, ROLLED_BACK, ROLLED_BACK, 2),
]


@pytest.mark.parametrize("lie, recovering, keeping, version", LIES, ids=[line[0].__name__ for line in LIES])
def test_a_lie_of_the_storage_is_noticed_and_named(
    lie, recovering, keeping, version, world, place_of_two, phone, service
):
    check_lie(world, place_of_two, phone, service, lie, recovering, keeping, version)


def test_the_phone_that_holds_the_accounts_mends_the_backup(make_place, phone, service):
    world = World(make_place(), phone, service, "mended")
    for generation, lie in enumerate([old_in_place_of_newest, two_users_swapped, truncated, all_deleted], 4):
        lie(world, world.place)
        assert world.ada.run("backup", "verify", check=False).status != 0
        # In an emptied storage nothing is begun without its owner's word.
        world.ada.backup_on(world.place) if lie is all_deleted else world.ada.run("backup", "now")
        status = world.ada.backup_status()
        assert (status["problem"], status["pending"], status["generation"]) == (None, False, generation)
        world.ada.run("backup", "verify")
        world.of_ada = [name for name in world.place.snapshots() if name not in world.of_bob][-3:]
        world.truth = world.place.objects()
    report = phone("new").recover(world.ada.user, service, world.place).json
    assert report["restored"] == report["expected"] == 4


def test_a_phone_that_has_not_seen_the_newest_replaces_nothing_and_says_who_can_mend_it(make_place, phone, service):
    world, second = World(make_place(), phone, service, "two"), phone("second")
    second.recover(world.ada.user, service, world.place)
    for number, lie in enumerate([newest_deleted, truncated, all_deleted, old_in_place_of_newest]):
        world.ada.add(f"otpauth://totp/More{number}:ada?secret=JBSWY3DPEHPK3PXP&issuer=More{number}")
        world.of_ada = [name for name in world.place.snapshots() if name not in world.of_bob][-3:]
        world.truth = world.place.objects()
        lie(world, world.place)
        left = world.place.snapshots()
        for command in ("verify", "now"):
            result = second.run("backup", command, check=False)
            _, remedy = check(result, result.code, documented()[result.code])
            assert "sparekey backup now there" in remedy and f"{world.place.location} --existing replace" in remedy
            assert second.backup_status()["problem"] == result.code
        assert world.place.snapshots() == left
        # The one that has seen it mends it, and both go on.
        world.ada.backup_on(world.place) if lie is all_deleted else world.ada.run("backup", "now")
        second.run("backup", "now")
        assert sorted(second.labels()) == sorted(world.ada.labels())
        assert second.backup_status()["problem"] is None


def test_an_older_version_is_recovered_where_the_newest_is_lost(make_place, phone, service):
    world, new = World(make_place(), phone, service, "older"), phone("new")
    old_in_place_of_newest(world, world.place)
    told = new.recover(world.ada.user, service, world.place, "--version", 2, json=False).out
    assert told.splitlines()[0] == "3 of 3 accounts recovered"
    assert told.splitlines()[1].startswith("From backup number 2, made on ")
    # It is backed up as a version of its own, and the phone that was lost brings the rest when it turns up.
    status = new.backup_status()
    assert (status["generation"], status["entries"], status["pending"]) == (4, 3, False)
    world.ada.run("backup", "now")
    assert phone("third").recover(world.ada.user, service, world.place).json["restored"] == 4


def test_a_version_is_what_its_number_says(world, place_of_two, phone, service):
    place_of_two.put(world.of_ada[1], world.truth[world.of_ada[0]])
    message, _ = check(
        phone("new").recover(world.ada.user, service, place_of_two, "--version", 2, check=False), "backup.damaged", 65
    )
    assert "number 2" in message
    restored = world.ada.run("backup", "restore", "--version", 2, "--yes", check=False)
    assert restored.code == "backup.damaged"
    states = {line["generation"]: line["state"] for line in world.ada.run("backup", "versions").json}
    assert states == {3: "intact", 2: "damaged", 1: "intact"}
