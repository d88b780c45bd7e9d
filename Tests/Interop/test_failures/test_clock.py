"""A clock that is off is told by how much."""

import re

import pytest

from failures import needs


@needs("faketime")
@pytest.mark.parametrize("shift, seconds", [("+90s", 90), ("-90s", 90), ("+3d", 259200)])
def test_a_clock_that_is_off_is_told(shift, seconds, world):
    shifted = ["faketime", "-f", shift]
    doctor = world.ada.run("doctor", check=False, under=shifted)
    clock = next(check for check in doctor.json["checks"] if check["name"] == "clock")
    assert clock == {"name": "clock", "result": "failed", "code": "clock.off"}
    assert doctor.status == 75
    told = world.ada.run("doctor", check=False, json=False, under=shifted)
    said = re.search(r"clock is (\d+) seconds off\n.* \[clock.off\]", told.out)
    assert abs(int(said[1]) - seconds) <= 2


@needs("faketime")
def test_signing_in_says_that_the_clock_is_off(new, service):
    told = new.sign_in("bob", service, under=["faketime", "-f", "+90s"])
    assert re.search(r"clock is (89|90|91) seconds off", told.err)
