"""People with devices, and applications that sign them in."""

import dataclasses
import secrets
import time

import pytest
import requests
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url

from approving import add_contact, own_device, turn_on, waiting
from moments import STEP, wait_until

from .apache import Apache
from .pages import Browser


@dataclasses.dataclass
class Person:
    """Somebody with an account and a device."""

    name: str
    phone: object
    _used: int = 0

    def code(self):
        """A code that was not used before: waits for the next one if it has to."""
        wait_until(lambda: int(time.time()) // STEP > self._used)
        self._used = int(time.time()) // STEP
        return self.phone.code(self.name, at=STEP * self._used)

    def approve(self, number):
        """Approves the one request that waits, on the phone."""
        request, = waiting(self.phone)
        self.phone.run("approve", request["id"], "--number", number)
        return request

    @property
    def device(self):
        return own_device(self.phone)


@pytest.fixture
def person(service, phone):
    """Makes people: person("ada") has an account of her own and its codes on a phone, none of which was used.

    With `approves` the phone answers sign-in requests as well.
    """

    def make(name, approves=False):
        device, name = phone(name), f"{name}-{secrets.token_hex(4)}"
        device.create_account(name, service)
        if approves:
            add_contact(device, service, f"{name}@example.org")
            turn_on(device, service)
        return Person(name, device)

    return make


@pytest.fixture
def ada(person):
    """Ada, who has an account at the service and its codes on a phone."""
    return person("ada")


@pytest.fixture
def eve(person):
    """Eve, whose phone answers sign-in requests."""
    return person("eve", approves=True)


@pytest.fixture
def browser():
    """A browser without scripts."""
    return Browser()


@pytest.fixture(scope="module")
def apache(service):
    """Starts applications at Apache: apache(algorithm=…, scope=…, require=…). They end with the module."""
    running = []

    def start(**settings):
        running.append(Apache(service, **settings))
        return running[-1]

    yield start
    for server in running:
        server.stop()


@pytest.fixture(scope="module")
def metadata(service):
    """What the service tells about itself, found as Authlib finds it."""
    answer = requests.get(get_well_known_url(service.url, external=True), timeout=120)
    assert answer.status_code == 200
    return OpenIDProviderMetadata(answer.json())
