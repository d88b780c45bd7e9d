"""Outputs that take nothing, and what a command says to them."""

import json
import os
import subprocess

from conftest import BUILD, environment

FULL = 74


def full():
    return open("/dev/full", "w")


def unread():
    """A pipe that nobody reads any more."""
    reader, writer = os.pipe()
    os.close(reader)
    return os.fdopen(writer, "w")


# Each way in which what a command prints can be lost, and each form of what it prints.
OUTPUTS = [(output, form) for output in (full, unread) for form in ([], ["--json"])]


def run(program, arguments, output, **variables):
    return subprocess.run(
        [BUILD / program, *map(str, arguments)], env=environment(**variables), stdin=subprocess.DEVNULL, stdout=output,
        stderr=subprocess.PIPE, text=True, timeout=120, start_new_session=True,
    )


def check(result, output, name):
    """One line and the status; who has read enough, as `head` does, is told nothing."""
    assert result.returncode == FULL, (name, result.returncode, result.stderr)
    if output is full:
        assert len(result.stderr.splitlines()) == 1, (name, result.stderr)
        assert result.stderr.endswith("[output.failed]\n"), (name, result.stderr)
    else:
        assert result.stderr == "", (name, result.stderr)


def commands(program):
    """All commands of a program that do something, by their names: `backup on`."""
    dump = subprocess.run([BUILD / program, "--experimental-dump-help"], env=environment(), capture_output=True)
    root = json.loads(dump.stdout)["command"]

    def leaves(command, path):
        below = [sub for sub in command.get("subcommands", []) if sub["commandName"] != "help"]
        if not below:
            yield " ".join(path)
        for sub in below:
            yield from leaves(sub, [*path, sub["commandName"]])

    return list(leaves(root, []))
