"""Whoever watches is told at once: at a terminal, line by line, and on the desktop."""

import json
import re
import subprocess
import time

from approving import Program
from conftest import BUILD, environment
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
            rest = terminal.shown.replace(ada.name.encode(), b"").replace(b"127.0.0.1", b"").replace(b"till 3", b"")
            assert not re.search(rb"\d", re.sub(rb":\d+", b"", rest)), asked["number"]
            terminal.type(answer.format(number=asked["number"]).encode())
            terminal.read_until("Approved: Cash desk" if ends is None else "Denied")
            outcome = program.poll(asked)
            assert outcome == ends or "id_token" in outcome


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


def test_the_desktop_is_told_who_asks_and_not_the_number(ada, service, tmp_path):
    desk, told = Program(service, "<b>Cash</b> & desk"), tmp_path / "told"
    script = tmp_path / "notify-send"
    script.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > {told}.part && mv {told}.part {told}\n')
    script.chmod(0o755)
    watching = subprocess.Popen(
        [BUILD / "sparekey", "requests", "--watch", "--home", ada.phone.home],
        env=environment(PATH=f"{tmp_path}:/usr/bin:/bin", SPAREKEY_LANG="en"), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )
    try:
        assert "Connected" in watching.stderr.readline()
        asked = desk.started(ada.name)
        deadline = time.monotonic() + 10
        while not told.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        text = told.read_text()
        assert "&lt;b&gt;Cash&lt;/b&gt; &amp; desk? Open Sparekey" in text
        assert asked["number"] not in text
    finally:
        watching.kill()
        watching.wait()
