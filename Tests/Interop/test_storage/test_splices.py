"""Snapshots that were changed, cut and joined: a file is read alike wherever it lies, so that a folder will do."""

import pytest

from .lies import DAMAGED, HEADER, ROLLED_BACK, check_lie

PLACES = ["folder"]


def all_but_the_first_deleted(world, place):
    for name in world.of_ada[1:]:
        place.delete(name)


def two_users_newest_swapped(world, place):
    place.put(world.of_ada[2], world.truth[world.of_bob[2]])
    place.put(world.of_bob[2], world.truth[world.of_ada[2]])


def body_of_the_newest_under_an_old_header(world, place):
    newest, old = (world.truth[world.of_ada[number]] for number in (2, 1))
    place.put(world.of_ada[2], old[:HEADER] + newest[HEADER:])


def header_of_another_user(world, place):
    newest, other = world.truth[world.of_ada[2]], world.truth[world.of_bob[2]]
    place.put(world.of_ada[2], other[:HEADER] + newest[HEADER:])


def cut_to_its_header(world, place):
    place.put(world.of_ada[2], world.truth[world.of_ada[2]][:HEADER])


def emptied(world, place):
    place.put(world.of_ada[2], b"")


def extended(world, place):
    place.put(world.of_ada[2], world.truth[world.of_ada[2]] + b"\0")


def doubled(world, place):
    place.put(world.of_ada[2], world.truth[world.of_ada[2]] * 2)


def every_snapshot_changed(world, place):
    for name in world.of_ada:
        place.put(name, world.truth[name][:-1] + bytes([world.truth[name][-1] ^ 1]))


# The lie, what is told to a new phone and to the old one, and the version that can be recovered then.
LIES = [
    (all_but_the_first_deleted, ROLLED_BACK, ROLLED_BACK, 1),
    (two_users_newest_swapped, DAMAGED, DAMAGED, 2),
    (body_of_the_newest_under_an_old_header, DAMAGED, DAMAGED, 2),
    (header_of_another_user, DAMAGED, DAMAGED, 2),
    (cut_to_its_header, DAMAGED, DAMAGED, 2),
    (emptied, DAMAGED, DAMAGED, 2),
    (extended, DAMAGED, DAMAGED, 2),
    (doubled, DAMAGED, DAMAGED, 2),
    (every_snapshot_changed, DAMAGED, DAMAGED, None),
]


@pytest.mark.parametrize("lie, recovering, keeping, version", LIES, ids=[line[0].__name__ for line in LIES])
def test_a_lie_of_the_storage_is_noticed_and_named(
    lie, recovering, keeping, version, world, place_of_two, phone, service
):
    check_lie(world, place_of_two, phone, service, lie, recovering, keeping, version)
