"""Time on a machine that does other things as well: windows in which a test counts, and waiting for what comes.

Nothing here makes a test slow where all is well: it waits until a thing is so, and for a window where one is about to
end. How long a thing may take says nothing about a program on a busy machine, so PATIENCE is generous.
"""

import time

PATIENCE = 120
STEP, QUARTER, HOUR, DAY = 30, 900, 3_600, 86_400


def settle(window=QUARTER, seconds=None):
    """Waits where a window is about to end, so that what a test counts or compares lies in one of them.

    A step of codes leaves ten seconds, a longer window, in which guesses are counted, two minutes.
    """
    seconds = seconds or (10 if window == STEP else 120)
    left = window - time.time() % window
    if left < seconds:
        time.sleep(left + 0.5)


def wait_until(ready, what="it did not come to pass", seconds=PATIENCE):
    """Waits until `ready()` is true, and returns that."""
    deadline = time.monotonic() + seconds
    while True:
        if found := ready():
            return found
        assert time.monotonic() < deadline, what() if callable(what) else what
        time.sleep(0.05)


def stays(ready, seconds):
    """Whether something is still so after a while in which it could have ended, looked at all along."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not ready():
            return False
        time.sleep(0.05)
    return True
