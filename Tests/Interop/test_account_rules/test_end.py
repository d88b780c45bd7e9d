"""Reading out what the service holds of a person, and deleting it."""

import json
import re
import stat

from conftest import PASSWORD
from terminal import at_terminal
from test_account_rules.acts import MAIL, SHOP

# Every field that a copy may have: none is a key, a proof, or a record of the password.
FIELDS = {
    "version", "exported", "account", "created", "passwordSet", "recoveryCodeMade",
    *(f"contacts.{name}" for name in ("kind", "value", "language", "added", "isVerified")),
    *(f"devices.{name}" for name in (
        "id", "name", "added", "lastUsed", "settled", "suspended", "answersSignInRequests",
    )),
    *(f"browserSessions.{name}" for name in ("username", "device", "signedIn", "expires")),
    *(f"applications.{name}" for name in ("name", "scopes", "given")),
    *(f"signInRequests.{name}" for name in ("application", "place", "message", "state", "created")),
    *(f"notices.{name}" for name in ("kind", "created", "deviceName", "detail", "confirms")),
    *(f"backup.{name}" for name in ("id", "epoch", "generation", "deleted")),
    *(f"kept.{name}" for name in ("at", "expires", "device")),
}


def fields(value, path=""):
    """The paths of all fields in a JSON value."""
    if isinstance(value, dict):
        return {found for name, inner in value.items() for found in fields(inner, f"{path}.{name}".lstrip("."))}
    if isinstance(value, list):
        return {found for inner in value for found in fields(inner, path)}
    return {path}


def test_a_copy_of_all_that_the_service_holds_and_no_secret(world, storage, tmp_path):
    ada = world.owner("ada", storage, MAIL)
    file = tmp_path / "me.json"
    ada.run("account", "export", str(file), password=PASSWORD)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    copy = json.loads(file.read_text())
    assert copy["version"] == 1
    assert [contact["value"] for contact in copy["contacts"]] == [MAIL]
    assert len(copy["devices"]) == 1 and copy["backup"]["generation"] >= 1
    assert fields(copy) <= FIELDS, fields(copy) - FIELDS
    # No value is as long as a key.
    assert max(len(value) for value in re.findall(r'"([^"]*)"', file.read_text())) <= 36


def test_deleting_takes_the_account_and_nothing_else(world, storage):
    ada = world.owner("ada", storage, MAIL)
    shop = ada.code(SHOP)
    assert world.accepts("ada", shop)
    refused = ada.run("account", "delete", password=PASSWORD, check=False)
    assert (refused.status, refused.code) == (77, "confirmation.needed"), refused
    ada.run("account", "delete", "--yes", password=PASSWORD)
    assert {entry["kind"] for entry in ada.list()} == {"third-party"}
    gone = world.phone("new").sign_in("ada", world, check=False)
    assert gone.code == "signin.wrong-password", gone
    taken = world.phone("other").run(
        "account", "create", "ada", "--service", world.url, password=PASSWORD, check=False,
    )
    assert taken.code == "account.name-taken", taken


def test_a_user_name_is_typed_in_whatever_form_signs_in(world, storage):
    ada = world.owner("zo\u00e9", storage, MAIL)
    assert "Cancelled" in at_terminal("account", "delete", home=ada.home, answers=["zoe"])[1]
    status, shown = at_terminal("account", "delete", home=ada.home, answers=["ZOE\u0301", PASSWORD])
    assert status == 0, shown
    assert {entry["kind"] for entry in ada.list()} == {"third-party"}


def test_a_younger_device_deletes_nothing_that_an_older_one_could_take_back(world, storage):
    ada = world.owner("ada", storage)
    thief = world.phone("thief")
    thief.sign_in("ada", world)
    world.wait(days=8)
    refused = thief.run("account", "delete", "--yes", password=PASSWORD, check=False)
    assert (refused.status, refused.code) == (77, "account.older-device"), refused
    assert world.accepts("ada", ada.code("127.0.0.1:ada"))
