"""What happens over TLS: whom a storage trusts, and what it says to those whom it does not."""

import uuid

import pytest

from .bench import CONTENT, perform
from .certificates import Authority
from .faults import FaultServer
from .places import tls_location
from .programs import failure_of, new_name
from .s3 import Moto
from .webdav import Apache, WsgiDAV


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


@pytest.fixture
def tls(start_server, open_storage, authority):
    """Opens a storage whose server shows a certificate."""
    running = []

    def start(kind, certificate, options=None, path="tls"):
        server = start_server(kind)
        running.append(FaultServer(server.port, certificate))
        options = f"ca={authority.path}" if options is None else options
        location = tls_location(server, running[-1].port, path, options)
        return open_storage(location, server.password, attempts=1), running[-1]

    yield start
    for faults in running:
        faults.close()


PROBLEMS = {
    "another authority": "unknownAuthority", "another host": "certificateForOtherHost",
    "expired": "certificateExpired", "not yet valid": "certificateNotYetValid",
}
BAD_CERTIFICATES = {
    "another authority": lambda ours, folder: Authority(folder, "other").issue("bad"),
    "another host": lambda ours, folder: ours.issue("bad", hosts=("example.org",)),
    "expired": lambda ours, folder: ours.issue("bad", days=(-10, -1)),
    "not yet valid": lambda ours, folder: ours.issue("bad", days=(1, 10)),
}


@pytest.mark.parametrize("kind", [WsgiDAV, Moto], ids=["webdav", "s3"])
@pytest.mark.parametrize("which", BAD_CERTIFICATES)
def test_a_wrong_certificate_is_told_and_gets_nothing(kind, which, tls, authority, tmp_path):
    storage, server = tls(kind, BAD_CERTIFICATES[which](authority, tmp_path))
    problem = f"certificate(HTTPExchange.CertificateProblem.{PROBLEMS[which]})"
    for operation in ("save", "load", "list", "remove"):
        assert perform(storage, operation, new_name()) == problem
    assert server.requests == []


@pytest.mark.parametrize("kind", [WsgiDAV, Moto], ids=["webdav", "s3"])
def test_an_authority_of_ones_own_is_trusted_where_it_is_named_only(kind, tls, authority):
    path = f"tls/{uuid.uuid4().hex[:12]}"
    certificate = authority.issue("good")
    storage, _ = tls(kind, certificate, path=path)
    name = new_name()
    storage.save(name, CONTENT)
    assert storage.load(name) == CONTENT
    assert storage.list() == [name]
    stranger, server = tls(kind, certificate, options="", path=path)
    assert failure_of(stranger.list) == "certificate(HTTPExchange.CertificateProblem.unknownAuthority)"
    assert server.requests == []


def test_apache_behind_a_proxy_that_ends_tls(start_server, open_storage, authority):
    server = start_server(Apache)
    proxy = FaultServer(server.port, authority.issue("good"))
    path = f"tls/{uuid.uuid4().hex[:12]}"
    storage = open_storage(f"webdavs://alice@127.0.0.1:{proxy.port}/{path}?ca={authority.path}", server.password)
    name = new_name()
    storage.save(name, CONTENT)
    assert failure_of(storage.save, name, CONTENT) == "alreadyExists"
    assert storage.load(name) == CONTENT
    assert server.stored(path) == {name: CONTENT}
    proxy.close()


def test_a_server_without_tls_gets_no_password(start_server, open_storage):
    server = start_server(WsgiDAV)
    faults = FaultServer(server.port)
    storage = open_storage(f"webdavs://alice@127.0.0.1:{faults.port}/x", server.password, attempts=1)
    assert failure_of(storage.list) == "unreachable"
    assert not any("Authorization" in head for head in faults.heads)
    faults.close()
