"""A backup of many accounts after one change: its time beside the bare work, and the memory that it takes."""

import contextlib
import pathlib
import statistics
import sys

from .programs import STORAGE_PASSWORD, Service, peak_memory, uri
from .table import inner_row

ROOT = pathlib.Path(__file__).resolve().parents[2]
ACCOUNTS = 10_000
# A vault holds at most 20,000.
SIZES = (1_000, 10_000, 19_900)


def measure(bench):
    rows = []
    with Service(bench.programs, bench.folder / "backups") as service, storages(bench) as places:
        for name, (location, password, goal) in places.items():
            home = make_home(bench, service, f"time-{name}", location, password)
            found = bench.inner("backup", home, ACCOUNTS, 11 if bench.quick else 51)
            what = f"a backup of {ACCOUNTS:,} accounts after one change, {name}"
            rows.append(inner_row(what, "sealing, writing, reading back and opening as many bytes", found, goal, "ms", 1e-3))
        rows.append(memory(bench, make_home(bench, service, "memory", location, password)))
    bench.notes.append(
        "A backup is one whole run in a process that has the vault open: reading the head from sparekey-server, "
        "sealing, saving, reading back, comparing and opening, advancing the head, looking for old snapshots, and "
        "noting the snapshot beside the vault. The bare work is done in turns in the same process, with "
        "the same storage and its ways to save and load."
    )
    return rows


@contextlib.contextmanager
def storages(bench):
    """Locations with password and goal, by name. Apache is the one that the tests run."""
    sys.path.insert(0, str(ROOT / "Tests" / "Interop"))
    from test_storage.programs import Missing
    from test_storage.webdav import Apache

    folder = bench.folder / "kept"
    folder.mkdir()
    places = {"folder": (f"folder:{folder}", "", None)}
    try:
        apache = Apache()
    except Missing as reason:
        bench.notes.append(f"{reason}; so the row of a backup over loopback is missing.")
        yield places
        return
    try:
        yield places | {"WebDAV": (apache.location(), apache.password, 2.0)}
    finally:
        apache.stop()


def make_home(bench, service, name, location, password):
    """A device with an account of its own, whose backup is on."""
    home = bench.folder / name
    bench.sparekey(home, "account", "create", name, "--service", service.url)
    bench.sparekey(home, "backup", "on", "--storage", location, **{STORAGE_PASSWORD: password})
    return home


def memory(bench, home):
    """What one account more takes in a large vault, beside a small one: the same where memory grows linearly."""
    peaks = []
    for size in SIZES:
        bench.inner("fill", home, size)
        add = [bench.programs / "sparekey", "add", "--home", home]
        peaks.append(statistics.median(peak_memory([*add, uri(f"New {size} {number}")]) for number in range(3)))
    small, large = (
        (peaks[index + 1] - peaks[index]) / (SIZES[index + 1] - SIZES[index]) for index in range(2)
    )
    shown = ", ".join(f"{size:,} accounts {peak / 2**20:.0f} MiB" for size, peak in zip(SIZES, peaks))
    bench.notes.append(f"Peak memory of `sparekey add` with its backup: {shown}.")
    return {
        "what": f"memory of one account more, {SIZES[1]:,} to {SIZES[2]:,}",
        "ours": large,
        "beside": f"the same, {SIZES[0]:,} to {SIZES[1]:,}",
        "theirs": small,
        "unit": "B",
        "ratio": large / small,
        "goal": 1.25,
        "rounds": 3,
    }
