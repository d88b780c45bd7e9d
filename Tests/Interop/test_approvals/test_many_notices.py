"""Many notices at once: the service is asked as often for them as for one, so that whoever makes many delays nothing."""

import re

from approving import add_contact, turn_on
from conftest import BUILD
from moments import wait_until
from terminal import Terminal

GUESTS = 5


def asked(service, since):
    """What the service was asked since a place in its log, but for sign-ins."""
    lines = re.findall(r"(GET|POST) (/v1/\S+) \d+ ", service.log.read_text()[since:])
    return sorted(f"{method} {path}" for method, path in lines if not path.startswith("/v1/sign-in"))


def asked_by(service, phone, *command):
    """What a command asks the service for, until it has said that the notices were shown."""
    since = len(service.log.read_text())
    phone.run(*command, json=False)
    wait_until(lambda: "POST /v1/notices/shown" in asked(service, since))
    return asked(service, since)


def test_a_command_asks_for_many_notices_as_often_as_for_one(new_service, phone):
    service, ada = new_service(), phone("ada")
    ada.create_account("ada", service)
    phone("guest").sign_in("ada", service)
    for_one = asked_by(service, ada, "account", "devices")
    for _ in range(GUESTS):
        phone("guest").sign_in("ada", service)
    for_many = asked_by(service, ada, "account", "devices")
    assert for_many == for_one
    assert for_many.count("POST /v1/notices/shown") == for_many.count("GET /v1/notices") == 1


def test_a_watcher_asks_at_once_for_all_that_wait(new_service, phone):
    service, ada = new_service(), phone("ada")
    ada.create_account("ada", service)
    add_contact(ada, service, "ada@example.org")
    turn_on(ada, service)
    for _ in range(GUESTS):
        phone("guest").sign_in("ada", service)
    since = len(service.log.read_text())
    with Terminal([BUILD / "sparekey", "requests", "--watch", "--home", ada.home], {"TERM": "dumb"}, "/") as terminal:
        # Devices of one name are numbered; the newest is told last.
        terminal.read_until(f" {GUESTS + 1}”")
        # The first may come before the others have arrived.
        assert asked(service, since).count("GET /v1/devices") <= 2
