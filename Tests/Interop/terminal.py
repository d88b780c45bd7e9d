"""Runs programs at a terminal of their own, where they can ask."""

import os
import pty
import select
import subprocess
import time

from conftest import environment


class Terminal:
    """A program at a terminal of its own."""

    def __init__(self, arguments, variables, folder):
        self.master, self.slave = pty.openpty()
        self.process = subprocess.Popen(
            ["setsid", "--ctty", *map(str, arguments)], stdin=self.slave, stdout=self.slave, stderr=self.slave,
            env=environment(**variables), cwd=folder,
        )
        os.close(self.slave)
        self.shown = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)

    def read_until(self, word):
        deadline = time.monotonic() + 30
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
        self.drain()
        return self.process.wait(timeout=60)
