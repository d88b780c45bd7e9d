"""A thousand accounts on the page: all are there, turn over together at the app's second, and nothing is asked in vain.

How long it takes is measured by script/bench, on a machine that does nothing else.
"""

import time

import pytest

from clock import Clock
from moments import PATIENCE, STEP, settle

from .eyes import Eyes
from .thousand import COUNT, fill
from .world import OpenPhone

CODES = """
return Object.fromEntries([...document.querySelectorAll(".accounts > li")].map(row =>
    [row.dataset.name, row.querySelector("[data-copy]").textContent.replace(/\\s/g, "")]));
"""
# The seconds beside the codes change too.
WATCH = """
window.changes = [];
const isCode = ({ target }) => (target.closest ? target : target.parentElement)?.closest("[data-copy]");
new MutationObserver(records => {
    const count = records.filter(isCode).length;
    if (count > 0) window.changes.push([Date.now(), count]);
}).observe(document.querySelector(".accounts"), {subtree: true, childList: true, characterData: true});
"""


@pytest.fixture
def eyes(tmp_path):
    eyes = Eyes(tmp_path / "browser")
    yield eyes
    eyes.quit()


@pytest.fixture
def phone(tmp_path):
    phone = OpenPhone(tmp_path / "phone" / "home")
    yield phone
    phone.stop()


def turn_over(eyes):
    """Waits until all codes have changed once: the moment of the first change, and how many changed until a second on."""
    eyes.run(WATCH)
    eyes.until(lambda _: eyes.run("return window.changes.length"), "no code turned over", timeout=PATIENCE)
    time.sleep(1)  # time: the second in which all have to change.
    changes = eyes.run("return window.changes")
    return changes[0][0] / 1000, sum(count for _, count in changes)


def lateness(moment):
    """How long after the end of a half minute something happened; negative before it."""
    return (moment + 15) % 30 - 15


def test_all_are_there_and_turn_over_at_the_second(eyes, phone):
    fill(phone.start().show(eyes))
    eyes.go("/")
    settle(STEP)
    shown, now = eyes.run(CODES), time.time()
    assert len(shown) == COUNT
    expected = {f"{code['issuer']} {code['account']}": code["code"] for code in phone.codes(at=int(now)).values()}
    assert shown == expected
    moment, count = turn_over(eyes)
    assert count >= 0.99 * COUNT, "some codes stayed"
    assert -0.5 < lateness(moment) < 5, f"codes turned over {lateness(moment)} seconds after their end"
    expected = {f"{code['issuer']} {code['account']}": code["code"] for code in phone.codes(at=round(moment + 1)).values()}
    assert eyes.run(CODES) == expected
    eyes.run("return new Promise(done => setTimeout(done, 1000))")
    eyes.fill(search="Site 0999")
    assert eyes.run("return [...document.querySelectorAll('.accounts > li:not([hidden])')].length") == 1


def test_codes_follow_the_clock_of_the_app_not_of_the_browser(eyes, phone, service, tmp_path):
    """The app's clock is 23 seconds ahead: its codes end 23 seconds before the browser's half minute does."""
    phone.create_account("ada", service)
    phone.start(under=Clock(tmp_path / "clock", 23).under).show(eyes)
    moment, count = turn_over(eyes)
    assert count >= 1
    assert -0.5 < lateness(moment + 23) < 5, moment % 30
    eyes.go("/trouble")
    assert "23 seconds" in eyes.find(".list .bad + .grow").text
