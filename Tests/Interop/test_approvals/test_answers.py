"""Answers that are none, sent by a device that was written from the document: each is refused and logged, and told."""

import json
import time

import pytest

from approval_peer import ANSWER, REQUESTS, refused
from approving import Program, database, letters, next_of, number_on, other_number, states, waiting
from mail import code_in
from test_openid.pages import Browser


def test_an_answer_counts_once(member, program, log):
    asked = program.started(member.username)
    request = member.peer.only()
    body = member.peer.answer_body(request, number=int(asked["number"]))
    data = json.dumps(body).encode()
    headers = {"Authorization": member.peer.authorization("POST", ANSWER, data)}

    def send():
        status, answer = member.peer.service.request("POST", ANSWER, body, headers)
        return status, json.loads(answer)

    assert send() == (200, {})
    # The very same bytes again, as somebody on the way could send them.
    assert refused(send()) == (409, "session.stale-counter")
    # The same answer in a request of its own.
    assert refused(member.peer.call("POST", ANSWER, body)) == (409, "approval.answered")
    text = log(wait="approval.answered")
    assert "session.stale-counter" in text and member.username not in text
    assert "id_token" in program.poll(asked)
    assert program.poll(asked) == "invalid_grant"


def test_an_answer_to_another_request_is_none(member, program, log):
    first = program.started(member.username)
    request = member.peer.only()
    kept = member.peer.answer_body(request, number=int(first["number"]))
    assert member.peer.answer(request, "deny") == (200, {})
    second = program.started(member.username)
    present = member.peer.only()
    # The signature is over the first request.
    moved = kept | {"request": present["id"], "number": int(second["number"])}
    assert refused(member.peer.call("POST", ANSWER, moved)) == (400, "device.credential-refused")
    assert "device.credential-refused" in log(wait="device.credential-refused")
    assert program.poll(second) == "authorization_pending"


@pytest.mark.parametrize("part, value", [
    ("request", "0" * 32), ("device", "0" * 32), ("client", "sparekey"), ("decision", "deny"), ("number", 0),
    ("expires", 1),
])
def test_a_signature_that_leaves_a_part_out_is_none(member, program, log, part, value):
    asked = program.started(member.username)
    # What is sent is right; what was signed is not.
    answer = member.peer.answer(member.peer.only(), number=int(asked["number"]), signed={part: value})
    assert refused(answer) == (400, "device.credential-refused")
    assert "device.credential-refused" in log(wait="device.credential-refused")
    assert program.poll(asked) == "authorization_pending"


def test_the_key_of_another_device_signs_nothing(member, office, program, log):
    other = office.peer("eve", "second")
    asked = program.started(member.username)
    request, number = member.peer.only(), int(asked["number"])
    assert refused(member.peer.answer(request, number=number, key=other.key)) == (400, "device.credential-refused")
    assert refused(member.peer.call("GET", REQUESTS, key=other.key)) == (401, "device.refused")
    assert "device.refused" in log(wait="device.refused")
    assert program.poll(asked) == "authorization_pending"


def test_the_request_of_another_account_is_not_there(member, office, program, log):
    username = office.add("ada")
    ada = office.peer("ada")
    asked = program.started(username)
    request = ada.only()
    assert refused(member.peer.answer(request, number=int(asked["number"]))) == (404, "approval.not-found")
    assert "approval.not-found" in log(wait="approval.not-found")
    assert program.poll(asked) == "authorization_pending"


def test_a_wrong_number_ends_the_request_and_is_told(ada, program, log, phone):
    other = phone("other")
    other.sign_in(ada.name, ada.service)
    asked = program.started(ada.name)
    request, = waiting(ada.phone)
    wrong = ada.phone.run("approve", "--number", other_number(asked["number"]), check=False)
    assert (wrong.code, wrong.status) == ("approval.wrong-number", 77)
    assert "approval.wrong-number" in log(wait="approval.wrong-number")
    # There is no second try.
    again = ada.phone.run("approve", request["id"], "--number", asked["number"], check=False)
    assert again.code == "approval.not-found"
    assert program.poll(asked) == "access_denied"
    notice = other.run("notices").json[0]
    assert (notice["kind"], notice["detail"], notice["device"]) == ("number-mismatched", "Cash desk", ada.device)
    assert states(ada.service)[-1] == "mismatched"


def test_a_request_is_over_after_a_minute(member, program, log):
    asked = program.started(member.username)
    request = member.peer.only()
    with database(member.peer.service, "rw") as held:
        changed = held.execute(
            "UPDATE sign_in_request SET created = created - 60000, expires = expires - 60000 WHERE id = ?",
            (request["id"],),
        )
        assert changed.rowcount == 1
    late = request | {"expires": request["expires"] - 60000}
    assert refused(member.peer.answer(late, number=int(asked["number"]))) == (410, "approval.expired")
    assert "approval.expired" in log(wait="approval.expired")
    assert member.peer.update()["requests"] == []
    assert program.poll(asked) == "expired_token"


def test_a_revoked_device_answers_nothing(ada, office, program, log, phone):
    second = phone("second")
    second.sign_in(ada.name, ada.service)
    asked = program.started(ada.name)
    assert len(waiting(ada.phone)) == 1
    second.run("account", "devices", "--yes", "--revoke", ada.device)
    gone = ada.phone.run("approve", "--number", asked["number"], check=False)
    # A newer device has put it out, so it is told that it can take the account back.
    assert (gone.code, gone.status) == ("device.suspended", 77)
    assert "device.suspended" in log(wait="device.suspended")
    assert program.poll(asked) == "authorization_pending"


def test_what_a_device_approved_dies_with_it(member, office, program):
    asked = program.started(member.username)
    assert member.peer.answer(member.peer.only(), number=int(asked["number"])) == (200, {})
    office.service.command("member", "devices", office.slug, "eve", "--revoke", member.peer.device)
    assert program.poll(asked) == "expired_token"


@pytest.mark.parametrize("offset", [-400, 400])
def test_a_signature_of_another_time_is_none(member, offset):
    moment = time.time_ns() // 1000 + offset * 10**6
    assert refused(member.peer.call("GET", REQUESTS, moment=moment)) == (409, "session.stale-counter")
    assert member.peer.update()["requests"] == []


def test_a_denial_is_signed_too(member, program):
    program.started(member.username)
    request = member.peer.only()
    body = member.peer.answer_body(request, "deny")
    assert refused(member.peer.call("POST", ANSWER, body | {"decision": "report"})) == (
        400, "device.credential-refused")
    assert refused(member.peer.call("POST", ANSWER, body | {"number": 42})) == (400, "request.invalid")
    assert member.peer.call("POST", ANSWER, body) == (200, {})


def test_an_approval_is_of_no_use_to_another_application(member, program, service):
    asked = program.started(member.username)
    assert member.peer.answer(member.peer.only(), number=int(asked["number"])) == (200, {})
    other = Program(service, "Another desk")
    other.asked = 0
    assert other.poll(asked) == "invalid_grant"
    assert "id_token" in program.poll(asked)


def test_an_approval_is_of_no_use_in_another_browser(ada):
    mine, theirs = Browser(), Browser()
    page = mine.submit(mine.open(f"{ada.service.url}/account"), "/sign-in", username=ada.name, way="approval")
    ada.phone.run("approve", "--number", number_on(page))
    stolen = theirs.open(next_of(page))
    assert stolen.status_code >= 400 and "<h1>My account</h1>" not in stolen.text
    assert "My account" in mine.open(next_of(page)).text


def test_the_log_names_nobody(ada, program):
    asked = program.started(ada.name)
    ada.phone.run("approve", "--number", other_number(asked["number"]), check=False)
    text = ada.service.log.read_text()
    codes = {code_in(text) for _, _, text in letters(ada.service, "contact-code")}
    for word in (ada.name, ada.address, "Cash desk", *codes):
        assert word not in text
