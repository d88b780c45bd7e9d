"""Ports of loopback for servers and for nobody: each worker has a range of its own, from which no connection goes out.

A port that the system chooses may be the end of somebody's connection a moment later, while a service that is started
again on it, or a test that wants nobody to listen there, still counts on it.
"""

import itertools
import os
import pathlib
import socket

FIRST, WIDTH = 10_000, 2_000
SYSTEM = pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range")


def _ports():
    """The ports of this worker, again and again; where it begins differs between runs that happen side by side."""
    end = int(SYSTEM.read_text().split()[0]) if SYSTEM.exists() else 32_768
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = FIRST + worker * WIDTH % (end - FIRST - WIDTH)
    begin = os.getpid() * 7 % WIDTH
    return itertools.cycle([*range(first + begin, first + WIDTH), *range(first, first + begin)])


_next = _ports()
_pages = {}


def free_port():
    """A port that nobody listens on, and that is given to nobody else."""
    for port in itertools.islice(_next, WIDTH):
        with socket.socket() as listening:
            try:
                listening.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")


def page_port(home):
    """The port of a phone's page: the same at each start, and given to nobody else; those of people may meet by chance."""
    if home not in _pages:
        _pages[home] = free_port()
    return str(_pages[home])
