"""Runs the real programs for the tests: `sparekey` on phones with homes of their own, `sparekey-server` on loopback.

Nothing of the caller's environment reaches the programs but PATH, and everything they write lies in temporary folders.

    sparekey("codes", home=folder).json     one command; `.out`, `.err`, `.status` too
    phone("old").add(uri)                   a home folder with shorthands for the usual commands
    service.url, service.verify(user, code) the account service of this test module
    storage                                 an empty folder; f"folder:{storage}" names it
    at(storage, options)                    how a storage is given to a command
"""

import base64
import dataclasses
import json
import os
import pathlib
import re
import subprocess
import tempfile
import threading
import urllib.error
import urllib.request

import pytest

from moments import PATIENCE, wait_until
from ports import free_port

pytest_plugins = ["steps", "chromium", "portable_peers"]

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("SPAREKEY_BUILD", ROOT / ".build" / "debug")).resolve()
FIXTURES = pathlib.Path(__file__).resolve().parent / "fixtures"
PASSWORD = "nine wet umbrellas at noon"


def environment(**changes):
    """The environment of a program: nothing inherited but what finds and loads it. None takes a variable out."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR") if name in os.environ}
    values = kept | {"LANG": "C.UTF-8", "HOME": "/nonexistent"} | changes
    return {name: str(value) for name, value in values.items() if value is not None}


# These files take longest, and begin first, so that no worker is left with one of them at the end.
LONG = (
    "test_page/test_accessibility.py", "test_storage/test_kills.py", "test_page/test_lost_phone.py", "test_account_rules/",
    "test_openid/test_browser.py", "test_page/test_thousand_accounts.py", "test_service_stops.py",
    "test_phone/", "test_output_changes.py",
)


def pytest_collection_modifyitems(items):
    """Puts the long files first; the tests of a file share servers, and run in one worker."""

    def place(item):
        path = item.path.relative_to(FIXTURES.parent).as_posix()
        return next((number for number, start in enumerate(LONG) if path.startswith(start)), len(LONG))

    items.sort(key=place)


@dataclasses.dataclass
class Result:
    """How a command ended."""

    status: int
    out: str
    err: str
    arguments: list

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def error(self):
        """The failure: a dictionary with code, message and remedy."""
        return self.json["error"]

    @property
    def code(self):
        return self.error["code"]


def run_sparekey(*args, home=None, env=None, input=None, check=True, json=True, password=None, language=None,
                 timeout=120, under=(), cwd=None):
    """Runs one command to its end. Without `home` it runs on a phone that holds nothing.

    `password` is given in SPAREKEY_PASSWORD, `language` in SPAREKEY_LANG; `under` is a program that runs it.
    """
    with tempfile.TemporaryDirectory(prefix="sparekey-") as empty:
        arguments = [*map(str, under), str(BUILD / "sparekey"), *map(str, args)]
        arguments += ["--home", str(home or os.path.join(empty, "home"))]
        arguments += ["--json"] if json else []
        variables = {"SPAREKEY_PASSWORD": password, "SPAREKEY_LANG": language} | (env or {})
        # A session of its own has no terminal, so that nothing can ask whoever runs the tests.
        done = subprocess.run(
            arguments, env=environment(**variables), input=input if input is not None else "", text=True,
            capture_output=True, timeout=timeout, start_new_session=True, cwd=cwd,
        )
    result = Result(done.returncode, done.stdout, done.stderr, arguments)
    if check:
        assert result.status == 0, f"{args} ended with {result.status}: {result.out}{result.err}"
    return result


def at(storage, options):
    """The arguments for a storage, a folder or a place with its location; its password goes into the environment."""
    options["env"] = getattr(storage, "secret", {}) | (options.get("env") or {})
    return "--storage", getattr(storage, "location", f"folder:{storage}")


class Phone:
    """A device: a home folder, and the usual commands on it."""

    def __init__(self, home):
        self.home = pathlib.Path(home)

    def run(self, *args, **options):
        return run_sparekey(*args, home=self.home, **options)

    def add(self, uri, *args, **options):
        """Adds an account. The address goes in by standard input, as one with odd characters has to."""
        return self.run("add", "-", *args, input=uri, **options)

    def list(self):
        return self.run("list").json

    def labels(self):
        return [(entry["issuer"], entry["account"]) for entry in self.list()]

    def codes(self, at=None):
        """The lines of `codes`, by entry identifier."""
        lines = self.run("codes", *([] if at is None else ["--at", at])).json
        return {line["id"]: line for line in lines}

    def code(self, name, at=None):
        return self.run("code", name, *([] if at is None else ["--at", at])).json["code"]

    def create_account(self, user, service, password=PASSWORD, **options):
        return self.run("account", "create", user, "--service", service.url, password=password, **options)

    def sign_in(self, user, service, password=PASSWORD, **options):
        return self.run("account", "sign-in", user, "--service", service.url, password=password, **options)

    def backup_on(self, storage, *args, password=PASSWORD, **options):
        return self.run("backup", "on", *at(storage, options), *args, password=password, **options)

    def backup_status(self, **options):
        """What is known of the backup; one that does not work ends the command with the status of its failure."""
        told = self.run("backup", "status", check=False, **options)
        assert (told.status == 0) == (told.json["problem"] is None or told.json["state"] == "paused"), told
        return told.json

    def recover(self, user, service, storage, *args, password=PASSWORD, **options):
        return self.run(
            "recover", user, "--service", service.url, *at(storage, options), *args, password=password, **options
        )


class Service:
    """The account service: the real program, its own data folder, and a port that it keeps."""

    def __init__(self, folder, arguments=(), under=(), clock=None):
        self.folder = pathlib.Path(folder)
        self.data = self.folder / "data"
        self.log = self.folder / "log.txt"
        self.arguments = list(arguments)
        self.under, self.clock = list(under), clock
        self.process = None
        self.port = None
        self._party = None

    def start(self, timeout=PATIENCE):
        """Starts on the same data and, after the first time, on the same port."""
        assert self.process is None
        self.port = self.port or free_port()
        with open(self.log, "ab") as log:
            begin = log.tell()
            self.process = subprocess.Popen(
                [*self.under, BUILD / "sparekey-server", "serve", "--data", self.data,
                 "--listen", f"127.0.0.1:{self.port}", *self.arguments],
                env=environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )
        ready = re.compile(rf"listening on https?://\S+:{self.port}\b")

        def said():
            return self.log.read_bytes()[begin:].decode(errors="replace")

        try:
            wait_until(lambda: ready.search(said()) or self.process.poll() is not None, "it says nothing", timeout)
            assert ready.search(said())
        except AssertionError:
            self.stop()
            raise AssertionError(f"the service did not start: {self.log.read_text()}") from None
        return self

    def stop(self):
        """Ends the process, gently and then not."""
        process, self.process = self.process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    @property
    def pid(self):
        return self.process.pid

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def seconds_ahead(self):
        """How far the clock under which it runs is ahead of this machine's."""
        return self.clock.seconds if self.clock else 0

    def command(self, *args, check=True, json=True, env=None):
        """Runs another command of `sparekey-server` on the data of this service."""
        arguments = [*self.under, str(BUILD / "sparekey-server"), *map(str, args), "--data", str(self.data)]
        arguments += ["--json"] if json else []
        done = subprocess.run(
            arguments, env=environment(**{"SPAREKEY_PUBLIC_URL": self.url} | (env or {})), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=120,
        )
        result = Result(done.returncode, done.stdout, done.stderr, arguments)
        if check:
            assert result.status == 0, f"{args} ended with {result.status}: {result.out}{result.err}"
        return result

    def run(self, *arguments):
        """Runs a command of `sparekey-server` on the data of the service, and returns its JSON."""
        return self.command(*arguments).json

    def client(self, name, *options):
        """Adds a relying party: (id, secret); a public one has no secret."""
        added = self.run("client", "add", name, *options)
        return added["id"], added.get("secret")

    def request(self, method, path, body=None, headers=None):
        """Sends a request: (status, body as bytes)."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers or {}, method=method)
        if data is not None:
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def verify_request(self, username, code, party=None):
        """Asks as a relying party whether a code is right: (status, body as a dictionary)."""
        if party is None:
            self._party = party = self._party or self.client("tests")
        token = base64.b64encode(":".join(party).encode()).decode()
        status, body = self.request(
            "POST", "/v1/codes/verify", {"username": username, "code": code}, {"Authorization": f"Basic {token}"}
        )
        return status, json.loads(body)

    def verify(self, username, code, party=None):
        """Whether the service accepts a code, which it does once."""
        status, body = self.verify_request(username, code, party)
        assert status == 200, (status, body)
        return body["valid"]


@pytest.fixture(scope="session")
def sparekey():
    """Runs `sparekey`: sparekey(*args, home=…, env=…, input=…, check=True, json=True, password=…, language=…)."""
    return run_sparekey


@pytest.fixture(scope="session")
def phone(tmp_path_factory):
    """Makes phones: phone("old"). Each call makes a new one, whatever the name."""
    return lambda name="phone": Phone(tmp_path_factory.mktemp(name) / "home")


@pytest.fixture(scope="session")
def new_storage(tmp_path_factory):
    """Makes empty folders for backups: new_storage()."""
    return lambda: tmp_path_factory.mktemp("storage")


@pytest.fixture
def storage(new_storage):
    """An empty folder for backups."""
    return new_storage()


@pytest.fixture(scope="session")
def new_service(tmp_path_factory):
    """Starts account services of their own: new_service(). They end with the tests."""
    services = []

    def start(arguments=(), under=()):
        service = Service(tmp_path_factory.mktemp("service"), arguments, under)
        services.append(service)
        return service.start()

    yield start
    for service in services:
        service.stop()


@pytest.fixture(scope="module")
def service(new_service):
    """The account service of a test module. A test that stops it starts it again."""
    service = new_service()
    yield service
    service.stop()


@pytest.fixture(scope="session")
def together():
    """Runs a function for each of many arguments at once, in threads; the results come in the order of arguments."""

    def run(function, arguments):
        arguments = list(arguments)
        results = [None] * len(arguments)
        barrier = threading.Barrier(len(arguments))

        def work(index):
            barrier.wait()
            try:
                results[index] = function(arguments[index])
            except Exception as error:  # Handed to the test, which a thread cannot fail on its own.
                results[index] = error

        threads = [threading.Thread(target=work, args=(index,)) for index in range(len(arguments))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for result in results:
            if isinstance(result, Exception):
                raise result
        return results

    return run
