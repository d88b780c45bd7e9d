"""A clock that a test moves, and that running programs follow at every look: see clock.c.

    clock = Clock(folder / "clock", seconds=90)     a minute and a half ahead
    phone.run("list", under=clock.under)
    clock.wait(days=8)                              from now on it is eight days later
"""

import atexit
import datetime
import functools
import pathlib
import shutil
import struct
import tempfile

from steps import shared_library


@functools.cache
def library():
    """The library that changes what a program is told."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="sparekey-clock-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    # Programs of other users are told the time as well.
    folder.chmod(0o755)
    return shared_library("clock", folder)


class Clock:
    """A clock that is so many seconds ahead of this machine's."""

    def __init__(self, file, seconds=0):
        self.file, self.seconds = pathlib.Path(file), seconds
        self.file.write_bytes(struct.pack("=q", seconds))

    @classmethod
    def early(cls, file):
        """A clock that shows one in the morning, early in each window of a quarter, an hour and a day, whenever it is."""
        now = datetime.datetime.now(datetime.timezone.utc)
        today = datetime.timedelta(hours=now.hour, minutes=now.minute, seconds=now.second)
        return cls(file, int((datetime.timedelta(days=1, hours=1) - today).total_seconds()))

    def wait(self, days=0, hours=0, minutes=0):
        """Moves the clock on; running programs see it at once."""
        self.seconds += int(((days * 24 + hours) * 60 + minutes) * 60)
        with open(self.file, "r+b", buffering=0) as file:
            file.write(struct.pack("=q", self.seconds))

    @property
    def now(self):
        """What it shows."""
        return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=self.seconds)

    @property
    def under(self):
        """What a program runs under that is to see this clock."""
        return ["env", f"LD_PRELOAD={library()}", f"CLOCK_FILE={self.file}"]
