"""A storage that lies, done to real servers behind their backs: noticed, and named, wherever the storage is read.

Each lie is told to a new phone that recovers, and to the old phone, which verifies its backup and runs the doctor. The
service is honest throughout; what a lying service can do is in Tests/EndToEndTests/LyingServiceTests.swift.
"""

import types

import pytest

from failures import check, documented

URIS = [
    f"otpauth://totp/{issuer}:ada?secret={secret}&issuer={issuer}"
    for issuer, secret in [("Shop", "JBSWY3DPEHPK3PXP"), ("Bank", "GEZDGNBVGY3TQOJQ"), ("Post", "MFRGGZDFMZTWQ2LK")]
]


class World:
    """Ada's phone and Bob's, each with a backup of three snapshots at one place, and what the place held then."""

    def __init__(self, place, phone, service, what):
        self.place = place
        self.ada, self.of_ada = self.make(f"ada-{what}-{place.kind}", phone, service)
        self.bob, self.of_bob = self.make(f"bob-{what}-{place.kind}", phone, service)
        self.truth = place.objects()

    def make(self, user, phone, service):
        others, owner = set(self.place.snapshots()), phone(user)
        owner.user = user
        owner.add(URIS[0])
        owner.create_account(user, service)
        owner.backup_on(self.place)
        for uri in URIS[1:]:
            owner.add(uri)
        assert owner.backup_status()["generation"] == 3
        return owner, [name for name in self.place.snapshots() if name not in others]


@pytest.fixture(scope="module")
def world(make_place, phone, service):
    """A world whose snapshots no test changes for good."""
    return World(make_place(), phone, service, "all")


@pytest.fixture
def storage(world):
    """The place as it was, before and after the test."""
    world.place.fill(world.truth)
    yield world.place
    world.place.fill(world.truth)


HEADER = 132


def old_in_place_of_newest(world, place):
    place.put(world.of_ada[2], world.truth[world.of_ada[1]])


def newest_deleted(world, place):
    place.delete(world.of_ada[2])


def all_but_the_first_deleted(world, place):
    for name in world.of_ada[1:]:
        place.delete(name)


def all_deleted(world, place):
    for name in world.of_ada:
        place.delete(name)


def everything_deleted(world, place):
    place.fill({})


def two_users_swapped(world, place):
    for mine, theirs in zip(world.of_ada, world.of_bob):
        place.put(mine, world.truth[theirs])
        place.put(theirs, world.truth[mine])


def two_users_newest_swapped(world, place):
    place.put(world.of_ada[2], world.truth[world.of_bob[2]])
    place.put(world.of_bob[2], world.truth[world.of_ada[2]])


def header_of_the_newest_on_an_old_body(world, place):
    newest, old = (world.truth[world.of_ada[number]] for number in (2, 1))
    place.put(world.of_ada[2], newest[:HEADER] + old[HEADER:])


def body_of_the_newest_under_an_old_header(world, place):
    newest, old = (world.truth[world.of_ada[number]] for number in (2, 1))
    place.put(world.of_ada[2], old[:HEADER] + newest[HEADER:])


def header_of_another_user(world, place):
    newest, other = world.truth[world.of_ada[2]], world.truth[world.of_bob[2]]
    place.put(world.of_ada[2], other[:HEADER] + newest[HEADER:])


def truncated(world, place):
    place.put(world.of_ada[2], world.truth[world.of_ada[2]][:-1])


def cut_to_its_header(world, place):
    place.put(world.of_ada[2], world.truth[world.of_ada[2]][:HEADER])


def emptied(world, place):
    place.put(world.of_ada[2], b"")


def extended(world, place):
    place.put(world.of_ada[2], world.truth[world.of_ada[2]] + b"\0")


def extended_beyond_any_limit(world, place):
    place.put(world.of_ada[2], world.truth[world.of_ada[2]] + bytes(17 << 20))


def doubled(world, place):
    place.put(world.of_ada[2], world.truth[world.of_ada[2]] * 2)


def every_snapshot_changed(world, place):
    for name in world.of_ada:
        place.put(name, world.truth[name][:-1] + b"\0")


def newest_under_another_number(world, place):
    backup, _, leaf = world.of_ada[2].partition("/")
    place.put(f"{backup}/00000004-{leaf.partition('-')[2]}", world.truth[world.of_ada[2]])
    place.delete(world.of_ada[2])


# What is told to a new phone that recovers, and to the old one; and the version that can be recovered then.
DAMAGED, ROLLED_BACK = ("backup.damaged", 65), ("backup.rolled-back", 65)
EMPTY, OTHERS = ("storage.empty", 66), ("backup.wrong-recovery-account", 77)
LIES = [
    (old_in_place_of_newest, ROLLED_BACK, ROLLED_BACK, 2),
    (newest_deleted, ROLLED_BACK, ROLLED_BACK, 2),
    (all_but_the_first_deleted, ROLLED_BACK, ROLLED_BACK, 1),
    # Bob's snapshots are there still: for all that a new phone knows, they are another account's.
    (all_deleted, OTHERS, EMPTY, None),
    (everything_deleted, EMPTY, EMPTY, None),
    (two_users_swapped, DAMAGED, DAMAGED, None),
    (two_users_newest_swapped, DAMAGED, DAMAGED, 2),
    (header_of_the_newest_on_an_old_body, DAMAGED, DAMAGED, 2),
    (body_of_the_newest_under_an_old_header, DAMAGED, DAMAGED, 2),
    (header_of_another_user, DAMAGED, DAMAGED, 2),
    (truncated, DAMAGED, DAMAGED, 2),
    (cut_to_its_header, DAMAGED, DAMAGED, 2),
    (emptied, DAMAGED, DAMAGED, 2),
    (extended, DAMAGED, DAMAGED, 2),
    (extended_beyond_any_limit, DAMAGED, DAMAGED, 2),
    (doubled, DAMAGED, DAMAGED, 2),
    (every_snapshot_changed, DAMAGED, DAMAGED, None),
    (newest_under_another_number, ROLLED_BACK, ROLLED_BACK, 2),
]


@pytest.mark.parametrize("lie, recovering, keeping, version", LIES, ids=[line[0].__name__ for line in LIES])
def test_a_lie_of_the_storage_is_noticed_and_named(lie, recovering, keeping, version, world, storage, phone, service):
    lie(world, storage)

    new = phone("new")
    message, remedy = check(new.recover(world.ada.user, service, storage, check=False), *recovering)
    if recovering in (DAMAGED, ROLLED_BACK):
        assert storage.location in message, "the storage is not named"
    assert f"--version {version}" in remedy if version else "--version" not in remedy
    assert "by hand" in remedy or version or recovering == OTHERS, "nothing is left, and nobody says so"
    assert not new.home.exists() or list(new.home.iterdir()) == []

    before = world.ada.backup_status()
    assert before["problem"] is None
    message, remedy = check(world.ada.run("backup", "verify", check=False), *keeping)
    assert storage.location in message or "storage" in message
    assert "sparekey backup now" in remedy and "--version" not in remedy
    # The status tells it from now on, and that it was well until then.
    after = world.ada.backup_status()
    assert (after["problem"], after["lastVerified"]) == (keeping[0], before["lastVerified"])
    assert isinstance(after["problemSince"], int) and after["entries"] == 4
    told = world.ada.run("backup", "status", json=False).out
    assert "The backup has not been in order since" in told and "{" not in told

    doctor = world.ada.run("doctor", check=False)
    assert doctor.status == keeping[1] == documented()[keeping[0]]
    failed = [line for line in doctor.json["checks"] if line["result"] == "failed"]
    assert failed == [{"name": "backup", "result": "failed", "code": keeping[0]}], doctor.json

    storage.fill(world.truth)
    world.ada.run("backup", "verify")
    status = world.ada.backup_status()
    assert (status["problem"], status["problemSince"], status["pending"]) == (None, None, False)


def test_the_phone_that_holds_the_accounts_mends_the_backup(make_place, phone, service):
    world = World(make_place(), phone, service, "mended")
    for generation, lie in enumerate([old_in_place_of_newest, two_users_swapped, truncated, all_deleted], 4):
        lie(world, world.place)
        assert world.ada.run("backup", "verify", check=False).status != 0
        world.ada.run("backup", "now")
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
        world.ada.run("backup", "now")
        second.run("backup", "now")
        assert sorted(second.labels()) == sorted(world.ada.labels())
        assert second.backup_status()["problem"] is None


def test_an_older_version_is_recovered_where_the_newest_is_lost(make_place, phone, service):
    world, new = World(make_place(), phone, service, "older"), phone("new")
    old_in_place_of_newest(world, world.place)
    told = new.recover(world.ada.user, service, world.place, "--version", 2, json=False).out
    assert told.splitlines()[0] == "3 of 3 accounts recovered"
    assert told.splitlines()[1].startswith("From backup number 2 of ")
    # It is backed up as a version of its own, and the phone that was lost brings the rest when it turns up.
    status = new.backup_status()
    assert (status["generation"], status["entries"], status["pending"]) == (4, 3, False)
    world.ada.run("backup", "now")
    assert phone("third").recover(world.ada.user, service, world.place).json["restored"] == 4


def test_a_version_is_what_its_number_says(world, storage, phone, service):
    storage.put(world.of_ada[1], world.truth[world.of_ada[0]])
    message, _ = check(
        phone("new").recover(world.ada.user, service, storage, "--version", 2, check=False), "backup.damaged", 65
    )
    assert "number 2" in message
    restored = world.ada.run("backup", "restore", "--version", 2, "--yes", check=False)
    assert restored.code == "backup.damaged"
    states = {line["generation"]: line["state"] for line in world.ada.run("backup", "versions").json}
    assert states == {3: "intact", 2: "damaged", 1: "intact"}
