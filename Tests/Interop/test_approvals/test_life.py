"""The whole life of sign-in requests by command line: contact, credential, requests, answers."""

import pytest

from approving import (
    add_contact, credentials, kinds, newest_code, letters, next_of, number_on, own_device, states, turn_on, type_code,
    waiting,
)
from failures import expect
from test_openid.pages import Browser


def test_no_credential_exists_before_the_proof(service, phone):
    device = phone()
    device.create_account("walker", service)
    before = credentials(service)

    def held():
        return {device: state for device, state in credentials(service).items() if device not in before}

    # Without a contact there is nothing that a code could go to.
    expect("contact.none", 78, device.run, "account", "approvals", "on")
    expect("approval.off", 78, device.run, "requests")
    sent = device.run("account", "contacts", "add", "--email", "-", input="walker@example.org", check=False)
    assert sent.code == "contact.code-sent" and held() == {}
    type_code(device, service, sent)
    assert held() == {}
    sent = device.run("account", "approvals", "on", check=False)
    assert sent.code == "contact.proof-sent" and held() == {}
    wrong = f"{(int(newest_code(service)) + 1) % 10**8:08d}"
    refused = device.run(
        "account", "contacts", "verify", sent.error["proof"], env={"SPAREKEY_CONTACT_CODE": wrong}, check=False
    )
    assert refused.code == "contact.wrong-code" and held() == {}
    # A proof that is not finished is none.
    refused = device.run("account", "approvals", "on", "--proof", sent.error["proof"], check=False)
    assert (refused.code, refused.status) == ("contact.proof-needed", 77) and held() == {}
    proof = type_code(device, service, sent)
    assert held() == {}
    device.run("account", "approvals", "on", "--proof", proof)
    assert held() == {own_device(device): True}
    device.run("account", "approvals", "off")
    assert held() == {}
    # The proof is used up.
    refused = device.run("account", "approvals", "on", "--proof", proof, check=False)
    assert refused.code == "contact.proof-needed" and held() == {}


@pytest.mark.parametrize("way", ["the whole identifier", "its beginning", "none"])
def test_an_application_asks_and_the_number_approves(ada, program, way):
    asked = program.started(ada.name, message="till 3")
    assert program.poll(asked) == "authorization_pending"
    request, = waiting(ada.phone)
    assert (request["application"], request["place"], request["message"]) == ("Cash desk", "this machine", "till 3")
    assert request["account"] == ada.name
    # The number reaches nobody but the application.
    assert request.keys() == {
        "id", "entry", "issuer", "account", "application", "place", "message", "created", "expires",
    }
    name = {"the whole identifier": [request["id"]], "its beginning": [request["id"][:8]], "none": []}[way]
    ada.phone.run("approve", *name, "--number", asked["number"])
    tokens = program.poll(asked)
    assert {"id_token", "access_token"} <= set(tokens), tokens
    assert waiting(ada.phone, 0) == []
    # What was used is used.
    assert program.poll(asked) == "invalid_grant"


@pytest.mark.parametrize("report", [False, True], ids=["denied", "reported"])
def test_an_application_is_turned_away(ada, program, report):
    asked = program.started(ada.name)
    request, = waiting(ada.phone)
    ada.phone.run("deny", request["id"], *(["--report"] if report else []))
    assert program.poll(asked) == "access_denied"
    again = program.started(ada.name)
    if not report:
        assert waiting(ada.phone)[0]["id"] != request["id"]
        return
    # Nothing more of that application arrives, and the application cannot tell.
    assert waiting(ada.phone, 0) == []
    assert again.keys() == asked.keys()
    assert program.poll(again) == "authorization_pending"


def test_a_report_is_told_to_the_other_devices(ada, program, phone):
    other = phone("other")
    other.sign_in(ada.name, ada.service)
    program.started(ada.name)
    ada.phone.run("deny", "--report")
    assert kinds(other)[0] == "request-reported"
    assert "request-reported" not in kinds(ada.phone)


def test_the_sign_in_page_is_approved_with_the_number_that_it_shows(ada):
    browser = Browser()
    page = browser.submit(browser.open(f"{ada.service.url}/account"), "/sign-in", username=ada.name, way="approval")
    request, = waiting(ada.phone)
    assert request["application"] == ada.service.url.removeprefix("http://") and request["message"] is None
    still = browser.open(next_of(page))
    assert number_on(still) == number_on(page)
    ada.phone.run("approve", "--number", number_on(page))
    page = browser.open(next_of(page))
    assert page.url.endswith("/account") and "My account" in page.text


@pytest.mark.parametrize("report", [False, True], ids=["denied", "reported"])
def test_the_sign_in_page_says_that_it_was_denied(ada, report):
    browser = Browser()
    page = browser.submit(browser.open(f"{ada.service.url}/account"), "/sign-in", username=ada.name, way="approval")
    ada.phone.run("deny", *(["--report"] if report else []))
    assert "Not approved" in browser.open(next_of(page)).text


def test_a_member_approves_as_well(office, phone, program):
    username, device = office.add("ada"), phone()
    assert office.enroll(device, "ada")["state"] == "ready"
    asked = program.started(username)
    request, = waiting(device)
    assert request["issuer"] == office.name
    device.run("approve", "--number", asked["number"])
    assert "id_token" in program.poll(asked)


def test_one_phone_answers_for_all_its_accounts(ada, office, program):
    username = office.add("ada")
    office.enroll(ada.phone, "ada")
    asked = {name: program.started(name) for name in (ada.name, username)}
    requests = {request["issuer"]: request["id"] for request in waiting(ada.phone, 2)}
    expect("approval.ambiguous", 65, ada.phone.run, "approve", "--number", "10")
    ada.phone.run("deny", requests.pop(office.name))
    ada.phone.run("approve", "--number", asked[ada.name]["number"])
    assert program.poll(asked[username]) == "access_denied"
    assert "id_token" in program.poll(asked[ada.name])


def test_every_device_is_asked_and_one_answers(ada, program, phone):
    second = phone("second")
    second.sign_in(ada.name, ada.service)
    expect("approval.off", 78, second.run, "requests")
    turn_on(second, ada.service)
    asked = program.started(ada.name)
    request, = waiting(ada.phone)
    assert waiting(second) == [request | {"entry": waiting(second)[0]["entry"]}]
    second.run("approve", "--number", asked["number"])
    assert waiting(ada.phone, 0) == []
    late = ada.phone.run("approve", request["id"], "--number", asked["number"], check=False)
    assert (late.code, late.status) == ("approval.not-found", 66)
    assert "id_token" in program.poll(asked)


def test_a_contact_is_added_verified_and_proved_by_text_message(service, phone):
    device = phone()
    device.create_account("texter", service)
    sent = device.run("account", "contacts", "add", "--phone", "-", input="+33 6 12 34 56 42", check=False)
    assert sent.code == "contact.code-sent"
    device.run("account", "contacts", "verify", sent.error["proof"],
               env={"SPAREKEY_CONTACT_CODE": newest_code(service, "+33612345642")})
    assert [(contact["masked"], contact["isVerified"]) for contact in device.run("account", "contacts").json] == [
        ("••• ••42", True)
    ]
    assert turn_on(device, service)["state"] == "ready"
    assert letters(service, "contact-code", "+33612345642")[1:]


def test_of_several_contacts_one_is_chosen(service, phone):
    device = phone()
    device.create_account("chooser", service)
    add_contact(device, service, "one@example.org")
    add_contact(device, service, "two@example.org")
    expect("contact.not-chosen", 65, device.run, "account", "approvals", "on")
    second = device.run("account", "contacts").json[1]["id"]
    sent = device.run("account", "approvals", "on", "--by", second, check=False)
    assert "t•••@e•••.org" in sent.error["message"]
    proof = type_code(device, service, sent, "two@example.org")
    assert device.run("account", "approvals", "on", "--proof", proof).json["state"] == "ready"


def test_the_states_of_requests_are_kept(ada, program):
    before = states(ada.service)
    asked = program.started(ada.name)
    ada.phone.run("approve", "--number", asked["number"])
    program.started(ada.name)
    ada.phone.run("deny")
    assert states(ada.service)[len(before):] == ["approved", "denied"]
