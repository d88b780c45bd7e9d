"""Starts and stops server programs on free ports of loopback, and drives `storage-peer`."""

import base64
import contextlib
import json
import os
import pathlib
import queue
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import uuid

from moments import PATIENCE

ROOT = pathlib.Path(__file__).resolve().parents[3]
BUILD = pathlib.Path(os.environ.get("SPAREKEY_BUILD", ROOT / ".build" / "debug")).resolve()


class Missing(Exception):
    """A program that is not installed; the message says how to get it."""


class StorageFailure(Exception):
    """What `storage-peer` answered in place of a result."""


def find(program, package):
    """The path of a program, also where only root's PATH finds it."""
    found = shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    if not found:
        raise Missing(f"{program} is not installed: apt install {package}")
    return found


def require(path, package):
    """Checks for a file of a package."""
    if not os.path.exists(path):
        raise Missing(f"{path} is not installed: apt install {package}")
    return path


def wait_until(ready, what, timeout=PATIENCE, process=None):
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            if ready():
                return
        assert process is None or process.poll() is None, f"{what} ended with {process.returncode}"
        time.sleep(0.05)  # time: between two looks.
    raise AssertionError(f"{what} did not start within {timeout} s")


def answers(port):
    # time: it is asked again and again.
    with socket.create_connection(("127.0.0.1", port), timeout=1):
        return True


class Programs:
    """The processes and the folder of one server. They end with it, each by its own id."""

    def __init__(self, name):
        # Not below pytest's own folder, which only its owner may enter: some servers change their user.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"sparekey-{name}-"))
        self.folder.chmod(0o755)
        self.log = self.folder / "log.txt"
        self.processes = []

    def start(self, *arguments, env=None, port=None, timeout=PATIENCE):
        with open(self.log, "ab") as log:
            process = subprocess.Popen(
                [str(argument) for argument in arguments], env=os.environ | (env or {}), cwd=self.folder,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )
        self.processes.append(process)
        if port is not None:
            try:
                wait_until(lambda: answers(port), arguments[0], timeout, process)
            except AssertionError as error:
                raise AssertionError(f"{error}: {self.logs()}") from None
        return process

    def logs(self):
        """The ends of all logs."""
        return "\n".join(log.read_text(errors="replace")[-2000:] for log in sorted(self.folder.glob("*log*")))

    def run(self, *arguments, **options):
        done = subprocess.run(
            [str(argument) for argument in arguments], capture_output=True, text=True, cwd=self.folder, timeout=120,
            **options,
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"
        return done.stdout

    def stop(self):
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(timeout=120)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes = []
        shutil.rmtree(self.folder, ignore_errors=True)


class Storage:
    """One storage, driven through `storage-peer`: its methods do what BackupStorage's do, or raise StorageFailure."""

    def __init__(self, location, password=None, attempts=5, read=30_000, under=()):
        self.process = subprocess.Popen(
            [*under, BUILD / "storage-peer"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.answers = queue.Queue()
        self.lock = threading.Lock()
        threading.Thread(target=self._read, daemon=True).start()
        self.refusal = None
        try:
            self._ask(location=location, password=password, attempts=attempts, read=read)
        except StorageFailure as failure:
            self.refusal = str(failure)

    def _read(self):
        for line in self.process.stdout:
            self.answers.put(line)
        self.answers.put(None)

    def _ask(self, **command):
        with self.lock:
            self.process.stdin.write(json.dumps(command) + "\n")
            self.process.stdin.flush()
            line = self.answers.get(timeout=120)
        assert line is not None, f"storage-peer ended with {self.process.wait()}"
        answer = json.loads(line)
        if "error" in answer:
            raise StorageFailure(answer["error"])
        return answer

    def save(self, name, content):
        self._ask(do="save", name=name, bytes=base64.b64encode(content).decode())

    def load(self, name, limit=1 << 24):
        return base64.b64decode(self._ask(do="load", name=name, limit=limit)["bytes"])

    def list(self, backup=None):
        return self._ask(do="list", **({"backup": backup} if backup else {}))["names"]

    def remove(self, name):
        self._ask(do="remove", name=name)

    def race(self, name, writers):
        return self._ask(do="race", name=name, writers=writers)["winners"]

    def clauses(self):
        """What every storage must do, clause by clause."""
        return self._ask(do="clauses")["clauses"]

    def check(self, clause):
        """Holds this storage, which must be empty, to a clause."""
        self._ask(do="check", clause=clause)

    def close(self):
        self.process.stdin.close()
        assert self.process.wait(timeout=120) == 0
        self.process.stdout.close()


def failure_of(function, *arguments):
    """The error that a call ends with; None where it succeeds."""
    try:
        function(*arguments)
    except StorageFailure as failure:
        return str(failure)
    return None


def new_backup():
    return uuid.uuid4().hex


def new_name(backup=None, generation=1):
    return f"{backup or new_backup()}/{generation:08d}-{uuid.uuid4().hex[:16]}"
