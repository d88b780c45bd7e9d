"""What an older commit wrote is opened by today's programs: fixtures/4e950fd/README.md tells what it is.

The programs run under a clock that shows the day after it was made, whenever the tests run.
"""

import json
import shutil
import time

import pytest

from approving import database
from clock import Clock
from conftest import FIXTURES, Phone, Service

pytestmark = pytest.mark.usefixtures("shipped_stretching")

MADE = FIXTURES / "4e950fd"
FACTS = json.loads((MADE / "facts.json").read_text())
PARTY = (FACTS["client"]["id"], FACTS["client"]["secret"])
MOMENT = "2000000000"
OTHER = "four dry parasols at dawn"
SITES = [entry for entry in FACTS["entries"] if entry["kind"] == "third-party"]


class Before(Service):
    """Today's service on the database of before, at the address of before."""

    def __init__(self, folder, clock):
        super().__init__(folder, ["--listen", FACTS["listen"]], clock.under, clock)
        self.port = int(FACTS["listen"].split(":")[1])

    @property
    def url(self):
        return f"http://{FACTS['listen']}"


class Device(Phone):
    """A device under the clock of before."""

    def __init__(self, home, clock):
        super().__init__(home)
        self.clock = clock

    def run(self, *args, **options):
        return super().run(*args, under=self.clock.under, **options)

    def every_code(self):
        """The codes of the moment; those that depend on a counter are spent one by one."""
        codes = self.codes(at=MOMENT)
        return {id: line | {"code": line["code"] or self.code(id)} for id, line in codes.items()}


class World:
    """A copy of everything that was kept, with the modes that files of secrets have."""

    def __init__(self, folder):
        shutil.copytree(MADE, folder / "before")
        for path in [folder / "before", *(folder / "before").rglob("*")]:
            path.chmod(0o700 if path.is_dir() else 0o600)
        (folder / "before" / "service").rename(folder / "data")
        day_after = max(version["made"] for version in FACTS["versions"]) + 24 * 60 * 60
        self.clock = Clock(folder / "clock", day_after - int(time.time()))
        self.service = Before(folder, self.clock)
        self.storage = folder / "before" / "storage"
        self.folder = folder

    def device(self, name):
        return Device(self.folder / "before" / name, self.clock)

    def recovered(self, name, *arguments, **options):
        """A new device, and what its recovery said."""
        device = self.device(name)
        device.report = device.recover("ada", self.service, self.storage, *arguments, **options).json
        return device


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path)
    world.service.start()
    yield world
    world.service.stop()


def same(found, wanted):
    """Whether everything that was said is still said; more may be."""
    found = {entry["id"]: entry for entry in found}
    for entry in wanted:
        assert {name: found[entry["id"]][name] for name in entry} == entry
    assert len(found) == len(wanted)


def test_vaults_of_before_open_and_show_the_same_accounts_and_codes(world):
    second = world.device("second")
    same(second.list(), FACTS["entries"])
    same(second.every_code().values(), FACTS["codes at 2000000000"])
    first = world.device("first")
    assert [entry["id"] for entry in first.list()] == [entry["id"] for entry in FACTS["entries"][:5]]
    codes = {line["id"]: line["code"] for line in FACTS["codes at 2000000000"]}
    assert {id: line["code"] for id, line in first.every_code().items() if id != FACTS["entries"][3]["id"]} == {
        id: code for id, code in codes.items() if id in [entry["id"] for entry in SITES]
    }


def test_the_database_of_before_is_taken_over_with_all_that_it_holds(world):
    with database(world.service) as held:
        assert held.execute("SELECT max(number) FROM migration").fetchone()[0] > 7
    assert {check["code"] for check in world.service.run("doctor")["checks"]} == {"ok"}
    [organization] = world.service.run("organization", "list")
    assert (organization["slug"], organization["name"]) == ("acme", "Acme GmbH")
    assert [member["name"] for member in world.service.run("member", "list", "acme")] == ["a.lovelace"]
    [client] = world.service.run("client", "list")
    assert (client["name"], client["redirects"]) == ("Wiki", FACTS["client"]["redirects"])


def test_devices_of_before_go_on_with_the_service_of_today(world):
    first = world.device("first")
    contacts = first.run("account", "contacts").json
    assert [(contact["id"], contact["masked"]) for contact in contacts] == [
        (contact["id"], contact["masked"]) for contact in FACTS["contacts"]
    ]
    assert [device["id"] for device in first.run("account", "devices").json] == [
        device["id"] for device in FACTS["devices"]
    ]
    second = world.recovered("third")
    assert len(first.run("account", "devices").json) == 3
    assert second.list() != []
    personal = next(entry["id"] for entry in FACTS["entries"] if entry["kind"] == "personal")
    code = first.code(personal)
    assert world.service.verify("ada", code, PARTY)
    assert not world.service.verify("ada", code, PARTY)


def test_the_password_of_before_recovers_the_snapshots_of_before(world):
    phone = world.recovered("third")
    wanted = {entry["id"]: (entry["issuer"], entry["account"]) for entry in FACTS["entries"]}
    assert {entry["id"]: (entry["issuer"], entry["account"]) for entry in phone.list()} == wanted
    codes = phone.every_code()
    for line in FACTS["codes at 2000000000"]:
        if line["id"] in [entry["id"] for entry in SITES]:
            assert codes[line["id"]]["code"] == line["code"]
    older = world.device("fourth")
    older.recover("ada", world.service, world.storage, "--version", 1)
    assert [entry["id"] for entry in older.list()] == [entry["id"] for entry in FACTS["entries"][:4]]


def test_a_wrong_password_opens_nothing_of_before(world):
    failed = world.device("third").recover("ada", world.service, world.storage, password=OTHER, check=False)
    assert failed.code == "signin.wrong-password"


def test_the_recovery_code_of_before_stands_for_the_password(world):
    variables = {"SPAREKEY_RECOVERY_CODE": FACTS["recovery code"], "SPAREKEY_NEW_PASSWORD": OTHER}
    phone = world.recovered("third", "--recovery-code", "--yes", password=None, env=variables)
    assert {entry["id"] for entry in SITES} <= {entry["id"] for entry in phone.list()}
