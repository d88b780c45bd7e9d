"""Runs `sparekey-server` on loopback, with a data folder and a port that it keeps."""

import base64
import json
import pathlib
import re
import subprocess
import urllib.error
import urllib.request

from moments import PATIENCE, wait_until
from phones import BUILD, Result, environment
from ports import free_port


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
