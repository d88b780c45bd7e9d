"""A disk that is full, and one that cannot be written, under a folder and under a WebDAV server."""

import os
import subprocess

import pytest

from failures import AS_ROOT, expect

from .test_status import Bench

PLACES = ["folder", "webdav"]
pytestmark = pytest.mark.skipif(not AS_ROOT, reason="only root can mount a small disk")


@pytest.fixture
def disk(make_place):
    """A place on a disk of its own, with room for two snapshots."""
    place = make_place()
    place.put("mine", b"")
    place.delete("mine")
    owner = place.folder.stat()
    options = f"size=64k,mode=755,uid={owner.st_uid},gid={owner.st_gid}"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", place.folder], capture_output=True, text=True
    )
    if mounted.returncode != 0:
        pytest.skip(f"mounting is not allowed here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", place.folder], check=True)


def test_the_status_is_true_on_a_disk_that_is_full_and_on_one_that_cannot_be_written(disk, phone, service):
    bench = Bench(disk, phone, service, f"disk-{disk.kind}")
    ballast = disk.folder / "ballast"
    with open(ballast, "wb") as file:
        try:
            while True:
                os.write(file.fileno(), bytes(4096))
        except OSError:
            pass
    bench.fail("storage.full")
    expect("storage.full", 75, bench.phone.run, "backup", "now")
    assert not [name for name in disk.names() if "new-" in name], "half a snapshot takes up the room"
    ballast.unlink()
    bench.heal()
    subprocess.run(["mount", "-o", "remount,ro", disk.folder], check=True)
    # Apache says no more of it than that it has a fault.
    code, status = ("storage.read-only", 77) if disk.kind == "folder" else ("storage.failed", 69)
    try:
        bench.fail(code)
        expect(code, status, bench.phone.run, "backup", "now")
    finally:
        subprocess.run(["mount", "-o", "remount,rw", disk.folder], check=True)
    bench.heal()
    bench.check_recovery()
