"""Stops programs exactly between two steps, in whatever thread they are: see steps.c for what is a step.

    steps.kinds(lambda env: phone.add(uri, env=env))    the steps of a command that runs to its end, by kind
    phone.add(uri, check=False, env=steps.kill(7))      the command is killed when it enters its seventh step
    steps.fail(2, "fsync", "rename")                    the second of these calls fails with EIO
    steps.fail("all", "fsync", error=errno.EINVAL)      each of them fails, and so
"""

import errno
import pathlib
import shutil
import signal
import subprocess

import pytest


def shared_library(name, folder):
    """Compiles NAME.c of this folder for LD_PRELOAD."""
    library = folder / f"{name}.so"
    # Swift's toolchain brings a compiler for C.
    compiler = shutil.which("clang") or shutil.which("cc")
    assert compiler, "not installed: clang"
    source = pathlib.Path(__file__).with_name(f"{name}.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source, "-ldl"], check=True)
    return library


class Steps:
    """Counts, and kills at, the steps of commands."""

    def __init__(self, folder):
        self.library, self.log = shared_library("steps", folder), folder / "steps.log"

    def kinds(self, run, *kinds):
        """The kinds of the steps that a command makes, in order, of these kinds or of all."""
        self.log.unlink(missing_ok=True)
        run(self._environment(kinds) | {"STEPS_LOG": str(self.log)})
        return self.log.read_text().split()

    def kill(self, number, *kinds):
        """The environment of a command that is killed on entering this step."""
        return self._environment(kinds) | {"STEPS_KILL": str(number)}

    def fail(self, number, *kinds, error=errno.EIO):
        """The environment of a command whose call at this step fails, or each call where the number is "all"."""
        return self._environment(kinds) | {"STEPS_FAIL": str(number), "STEPS_ERROR": str(error)}

    def _environment(self, kinds):
        return {"LD_PRELOAD": str(self.library)} | ({"STEPS_KINDS": f" {' '.join(kinds)} "} if kinds else {})


def killed(result):
    """Whether a command was killed rather than done; any other end is a failure."""
    if result.status == 0:
        return False
    assert result.status == -signal.SIGKILL, result
    return True


def evenly(count, most):
    """Numbers from 1 to `count`: all of them, or as many as may be, evenly chosen with the first and the last."""
    if count <= most:
        return list(range(1, count + 1))
    return sorted({1 + round(index * (count - 1) / (most - 1)) for index in range(most)})


class Sweep:
    """Kills one command after the other, each at a later step, and counts."""

    def __init__(self, steps, tally, what, most=60):
        self.steps, self.tally, self.what, self.most = steps, tally, what, most

    def over(self, run, prepare=lambda: None, check=lambda number: None, only=()):
        """Runs `run(env)` once to its end, and then once for each kill; `prepare` comes before and `check` after each.

        The command may make a step more or less than the first time, so that a late kill may miss it. `only` names the
        kinds of steps to kill at.
        """
        prepare()
        kinds = self.steps.kinds(run, *only)
        check(0)
        chosen, missed = evenly(len(kinds), self.most), 0
        for number in chosen:
            prepare()
            missed += not killed(run(self.steps.kill(number, *only)))
            check(number)
        self.tally.append(f"{self.what}: {len(chosen) - missed} kills at {len(kinds)} steps")
        assert missed <= len(chosen) // 5, f"{missed} of {len(chosen)} kills came too late"
        return kinds


@pytest.fixture(scope="session")
def steps(tmp_path_factory):
    """Stops programs exactly between two steps."""
    return Steps(tmp_path_factory.mktemp("steps"))


LINES = pytest.StashKey()


@pytest.fixture(scope="session")
def tally(pytestconfig):
    """Lines that the summary of the whole run shows."""
    return pytestconfig.stash.setdefault(LINES, [])


@pytest.fixture
def sweep(steps, tally):
    """Kills a command at its steps: sweep("adding").over(run, prepare, check)."""
    return lambda what, most=60: Sweep(steps, tally, what, most)


def pytest_sessionfinish(session):
    """A worker hands its lines to the process that shows the summary."""
    if (output := getattr(session.config, "workeroutput", None)) is not None:
        output["tally"] = session.config.stash.get(LINES, [])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node, error):
    node.config.stash.setdefault(LINES, []).extend(getattr(node, "workeroutput", {}).get("tally", []))


def pytest_terminal_summary(terminalreporter, config):
    for line in config.stash.get(LINES, []):
        terminalreporter.write_line(line)
