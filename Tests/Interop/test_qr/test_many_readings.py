"""Reading a picture does not fail at random, however busy the machine is.

`SPAREKEY_READINGS` says how many pictures are read, 200 unless it is set. No reading is tried again here, as the programs
do once after a death by a signal.
"""

import concurrent.futures
import os
import subprocess
import sys

import pytest

import pictures
from conftest import BUILD, environment
from test_qr.conftest import URI

READINGS = int(os.environ.get("SPAREKEY_READINGS", "200"))
AT_A_TIME = 4


@pytest.fixture
def busy_machine():
    """A process for each processor that does nothing but compute."""
    processes = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count())]
    yield
    for process in processes:
        process.kill()
        process.wait()


def test_no_reading_of_many_at_once_on_a_busy_machine_fails(save, busy_machine):
    names = ["code.png", "code.jpg", "code.webp"]
    requests = [b"P" + save(pictures.code(URI), name).read_bytes() for name in names]

    def read(number):
        done = subprocess.run(
            [BUILD / "sparekey-qr"], input=requests[number % len(requests)], capture_output=True, env=environment(),
            timeout=120,
        )
        return done.returncode, URI.encode() in done.stdout

    with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
        results = list(pool.map(read, range(READINGS)))
    assert len(results) == READINGS
    assert set(results) == {(0, True)}, {result: results.count(result) for result in set(results)}
