"""WebDAV behind proxies and servers that lack something: what can be done is done, and the rest is told by its cause."""

import pytest

from .bench import CONTENT
from .faults import Fault, FaultServer
from .programs import failure_of, new_name
from .webdav import USER, WsgiDAV


class Proxy(FaultServer):
    """A proxy with the faults that proxies are often set up with."""

    def __init__(self, target, keeps_host=True, strips=""):
        super().__init__(target)
        self.keeps_host, self.strips = keeps_host, strips

    def _forward(self, request, body):
        if not self.keeps_host:
            del request.headers["Host"]
            request.headers["Host"] = f"127.0.0.1:{self.target}"
        if self.strips:
            request.path = request.path.removeprefix(self.strips) or "/"
        return super()._forward(request, body)


@pytest.fixture
def through(start_server, open_storage):
    """Opens the storage of a WebDAV server by way of a proxy."""
    running = []

    def start(path="", **faults):
        server = start_server(WsgiDAV)
        running.append(Proxy(server.port, **faults))
        location = f"webdav://{USER}@localhost:{running[-1].port}/{path}"
        return open_storage(location, server.password, attempts=1), running[-1]

    yield start
    for proxy in running:
        proxy.close()


def test_a_proxy_that_does_not_pass_the_name_on_keeps_no_backup_from_being_made(through):
    storage, proxy = through("proxied", keeps_host=False)
    name = new_name()
    storage.save(name, CONTENT)
    assert storage.load(name) == CONTENT
    storage.remove(name)
    assert "MOVE" in proxy.requests


def test_a_server_that_refuses_to_rename_is_not_taken_for_a_wrong_password(through):
    storage, proxy = through("renaming")
    proxy.fault = Fault("status", methods=("MOVE",), status=403)
    assert failure_of(storage.save, new_name(), CONTENT) == "noRenaming"


def test_a_server_that_does_not_list_is_told(through):
    storage, proxy = through("listing")
    proxy.fault = Fault("status", methods=("PROPFIND",), status=405)
    assert failure_of(storage.list) == "noListing"


def test_a_server_that_takes_digest_alone_is_told(through):
    storage, proxy = through("digest")
    proxy.fault = Fault("status", status=401, headers={"WWW-Authenticate": 'Digest realm="x", nonce="y"'})
    assert failure_of(storage.list) == "wantsDigest"


def test_a_gateway_without_its_server_is_told_apart_from_silence(through):
    storage, proxy = through("gateway")
    proxy.fault = Fault("status", status=502)
    assert failure_of(storage.list) == "gatewayFault"
