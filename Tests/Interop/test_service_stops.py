"""A service that is stopped under load leaves every acknowledged row in one file.

`SPAREKEY_STOPS` says how often it is stopped, 50 times unless it is set.
"""

import base64
import concurrent.futures
import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import threading

import pytest

from conftest import Service
from console import files
from moments import wait_until

STOPS = int(os.environ.get("SPAREKEY_STOPS", "50"))
# Any encoded point will do for the two keys of KE1: here the generator (RFC 9496 appendix A.1).
POINT = bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76")
KE1 = base64.b64encode(POINT + bytes(32) + POINT).decode()


def started_sign_ins(database):
    """The sign-ins in a copy of the file alone, without what lies beside it."""
    alone = database.with_name("alone.sqlite")
    shutil.copy(database, alone)
    try:
        with sqlite3.connect(alone) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            return {row[0] for row in connection.execute("SELECT id FROM sign_in")}
    finally:
        connection.close()
        alone.unlink()


class Load:
    """Starts sign-ins from several threads until the service is gone; `acknowledged` has those that were answered."""

    def __init__(self, port):
        self.port, self.acknowledged, self.count, self.lock = port, set(), 0, threading.Lock()
        self.threads = [threading.Thread(target=self.run, daemon=True) for _ in range(3)]
        for thread in self.threads:
            thread.start()

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            while True:
                with self.lock:
                    self.count += 1
                    number = self.count
                body = json.dumps({"username": f"nobody-{os.urandom(6).hex()}", "ke1": KE1})
                address = f"198.{number % 250}.{os.urandom(1)[0]}.{os.urandom(1)[0]}"
                connection.request("POST", "/v1/sign-ins/start", body, {
                    "Content-Type": "application/json", "X-Forwarded-For": address,
                })
                answer = connection.getresponse()
                text = answer.read()
                assert answer.status == 200, text
                with self.lock:
                    self.acknowledged.add(json.loads(text)["signIn"])
        except (OSError, http.client.HTTPException):
            pass  # The service stops.
        finally:
            connection.close()

    def enough(self, count):
        wait_until(lambda: len(self.acknowledged) >= count, "the service acknowledges too little")

    def end(self):
        for thread in self.threads:
            thread.join()


def stop_under_load(service, how):
    """One life of the service: what it acknowledged, and what stands in its file afterwards."""
    service.start()
    # Somebody is connected and says nothing, and somebody sends half a request.
    idle = socket.create_connection(("127.0.0.1", service.port))
    half = socket.create_connection(("127.0.0.1", service.port))
    half.sendall(b"POST /v1/sign-ins/start HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{")
    load = Load(service.port)
    load.enough(8)
    process, service.process = service.process, None
    process.send_signal(how)
    half.close()
    assert process.wait(timeout=120) == 0
    load.end()
    idle.close()
    left = {name for name in files(service.data) if name.startswith("sparekey.sqlite")}
    assert left == {"sparekey.sqlite"}
    assert load.acknowledged <= started_sign_ins(service.data / "sparekey.sqlite")
    return len(load.acknowledged)


@pytest.mark.timeout(1800)
def test_a_stop_under_load_leaves_every_acknowledged_row_in_one_file(tmp_path):
    services = [Service(tmp_path / str(number), ["--behind-proxy"]) for number in range(2)]
    for service in services:
        service.folder.mkdir()

    def lives(service):
        ways = [signal.SIGTERM, signal.SIGINT]
        return sum(stop_under_load(service, ways[round % 2]) for round in range(STOPS // len(services)))

    with concurrent.futures.ThreadPoolExecutor() as pool:
        assert sum(pool.map(lives, services)) >= 8 * (STOPS // 2) * 2
