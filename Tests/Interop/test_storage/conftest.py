"""Chooses the servers: Apache, WsgiDAV and moto in every run; nginx, rclone and Ceph with `--peers`."""

import pytest

from .lies import World
from .places import KINDS, FolderPlace
from .programs import Missing, Storage
from .s3 import Ceph, Moto, S3Server
from .webdav import Apache, ApacheTLS, Nginx, Rclone, WebDAVServer, WsgiDAV

ALWAYS = [Apache, ApacheTLS, WsgiDAV, Moto]
PEERS = [Nginx, Rclone, Ceph]


def pytest_addoption(parser):
    parser.addoption("--peers", action="store_true", help="also run against nginx, rclone and a Ceph cluster")


def pytest_generate_tests(metafunc):
    """Runs tests of `server`, `webdav` and `s3` on each server of that kind."""
    kinds = ALWAYS + (PEERS if metafunc.config.getoption("--peers") else [])
    if "make_place" in metafunc.fixturenames:
        # A module may name the places that it is about.
        metafunc.parametrize("make_place", getattr(metafunc.module, "PLACES", KINDS), indirect=True, scope="module")
    for fixture, base in (("server", object), ("webdav", WebDAVServer), ("s3", S3Server)):
        if fixture in metafunc.fixturenames:
            chosen = [kind for kind in kinds if issubclass(kind, base)]
            metafunc.parametrize(fixture, chosen, indirect=True, ids=lambda kind: kind.name)


def pytest_collection_modifyitems(config, items):
    """Leaves the tests of one heavy server out, as it leaves the servers out, unless they are asked for."""
    if config.getoption("--peers"):
        return
    heavy = [item for item in items if item.get_closest_marker("peers")]
    items[:] = [item for item in items if item not in heavy]
    config.hook.pytest_deselected(items=heavy)


@pytest.fixture(scope="session")
def start_server(request):
    """Starts a kind of server once for all tests, or skips those that need it."""
    running = {}

    def start(kind):
        if kind not in running:
            try:
                running[kind] = kind()
            except Missing as reason:
                running[kind] = reason
        if isinstance(running[kind], Missing):
            pytest.skip(str(running[kind]))
        return running[kind]

    yield start
    for server in running.values():
        if not isinstance(server, Missing):
            server.stop()


@pytest.fixture(scope="module")
def make_place(request, start_server, new_storage):
    """Makes empty places for backups, of each kind in turn: make_place()."""
    kind = KINDS[request.param]
    return lambda: FolderPlace(new_storage()) if kind is FolderPlace else kind(start_server(kind.server_kind))


@pytest.fixture
def place(make_place):
    """An empty place of each kind in turn."""
    return make_place()


@pytest.fixture
def server(request, start_server):
    """Each server in turn."""
    return start_server(request.param)


@pytest.fixture
def webdav(request, start_server):
    """Each WebDAV server in turn."""
    return start_server(request.param)


@pytest.fixture
def s3(request, start_server):
    """Each S3 server in turn."""
    return start_server(request.param)


@pytest.fixture
def open_storage():
    """Opens storages: open_storage(location, password). They are closed after the test."""
    opened = []

    def open_one(*arguments, **options):
        opened.append(Storage(*arguments, **options))
        return opened[-1]

    yield open_one
    for storage in opened:
        storage.close()


@pytest.fixture(scope="module")
def world(make_place, phone, service):
    """A world whose snapshots no test changes for good."""
    return World(make_place(), phone, service, "all")


@pytest.fixture
def place_of_two(world):
    """The place of that world as it was, before and after the test."""
    world.place.fill(world.truth)
    yield world.place
    world.place.fill(world.truth)
