"""Whoever watches is told at once: at a terminal, line by line, and on the desktop."""

import json
import re
import subprocess

import pytest

from approving import Program, digits_beside, letters, own_device, waiting
from conftest import BUILD, environment, PASSWORD
from hostile_text import APPLICATIONS, DEVICES, unseen
from moments import wait_until
from terminal import Terminal


def test_somebody_who_watches_is_asked_at_once(ada, program):
    arguments = [BUILD / "sparekey", "requests", "--watch", "--home", ada.phone.home]
    with Terminal(arguments, {"SPAREKEY_LANG": "en", "TERM": "dumb"}, ada.phone.home) as terminal:
        terminal.read_until("Connected to")
        for answer, ends in (("{number}", None), ("d", "access_denied"), ("r", "access_denied")):
            terminal.shown = b""
            asked = program.started(ada.name, message="till 3")
            terminal.read_until("it wasn’t me): ")
            for text in ("Cash desk", ada.name, "this computer", "till 3"):
                assert text.encode() in terminal.shown
            # The number must be read from the program that asks: the words hold no other digits than these.
            assert digits_beside(terminal.shown.decode(), ada.name, "127.0.0.1", "till 3") == "", asked["number"]
            terminal.type(b"7")
            terminal.read_until("Type two digits, d or r.")
            terminal.type(answer.format(number=asked["number"]).encode())
            terminal.read_until("Approved: Cash desk" if ends is None else "Denied")
            outcome = program.poll(asked)
            assert outcome == ends or "id_token" in outcome


def test_the_end_of_the_input_answers_no_request(ada, program):
    arguments = [BUILD / "sparekey", "requests", "--watch", "--home", ada.phone.home]
    with Terminal(arguments, {"SPAREKEY_LANG": "en", "TERM": "dumb"}, ada.phone.home) as terminal:
        terminal.read_until("Connected to")
        asked = program.started(ada.name)
        terminal.read_until("it wasn’t me): ")
        terminal.type(b"\x04")
        assert terminal.end() == 65 and b"[input.ended]" in terminal.shown, terminal.shown
        assert b"That request is closed" not in terminal.shown
        assert program.poll(asked) == "authorization_pending"


def test_a_program_that_watches_is_told_line_by_line(ada, program, phone):
    watching = subprocess.Popen(
        [BUILD / "sparekey", "requests", "--watch", "--json", "--home", ada.phone.home], env=environment(),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True,
    )
    try:
        def line():
            return json.loads(watching.stdout.readline())

        assert line() | {"place": None} == {"event": "connected", "way": "stream", "place": None}
        asked = program.started(ada.name)
        told = line()
        assert told["event"] == "request" and told["request"]["application"] == "Cash desk"
        ada.phone.run("approve", told["request"]["id"], "--number", asked["number"])
        assert line() == {"event": "closed", "id": told["request"]["id"], "approved": True}
        phone("other").sign_in(ada.name, ada.service)
        told = line()
        assert (told["event"], told["notice"]["kind"]) == ("notice", "device-added")
    finally:
        watching.kill()
        watching.wait()


@pytest.fixture
def desktop(ada, tmp_path):
    """A desktop that is told of what waits for Ada: desktop() waits for the next notification; `watching` tells it."""
    told = tmp_path / "told"
    script = tmp_path / "notify-send"
    script.write_text(f'#!/bin/sh\nenv > {told}.env\nprintf "%s\\n" "$@" > {told}.part && mv {told}.part {told}\n')
    script.chmod(0o755)
    watching = subprocess.Popen(
        [BUILD / "sparekey", "requests", "--watch", "--home", ada.phone.home],
        env=environment(PATH=f"{tmp_path}:/usr/bin:/bin", SPAREKEY_LANG="en", SPAREKEY_PASSWORD=PASSWORD),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )

    def read():
        wait_until(told.exists, "the desktop is not told")
        text = told.read_text()
        told.unlink()
        return text

    read.watching = watching
    try:
        assert "Connected" in watching.stderr.readline()
        yield read
    finally:
        watching.kill()
        watching.communicate()


def test_the_desktop_gets_no_secret_of_the_environment(ada, service, desktop, tmp_path):
    Program(service, "Cash desk").started(ada.name)
    assert "Cash desk" in desktop()
    given = (tmp_path / "told.env").read_text()
    assert "PATH=" in given and "SPAREKEY_" not in given and PASSWORD not in given, given


def test_the_desktop_is_told_who_asks_and_not_the_number(ada, service, desktop):
    desk = Program(service, "<b>Cash</b> & desk")
    asked = desk.started(ada.name)
    text = desktop()
    assert "&lt;b&gt;Cash&lt;/b&gt; &amp; desk? Open Sparekey" in text
    # Two digits are found in many a text: it holds none that the test did not choose.
    assert digits_beside(text, ada.name, "127.0.0.1") == "", asked["number"]


def test_no_name_of_an_application_becomes_markup_on_the_desktop_or_turns_a_text(ada, service, desktop):
    for name in APPLICATIONS:
        Program(service, name).started(ada.name)
        options, title, text, end = re.fullmatch(r"(.*\n--)\n(.*)\n(.*)\n()", desktop(), re.DOTALL).groups()
        assert (options, title) == ("--app-name=Sparekey\n--", "Sign-in request"), ascii(name)
        assert text.startswith("Are you signing in to ") and "&lt;" in text, ascii(text)
        # What is left beside escaped delimiters holds none, whatever stands before or behind one.
        assert not set(re.sub("&(lt|gt|amp|quot|#39);", "", text)) & set("<>&"), ascii(text)
        assert not unseen(text + end), ascii(text)
        shown = ada.phone.run("requests", json=False).out
        assert ada.name in shown and not unseen(shown), ascii(shown)
        ada.phone.run("deny", waiting(ada.phone)[0]["id"])
    desktop.watching.kill()
    # The bell is the program's own.
    printed = desktop.watching.communicate()[0].replace("\x07", "")
    assert printed.count("Sign-in to ") == len(APPLICATIONS) and not unseen(printed), ascii(printed)


def test_no_name_of_a_device_leaves_its_quotation_marks_in_notices_and_mails(ada, service, phone):
    # What a device does itself is told to the others.
    witness = phone("witness")
    witness.sign_in(ada.name, service)
    for number, name in enumerate(DEVICES):
        other = phone(f"other-{number}")
        other.sign_in(ada.name, service)
        other.run("account", "devices", "--name-this", name)
        device = own_device(other)
        ada.phone.run("account", "devices", "--yes", "--revoke", device, password=PASSWORD)

        def removals():
            first = [text.split("\n")[0] for _, _, text in letters(service, "notice", ada.address)]
            return [line for line in first if "was removed" in line]

        wait_until(lambda: len(removals()) > number, "the contact is not told")
        for line in removals():
            assert re.fullmatch("The device \u201c[^\"\u201c\u201d]+\u201d was removed\\.", line), ascii(line)
            assert not unseen(line), ascii(line)
        shown = witness.run("notices", json=False).out
        told = [line for line in shown.splitlines() if "a device was removed: " in line]
        assert len(told) == number + 1 and not unseen(shown), ascii(shown)
        for line in told:
            assert re.search(": \u201c[^\"\u201c\u201d]+\u201d", line), ascii(line)
