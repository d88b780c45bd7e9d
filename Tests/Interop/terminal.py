"""Runs programs at a terminal of their own, where they can ask."""

import os
import pty
import re
import select
import signal
import time

from conftest import BUILD, environment
from moments import PATIENCE
from session_leader import SessionLeader


class Terminal:
    """A program at a terminal of its own."""

    def __init__(self, arguments, variables, folder):
        self.master, slave = pty.openpty()
        self.leader = SessionLeader(arguments, slave, env=environment(**variables), cwd=folder)
        os.close(slave)
        self.pid = self.leader.program
        self.shown = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if not self.leader.has_ended():
            self.send_signal(signal.SIGKILL)
        self.leader.end()
        os.close(self.master)

    def send_signal(self, number):
        os.kill(self.pid, number)

    def read_until(self, word):
        deadline = time.monotonic() + PATIENCE
        while word.encode() not in self.shown:
            ready, _, _ = select.select([self.master], [], [], max(0, deadline - time.monotonic()))
            assert ready, f"{word!r} was not shown, but {self.shown!r}"
            self.shown += os.read(self.master, 4096)

    def type(self, line):
        os.write(self.master, line + b"\n")

    def drain(self):
        try:
            while data := os.read(self.master, 4096):
                self.shown += data
        except OSError:
            pass  # The terminal is closed with the program.

    def end(self):
        """Reads to the end: the exit status of the program, or less than 0 for the signal that ended it."""
        self.drain()
        return os.waitstatus_to_exitcode(self.leader.end())


def at_terminal(*args, home, answers=(), language="en", env=None, under=()):
    """Runs `sparekey` and types the answers at its prompts in turn: (exit status, everything that was shown).

    A prompt is text that ends in a colon, a bracket or a question mark and a space, with no line after it. An answer
    that arrives only after it was asked for is a function that returns it.
    """
    answers, variables = list(answers), {"SPAREKEY_LANG": language, "TERM": "dumb"} | (env or {})
    with Terminal([*under, BUILD / "sparekey", *args, "--home", home], variables, None) as terminal:
        deadline = time.monotonic() + PATIENCE
        while answers:
            assert time.monotonic() < deadline, f"{args} did not ask: {terminal.shown}"
            if select.select([terminal.master], [], [], 0.2)[0]:
                try:
                    terminal.shown += os.read(terminal.master, 4096)
                except OSError:
                    break  # The program has ended.
            elif re.search(rb"[:\]?] $", terminal.shown):
                answer = answers.pop(0)
                terminal.type((answer() if callable(answer) else answer).encode())
                terminal.shown += b"\n"
        status = terminal.end()
    shown = terminal.shown.decode(errors="replace").replace("\r\n", "\n")
    assert not answers, f"{args} did not ask for everything: {shown}"
    return status, shown
