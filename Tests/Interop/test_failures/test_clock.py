"""A clock that is off is told by how much."""

import re

import pytest

from clock import Clock


def told(text):
    """By how much a text says that the clock is off."""
    return int(re.search(r"clock is (\d+) seconds off", text)[1])


@pytest.mark.parametrize("seconds", [90, -90, 259_200])
def test_a_clock_that_is_off_is_told(seconds, world, tmp_path):
    shifted = Clock(tmp_path / "clock", seconds).under
    doctor = world.ada.run("doctor", check=False, under=shifted)
    clock = next(check for check in doctor.json["checks"] if check["name"] == "clock")
    assert clock == {"name": "clock", "result": "failed", "code": "clock.off"}
    assert doctor.status == 75
    said = world.ada.run("doctor", check=False, json=False, under=shifted).out
    # A busy service answers late, which cannot be told from a clock that is off.
    assert abs(told(said) - abs(seconds)) <= 15 and re.search(r"seconds off\n.* \[clock.off\]", said)


def test_signing_in_says_that_the_clock_is_off(new, service, tmp_path):
    said = new.sign_in("bob", service, under=Clock(tmp_path / "clock", 90).under).err
    assert abs(told(said) - 90) <= 15
