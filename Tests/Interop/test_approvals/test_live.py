"""The live channel: many devices at once, breaks, proxies, and a service that comes and goes."""

import asyncio
import queue
import statistics
import sys
import threading
import time

import pytest

from approval_peer import REQUESTS, WAIT
from conftest import BUILD, ROOT
from moments import PATIENCE

sys.path.insert(0, str(ROOT / "Benchmarks"))
from harness import live  # noqa: E402


def test_a_hundred_devices_at_once_each_hear_what_is_for_them_and_nothing_else(new_service):
    # The limit that programs begin with is lower than what as many devices need.
    service = new_service(under=["prlimit", "--nofile=64:4096"])
    people, asker = live.members(service, BUILD / "sparekey-server", service.data, 100)
    found = asyncio.run(live.run(service, service.pid, people, asker, 100, settle=0.5))
    assert (len(found["times"]), found["connected"], found["stray"]) == (100, 100, 0)
    # It comes when whoever asked is answered, and not with the next look, which there are four of in a second.
    assert statistics.median(arrived - answered for arrived, answered in found["times"]) < 0.1


def test_a_stream_goes_on_where_it_broke(member, program):
    stream = member.peer.events()
    assert (stream.status, stream.type) == (200, "text/event-stream")
    first = program.started(member.username)
    name, told, cursor = stream.next()
    assert (name, told["application"]) == ("request", "Cash desk") and "number" not in told
    stream.close()
    # While nobody listens, it is answered, and another one comes.
    assert member.peer.answer(told, number=int(first["number"])) == (200, {})
    program.started(member.username)
    resumed = member.peer.events(after=cursor)
    events = [resumed.next(), resumed.next()]
    assert [(name, data["id"] == told["id"]) for name, data, _ in events] == [("closed", True), ("request", False)]
    assert resumed.is_silent(1)
    # From the last cursor on there is nothing, and from none at all what waits.
    assert member.peer.events(after=events[1][2]).is_silent(1)
    fresh = member.peer.events()
    assert fresh.next()[1]["id"] == events[1][1]["id"] and fresh.is_silent(1)


def test_what_happens_while_the_service_is_down_for_a_moment_is_told_after_it(member, program):
    service, stream = member.peer.service, member.peer.events()
    asked = program.started(member.username)
    told, cursor = stream.next()[1:]
    service.stop()
    assert stream.next() is None, "the end of the service ends the stream"
    service.start()
    resumed = member.peer.events(after=cursor)
    assert resumed.is_silent(1)
    assert member.peer.answer(told, number=int(asked["number"])) == (200, {})
    assert resumed.next()[:2] == ("closed", {"id": told["id"], "state": "approved"})
    assert "id_token" in program.poll(asked)


def test_long_polling_tells_the_same_and_nothing_twice(member, program):
    status, update = member.peer.call("POST", WAIT, {"timeout": 0})
    assert (status, update["requests"]) == (200, [])
    waiting = queue.Queue()
    threading.Thread(
        target=lambda: waiting.put(member.peer.call("POST", WAIT, {"after": update["cursor"], "timeout": 25})),
        daemon=True,
    ).start()
    time.sleep(0.5)  # time: until it waits at the service; where it does not yet, the test asks less.
    before = time.monotonic()
    program.started(member.username)
    status, told = waiting.get(timeout=PATIENCE)
    assert time.monotonic() - before < 15, "it waited for the end of the long poll"
    assert len(told["requests"]) == 1
    status, nothing = member.peer.call("POST", WAIT, {"after": told["cursor"], "timeout": 1})
    assert (nothing["requests"], nothing["closed"], nothing["notices"]) == ([], [], [])


def test_two_nodes_over_one_database_serve_the_same(member, program, new_service, tmp_path):
    """A second process over the same data: what one writes, a device at the other hears.

    The lock of the folder keeps operators from that. The test takes its file away, since what is tested are the rows.
    """
    first = member.peer.service
    second = type(first)(tmp_path)
    second.data = first.data
    (first.data / "service.lock").unlink()
    second.start()
    try:
        stream = type(member.peer)(second, member.peer.device, member.peer.key).events()
        asked = program.started(member.username)
        name, told, _ = stream.next()
        assert name == "request"
        assert member.peer.answer(told, number=int(asked["number"])) == (200, {})
        assert stream.next()[:2] == ("closed", {"id": told["id"], "state": "approved"})
    finally:
        second.stop()


def test_a_stop_ends_streams_and_waits_and_leaves_one_file(member):
    service = member.peer.service
    cursor = member.peer.call("POST", WAIT, {"timeout": 0})[1]["cursor"]
    stream, waited = member.peer.events(), queue.Queue()
    threading.Thread(
        target=lambda: waited.put(member.peer.call("POST", WAIT, {"after": cursor, "timeout": 25})), daemon=True
    ).start()
    time.sleep(0.5)  # time: until it waits at the service; where it does not yet, the test asks less.
    before = time.monotonic()
    service.stop()
    assert time.monotonic() - before < 15, "it waited for the end of the long poll"
    try:
        status, nothing = waited.get(timeout=PATIENCE)
        assert (status, nothing["requests"]) == (200, [])
        assert stream.next() is None
        assert [path.name for path in service.data.glob("sparekey.sqlite*")] == ["sparekey.sqlite"]
    finally:
        service.start()


def test_the_end_of_a_credential_ends_its_streams(member, office):
    stream = member.peer.events()
    office.service.command("member", "devices", office.slug, "eve", "--revoke", member.peer.device)
    deadline = time.monotonic() + PATIENCE
    while (event := stream.next()) is not None:
        assert time.monotonic() < deadline, event
    assert member.peer.call("GET", REQUESTS)[0] == 401
    assert member.peer.events().status == 401


@pytest.mark.parametrize("cursor", ["", "x", "0", "-1", "99999999999999", "1.2", "é", "1" * 5000])
def test_a_cursor_that_makes_no_sense_loses_nothing(member, program, cursor):
    program.started(member.username)
    status, update = member.peer.call("POST", WAIT, {"after": cursor, "timeout": 0})
    assert status == 200 and len(update["requests"]) == 1, update
