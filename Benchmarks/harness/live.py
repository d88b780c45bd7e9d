"""Thousands of devices connected at once: how soon a sign-in request reaches one, and what each takes in memory."""

import asyncio
import base64
import concurrent.futures
import importlib.util
import json
import os
import pathlib
import random
import resource
import subprocess
import sys
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests" / "Interop"))
SLUG = "crowd"
GOAL = 0.1


class Connection:
    """One device's stream of events over a socket of its own, as little as it takes."""

    def __init__(self, approver):
        self.approver = approver
        self.heard = asyncio.Queue()

    async def open(self, port):
        path = "/v1/requests/events"
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        authorization = self.approver.authorization("GET", path)
        self.writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {authorization}\r\n\r\n".encode())
        head = await self.reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n")[0]:
            raise ConnectionError(head.decode())
        # The first cursor comes once there is nothing more to catch up with.
        await self.reader.readuntil(b"\nid: ")
        self.task = asyncio.create_task(self.read())

    async def read(self):
        """Notes when each request arrives."""
        try:
            while line := await self.reader.readline():
                if line.startswith(b"event: request"):
                    self.heard.put_nowait((time.perf_counter(), json.loads((await self.reader.readline())[6:])["id"]))
        except (OSError, asyncio.IncompleteReadError):
            pass

    async def close(self):
        self.task.cancel()
        self.writer.close()


class Asker:
    """An application that asks devices, on one connection."""

    def __init__(self, client, secret):
        token = base64.b64encode(f"{client}:{secret}".encode()).decode()
        self.head = f"POST /openid/backchannel HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic {token}\r\n"

    async def open(self, port):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)

    async def ask(self, username):
        """Starts a request: (when, when it was answered)."""
        body = urllib.parse.urlencode({"scope": "openid", "login_hint": username})
        kind = "Content-Type: application/x-www-form-urlencoded\r\n"
        start = time.perf_counter()
        self.writer.write(f"{self.head}{kind}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.split("content-length: ")[1].split("\r\n")[0])
        answer = await self.reader.readexactly(length)
        if " 200 " not in head.split("\r\n")[0]:
            raise ConnectionError(head + answer.decode())
        return start, time.perf_counter()


def members(service, server, data, count):
    """Adds so many members, each with a device: [(user name, device)]."""
    from approval_peer import Approver

    def console(*arguments):
        done = subprocess.run(
            [str(server), *arguments, "--data", str(data), "--json"], stdin=subprocess.DEVNULL, capture_output=True,
            text=True, env={"PATH": os.environ["PATH"], "SPAREKEY_PUBLIC_URL": service.url},
        )
        if done.returncode != 0:
            raise RuntimeError(done.stdout + done.stderr)
        return json.loads(done.stdout)

    def make(number):
        console("member", "add", SLUG, f"m{number}")
        code = console("member", "qr", SLUG, f"m{number}")["code"]
        return f"m{number}@{SLUG}", Approver.enroll(service, code, "load")

    console("organization", "create", SLUG, "--name", "Crowd")
    client = console("client", "add", "Load", "--backchannel")
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        return list(pool.map(make, range(count))), Asker(client["id"], client["secret"])


def resident(pid):
    """The bytes of memory that a process has."""
    return int(subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True).stdout) * 1024


async def run(service, pid, people, asker, rounds, settle=2.0):
    """Connects all, asks some one after another, and returns what was measured."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    connections = {username: Connection(approver) for username, approver in people}
    names = list(connections)
    gate = asyncio.Semaphore(50)

    async def connect(name):
        async with gate:
            await connections[name].open(service.port)

    await asyncio.sleep(settle)
    memory = [resident(pid)]
    for half in (names[:len(names) // 2], names[len(names) // 2:]):
        await asyncio.gather(*map(connect, half))
        await asyncio.sleep(settle)
        memory.append(resident(pid))
    await asker.open(service.port)
    times = []
    for name in random.sample(names, min(rounds, len(names))):
        start, answered = await asker.ask(name)
        arrived, _ = await asyncio.wait_for(connections[name].heard.get(), 120)
        times.append((arrived - start, answered - start))
        await asyncio.sleep(0.01)
    # Nobody has heard what was not for him.
    stray = sum(connection.heard.qsize() for connection in connections.values())
    connected = sum(not connection.task.done() for connection in connections.values())
    await asyncio.gather(*(connection.close() for connection in connections.values()))
    return {"times": times, "memory": memory, "stray": stray, "connected": connected}


def measure(bench):
    """The rows of script/bench."""
    from .programs import Service
    from .table import row

    if not importlib.util.find_spec("cryptography"):
        bench.notes.append("Python has no module cryptography, so the rows of connected devices are missing.")
        return []
    count = 200 if bench.quick else 2_000
    data = bench.folder / "live"
    with Service(bench.programs, data) as service:
        people, asker = members(service, bench.programs / "sparekey-server", data, count)
        found = asyncio.run(run(service, service.process.pid, people, asker, 50 if bench.quick else 300))
    times, memory = found["times"], found["memory"]
    if found["connected"] != count or found["stray"]:
        sys.exit(f"{found['connected']} of {count} devices stayed connected, {found['stray']} events went astray")
    arrivals = sorted(arrival for arrival, _ in times)
    shown = ", ".join(
        f"{name} {arrivals[min(len(arrivals) - 1, int(len(arrivals) * part))] * 1e3:.1f} ms"
        for name, part in (("median", 0.5), ("99 of 100 within", 0.99), ("longest", 1))
    )
    half = count // 2
    first, second = (memory[1] - memory[0]) / half, (memory[2] - memory[1]) / (count - half)
    bench.notes.append(
        f"{count:,} devices connected at once; a request reached its device after: {shown}. The service had "
        f"{memory[0] / 2**20:.0f} MiB before and {memory[2] / 2**20:.0f} MiB with all of them: "
        f"{(memory[2] - memory[0]) / count / 1024:.1f} KiB for each idle device."
    )
    arrival = row(
        f"a sign-in request reaches one of {count:,} devices", "the most that it may take",
        [(seconds, GOAL) for seconds in arrivals], "ms", 1e3, goal=1.0,
    )
    return [arrival, {
        "what": "memory of one idle device more, second half", "ours": second / 1024, "beside": "the same, first half",
        "theirs": first / 1024, "unit": "KiB", "ratio": second / first, "goal": None, "rounds": 1,
    }]
