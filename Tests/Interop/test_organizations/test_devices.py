"""The devices of a member: codes of their own, a limit, revocation; one step of one device is good once."""

import collections
import json
import re
import time

import pytest

from enrollment_peer import Enrolling, Refused, call
from failures import expect
from moments import settle

from .office import NAME, listed


def test_two_devices_have_codes_of_their_own_and_each_is_accepted_once(acme, phone):
    phones = [acme.enroll(phone("old")), acme.enroll(phone("new"))]
    codes = [device.code(NAME) for device in phones]
    assert codes[0] != codes[1]
    assert all(re.fullmatch(r"[0-9]{6}", code) for code in codes)
    assert [acme.service.verify("ada@acme", code) for code in codes] == [True, True]
    assert [acme.service.verify("ada@acme", code) for code in codes] == [False, False]
    assert len(phones[0].run("account", "devices", NAME).json) == 2
    assert [device["id"] for device in acme.devices()] == [
        device["id"] for device in phones[1].run("account", "devices", NAME).json
    ]


def test_the_fifth_device_is_the_last_until_one_is_revoked(acme, phone):
    phones = [acme.enroll(phone(f"phone-{number}")) for number in range(5)]
    sixth = phone("sixth")
    link = acme.code()["link"]
    expect("device.limit", 77, sixth.run, "enroll", link, "--yes")
    assert ("code.device-limit", "ada", None) in acme.log()
    assert len(acme.devices()) == 5
    # The member frees a place from another device, and the code is as good as it was.
    mine = phones[0].run("account", "devices", NAME).json
    gone = phones[3].run("account", "devices", NAME).json
    lost = next(device["id"] for device in gone if device["current"])
    assert len(mine) == 5
    phones[0].run("account", "devices", NAME, "--yes", "--revoke", lost)
    sixth.run("enroll", link, "--yes")
    assert len(acme.devices()) == 5
    assert acme.service.verify("ada@acme", sixth.code(NAME)) is True
    assert acme.service.verify("ada@acme", phones[3].code(NAME)) is False


def test_a_device_that_is_enrolled_again_is_still_one_device(acme, phone):
    device = acme.enroll(phone())
    before = listed(device)
    for _ in range(6):
        acme.enroll(device)
    assert listed(device) == before
    assert len(acme.devices()) == 1


def test_the_console_revokes_a_device_and_removes_a_member(acme, phone):
    device, other = acme.enroll(phone()), acme.enroll(phone())
    first, second = acme.devices()
    acme.console("member", "devices", "acme", "ada", "--revoke", first["id"])
    assert acme.service.verify("ada@acme", device.code(NAME)) is False
    assert acme.service.verify("ada@acme", other.code(NAME)) is True
    told = device.run("account", "devices", NAME, check=False)
    assert (told.code, told.status) == ("device.refused", 77), told
    assert told.error["remedy"].startswith("This was done by your organisation’s administrator on "), told
    french = device.run("list", json=False, language="fr").err
    assert "Retrait effectué le" in french and "par l’administrateur de votre organisation." in french, french
    acme.console("member", "remove", "acme", "ada")
    assert acme.service.verify("ada@acme", other.code(NAME, at=time.time() + 30)) is False
    assert [line["name"] for line in acme.console("member", "list", "acme").json] == ["eve"]
    assert acme.log()[0][:2] == ("member.removed", "ada")
    assert acme.count("device") == 0


def test_doctor_asks_whether_a_work_account_still_accepts_this_device(acme, phone):
    device, other = acme.enroll(phone()), acme.enroll(phone())
    acme.console("member", "devices", "acme", "ada", "--revoke", acme.devices()[0]["id"])
    # A list asks nobody, so it says what is here and no more.
    line = next(line for line in device.run("list", json=False).out.splitlines() if NAME in line)
    assert line.rstrip().endswith("set up here"), line
    warned = [(warning["name"], warning["label"]) for warning in device.run("doctor", check=False).json["warnings"]]
    assert ("removed", f"{NAME}:ada") in warned, warned
    assert listed(device)["state"] == "removedAtService"
    assert [warning["name"] for warning in other.run("doctor", check=False).json["warnings"]] == []


def test_a_device_written_from_the_documents_is_enrolled(acme):
    code = acme.code()["code"]
    read = call(acme.service, "/v1/enrollments/read", {"code": code})
    assert (read["organizationName"], read["member"]) == (NAME, "ada")
    enrolling = Enrolling(code)
    # The key is shown to be held before the code counts.
    for field in ("keyShare", "publicKey", "signature"):
        spoilt = enrolling.request() | {field: Enrolling(code).request()[field]}
        with pytest.raises(Refused) as refused:
            call(acme.service, "/v1/enrollments/use", spoilt)
        assert (refused.value.status, refused.value.code) == (400, "device.credential-refused")
    assert (acme.count("device"), acme.count("device_credential")) == (0, 0)
    device = enrolling.use(acme.service)
    status, body = device.call("GET", "/v1/devices")
    assert (status, [line["name"] for line in json.loads(body)["devices"]]) == (200, ["peer"])
    code = device.code_at()
    assert acme.service.verify("ada@acme", code) is True
    assert acme.service.verify("ada@acme", code) is False


def test_fifty_tries_of_one_code_at_once_are_one_sign_in(acme, phone, together):
    settle()
    party = acme.service.client("wiki")
    for name in ("ada", "eve"):
        old, new = acme.enroll(phone("old"), name), acme.enroll(phone("new"), name)
        # Ada's new device and Eve's old one: each alone, fifty times.
        code = (new if name == "ada" else old).code(NAME)
        answers = together(lambda _: acme.service.verify_request(f"{name}@acme", code, party), range(50))
        kinds = collections.Counter(body["valid"] if status == 200 else status for status, body in answers)
        assert kinds[True] == 1
        assert set(kinds) <= {True, False, 429}


def test_the_codes_of_two_devices_at_once_are_never_accepted_twice(acme, phone, together):
    settle()
    party = acme.service.client("wiki")
    phones = [acme.enroll(phone("old")), acme.enroll(phone("new"))]
    codes = [device.code(NAME) for device in phones]
    answers = together(lambda n: acme.service.verify_request("ada@acme", codes[n % 2], party), range(50))
    accepted = [number % 2 for number, (status, body) in enumerate(answers) if status == 200 and body["valid"]]
    assert accepted and len(accepted) == len(set(accepted))
