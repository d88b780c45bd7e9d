"""People whose devices answer sign-in requests, an organisation, and applications that ask."""

import dataclasses
import secrets

import pytest

from approval_peer import Approver
from approving import Program, add_contact, own_device, turn_on
from moments import wait_until


@dataclasses.dataclass
class Person:
    """Somebody with a personal account and a device."""

    name: str
    phone: object
    service: object

    @property
    def address(self):
        return f"{self.name}@example.org"

    @property
    def device(self):
        return own_device(self.phone)


class Office:
    """An organisation at a service, whose members have real phones or devices that say what a test wants."""

    name = "Acme Ltd"

    def __init__(self, service):
        self.service, self.slug = service, f"acme-{secrets.token_hex(4)}"
        service.command("organization", "create", self.slug, "--name", self.name)

    def add(self, member):
        self.service.command("member", "add", self.slug, member)
        return f"{member}@{self.slug}"

    def code(self, member, *options):
        """A new enrollment code, as the console prints it."""
        return self.service.command("member", "qr", self.slug, member, *options).json

    def enroll(self, phone, member):
        return phone.run("enroll", self.code(member)["link"], "--yes").json

    def peer(self, member, name="peer"):
        return Approver.enroll(self.service, self.code(member)["code"], name)

    def log(self):
        """The log, the newest first: (action, member, device)."""
        lines = self.service.command("organization", "audit", self.slug).json
        return [(line["action"], line.get("member"), line.get("device")) for line in lines]


@dataclasses.dataclass
class Member:
    """A member with a device that was written from the documents."""

    username: str
    peer: Approver
    office: Office


@pytest.fixture
def person(service, phone):
    """Makes people: person("ada") has an account with a verified contact; person("ada", approves=True) answers too."""

    def make(name, approves=False):
        name, device = f"{name}-{secrets.token_hex(4)}", phone(name)
        device.create_account(name, service)
        somebody = Person(name, device, service)
        add_contact(device, service, somebody.address)
        if approves:
            assert turn_on(device, service)["state"] == "ready"
        return somebody

    return make


@pytest.fixture
def ada(person):
    """Ada, whose phone answers sign-in requests."""
    return person("ada", approves=True)


@pytest.fixture
def office(service):
    return Office(service)


@pytest.fixture
def member(office):
    """Eve, a member with a device of the kind that says what a test wants."""
    username = office.add("eve")
    return Member(username, office.peer("eve"), office)


@pytest.fixture
def program(service):
    """An application without a browser that asks devices."""
    return Program(service)


@pytest.fixture
def log(service):
    """What the service logs from now on: log(); log(wait=text) waits until the text is there."""
    begin = service.log.stat().st_size

    def read(wait=None):
        def text():
            return service.log.read_bytes()[begin:].decode()

        if wait is not None:
            wait_until(lambda: wait in text(), lambda: f"{wait!r} is not in the log: {text()}")
        return text()

    return read
