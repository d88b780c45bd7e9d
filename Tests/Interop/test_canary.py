"""Runs the whole story with known secrets, labels and passwords, records everything, and looks for them everywhere.

What may turn up somewhere stands in ALLOWED with its reason; anything else that is found fails the test.
"""

import base64
import collections
import hashlib
import hmac
import os
import pathlib
import re
import signal
import subprocess
import time

import pytest

from canaries import (
    ACCOUNT, ALLOWED, APPLICATION, CONTACT, CONTROLS, DEVICE, DEVICE_SECRETS, FIXED, FLEETING, ISSUER, PASSWORD,
    PHONE, PROMPT, REDIRECT, SECRET, STORAGE, USER,
)
from canary import Canary, forms, search, secret
from canary_story import Story
from conftest import BUILD
from recorders import Arguments, core_of, Files
from terminal import Terminal

pytestmark = pytest.mark.usefixtures("shipped_stretching")

CRASHES = (signal.SIGILL, signal.SIGTRAP, signal.SIGABRT, signal.SIGFPE, signal.SIGBUS, signal.SIGSEGV)


@pytest.fixture(scope="module")
def story(tmp_path_factory, service, phone, sparekey):
    root = tmp_path_factory.mktemp("canary")
    story = Story(root, service, phone, sparekey)
    arguments = Arguments()
    files = Files({
        "service": service.data, "storage": story.storage, "vault": story.homes, "other files": story.elsewhere,
    })
    try:
        story.tell()
        story.ask()
    finally:
        arguments.stop()
        files.stop()
    found = story.found
    own = story.device_secrets()
    assert any(totp(key, line) for key in own for line in story.code), "the secrets opened are the devices'"
    story.canaries += [
        Canary(DEVICE_SECRETS, secret(DEVICE_SECRETS, key).spellings) for key in own
    ]
    if os.geteuid() == 0:
        found["memory of the service"].append(("core", core_of(service.pid, story.given / "core")))
    found["traffic"] = [(f"connection {number}", bytes(s)) for number, s in enumerate(story.proxy.streams)]
    found["arguments"] = [("process", seen) for seen in arguments.seen]
    found["log of the service"] = [("log", service.log.read_bytes())]
    for place in ("storage", "vault", "other files"):
        found[place] = files.of(place)
    for path, contents in files.of("service"):
        place = "key file" if path.endswith("keys.json") else "outbox" if "/outbox" in path else "database"
        found[place].append((path, contents))
    story.proxy.close()
    return story


def totp(key, line):
    """Whether an 8-digit code comes from a secret."""
    mac = hmac.digest(key, ((line["validUntil"] - 1) // 30).to_bytes(8), hashlib.sha1)
    number = int.from_bytes(mac[mac[-1] & 15:][:4]) & 0x7FFFFFFF
    return line["code"] == f"{number % 10**8:08}"


@pytest.mark.parametrize("canary", FIXED, ids=lambda canary: canary.name)
def test_a_canary_is_found_in_every_form(canary, tmp_path):
    """The control of the search itself: each form, amid other bytes in a file, is found again."""
    for spelling in canary.spellings:
        for form, needle in forms(spelling):
            file = tmp_path / "haystack"
            file.write_bytes(os.urandom(4099) + needle + os.urandom(61))
            assert canary.name in search([canary], file.read_bytes()), form
        for encode in (base64.b64encode, base64.urlsafe_b64encode, base64.b32encode, base64.b16encode):
            for before in range(7):
                file.write_bytes(encode(os.urandom(before) + spelling + os.urandom(5)))
                assert canary.name in search([canary], file.read_bytes()), f"{encode.__name__} after {before} bytes"


def test_a_canary_is_found_in_the_memory_of_a_process(tmp_path):
    """The control of the core files."""
    if os.geteuid() != 0:
        pytest.skip("only root may look into the memory of such processes")
    value = tmp_path / "value"
    value.write_bytes(PASSWORD.spellings[0])
    holder = subprocess.Popen(
        ["python3", "-c", "import sys; kept = open(sys.argv[1], 'rb').read(); print(); input()", value],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )
    holder.stdout.readline()
    memory = core_of(holder.pid, tmp_path / "core")
    holder.communicate(b"\n")
    assert search([PASSWORD], memory) == {PASSWORD.name: "raw"}


@pytest.mark.parametrize("place", CONTROLS)
def test_no_canary_where_it_does_not_belong(story, place):
    if place.startswith("memory") and os.geteuid() != 0:
        pytest.skip("only root may look into the memory of such processes")
    records = story.found[place]
    assert any(CONTROLS[place] in contents for _, contents in records), f"{place} was not recorded"
    # all rows: what is not named may hold nothing.
    allowed = ALLOWED.get(place, {})
    canaries = story.canaries
    if place == "terminal":
        canaries = [canary for canary in canaries if canary.name not in (ISSUER.name, ACCOUNT.name, USER.name)]
    seen = collections.defaultdict(set)
    for where, contents in records:
        for name, form in search(canaries, contents).items():
            seen[name].add(f"{form} in {where}")
    leaks = {name: sorted(where) for name, where in seen.items() if name not in allowed}
    assert not leaks, f"{place} holds what it may not: {leaks}"
    if place not in FLEETING:
        unused = set(allowed) - set(seen) - (set() if story.named else {DEVICE.name})
        assert not unused, f"{place} does not hold what is allowed there: take it out of the table: {unused}"


def test_every_place_that_was_recorded_is_looked_at(story):
    assert set(story.found) <= set(CONTROLS)
    assert set(ALLOWED) <= set(CONTROLS)


def test_the_account_service_keeps_no_name_and_learns_no_storage(story):
    """The table above allows neither in any file of the service; this says it in words."""
    for place in ("database", "key file", "log of the service"):
        for _, contents in story.found[place]:
            assert not search([USER, DEVICE, STORAGE, CONTACT, PHONE, APPLICATION, REDIRECT], contents)


def test_a_secret_typed_as_an_argument_is_not_repeated(sparekey):
    """It should not have been typed there; at least it does not go on into the log of a script."""
    typed = SECRET.spellings[1].decode()
    for options in (["--issuer", "Shop", "--secret"], ["--secret-file", "x"], []):
        arguments = ("add", *options, typed)
        for json_output in (True, False):
            result = sparekey(*arguments, check=False, json=json_output)
            assert result.status in (64, 65)
            assert not search([SECRET], (result.out + result.err).encode()), arguments


def crash(arguments, variables, folder, ready=None):
    """Ends a program by the signal of a crash and tells whether the system dumped its core."""
    limits = ["sh", "-c", 'ulimit -c unlimited && exec "$@"', "sh"]
    with Terminal([*limits, *arguments], variables, folder) as program:
        if ready is None:
            time.sleep(0.3)  # time: until `sleep` runs; it has no handlers to set.
        else:
            program.read_until(ready)
        status = pathlib.Path("/proc", str(program.pid), "status").read_text()
        caught = int(re.search(r"SigCgt:\s*(\w+)", status)[1], 16)
        # Swift's runtime catches these, if it is left to, and prints registers and the memory they point to.
        reported = [number.name for number in CRASHES if caught >> (number - 1) & 1]
        assert not reported, f"a crash by {reported} would be reported with what is in memory"
        program.send_signal(signal.SIGSEGV)
        program.drain()
        return os.WCOREDUMP(program.leader.end())


def test_a_crash_of_the_app_shows_no_memory(story, tmp_path):
    arguments = [BUILD / "sparekey", "codes", "--home", story.homes / "old"]
    leaves_nothing(arguments, story.variables, tmp_path, PROMPT)


def test_a_crash_of_the_service_shows_no_memory(tmp_path):
    arguments = [BUILD / "sparekey-server", "serve", "--data", tmp_path / "data", "--listen", "127.0.0.1:0"]
    leaves_nothing(arguments, {}, tmp_path, "listening on")


def leaves_nothing(arguments, variables, root, ready):
    """Neither a report nor a core file."""
    folder, control = root / "program", root / "control"
    folder.mkdir()
    control.mkdir()
    assert not crash(arguments, variables, folder, ready)
    assert list(folder.iterdir()) == []
    if not crash(["sleep", "60"], {}, control):
        pytest.skip("this system dumps no core of any program, so that nothing was shown of this one")
