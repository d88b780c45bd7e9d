"""Commands are killed at every step: the vault opens afterwards, and what a command acknowledged is never lost.

An acknowledged change is one whose command ended with 0. Kills at the steps of prune, merge and a change of the key, over
each storage, are in test_storage/test_kills.py.
"""

import os
import signal
import subprocess
import time

import pytest

from conftest import BUILD, PASSWORD, environment

SECRETS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def uri(number):
    """An account of its own for each number."""
    secret = "JBSWY3DPEHPK" + "".join(SECRETS[number // 32**place % 32] for place in range(4))
    return f"otpauth://totp/Site{number}:ada?secret={secret}&issuer=Site{number}"


def sites(phone):
    """The numbers of the accounts on a phone, in their order."""
    return [int(entry["issuer"][4:]) for entry in phone.list() if entry["issuer"].startswith("Site")]


class Adding:
    """Adds accounts to a phone and checks after each try that nothing acknowledged is lost."""

    def __init__(self, phone, first=0):
        self.phone = phone
        self.tried = first
        self.acknowledged = set(sites(phone))

    def once(self, **options):
        number, self.tried = self.tried, self.tried + 1
        result = self.phone.add(uri(number), check=False, **options)
        if result.status == 0:
            self.acknowledged.add(number)
        found = sites(self.phone)
        assert len(found) == len(set(found)), "an account is there twice"
        assert self.acknowledged <= set(found) <= set(range(self.tried))
        # What was written without being acknowledged stays from now on as well.
        self.acknowledged = set(found)
        return result


def test_a_killed_add_loses_nothing(phone, sweep):
    used = phone()
    used.add(uri(0))
    adding = Adding(used, first=1)
    kinds = sweep("adding an account").over(lambda env: adding.once(env=env))
    assert {"create", "write", "fsync", "rename", "link", "lock"} <= set(kinds)
    adding.once()
    names = {path.name for path in used.home.iterdir()}
    assert names == {"vault", "vault.key", "vault.lock", "vault.previous"}, "the next write cleans up"


def test_a_killed_first_add_can_be_done_again(phone, sweep):
    new = None

    def prepare():
        nonlocal new
        new = phone()

    def check(_):
        again = new.add(uri(1), check=False)
        assert again.status == 0 or again.code == "entry.duplicate", again
        assert sites(new) == [1]

    kinds = sweep("adding the first account").over(lambda env: new.add(uri(1), check=False, env=env), prepare, check)
    assert "mkdir" in kinds


@pytest.mark.parametrize("call", ["fsync", "rename", "link"])
def test_a_call_that_fails_loses_nothing(call, phone, steps):
    used = phone()
    used.add(uri(0))
    adding = Adding(used, first=1)
    for number in range(1, 20):
        result = adding.once(env=steps.fail(number, call))
        if result.status == 0:
            assert number > 1
            return
        assert (result.status, result.code) == (75, "vault.cannot-write")
    raise AssertionError("the command never survives")


@pytest.fixture(scope="module")
def backed_up(phone, service, new_storage):
    """Makes a phone whose backup is on: (phone, user, storage)."""
    count = 0

    def make():
        nonlocal count
        count += 1
        user, used, storage = f"ada{count}", phone(), new_storage()
        used.create_account(user, service)
        used.backup_on(storage)
        return used, user, storage

    return make


def check_backup(phone, entries):
    """The next command, whichever it is, completes what waits."""
    status = phone.backup_status()
    assert (status["pending"], status["problem"]) == (False, None), status
    assert status["entries"] == entries


def test_the_next_command_completes_a_backup_that_was_killed(backed_up, service, phone, sweep):
    used, user, storage = backed_up()
    adding = Adding(used)
    kinds = sweep("adding with a backup").over(
        lambda env: adding.once(env=env), check=lambda _: check_backup(used, len(adding.acknowledged) + 1)
    )
    # The change and the note of its snapshot are a rename each; the snapshot and a previous copy are a link each.
    assert kinds.count("rename") >= 2 and kinds.count("link") >= 2 and "send" in kinds
    new = phone("new")
    report = new.recover(user, service, storage).json
    assert report["restored"] == report["expected"] == len(adding.acknowledged) + 1
    assert sites(new) == sites(used)
    assert new.codes(at=0).keys() == used.codes(at=0).keys()


def test_a_killed_backup_leaves_the_one_before_or_the_new_one(backed_up, service, phone, sweep):
    used, user, storage = backed_up()
    used.add(uri(0))

    def check(_):
        assert used.run("backup", "verify").json["entries"] == 2

    sweep("backing up").over(lambda env: used.run("backup", "now", check=False, env=env), check=check)
    check_backup(used, 2)
    assert phone("new").recover(user, service, storage).json["restored"] == 2


def test_a_killed_recovery_is_whole_or_can_be_begun_again(backed_up, service, phone, sweep):
    used, user, storage = backed_up()
    for number in range(4):
        used.add(uri(number))
    expected = used.labels()
    new = None

    def prepare():
        nonlocal new
        new = phone("new")

    def check(number):
        labels = new.labels()
        assert labels in ([], expected), "half a recovery"
        assert labels or number
        if not labels:
            assert new.recover(user, service, storage).json["restored"] == 5
            assert new.labels() == expected
        check_backup(new, 5)
        # The old phone removes the devices that the tries made: they are new, and cannot remove each other.
        for device in used.run("account", "devices", user).json:
            if not device["current"]:
                used.run("account", "devices", user, "--yes", "--revoke", device["id"], password=PASSWORD)

    sweep("recovering", most=12).over(
        lambda env: new.recover(user, service, storage, check=False, env=env), prepare, check
    )


def kill_after(delay, phone, *args, input=""):
    """Runs a command and kills it after a delay, unless it is done by then: whether it was done."""
    process = subprocess.Popen(
        [BUILD / "sparekey", *args, "--home", phone.home, "--json"], env=environment(), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )
    try:
        process.communicate(input, timeout=delay)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
    assert process.returncode in (0, -signal.SIGKILL)
    return process.returncode == 0


def how_long(run):
    begin = time.monotonic()
    run()
    return time.monotonic() - begin


def test_kills_after_a_growing_delay_lose_nothing(backed_up, service, phone):
    used, user, storage = backed_up()
    # Half a hundred moments of a run, however long one takes on this machine.
    step = max(0.005, min(how_long(lambda: used.run("list")) for _ in range(5)) / 25)
    acknowledged, number, delay, survived = set(), 0, step, 0
    while survived < 3 and number < 1000:
        done = kill_after(delay, used, "add", "-", input=uri(number))
        found = sites(used)
        if done:
            acknowledged.add(number)
            survived += 1
        else:
            delay += step
        assert acknowledged <= set(found)
        acknowledged |= set(found)
        number += 1
    assert survived == 3 and number > 6
    check_backup(used, len(acknowledged) + 1)
    new = phone("new")
    new.recover(user, service, storage)
    assert sites(new) == sites(used)


def test_twenty_adds_at_once_lose_nothing(phone, together):
    used = phone()
    together(lambda number: used.add(uri(number)), range(20))
    assert sorted(sites(used)) == list(range(20))
    assert [entry["position"] for entry in used.list()] == list(range(1, 21))


def test_adds_at_once_on_a_phone_that_backs_up_lose_nothing(backed_up, service, phone, together):
    used, user, storage = backed_up()
    together(lambda number: used.add(uri(number)), range(8))
    assert sorted(sites(used)) == list(range(8))
    check_backup(used, 9)
    new = phone("new")
    assert new.recover(user, service, storage).json["restored"] == 9
    assert sites(new) == sites(used)


def test_a_killed_service_has_everything_that_it_acknowledged(backed_up, service, phone):
    used, user, storage = backed_up()
    for number in range(4):
        result = used.add(uri(number))
        assert "pending" not in result.err
        os.kill(service.pid, signal.SIGKILL)
        service.process.wait()
        service.stop()
        service.start()
        assert used.run("backup", "verify").json["entries"] == number + 2
    assert phone("new").recover(user, service, storage).json["restored"] == 5
    code = used.code(user)
    assert service.verify(user, code) is True
    os.kill(service.pid, signal.SIGKILL)
    service.process.wait()
    service.stop()
    service.start()
    assert service.verify(user, code) is False, "a used code is used, whatever happens to the service"


def test_a_service_that_dies_while_it_is_asked_loses_nothing(backed_up, service, phone):
    used, user, storage = backed_up()
    for number, delay in enumerate([0.01, 0.02, 0.03, 0.04, 0.06, 0.08]):
        process = subprocess.Popen(
            [BUILD / "sparekey", "add", uri(number), "--home", used.home, "--json"], env=environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )
        time.sleep(delay)  # time: the moment of the kill, which is what is tried.
        os.kill(service.pid, signal.SIGKILL)
        process.communicate(timeout=120)
        assert process.returncode == 0, "the account is added, whatever happens to the backup"
        service.process.wait()
        service.stop()
        service.start()
        check_backup(used, number + 2)
    assert phone("new").recover(user, service, storage).json["restored"] == 7
