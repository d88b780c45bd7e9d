"""What the phone says of its backup while a server fails, and that all is well once it is healed.

The faults are those of test_faults.py, met by the whole program: an account that is added while the storage fails is
there, the status tells since when and why it is not backed up, and the next command after the fault backs it up.
"""

import time

import pytest

from test_crash import uri

from .certificates import Authority
from .faults import Fault, FaultServer
from .places import WebDAVPlace
from .webdav import Apache

PLACES = ["webdav", "s3"]
LATER = {"Retry-After": "3600"}


def status(number, headers=None, methods=None, body=b""):
    options = {"methods": methods} if methods else {}
    return Fault("status", status=number, headers=headers or {}, body=body, **options)


# The fault, and the problem that the status tells over WebDAV and over S3. A server that says when to come back is not
# asked again before, which keeps these tests short; that others are asked five times, test_faults.py has seen.
FAULTS = {
    "401": (lambda: status(401), "storage.refused", "storage.refused"),
    "403": (lambda: status(403), "storage.refused", "storage.refused"),
    "404": (lambda: status(404), "storage.emptied", "storage.not-there"),
    "409": (lambda: status(409), "storage.failed", "storage.failed"),
    "412": (lambda: status(412), "storage.failed", "storage.failed"),
    "413": (lambda: status(413), "storage.failed", "storage.failed"),
    "423": (lambda: status(423, LATER), "storage.busy", "storage.busy"),
    "429": (lambda: status(429, LATER), "storage.busy", "storage.busy"),
    "500": (lambda: status(500), "storage.failed", "storage.failed"),
    "501": (lambda: status(501), "storage.no-listing", "storage.failed"),
    "503": (lambda: status(503, LATER), "storage.busy", "storage.busy"),
    "507": (lambda: status(507), "storage.full", "storage.full"),
    "a redirection": (lambda: status(307, {"Location": "http://127.0.0.1:1/"}),
                      "storage.redirected", "storage.redirected"),
    "success for everything": (lambda: status(200), "storage.not-there", "storage.failed"),
    "0 bytes of what was stored": (lambda: status(200, methods=("GET",)), "storage.unreliable", "storage.failed"),
    "an answer of 0 bytes": (lambda: Fault("close"), "storage.unreachable", "storage.unreachable"),
    "half of what was stored": (lambda: Fault("truncate", methods=("GET",), after=True),
                                "storage.unreachable", "storage.unreachable"),
    "another body than was stored": (lambda: status(200, methods=("GET",), body=b"x" * 5000),
                                     "storage.unreliable", "storage.failed"),
}


class Bench:
    """A phone that keeps its backup at a place which can fail, and what is known of both."""

    def __init__(self, place, phone, service, user):
        self.place, self.service, self.user, self.new_phone = place, service, user, phone
        self.phone = phone(user)
        self.phone.create_account(user, service)
        self.phone.backup_on(place)
        self.added = 0

    def fail(self, code):
        """An account is added while the place fails: it is there, and the status says what is wrong, and since when."""
        before = self.phone.backup_status()
        assert (before["pending"], before["problem"], before["problemSince"]) == (False, None, None)
        self.added += 1
        start = int(time.time())
        result = self.phone.add(uri(self.added))
        assert "The backup is out of date; attempts have failed since" in result.err
        assert len(self.phone.codes(at=0)) == self.added + 1
        after = self.phone.backup_status()
        assert (after["state"], after["pending"], after["problem"]) == ("on", True, code)
        assert start <= after["problemSince"] <= time.time()
        assert [after[key] for key in ("generation", "entries", "lastVerified")] == [
            before[key] for key in ("generation", "entries", "lastVerified")
        ], "the status speaks of a backup that was not made"

    def heal(self):
        """The next command backs up what waits."""
        status = self.phone.backup_status()
        assert (status["pending"], status["problem"], status["problemSince"]) == (False, None, None)
        assert status["entries"] == self.added + 1
        assert self.phone.run("backup", "verify").json["generation"] == status["generation"]

    def check_recovery(self):
        report = self.new_phone("new").recover(self.user, self.service, self.place).json
        assert report["restored"] == report["expected"] == self.added + 1


@pytest.fixture(scope="module")
def behind(make_place, phone, service):
    """A backup at a server behind one that can fail."""
    real = make_place()
    faults = FaultServer(real.server.port)
    bench = Bench(real.through(faults.port), phone, service, f"ada-{real.kind}")
    bench.faults = faults
    yield bench
    faults.close()


@pytest.mark.parametrize("fault, over_webdav, over_s3", FAULTS.values(), ids=FAULTS)
def test_the_status_is_true_while_a_server_fails_and_after(fault, over_webdav, over_s3, behind):
    behind.faults.fault = fault()
    try:
        behind.fail({"webdav": over_webdav, "s3": over_s3}[behind.place.kind])
    finally:
        behind.faults.fault = None
    behind.heal()


def test_every_account_is_there_after_all_of_them(behind):
    behind.heal()
    behind.check_recovery()


def test_other_commands_tell_that_the_backup_fails_and_since_when(behind):
    behind.faults.fault = status(403)
    try:
        behind.fail("storage.refused")
        for command in (["list"], ["codes"], ["code", "Site1"]):
            told = behind.phone.run(*command, json=False).err
            assert told.startswith("The backup is out of date; attempts have failed since ")
            assert "refused this sign-in" in told
    finally:
        behind.faults.fault = None
    assert behind.phone.run("list", json=False).err == ""
    behind.heal()


def test_the_status_is_true_after_a_server_that_says_nothing(start_server, phone, service):
    # Half a minute is waited for, so only once.
    real = WebDAVPlace(start_server(Apache))
    faults = FaultServer(real.server.port)
    bench = Bench(real.through(faults.port), phone, service, "silence")
    faults.fault = Fault("stall")
    bench.added += 1
    assert "does not answer" in bench.phone.add(uri(1), timeout=120).err
    faults.fault = None
    bench.heal()
    bench.check_recovery()
    faults.close()


BAD = {"of another host": {"hosts": ("example.org",)}, "that has expired": {"days": (-10, -1)}}


@pytest.mark.parametrize("certificate", BAD.values(), ids=BAD)
def test_the_status_is_true_while_a_server_shows_a_wrong_certificate_and_after(
    certificate, make_place, phone, service, tmp_path
):
    real, authority = make_place(), Authority(tmp_path)
    good = authority.issue("good")
    server = FaultServer(real.server.port, good)
    user = f"certificate-{len(certificate.get('days', ()))}-{real.kind}"
    bench = Bench(real.over_tls(server.port, authority), phone, service, user)
    server.close()
    server = FaultServer(real.server.port, authority.issue("bad", **certificate), port=server.port)
    bench.fail("storage.untrusted")
    assert server.requests == []
    server.close()
    server = FaultServer(real.server.port, good, port=server.port)
    bench.heal()
    bench.check_recovery()
    server.close()
