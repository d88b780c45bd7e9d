"""Kills at each step of pruning, merging and changing the key, over each storage.

After every kill the vault opens, nothing acknowledged is lost, a backup ends well, the status is true, and a new phone
recovers everything. Where there are many steps, some are chosen evenly; the summary says how many there were.
"""

import pytest

from conftest import PASSWORD
from test_crash import sites, uri

# Where the storage is a folder, at every step; else at what goes over the network, as all else is the same.
STEPS = {"folder": (100, ()), "webdav": (30, ("connect", "send")), "s3": (10, ("connect", "send"))}


@pytest.fixture
def bench(make_place, place, phone, service, sweep):
    return Bench(place, phone, service, sweep)


class Bench:
    """A phone with a backup at a place, and what has to be true after every kill."""

    users = 0

    def __init__(self, place, phone, service, sweep):
        self.place, self.new_phone, self.service, self.sweep = place, phone, service, sweep
        Bench.users += 1
        self.user = f"ada{Bench.users}"
        self.used = phone("used")
        self.used.create_account(self.user, service)
        self.used.backup_on(place)
        self.tried, self.acknowledged = 0, set()

    def add(self, phone, **options):
        """Adds an account, which backs up."""
        self.tried += 1
        result = phone.add(uri(self.tried), **options)
        if result.status == 0:
            self.acknowledged.add(self.tried)
        return result

    def kill(self, what, run, prepare=lambda: None, check=None):
        """Kills `run(env)` at its steps; after each sixth kill a new phone recovers."""
        kills = 0

        def after(_):
            nonlocal kills
            (check or self.check)()
            kills += 1
            if kills % 6 == 0:
                self.check_recovery()

        most, only = STEPS[self.place.kind]
        kinds = self.sweep(f"{what} over {self.place.kind}", most).over(run, prepare, after, only)
        self.check_recovery()
        return kinds

    def check(self):
        """The phone opens and has everything, and the next backup has it too."""
        found = sites(self.used)
        assert len(found) == len(set(found)) and self.acknowledged <= set(found) <= set(range(1, self.tried + 1))
        # What was written without being acknowledged stays from now on as well.
        self.acknowledged = set(found)
        self.used.run("backup", "now")
        status = self.used.backup_status()
        assert (status["state"], status["pending"], status["problem"]) == ("on", False, None), status
        assert status["entries"] == len(found) + 1
        verified = self.used.run("backup", "verify").json
        assert (verified["generation"], verified["entries"]) == (status["generation"], status["entries"])

    def check_recovery(self):
        """A new phone has everything that was acknowledged and backed up."""
        new = self.new_phone("new")
        report = new.recover(self.user, self.service, self.place).json
        assert report["restored"] == report["expected"] == len(self.acknowledged) + 1
        assert set(sites(new)) == self.acknowledged
        # An account has room for some devices only.
        devices = new.run("account", "devices", self.user).json
        new.run("account", "devices", self.user, "--yes", "--revoke", next(line["id"] for line in devices if line["current"]))


def test_a_killed_change_of_the_key_leaves_a_backup_that_opens(bench):
    bench.add(bench.used)
    kills = 0

    def run(env):
        return bench.used.run("backup", "new-key", password=PASSWORD, check=False, env=env)

    def check():
        nonlocal kills
        kills += 1
        if kills % 6 == 3:
            # The phone may be lost just now: the service's key opens what its head names.
            bench.check_recovery()
        # The next command, whichever it is, settles what was begun.
        status = bench.used.backup_status()
        assert (status["pending"], status["problem"]) == (False, None)
        bench.check()

    assert bench.kill("changing the key", run, check=check).count("send") >= 6


def generations(names):
    return [int(name.rpartition("/")[2].partition("-")[0]) for name in names]


def test_a_killed_pruning_loses_no_snapshot_that_is_kept(bench):
    objects = {}
    while len(bench.place.snapshots()) >= len(objects):
        # The mark of a folder is there as well, and no snapshot.
        names = bench.place.snapshots()
        objects = {name: content for name, content in bench.place.objects().items() if name in names}
        bench.used.run("backup", "now")
    # What is removed comes back before every run, so that every run has it to remove.
    removed = {name: content for name, content in objects.items() if name not in bench.place.snapshots()}
    assert (len(objects), len(removed)) == (25, 6)

    def prepare():
        names = bench.place.snapshots()
        kept = set(sorted(set(generations(names)))[-20:])
        for name, generation in zip(names, generations(names)):
            if generation not in kept:
                bench.place.delete(name)
        for name, content in removed.items():
            bench.place.put(name, content)

    def check():
        # Of the newest twenty generations none is ever missing.
        found = set(generations(bench.place.snapshots()))
        assert set(range(max(found) - 19, max(found) + 1)) <= found
        bench.check()
        # What the killed run left is removed by the next that finds more than twenty-five. Generations are kept, not
        # objects: a run that is killed between saving and making it the newest leaves one of the same generation.
        assert len(set(generations(bench.place.snapshots()))) <= 25

    kinds = bench.kill("pruning", lambda env: bench.add(bench.used, check=False, env=env), prepare, check)
    if bench.place.kind == "folder":
        assert kinds.count("unlink") >= 3 + 6
    else:
        # Each is removed with a request of its own.
        assert kinds.count("send") >= 6 + 6


def test_a_killed_merge_loses_nothing_of_either_device(bench):
    other = bench.new_phone("other")
    bench.add(bench.used)
    other.recover(bench.user, bench.service, bench.place)

    def prepare():
        # By now backed up at the place, but not on the phone that is killed.
        bench.add(other)
        assert bench.tried in sites(other)

    def check():
        bench.used.run("backup", "now")
        bench.check()
        other.run("backup", "now")
        assert set(sites(other)) == bench.acknowledged
        status = other.backup_status()
        assert (status["pending"], status["problem"], status["entries"]) == (False, None, len(bench.acknowledged) + 1)

    kinds = bench.kill("merging", lambda env: bench.add(bench.used, check=False, env=env), prepare, check)
    if bench.place.kind == "folder":
        # The account itself and what the other phone has made, with a previous copy each, and the note of the snapshot.
        assert kinds.count("rename") >= 2 * 2 + 1
