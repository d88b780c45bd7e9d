"""Runs the real programs for the tests: `sparekey` on phones with homes of their own, `sparekey-server` on loopback.

Nothing of the caller's environment reaches the programs but PATH, and everything they write lies in temporary folders.

    sparekey("codes", home=folder).json     one command; `.out`, `.err`, `.status` too
    phone("old").add(uri)                   a home folder with shorthands for the usual commands
    service.url, service.verify(user, code) the account service of this test module
    storage                                 an empty folder; f"folder:{storage}" names it
    at(storage, options)                    how a storage is given to a command
"""

import threading

import pytest

# Tests take these from here.
from account_service import Service
from phones import BUILD, FIXTURES, PASSWORD, ROOT, Phone, Result, Stretching, at, environment, run_sparekey

__all__ = [
    "BUILD", "FIXTURES", "PASSWORD", "ROOT", "Phone", "Result", "Service", "at", "environment", "run_sparekey",
]

pytest_plugins = ["steps", "chromium", "portable_peers"]

# These files take longest, and begin first, so that no worker is left with one of them at the end.
LONG = (
    "test_page/test_accessibility.py", "test_storage/test_kills.py", "test_page/test_lost_phone.py", "test_account_rules/",
    "test_openid/test_browser.py", "test_page/test_thousand_accounts.py", "test_service_stops.py",
    "test_phone/", "test_output_changes.py", "test_recipes.py",
)


def pytest_collection_modifyitems(items):
    """Puts the long files first; the tests of a file share servers, and run in one worker."""

    def place(item):
        path = item.path.relative_to(FIXTURES.parent).as_posix()
        return next((number for number, start in enumerate(LONG) if path.startswith(start)), len(LONG))

    items.sort(key=place)


@pytest.fixture(scope="module")
def shipped_stretching():
    """The tests of a file stretch passwords as what is shipped does; elsewhere it costs them nothing."""
    Stretching.is_cheap = False
    yield
    Stretching.is_cheap = True


@pytest.fixture(scope="session")
def sparekey():
    """Runs `sparekey`: sparekey(*args, home=…, env=…, input=…, check=True, json=True, password=…, language=…)."""
    return run_sparekey


@pytest.fixture(scope="session")
def phone(tmp_path_factory):
    """Makes phones: phone("old"). Each call makes a new one, whatever the name."""
    return lambda name="phone": Phone(tmp_path_factory.mktemp(name) / "home")


@pytest.fixture(scope="session")
def new_storage(tmp_path_factory):
    """Makes empty folders for backups: new_storage()."""
    return lambda: tmp_path_factory.mktemp("storage")


@pytest.fixture
def storage(new_storage):
    """An empty folder for backups."""
    return new_storage()


@pytest.fixture(scope="session")
def new_service(tmp_path_factory):
    """Starts account services of their own: new_service(). They end with the tests."""
    services = []

    def start(arguments=(), under=()):
        service = Service(tmp_path_factory.mktemp("service"), arguments, under)
        services.append(service)
        return service.start()

    yield start
    for service in services:
        service.stop()


@pytest.fixture(scope="module")
def service(new_service):
    """The account service of a test module. A test that stops it starts it again."""
    service = new_service()
    yield service
    service.stop()


@pytest.fixture(scope="session")
def together():
    """Runs a function for each of many arguments at once, in threads; the results come in the order of arguments."""

    def run(function, arguments):
        arguments = list(arguments)
        results = [None] * len(arguments)
        barrier = threading.Barrier(len(arguments))

        def work(index):
            barrier.wait()
            try:
                results[index] = function(arguments[index])
            except Exception as error:  # Handed to the test, which a thread cannot fail on its own.
                results[index] = error

        threads = [threading.Thread(target=work, args=(index,)) for index in range(len(arguments))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for result in results:
            if isinstance(result, Exception):
                raise result
        return results

    return run
