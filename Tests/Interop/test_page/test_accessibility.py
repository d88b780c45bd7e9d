"""What everybody needs to read and reach every screen: no violation of axe's rules, nothing beyond the edge, room to tap.

axe-core comes with a package from PyPI. It goes in by the DevTools protocol, which the pages' policy does not concern.
"""

import importlib.resources
import time

import pytest

from .eyes import Eyes
from .screens import SCREENS, walk
from .world import World

NARROW, WIDE = 360, 1280
EVERY_RULE, COLOURS = "{}", '{runOnly: ["color-contrast"]}'
# Everything that axe has but what is a matter of taste for pages that stand alone.
AXE = """
axe.run(document, {resultTypes: ["violations"], ...OPTIONS}).then(({violations}) => violations.flatMap(({id, help, nodes}) =>
    nodes.map(({target, failureSummary}) => `${id}: ${help}: ${target.join(" ")}: ${failureSummary}`)))
"""
# A link within a sentence may be as small as its words (WCAG 2.2, 2.5.8).
SMALL = """
return [...document.querySelectorAll("a[href], button, summary, select, input, textarea")].filter(element => {
    const box = (element.closest("label") ?? element).getBoundingClientRect();
    const isInSentence = element.matches("p a:not(.button)") || element.matches(".skip, [type=hidden]");
    return element.checkVisibility() && !isInSentence && (box.height < 43.5 || box.width < 43.5);
}).map(element => element.outerHTML.slice(0, 120) + " " + JSON.stringify(element.getBoundingClientRect()));
"""
WIDER = """
const width = document.documentElement.clientWidth;
if (document.documentElement.scrollWidth <= width) return [];
return [...document.querySelectorAll("body *")].filter(element => element.getBoundingClientRect().right > width + 0.5)
    .map(element => element.outerHTML.slice(0, 120));
"""
MOVING = """
return document.getAnimations().filter(animation => animation.playState === "running")
    .map(animation => animation.effect?.target?.outerHTML.slice(0, 120) ?? "something");
"""


@pytest.fixture(scope="session")
def axe():
    return importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(params=["en", "fr"])
def world(request, tmp_path):
    eyes = Eyes(tmp_path / "browser", request.param)
    world = World(tmp_path / "world", eyes, request.param)
    yield world
    world.stop()
    eyes.quit()


def violations(eyes, axe, options):
    """What axe finds on the page as it is looked at now."""
    if not eyes.run("return 'axe' in window"):
        eyes.command("Runtime.evaluate", expression=axe)
    answer = eyes.command("Runtime.evaluate", expression=AXE.replace("OPTIONS", options), awaitPromise=True, returnByValue=True)
    assert "exceptionDetails" not in answer, answer
    return answer["result"]["value"]


def looks(language):
    """The ways to look at a screen: a name, how, and which of axe's rules may find another fault than before.

    French words are longer; their colours are the same.
    """
    yield "narrow", {"width": NARROW}, EVERY_RULE
    yield "narrow, large text", {"width": NARROW, "text": 2}, None
    if language == "en":
        yield "narrow, dark", {"width": NARROW, "dark": True}, COLOURS
        yield "wide", {"width": WIDE, "height": 900}, EVERY_RULE
        yield "wide, dark", {"width": WIDE, "height": 900, "dark": True}, COLOURS


def test_every_screen_can_be_read_and_reached_by_everybody(world, axe):
    eyes, found, seen = world.eyes, [], set()
    for name in walk(world):
        seen.add(name)
        for how, look, rules in looks(world.language):
            # Still: a code that appears while axe looks fades in, and its contrast is that of a moment.
            eyes.see(**look, still=True)
            eyes.settle()
            faults = eyes.run(WIDER) + eyes.run(SMALL)
            if rules:
                faults += violations(eyes, axe, rules)
            found += [f"{name}, {how}: {fault}" for fault in faults]
        eyes.see(still=True)
        # time: what began to move before comes to its end.
        time.sleep(0.2)
        found += [f"{name} moves: {what}" for what in eyes.run(MOVING)]
        eyes.see()
    assert seen == {name for names in SCREENS.values() for name in names}
    assert found == [], "\n".join(found)
