"""A phone is lost that had an account of each kind: what comes back at once, what asks, and what was never lost."""

import collections
import re
import time

import pytest

from approving import (
    add_contact, credentials, database, kinds, newest_code, other_number, own_device, turn_on, type_code, waiting,
)
from conftest import BUILD, PASSWORD
from failures import expect
from moments import settle, wait_until
from terminal import Terminal, at_terminal

NAME = "127.0.0.1:{}"


class Lost:
    """Ada's old phone with an account of each kind, its backup, and the new phone that recovered it."""

    def __init__(self, service, office, phone, storage, name):
        self.name, self.service, self.office = name, service, office
        self.personal, self.username = NAME.format(name), office.add(name)
        self.old, self.new = phone("old"), phone("new")
        self.old.add("otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP")
        self.old.create_account(name, service)
        add_contact(self.old, service, f"{name}@example.org")
        turn_on(self.old, service)
        office.enroll(self.old, name)
        self.old.backup_on(storage)
        self.report = self.new.recover(name, service, storage).json

    def states(self):
        return {entry["kind"]: entry["state"] for entry in self.new.list()}

    def recover_personal(self):
        """Signs in to recover: the password, a mailed code, the key, the test."""
        sent = self.new.run("recover-entry", self.personal, password=PASSWORD, check=False)
        assert (sent.code, sent.status) == ("contact.proof-sent", 75), sent
        proof = type_code(self.new, self.service, sent)
        return self.new.run("recover-entry", self.personal, "--proof", proof).json

    def recover_work(self):
        return self.new.run("recover-entry", self.office.name, self.office.code(self.name)["code"], "--yes").json


@pytest.fixture
def lost(service, office, phone, storage):
    return lambda name: Lost(service, office, phone, storage, name)


def test_third_party_codes_work_at_once_and_the_others_ask(lost):
    ada = lost("ada-asks")
    assert ada.states() == {"third-party": "ready", "personal": "needsSignIn", "work": "needsQRCode"}
    assert {entry["kind"]: entry["state"] for entry in ada.report["entries"]} == ada.states()
    moment = time.time()
    assert ada.new.code("Shop", at=moment) == ada.old.code("Shop", at=moment)
    # The sign-in of the recovery has given the new phone a secret of its own, and no more than that.
    assert ada.new.code(ada.personal, at=moment) != ada.old.code(ada.personal, at=moment)
    # Its codes count once it is confirmed.
    assert not ada.service.verify(ada.name, ada.new.code(ada.personal))
    expect("entry.not-ready", 77, ada.new.run, "code", ada.office.name)
    expect("approval.off", 78, ada.new.run, "requests")
    sent = ada.new.run("account", "confirm", password=PASSWORD, check=False)
    assert (sent.code, sent.status) == ("contact.proof-sent", 75), sent
    rows = ada.new.run("list", json=False).out
    # Every account that the banner counts has a row that says what is missing, and a sign-in just now is not that.
    assert "2 accounts need more verification" in rows
    assert "sign-in requests not set up here; codes accepted from" in rows and "needs QR code" in rows
    assert "needs sign-in" not in rows
    type_code(ada.new, ada.service, sent)
    assert ada.service.verify(ada.name, ada.new.code(ada.personal))
    assert ada.states() == {"third-party": "ready", "personal": "needsSignIn", "work": "needsQRCode"}


def test_a_mailed_code_confirms_the_new_phone_and_sets_up_its_sign_in_requests(lost, program):
    ada = lost("ada-confirms")
    answers = ["1", lambda: newest_code(ada.service, f"{ada.name}@example.org")]
    status, shown = at_terminal("account", "confirm", home=ada.new.home, answers=answers)
    assert status == 0 and "it gets the account’s sign-in requests" in shown, shown
    assert ada.states()["personal"] == "ready"
    asked = program.started(ada.name)
    assert waiting(ada.new)[0]["application"] == "Cash desk"
    ada.new.run("approve", "--number", asked["number"])
    assert "id_token" in program.poll(asked)
    # Once more there is nothing to confirm, and nothing is missing.
    again = ada.new.run("account", "confirm", json=False, language="en").out
    assert again == "This device is already confirmed.\n"


def test_who_confirms_the_new_phone_in_another_way_is_told_the_one_step_that_is_left(lost):
    ada = lost("ada-approves")
    device = f"sparekey recover-entry {ada.personal}"
    with Terminal([BUILD / "sparekey", "account", "confirm", "--home", ada.new.home], {"SPAREKEY_LANG": "en"}, None) as new:
        new.read_until("Your choice")
        new.type(b"2")
        new.read_until("type this number there: ")
        new.read_until("\n")
        wait_until(lambda: ada.old.run("requests").json, "no request came")
        assert "Confirm a device" in ada.old.run("requests", json=False, language="en").out
        number = re.search(r"number there: (\d+)", new.shown.decode())[1]
        told = ada.old.run("approve", "--number", number, json=False, language="en").out
        assert new.end() == 0
    shown = new.shown.decode()
    assert "This device does not get sign-in requests yet" in shown and device in shown, shown
    assert told.startswith("Confirmed: the device ") and ada.personal in told, told
    again = ada.new.run("account", "confirm", json=False, language="en").out
    assert again.startswith("This device is already confirmed. ") and device in again


@pytest.mark.parametrize("language, said", [("en", "This device is confirmed."), ("fr", "Cet appareil est confirmé.")])
def test_who_recovers_the_entry_is_told_that_it_has_confirmed_the_new_phone(language, said, lost):
    ada = lost(f"ada-told-{language}")
    answers = [PASSWORD, lambda: newest_code(ada.service, f"{ada.name}@example.org")]
    status, shown = at_terminal("recover-entry", ada.personal, home=ada.new.home, answers=answers, language=language)
    assert status == 0 and shown.count(said) == 1, shown


def test_ctrl_c_takes_the_request_from_the_other_phone_again(lost):
    ada = lost("ada-stops")
    with Terminal([BUILD / "sparekey", "account", "confirm", "--home", ada.new.home], {"SPAREKEY_LANG": "en"}, None) as new:
        new.read_until("Your choice")
        new.type(b"2")
        new.read_until("type this number there: ")
        wait_until(lambda: ada.old.run("requests").json, "no request came")
        new.type(b"\x03")
        assert new.end() == 130
    assert ada.old.run("requests").json == []


def test_after_a_wrong_number_on_the_old_phone_the_new_one_offers_its_ways_again(lost):
    ada = lost("ada-mistypes")

    def number_shown():
        wait_until(lambda: ada.old.run("requests").json, "no request came")
        return re.search(r"sparekey approve --number (\d\d) there", new.shown.decode())[1]

    with Terminal([BUILD / "sparekey", "account", "confirm", "--home", ada.new.home], {"SPAREKEY_LANG": "en"}, None) as new:
        new.read_until("Your choice")
        new.type(b"2")
        new.read_until("within one minute: run sparekey approve --number ")
        new.read_until("type this number there: ")
        wrong = ada.old.run("approve", "--number", other_number(number_shown()), check=False)
        assert wrong.code == "approval.wrong-number", wrong
        new.read_until("The other device did not approve")
        new.shown = new.shown.split(b"did not approve")[-1]
        new.read_until("Your choice")
        new.type(b"2")
        new.read_until("type this number there: ")
        ada.old.run("approve", "--number", number_shown())
        assert new.end() == 0, new.shown
    assert b"This device is confirmed" in new.shown, new.shown


def test_who_starts_again_is_asked_for_the_code_that_was_sent_before_and_may_have_another(lost):
    ada = lost("ada-begins-again")
    mail = f"{ada.name}@example.org"
    status, shown = at_terminal("account", "confirm", home=ada.new.home, answers=["1", "\x04"])
    assert status == 65 and "Code sent to a•••@e•••.org: " in shown, shown
    first = newest_code(ada.service, mail)
    status, shown = at_terminal("account", "confirm", home=ada.new.home, answers=["1", "\x04"])
    told = "A code was sent to a•••@e•••.org at 1?[0-9]:[0-5][0-9].[AP]M. Type it"
    assert status == 65 and re.search(told, shown), shown
    assert newest_code(ada.service, mail) == first
    # Enter alone has another sent.
    answers = ["1", "", lambda: newest_code(ada.service, mail)]
    status, shown = at_terminal("account", "confirm", home=ada.new.home, answers=answers)
    assert status == 0 and "This device is confirmed" in shown, shown


def test_confirming_can_be_left_for_later_in_the_first_menu(lost):
    ada = lost("ada-waits")
    status, shown = at_terminal("account", "confirm", home=ada.new.home, answers=["3"])
    assert status == 0 and "  3  later\n" in shown, shown
    assert f"sparekey account confirm {ada.personal}" in shown.split("  3  later\n")[1], shown


def test_a_phone_that_was_reported_is_not_offered_the_other_one_which_is_told_how_to_remove_it(lost):
    ada = lost("ada-reports")
    with Terminal([BUILD / "sparekey", "account", "confirm", "--home", ada.new.home], {"SPAREKEY_LANG": "en"}, None) as new:
        new.read_until("Your choice")
        new.type(b"2")
        new.read_until("type this number there: ")
        wait_until(lambda: ada.old.run("requests").json, "no request came")
        told = ada.old.run("deny", "--report", json=False, language="en").out.strip()
        new.read_until("Another device can be asked again from ")
        new.read_until("  2  later")
        new.type(b"2")
        assert new.end() == 0, new.shown
    # Whoever begins again is told as well, and is not asked to choose what would be refused.
    status, shown = at_terminal("account", "confirm", home=ada.new.home, answers=["\x04"])
    assert status == 65 and "Another device can be asked again from " in shown and "Your choice" not in shown, shown
    account, device = re.search(r"sparekey account devices (\S+) --revoke (\S+)$", told).groups()
    ada.old.run("account", "devices", account, "--yes", "--revoke", device, password=PASSWORD)


def test_an_approval_without_its_number_asks_for_it_at_a_terminal(lost):
    ada = lost("ada-is-asked")
    with Terminal([BUILD / "sparekey", "account", "confirm", "--home", ada.new.home], {"SPAREKEY_LANG": "en"}, None) as new:
        new.read_until("Your choice")
        new.type(b"2")
        new.read_until("type this number there: ")
        new.read_until("\n")
        wait_until(lambda: ada.old.run("requests").json, "no request came")
        number = re.search(r"number there: (\d+)", new.shown.decode())[1]
        status, shown = at_terminal("approve", home=ada.old.home, answers=["no", number])
        assert status == 0 and "asks to be confirmed for " in shown, shown
        assert "Type the number shown on the new device" in shown, shown
        assert "Type two digits, d or r." in shown and "Confirmed: the device " in shown, shown
        assert new.end() == 0, new.shown


def test_each_is_completed_and_the_old_phone_stays_valid(lost, program, tmp_path):
    ada = lost("ada-completes")
    before = credentials(ada.service)

    def made():
        return {device: state for device, state in credentials(ada.service).items() if before.get(device) != state}

    # Sign in to recover: nothing exists before the proof is finished and the test is answered.
    wrong = ada.new.run("recover-entry", ada.personal, password="not the password at all", check=False)
    assert wrong.code == "signin.wrong-password" and made() == {}
    sent = ada.new.run("recover-entry", ada.personal, password=PASSWORD, check=False)
    assert sent.code == "contact.proof-sent" and "a•••@e•••.org" in sent.error["message"] and made() == {}
    assert ada.states()["personal"] == "needsSignIn"
    proof = type_code(ada.new, ada.service, sent)
    assert made() == {} and ada.states()["personal"] == "needsSignIn"
    ready = ada.new.run("recover-entry", ada.personal, "--proof", proof).json
    assert ready["state"] == "ready"
    personal = own_device(ada.new, ada.personal)
    assert made() == {personal: True}

    # Scan to recover, from a picture.
    picture = tmp_path / "code.png"
    ada.office.code(ada.name, "--png", picture)
    assert list(made()) == [personal]
    ready = ada.new.run("recover-entry", ada.office.name, "--qr", picture, "--yes").json
    assert ready["state"] == "ready"
    work = own_device(ada.new, ada.office.name)
    assert made() == {personal: True, work: True}
    assert before.items() <= credentials(ada.service).items()
    assert set(ada.states().values()) == {"ready"}

    # Old and new answer, each for itself.
    for username in (ada.name, ada.username):
        for device in (ada.old, ada.new):
            asked = program.started(username)
            assert waiting(ada.old)[0]["id"] == waiting(ada.new)[0]["id"]
            device.run("approve", "--number", asked["number"])
            assert "id_token" in program.poll(asked)
    # The old phone is told, and can do something about it.
    assert {"recovered", "credential-made"} <= set(kinds(ada.old, ada.personal))
    assert "device-added" in kinds(ada.old, ada.office.name)


def test_a_typed_code_recovers_a_work_account_and_the_codes_of_both_are_good_once(lost):
    ada = lost("ada-types")
    assert ada.recover_personal()["state"] == "ready"
    assert ada.recover_work()["state"] == "ready"
    settle()
    for entry, username in ((ada.personal, ada.name), (ada.office.name, ada.username)):
        moment = time.time()
        codes = [device.code(entry, at=moment) for device in (ada.old, ada.new)]
        assert codes[0] != codes[1]
        assert [ada.service.verify(username, code) for code in codes] == [True, True]
        assert [ada.service.verify(username, code) for code in codes] == [False, False]


def test_fifty_tries_of_the_codes_of_old_and_new_at_once_are_one_sign_in_each(lost, together):
    ada = lost("ada-tries")
    assert ada.recover_personal()["state"] == ada.recover_work()["state"] == "ready"
    party = ada.service.client("shop")
    for entry, username in ((ada.personal, ada.name), (ada.office.name, ada.username)):
        for device in (ada.old, ada.new):
            code = device.code(entry)
            answers = together(lambda _: ada.service.verify_request(username, code, party), range(50))
            kept = collections.Counter(body["valid"] if status == 200 else status for status, body in answers)
            assert kept[True] == 1, kept
            assert set(kept) <= {True, False, 429}
            forget_tries(ada.service)


def forget_tries(service):
    """Forgets the counters of wrong tries, as a quarter of an hour does."""
    with database(service, "rw") as held:
        held.execute("DELETE FROM attempt")


def test_a_revoked_phone_asks_again(lost):
    ada = lost("ada-revokes")
    assert ada.recover_personal()["state"] == ada.recover_work()["state"] == "ready"
    for entry in (ada.personal, ada.office.name):
        ada.old.run("account", "devices", entry, "--yes", "--revoke", own_device(ada.new, entry))
    assert ada.new.run("requests", check=False).code in ("device.not-found", "device.refused")
    assert {entry["kind"]: entry["state"] for entry in ada.new.list() if entry["kind"] != "third-party"} == {
        "personal": "removedAtService", "work": "removedAtService",
    }
    expect("device.not-found", 66, ada.new.run, "requests")
    # And comes back as it would on a new one.
    sent = ada.new.run("recover-entry", ada.personal, password=PASSWORD, check=False)
    assert sent.code == "contact.proof-sent"
    code = newest_code(ada.service)
    ada.new.run("account", "contacts", "verify", sent.error["proof"], ada.personal, env={"SPAREKEY_CONTACT_CODE": code})
    ada.new.run("recover-entry", ada.personal, "--proof", sent.error["proof"])
    ada.new.run("recover-entry", ada.office.name, ada.office.code(ada.name)["code"], "--yes")
    assert {entry["state"] for entry in ada.new.list()} == {"ready"}
