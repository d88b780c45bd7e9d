"""Codes and passwords in the hands of a thief: each is refused and logged, and told where somebody should know of it."""

import pytest

from approval_peer import REQUESTS, Approver, refused
from approving import credentials, kinds, newest_code, own_device, type_code
from conftest import PASSWORD
from enrollment_peer import Enrolling, Refused
from failures import expect


def test_the_code_of_a_contact_is_of_no_use_in_another_session(person, phone, log):
    ada = person("ada")
    sent = ada.phone.run("account", "approvals", "on", check=False)
    code = newest_code(ada.service, ada.address)
    # A thief has the password, and reads the code over the shoulder.
    thief = phone("thief")
    thief.sign_in(ada.name, ada.service)
    stolen = thief.run(
        "account", "contacts", "verify", sent.error["proof"], env={"SPAREKEY_CONTACT_CODE": code}, check=False
    )
    assert (stolen.code, stolen.status) == ("contact.code-expired", 75)
    assert "contact.code-expired" in log(wait="contact.code-expired")
    # Nor is the proof, once it is finished.
    ada.phone.run("account", "contacts", "verify", sent.error["proof"], env={"SPAREKEY_CONTACT_CODE": code})
    stolen = thief.run("account", "approvals", "on", "--proof", sent.error["proof"], check=False)
    assert (stolen.code, stolen.status) == ("contact.proof-sent", 75), "a code of its own is asked for"
    assert "account.evidence-needed" in log(wait="account.evidence-needed")
    assert own_device(thief) not in credentials(ada.service)
    # Nor on a device that counts fully.
    second = phone("second")
    second.sign_in(ada.name, ada.service)
    asked = second.run("account", "confirm", password=PASSWORD, check=False)
    type_code(second, ada.service, asked, ada.address)
    stolen = second.run("account", "approvals", "on", "--proof", sent.error["proof"], check=False)
    assert (stolen.code, stolen.status) == ("contact.proof-needed", 77)
    assert "contact.proof-needed" in log(wait="contact.proof-needed")
    assert own_device(second) not in credentials(ada.service)
    assert "device-added" in kinds(ada.phone)
    # Ada's own was not spent by that.
    assert ada.phone.run("account", "approvals", "on", "--proof", sent.error["proof"]).json["state"] == "ready"


def test_five_wrong_codes_are_all_there_are(person, log):
    ada = person("ada")
    sent = ada.phone.run("account", "approvals", "on", check=False)
    right = newest_code(ada.service, ada.address)
    codes = []
    for guess in [f"{(int(right) + step) % 10**8:08d}" for step in range(1, 6)] + [right]:
        codes.append(ada.phone.run(
            "account", "contacts", "verify", sent.error["proof"], env={"SPAREKEY_CONTACT_CODE": guess}, check=False
        ).code)
    assert codes == ["contact.wrong-code"] * 5 + ["contact.code-expired"]
    assert log(wait="contact.code-expired").count("contact.wrong-code") == 5


def test_a_stolen_enrollment_code_is_an_alarm_when_it_comes_again(office, phone, log):
    office.add("ada")
    first = phone("first")
    office.enroll(first, "ada")
    stolen = office.code("ada")
    # The thief is faster …
    office_peer = Approver.enroll(office.service, stolen["code"], "thief's phone")
    # … and Ada scans.
    message, remedy = expect("enrollment.used", 77, phone("second").run, "enroll", stolen["link"], "--yes")
    assert "administrator" in remedy
    assert "enrollment.used" in log(wait="enrollment.used")
    assert ("code.reused", "ada", "thief's phone") in office.log()
    notice = next(line for line in first.run("notices", office.name).json if line["kind"] == "enrollment-reused")
    assert (notice["device"], notice["deviceName"]) == (office_peer.device, "thief's phone")
    # One step ends it.
    first.run("account", "devices", office.name, "--yes", "--revoke", notice["device"])
    assert refused(office_peer.call("GET", REQUESTS)) == (401, "device.refused")


def test_a_second_use_by_hand_is_an_alarm_too(office, member):
    made = office.code("eve")["code"]
    Enrolling(made).use(office.service)
    with pytest.raises(Refused) as again:
        Enrolling(made).use(office.service)
    assert (again.value.status, again.value.code) == (409, "enrollment.used")
    assert "enrollment-reused" in [notice["kind"] for notice in member.peer.update()["notices"]]


def test_a_member_has_no_contacts_and_is_told_so(office, phone):
    office.add("ada")
    device = phone()
    office.enroll(device, "ada")
    for command in (["contacts", "add", f"{office.name}:ada", "--email", "ada@example.org"],
                    ["contacts", "list", f"{office.name}:ada"], ["approvals", "on", f"{office.name}:ada"]):
        expect("account.work", 77, device.run, "account", *command)


def test_a_work_account_that_was_removed_asks_for_a_code_again(office, phone):
    office.add("ada")
    device = phone()
    office.enroll(device, "ada")
    own = own_device(device, office.name)
    office.service.command("member", "devices", office.slug, "ada", "--revoke", own)
    assert device.list()[0]["state"] == "ready"
    assert device.run("account", "devices", office.name, check=False).code == "device.refused"
    assert device.list()[0]["state"] == "removedAtService"
    assert device.run("recover-entry", office.name, office.code("ada")["code"], "--yes").json["state"] == "ready"


def test_the_password_alone_makes_no_credential(ada, phone):
    thief = phone("thief")
    thief.sign_in(ada.name, ada.service)
    for command in (["account", "approvals", "on"], ["recover-entry", f"127.0.0.1:{ada.name}"]):
        held = thief.run(*command, password=PASSWORD, check=False)
        assert own_device(thief) not in credentials(ada.service)
        # Either a code of the contact is asked for, or nothing is to be done: the thief's phone shows codes already.
        assert (held.code if held.status else held.json["state"]) in ("contact.proof-sent", "ready")
    refused = thief.run("requests", check=False)
    assert refused.code == "approval.off"
