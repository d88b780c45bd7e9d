"""Runs `sparekey` on phones with homes of their own; nothing of the caller's environment reaches it but PATH."""

import dataclasses
import json
import os
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("SPAREKEY_BUILD", ROOT / ".build" / "debug")).resolve()
FIXTURES = pathlib.Path(__file__).resolve().parent / "fixtures"
PASSWORD = "nine wet umbrellas at noon"


class Stretching:
    """What a password is stretched with; a fixture of conftest.py gives the tests of a file the cost that is shipped."""

    is_cheap = True


def environment(**changes):
    """The environment of a program: nothing inherited but what finds and loads it. None takes a variable out."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR") if name in os.environ}
    values = kept | {"LANG": "C.UTF-8", "HOME": "/nonexistent"} | changes
    if Stretching.is_cheap:
        # Debug builds alone know it.
        values["SPAREKEY_TEST_STRETCHING"] = "cheap"
    return {name: str(value) for name, value in values.items() if value is not None}


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
