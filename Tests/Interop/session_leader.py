"""The process that a terminal belongs to, as a shell is in real life."""

import fcntl
import os
import select
import signal
import struct
import subprocess
import termios

from moments import PATIENCE


class SessionLeader:
    """Starts a program in a session of its own, and outlives it.

    When the leader of a session ends, the system drops what the terminal has not yet passed on. A program that were the
    leader itself would at times lose its last lines.
    """

    def __init__(self, arguments, terminal, **options):
        news, self._news = os.pipe()
        self._release, release = os.pipe()
        self._process = subprocess.Popen(
            [*map(str, arguments)], stdin=terminal, stdout=terminal, stderr=terminal, preexec_fn=self._begin, **options,
        )
        os.close(self._news)
        os.close(self._release)
        self._news, self._release = news, release
        self.program = self._read()
        self._status = None

    def _begin(self):
        """Runs in the new process: makes the session, and returns in the program alone."""
        os.setsid()
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
        # Whoever runs the tests in the background has Ctrl-C ignored, which programs would inherit.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if program := os.fork():
            self._lead(program)

    def _lead(self, program):
        """Tells the number of the program, then how it ended, and waits until the terminal was read to its end."""
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        first, second = sorted([self._news, self._release])
        os.closerange(0, first)
        os.closerange(first + 1, second)
        os.closerange(second + 1, 1 << 16)
        os.write(self._news, struct.pack("i", program))
        os.write(self._news, struct.pack("i", os.waitpid(program, 0)[1]))
        os.read(self._release, 1)
        os._exit(0)

    def _read(self):
        ready, _, _ = select.select([self._news], [], [], PATIENCE)
        assert ready, "the program has not ended"
        return struct.unpack("i", os.read(self._news, 4))[0]

    def has_ended(self):
        return self._status is not None or bool(select.select([self._news], [], [], 0)[0])

    def end(self):
        """Waits for the end of the program and then of the session: the status as `wait` has it."""
        if self._status is None:
            self._status = self._read()
            os.close(self._release)
            os.close(self._news)
            self._process.wait()
        return self._status
