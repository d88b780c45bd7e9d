"""The commands of `sparekey-server`, run to their end."""

import json
import subprocess

from conftest import BUILD, environment


def server(*args, json_output=True, under=(), **variables):
    """Runs a command of `sparekey-server` to its end: (status, standard output, standard error)."""
    done = subprocess.run(
        [*under, BUILD / "sparekey-server", *map(str, args), *(["--json"] if json_output else [])],
        env=environment(**variables), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
    )
    return done.returncode, done.stdout, done.stderr


def code(done):
    """The code of the failure that a command has ended with."""
    return json.loads(done[1])["error"]["code"]


def checks(*args, **variables):
    """What doctor says: (status, {check: code})."""
    status, out, _ = server("doctor", *args, **variables)
    return status, {check["check"]: check["code"] for check in json.loads(out)["checks"]}


def files(folder):
    return {path.name for path in folder.iterdir()}
