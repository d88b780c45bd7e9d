"""What users are told when a server fails, that nothing half-made is left, and that all is well once it is healed."""

import time
import uuid

import pytest

from .bench import CONTENT, Bench, perform
from .faults import Fault, FaultServer
from moments import PATIENCE
from ports import free_port

from .programs import failure_of, new_name
from .s3 import Moto
from .webdav import WsgiDAV

@pytest.fixture
def make_bench(start_server, open_storage):
    running = []

    def make(kind):
        server = start_server(kind)
        running.append(FaultServer(server.port))
        return Bench(server, running[-1], f"faults/{uuid.uuid4().hex[:12]}", open_storage)

    yield make
    for faults in running:
        faults.close()


@pytest.fixture(params=[WsgiDAV, Moto], ids=["webdav", "s3"])
def bench(request, make_bench):
    return make_bench(request.param)


def s3_error(code):
    return f'<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code></Error>'.encode()


GENERAL = {
    301: "redirected", 302: "redirected", 307: "redirected", 308: "redirected", 400: "badAnswer(400)", 401: "refused",
    403: "refused", 404: "notFound", 412: "alreadyExists", 413: "tooLarge", 418: "badAnswer(418)",
    423: "busy(after: nil)", 429: "busy(after: nil)", 500: "serverFault", 501: "badAnswer(501)", 502: "gatewayFault",
    503: "busy(after: nil)", 504: "gatewayFault", 507: "full",
}
# Each operation, the request of it that fails, and what is said otherwise than in general.
WEBDAV = [
    ("save", "MKCOL", {404: "notThere", 409: "notThere", 405: None}),
    ("save", "PUT", {404: "notThere", 409: "notThere", 405: "readOnly"}),
    ("save", "MOVE", {404: "notThere", 409: "notThere", 403: "noRenaming", 405: "noRenaming", 501: "noRenaming"}),
    ("load", "GET", {405: "badAnswer(405)", 409: "badAnswer(409)"}),
    ("list", "PROPFIND", {404: None, 405: "noListing", 409: "badAnswer(409)", 501: "noListing"}),
    ("remove", "DELETE", {405: "readOnly", 409: "badAnswer(409)"}),
]
S3 = [
    ("save", "HEAD", {404: None, 405: "badAnswer(405)", 409: "badAnswer(409)"}),
    ("save", "PUT", {405: "badAnswer(405)", 409: "badAnswer(409)"}),
    ("load", "GET", {405: "badAnswer(405)", 409: "badAnswer(409)"}),
    ("list", "GET", {404: "notThere", 405: "badAnswer(405)", 409: "badAnswer(409)"}),
    ("remove", "HEAD", {405: "badAnswer(405)", 409: "badAnswer(409)"}),
    ("remove", "DELETE", {405: "badAnswer(405)", 409: "badAnswer(409)"}),
]
CASES = [
    pytest.param(kind, operation, method, GENERAL | special, id=f"{kind.name}-{operation}-{method}")
    for kind, table in ((WsgiDAV, WEBDAV), (Moto, S3)) for operation, method, special in table
]


@pytest.mark.parametrize("kind, operation, method, expected", CASES)
def test_each_status_is_told_by_what_can_be_done(kind, operation, method, expected, make_bench):
    bench = make_bench(kind)
    storage = bench.open(attempts=1)
    present = new_name()
    bench.direct().save(present, CONTENT)
    found = {}
    for status in expected:
        name = new_name(present.split("/")[0], 2) if operation == "save" else present
        headers = {"Location": "http://127.0.0.1:1/"}
        bench.faults.fault = Fault("status", methods=(method,), status=status, headers=headers)
        found[status] = perform(storage, operation, name)
        bench.faults.fault = None
        if operation != "save":
            assert bench.stored() == {present: CONTENT}, status
        elif found[status] is None:
            bench.direct().remove(name)
        else:
            # Nothing half-made is there, and once the server is well the object can be saved.
            assert bench.stored() == {present: CONTENT}, status
            storage.save(name, CONTENT)
            assert storage.load(name) == CONTENT
            storage.remove(name)
    assert found == expected


BREAKS = [
    ("no byte", Fault("close")),
    ("no byte, and the request was carried out", Fault("close", after=True)),
    ("half a body", Fault("truncate")),
    ("half of the real body", Fault("truncate", after=True)),
    ("silence", Fault("stall")),
    ("silence in the middle", Fault("drip")),
]


@pytest.mark.parametrize("break_", [pytest.param(fault, id=name) for name, fault in BREAKS])
def test_a_broken_connection_is_never_success(bench, break_):
    storage = bench.open(attempts=1, read=400)
    present = new_name()
    bench.direct().save(present, CONTENT)
    fault = Fault(break_.kind, after=break_.after)
    if break_.kind in ("truncate", "drip"):
        # An answer to these methods has a body that matters.
        fault.methods = ("GET", "PROPFIND")
    bench.faults.fault = fault
    assert perform(storage, "load", present) == "unreachable"
    assert perform(storage, "list", present) == "unreachable"
    name = new_name(present.split("/")[0], 2)
    if fault.kind not in ("truncate", "drip"):
        assert perform(storage, "save", name) == "unreachable"
        assert set(bench.stored()) <= {present, name}
        assert set(bench.stored().values()) == {CONTENT}
    bench.faults.fault = None
    assert perform(storage, "save", name) in (None, "alreadyExists")
    assert storage.load(name) == CONTENT
    assert bench.stored() == {present: CONTENT, name: CONTENT}


@pytest.mark.parametrize("after", [False, True], ids=["lost requests", "lost answers"])
@pytest.mark.parametrize("kind", ["close", "status"])
def test_passing_failures_are_not_noticed(bench, kind, after):
    methods = {
        "wsgidav": ("MKCOL", "PUT", "MOVE", "GET", "PROPFIND", "DELETE"),
        "moto": ("HEAD", "PUT", "GET", "DELETE"),
    }
    for method in methods[bench.server.name]:
        storage = bench.open()
        name = new_name()
        bench.faults.fault = fault = Fault(kind, methods=(method,), status=503, after=after, times=2)
        storage.save(name, CONTENT)
        assert bench.stored()[name] == CONTENT
        assert storage.load(name) == CONTENT
        assert storage.list(name.split("/")[0]) == [name]
        storage.remove(name)
        assert name not in bench.stored()
        assert fault.times < 2, method


def test_the_pause_that_a_server_asks_for_is_kept(bench):
    storage = bench.open()
    bench.faults.fault = Fault("status", status=503, headers={"Retry-After": "2"}, times=1)
    start = time.monotonic()
    assert storage.list() == []
    assert time.monotonic() - start >= 2
    bench.faults.fault = Fault("status", status=429, headers={"Retry-After": "3600"})
    start = time.monotonic()
    assert failure_of(storage.list) == "busy(after: Optional(3600))"
    assert time.monotonic() - start < PATIENCE, "it waited"


def test_what_lasts_is_not_asked_for_again(bench):
    storage = bench.open()
    for status in (301, 403, 507):
        bench.faults.fault = Fault("status", status=status)
        bench.faults.requests.clear()
        assert perform(storage, "list", new_name()) is not None
        assert len(bench.faults.requests) == 1


def test_a_redirection_is_not_followed_and_gets_no_password(bench):
    elsewhere = FaultServer(bench.server.port)
    location = f"http://localhost:{elsewhere.port}/x/"
    storage = bench.open(attempts=1)
    for status in (301, 302, 303, 307, 308):
        bench.faults.fault = Fault("status", status=status, headers={"Location": location})
        for operation in ("save", "load", "list", "remove"):
            assert perform(storage, operation, new_name()) == "redirected"
    elsewhere.close()
    assert elsewhere.requests == []
    assert bench.stored() == {}


def test_an_answer_that_is_too_long_is_not_read(bench):
    storage = bench.open(attempts=1)
    bench.faults.fault = Fault("status", status=207 if bench.server.name == "wsgidav" else 200, body=bytes(9 << 20))
    assert perform(storage, "list", new_name()) == "tooLarge"
    bench.faults.fault = Fault("status", status=200, body=bytes(9 << 20))
    assert failure_of(storage.load, new_name(), 8 << 20) == "tooLarge"


@pytest.mark.parametrize("body", [
    b"", b"<html>Welcome to the hotel</html>", b"<multistatus", b"\x00",
    b'<!DOCTYPE m [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><multistatus>&b;</multistatus>',
], ids=["empty", "another page", "cut", "no text", "entities"])
def test_a_listing_that_is_none_is_not_an_empty_one(bench, body):
    storage = bench.open(attempts=1)
    status = 207 if bench.server.name == "wsgidav" else 200
    bench.faults.fault = Fault("status", status=status, body=body)
    assert perform(storage, "list", new_name()) == f"badAnswer({status})"


def test_a_body_that_was_compressed_on_the_way_is_not_taken_for_the_object(bench):
    storage = bench.open(attempts=1)
    bench.faults.fault = Fault("status", status=200, headers={"Content-Encoding": "gzip"}, body=b"x")
    assert failure_of(storage.load, new_name()) == "badAnswer(200)"


def test_a_login_page_in_place_of_webdav_is_told(make_bench):
    bench = make_bench(WsgiDAV)
    bench.faults.fault = Fault("status", status=200, body=b"<html>Please log in</html>")
    assert perform(bench.open(attempts=1), "list", new_name()) == "notThere"


S3_ERRORS = [
    (403, "SignatureDoesNotMatch", "refused"), (403, "InvalidAccessKeyId", "refused"),
    (400, "ExpiredToken", "refused"), (403, "RequestTimeTooSkewed", "clockOff"), (404, "NoSuchBucket", "notThere"),
    (301, "PermanentRedirect", "redirected"),
    (400, "AuthorizationHeaderMalformed", "redirected"), (503, "SlowDown", "busy(after: nil)"),
    (403, "QuotaExceeded", "full"), (500, "InternalError", "serverFault"),
]


@pytest.mark.parametrize("status, code, expected", S3_ERRORS)
def test_each_error_of_s3_is_told_by_what_can_be_done(status, code, expected, make_bench):
    bench = make_bench(Moto)
    storage = bench.open(attempts=1)
    bench.faults.fault = Fault("status", ("GET", "PUT", "DELETE"), status=status, body=s3_error(code))
    for operation in ("save", "load", "list"):
        assert perform(storage, operation, new_name()) == expected
    assert bench.stored() == {}


UNKNOWN_CONDITION = [(501, s3_error("NotImplemented")), (400, s3_error("InvalidArgument")), (400, b"")]


@pytest.mark.parametrize("status, body", UNKNOWN_CONDITION, ids=["not implemented", "invalid argument", "empty"])
def test_a_server_without_conditional_writes_is_written_to_without(status, body, make_bench):
    bench = make_bench(Moto)
    bench.faults.fault = Fault("status", ("PUT",), status=status, body=body, header="If-None-Match")
    storage = bench.open(attempts=1)
    first, second = new_name(), new_name()
    storage.save(first, CONTENT)
    assert bench.faults.requests.count("PUT") == 2
    # What was learnt is kept, and a name that is taken is still found out.
    storage.save(second, CONTENT)
    assert bench.faults.requests.count("PUT") == 3
    assert failure_of(storage.save, first, b"x") == "alreadyExists"
    assert bench.stored() == {first: CONTENT, second: CONTENT}


def test_an_object_that_appears_in_between_is_not_overwritten(make_bench):
    bench = make_bench(Moto)
    name = new_name()
    bench.direct().save(name, CONTENT)
    # The first look does not find it; the condition on the write does.
    bench.faults.fault = Fault("status", ("HEAD",), status=404)
    assert failure_of(bench.open(attempts=1).save, name, b"other") == "alreadyExists"
    assert bench.stored() == {name: CONTENT}


def test_a_port_that_nobody_listens_on_is_unreachable_soon(bench):
    location = bench.server.location(bench.path, port=free_port())
    start = time.monotonic()
    assert failure_of(bench.open_storage(location, bench.server.password).list) == "unreachable"
    assert time.monotonic() - start < 15


def test_no_failure_and_no_request_line_tells_the_password(bench):
    storage = bench.open(attempts=1)
    for status in (301, 401, 403, 500):
        bench.faults.fault = Fault("status", status=status)
        for operation in ("save", "load", "list", "remove"):
            assert bench.server.password not in perform(storage, operation, new_name())
    assert bench.faults.heads
    assert not any(bench.server.password in head for head in bench.faults.heads)
    assert all("Accept-Encoding: identity" in head for head in bench.faults.heads)
