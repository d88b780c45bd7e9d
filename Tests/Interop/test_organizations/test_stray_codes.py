"""Enrollment codes that go astray: used, late, replaced, guessed, tried by many at once."""

import collections

import pytest

from enrollment_peer import Enrolling, Refused, call
from failures import expect
from moments import HOUR, settle

from .office import NAME


def test_a_used_code_is_refused_everywhere_and_told(acme, phone):
    device = acme.enroll(phone("ada"))
    made = acme.code()
    phone("thief").run("enroll", made["link"], "--yes")
    # The member scans in vain, learns why, and the administrator sees which device to revoke.
    message, remedy = expect("enrollment.used", 77, phone("tablet").run, "enroll", made["link"], "--yes")
    assert "administrator" in remedy
    action, member, added = acme.log()[0]
    assert (action, member) == ("code.reused", "ada")
    thief = acme.devices()[-1]
    assert added == thief["name"]
    acme.console("member", "devices", "acme", "ada", "--revoke", thief["id"])
    expect("enrollment.used", 77, phone("thief").run, "enroll", made["link"], "--yes")
    assert [line["id"] for line in acme.devices()] == [
        line["id"] for line in device.run("account", "devices", NAME).json
    ]
    assert "! " in acme.console("organization", "audit", "acme", json=False).out


def test_the_name_of_a_device_passes_for_nothing_else_of_a_line(acme):
    name = "phone  (console)"
    Enrolling(acme.code()["code"], name).use(acme.service)
    listed = acme.console("member", "devices", "acme", "ada", json=False).out
    assert f"  “{name}”  (added " in listed, listed
    log = acme.console("organization", "audit", "acme", json=False).out
    used, = [line for line in log.splitlines() if "code.used" in line]
    assert used.endswith(f"  ada, “{name}”  (anybody)"), used


def test_a_late_code_and_a_replaced_one_are_refused(acme, phone):
    late = acme.code()
    with acme.database("rw") as database:
        assert database.execute("UPDATE enrollment SET expires = created + 1").rowcount == 1
    expect("enrollment.expired", 77, phone().run, "enroll", late["link"], "--yes")
    replaced, newest = acme.code(), acme.code()
    expect("enrollment.expired", 77, phone().run, "enroll", replaced["link"], "--yes")
    phone().run("enroll", newest["link"], "--yes")
    assert len(acme.devices()) == 1
    assert [line for line in acme.log() if line[0] == "code.late"]


def test_twenty_uses_of_one_code_at_once_give_one_device(acme, together):
    code = acme.code()["code"]

    def use(number):
        try:
            return Enrolling(code, f"peer {number}").use(acme.service)
        except Refused as refused:
            return refused.code

    results = together(use, range(20))
    devices = [result for result in results if not isinstance(result, str)]
    assert len(devices) == 1
    assert results.count("enrollment.used") == 19
    assert [line["id"] for line in acme.devices()] == [devices[0].answer["device"]]
    assert (acme.count("device"), acme.count("device_credential"), acme.count("session")) == (1, 1, 1)
    assert devices[0].call("GET", "/v1/devices")[0] == 200
    assert "code.reused" in {line[0] for line in acme.log()}


def test_guesses_at_codes_are_counted_before_they_are_looked_up(acme, together):
    settle(HOUR)
    good = acme.code()["code"]

    def guess(number):
        try:
            return call(acme.service, "/v1/enrollments/read", {"code": f"{number:016d}"})
        except Refused as refused:
            return refused.code

    counts = collections.Counter(together(guess, range(100)))
    assert counts == {"enrollment.not-found": 30, "address.too-many-attempts": 70}
    with pytest.raises(Refused) as refused:
        call(acme.service, "/v1/enrollments/read", {"code": good})
    assert refused.value.code == "address.too-many-attempts"
    assert 1 <= refused.value.body["retryAfter"] <= 3600
