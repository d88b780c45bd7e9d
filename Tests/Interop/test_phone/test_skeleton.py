"""The seed of the app for phones, in three engines and by both ways of waiting (Phone/README.md)."""

import base64
import hmac
import shutil
import statistics
import subprocess

import pytest

from .engines import NAMES, Engine
from .servers import PATIENCE, ROOT, Elsewhere, Host, Storage

# script/test has compiled the app before; whoever runs this file alone may wait for the compiler.
pytestmark = pytest.mark.timeout(900)

# Name: secret, hash, digits, period. Written out here; the core reads them from its own sample addresses.
ACCOUNTS = {
    "Shop": (b"12345678901234567890", "sha1", 6, 30),
    "Bank": (b"12345678901234567890123456789012", "sha256", 8, 30),
    "Mail": (b"1234567890123456789012345678901234567890123456789012345678901234", "sha512", 6, 30),
    "Quick": (base64.b32decode("JBSWY3DPEHPK3PXP"), "sha1", 6, 2),
}


def totp(name, milliseconds):
    """RFC 6238, by Python's own HMAC."""
    secret, algorithm, digits, period = ACCOUNTS[name]
    mac = hmac.digest(secret, (milliseconds // 1000 // period).to_bytes(8, "big"), algorithm)
    start = mac[-1] & 15
    number = int.from_bytes(mac[start:start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10 ** digits:0{digits}}"


def shown(tab):
    """What the page shows of a moment after this call, and so of the store too, after comparing every code with one made
    here for that moment."""
    now = tab.ask("now")
    state = tab.until(lambda value: value and value["codes"] and int(value["at"]) >= now, "fresh")
    assert state["codes"] == {name: totp(name, int(state["at"])) for name in ACCOUNTS}
    return state


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    folder = tmp_path_factory.mktemp("phone") / "dist"
    subprocess.run([ROOT / "script" / "build-phone"], check=True)
    shutil.copytree(ROOT / "dist", folder)
    return folder


class Run:
    """One engine with the app open, by one way of waiting."""

    def __init__(self, dist, folder, name, way):
        self.name, self.way = name, way
        self.storage, self.elsewhere = Storage(), Elsewhere()
        self.storage.elsewhere = self.elsewhere.origin
        self.host = Host(dist, self.storage.origin)
        self.engine = Engine(name, folder, shares_memory=way == "shared")
        self.count = 0

    def open(self, tabs=1):
        names = [f"{self.count + index}" for index in range(tabs)]
        self.count += tabs
        self.engine.open(*[self.host.address(name, self.way) for name in names])
        found = [self.host.tab(name) for name in names]
        for tab in found:
            tab.until(lambda value: value and value["codes"], "codes")
        return found

    def close(self):
        self.engine.close()
        for server in (self.host, self.storage, self.elsewhere):
            server.close()


@pytest.fixture(scope="module", params=[(name, way) for name in NAMES for way in ("shared", "request")], ids="-".join)
def run(request, dist, tmp_path_factory):
    run = Run(dist, tmp_path_factory.mktemp("browser") / "profile", *request.param)
    yield run
    run.close()


@pytest.fixture(scope="module")
def tabs(run):
    return run.open(tabs=2)


@pytest.fixture
def tab(run, tabs):
    run.storage.behave("whole")
    return tabs[0]


def test_codes_are_shown_as_time_goes_and_no_secret_is_in_the_page(run, tab):
    assert tab.ask("data", selector="body", field="way") == run.way
    state = shown(tab)
    tab.until(lambda value: value["codes"]["Quick"] != state["codes"]["Quick"], "codes")
    shown(tab)
    html = tab.ask("html")
    assert "Quick" in html
    for name, (secret, *_) in ACCOUNTS.items():
        assert base64.b32encode(secret).decode().rstrip("=") not in html, name
        assert secret.decode("latin-1") not in html, name


def test_a_backup_is_read_back_before_it_counts(run, tab):
    tab.send("#backup", run.storage.origin)
    assert tab.report() == "done"
    name = tab.until(lambda value: value["backup"], "fresh")["backup"]
    assert "Shop:me" in run.storage.files[f"/{name}"].decode()


def test_a_backup_that_is_cancelled_in_the_middle_changes_nothing_and_hides_no_code(run, tab):
    tab.send("#backup", run.storage.origin)
    assert tab.report() == "done"
    files, before = dict(run.storage.files), shown(tab)
    run.storage.behave("silent")
    tab.send("#backup", run.storage.origin)
    assert run.storage.begun.wait(PATIENCE)
    assert shown(tab)["counter"] == before["counter"]
    tab.ask("press", selector="#cancel")
    assert tab.report() == "cancelled"
    assert run.storage.ended.wait(PATIENCE), "the request goes on"
    after = shown(tab)
    assert (after["counter"], after["backup"]) == (before["counter"], before["backup"])
    assert run.storage.files == files
    run.storage.behave("whole")
    tab.send("#backup", run.storage.origin)
    assert tab.report() == "done"


def test_a_redirect_is_refused_and_nothing_is_sent_elsewhere(run, tab):
    before = shown(tab)
    run.storage.behave("moved")
    tab.send("#backup", run.storage.origin)
    assert tab.report() == "unreachable"
    assert run.elsewhere.visits == []
    assert shown(tab)["backup"] == before["backup"]


def test_no_more_than_the_limit_is_read(run, tab):
    run.storage.behave("endless")
    tab.send("#backup", run.storage.origin)
    assert tab.report() == "too-large"
    assert run.storage.ended.wait(PATIENCE), "the answer is read on"


def test_two_tabs_and_their_workers_lose_none_of_each_others_changes(run, tabs, tab):
    before = int(shown(tab)["changes"])
    for each in tabs:
        each.send("#change", "40")
    assert [each.report() for each in tabs] == ["done", "done"]
    for each in tabs:
        assert int(each.until(lambda value: int(value["changes"]) >= before + 80, "fresh")["changes"]) == before + 80


def test_changes_that_are_cancelled_are_told_by_number(run, tab):
    before = int(shown(tab)["changes"])
    tab.send("#change", "100000")
    counter = tab.until(bool, "text", selector="#progress")
    tab.until(lambda value: value != counter, "text", selector="#progress")
    tab.ask("press", selector="#cancel")
    assert tab.report() == "cancelled"
    made = int(shown(tab)["changes"]) - before
    assert made > 0
    assert tab.ask("text", selector="#report") == f"Cancelled. Changes made before that, which stay: {made}."


def test_a_wake_or_an_answer_that_is_late_or_lost_changes_nothing_twice(run, tab):
    before = shown(tab)
    tab.ask("wakeLate" if run.way == "shared" else "lose", times=1)
    tab.send("#change", "40")
    assert tab.report() == "done"
    assert int(shown(tab)["changes"]) == int(before["changes"]) + 40


def test_an_operation_may_take_longer_than_the_requests_that_wait_for_it(run, tab):
    run.storage.behave("slow")
    before = tab.ask("agains")
    tab.send("#backup", run.storage.origin)
    assert run.storage.begun.wait(PATIENCE)
    if run.way == "request":
        tab.until(lambda value: value > before + 2, "agains")
    run.storage.released.set()
    assert tab.report() == "done"


def test_a_change_whose_answer_never_comes_is_told_as_unknown(run, tab):
    before = int(shown(tab)["changes"])
    tab.ask("lose", times=1000)
    tab.send("#change", "1")
    # Shared memory loses nothing.
    assert tab.report() == ("lost" if run.way == "request" else "done")
    assert ("not known whether this was done" in tab.ask("text", selector="#report")) == (run.way == "request")
    assert int(shown(tab)["changes"]) == before + 1
    tab.send("#change", "1")
    assert tab.report() == "done"
    assert int(shown(tab)["changes"]) == before + 2


@pytest.mark.parametrize("starts,outcome", [(True, "trapped"), (False, "failed")])
def test_after_a_worker_that_failed_the_next_request_is_answered(run, tab, starts, outcome):
    before = int(shown(tab)["changes"])
    tab.ask("trap", starts=starts)
    tab.send("#change", "1")
    assert tab.report() == outcome
    assert int(shown(tab)["changes"]) == before
    tab.send("#change", "1")
    assert tab.report() == "done"
    assert int(shown(tab)["changes"]) == before + 1


def test_a_connection_to_the_store_that_the_browser_closes_is_opened_again(run, tab):
    before = shown(tab)
    tab.ask("disconnect")
    tab.send("#change", "1")
    assert tab.report() == "done"
    assert int(shown(tab)["changes"]) == int(before["changes"]) + 1
    assert tab.ask("faults") != []


def test_a_damaged_record_gives_way_to_the_last_good_one_as_often_as_it_happens(run, tab):
    before = int(shown(tab)["changes"])
    for good in (1, 0, 1, 0, 1, 2, 1):
        if good > int(shown(tab)["changes"]) - before:
            tab.send("#change", "1")
            assert tab.report() == "done"
        else:
            tab.ask("damage")
        assert int(shown(tab)["changes"]) == before + good


def test_code_from_elsewhere_is_not_run_and_no_other_origin_is_asked(run, tab):
    assert tab.ask("inline") == "refused"
    assert tab.ask("foreign", address=run.elsewhere.origin) == "refused"
    assert set(tab.ask("origins")) <= {run.host.origin, run.storage.origin, run.elsewhere.origin}
    assert run.elsewhere.visits == []
    assert [path for path in run.host.paths if "__do" in path] == []
    waits = tab.ask("waits")
    print(f"{run.name}, {run.way}: {len(waits)} waits of pages and jobs, median {statistics.median(waits):.1f} ms,"
          f" longest {max(waits):.0f} ms; {tab.ask('environment')}")


def test_a_browser_that_is_killed_loses_nothing_that_was_acknowledged(run, tab):
    wanted = int(shown(tab)["counter"]) + 20
    tab.send("#change", "100000")
    told = int(tab.until(lambda value: value and int(value) > wanted, "text", selector="#progress"))
    run.engine.kill()
    [again] = run.open()
    state = shown(again)
    assert int(state["counter"]) >= told
    # The counter grew by one with each change since then, so no change is missing and none is half there.
    again.send("#change", "1")
    assert again.report() == "done"
    newer = again.until(lambda value: int(value["counter"]) > int(state["counter"]), "fresh")
    assert int(newer["changes"]) == int(state["changes"]) + 1
