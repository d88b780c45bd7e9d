"""Sign-in requests on the page: they come by themselves, and are approved, denied and reported."""

import pytest
import requests
from conftest import PASSWORD
from test_openid.pages import Form

from .words import Words

w = Words("en")


@pytest.fixture
def ada(service, outbox, open_phone, request):
    """Ada's phone, which answers the sign-in requests of a new account."""
    user = f"ada-{abs(hash(request.node.name)) % 10**8}"
    phone = open_phone()
    phone.user = user
    phone.create_account(user, service, password=PASSWORD)
    page = phone.page.open("/contacts").at(w("contacts.title"))
    page.type(w("contacts.value"), f"{user}@example.org")
    page.press(w("contacts.add"))
    page.at(w("signIn.proving")).type(w("signIn.code"), outbox.code(page))
    page.press(w("next"))
    page.at(w("contacts.title")).press(w("contacts.approvals"))
    page.at(w("signIn.proving")).type(w("signIn.code"), outbox.code(page))
    page.press(w("next"))
    page.at(w("signIn.proving")).shows(w("signIn.approves")).press(w("toAccounts"))
    page.at(w("accounts.title"))
    return phone


class Desk:
    """A browser somewhere else, in which somebody signs in with a name alone."""

    def __init__(self, service, user):
        self.service, self.session = service, requests.Session()
        page = self.session.get(service.url + "/account", timeout=30)
        form = Form(page.text).forms["/sign-in"]
        answer = self.session.post(
            service.url + "/sign-in", form | {"username": user, "way": "approval"}, headers={"Origin": service.url},
            timeout=30,
        )
        self.text = answer.text
        self.number = int(answer.text.partition('class="number"')[2].partition(">")[2][:2])
        self.state = service.url + answer.text.partition('data-state="')[2].partition('"')[0].replace("&amp;", "&")

    def answered(self):
        return self.session.get(self.state, timeout=30).json()


@pytest.mark.parametrize("answer", ["deny", "notMe"])
def test_a_request_is_denied_or_reported(answer, ada, service):
    page = ada.page
    desk = Desk(service, ada.user)
    assert page.asked() == w("requests.asked", application=page.asked().partition(" asks")[0])
    page.press(page.asked())
    page.at(w("requests.title")).shows("127.0.0.1").traverse().press(w(answer))
    page.at(w("requests.title")).shows(w("requests.said." + {"deny": "deny", "notMe": "report"}[answer]))
    page.shows(w("requests.none"))
    assert desk.answered() != "approved"


def test_without_the_right_number_nothing_is_approved(ada, service):
    page = ada.page
    desk = Desk(service, ada.user)
    page.press(page.asked())
    page.at(w("requests.title")).type(w("requests.number"), str(10 + (desk.number - 9) % 90))
    page.press(w("approve"))
    page.at(w("requests.title")).shows("approval.wrong-number")
    assert desk.answered() != "approved"


def test_a_request_is_announced_on_every_page_and_goes_by_itself(ada, service):
    page = ada.page
    page.open("/settings").at(w("settings.title"))
    desk = Desk(service, ada.user)
    assert page.asked()
    waiting = ada.run("requests").json
    request = waiting["requests"][0] if isinstance(waiting, dict) else waiting[0]
    ada.run("approve", request["id"], "--number", desk.number)
    page.wait(lambda: page.find_asked() is None, "the banner stays")


def test_a_device_that_was_added_elsewhere_is_asked_about_and_removed(ada, service, phone):
    other = phone("other")
    other.sign_in(ada.user, service)
    page = ada.page.open("/devices").at(w("devices.title")).shows(w("devices.wasThisYou"))
    page.press(w("devices.notMe"))
    page.at(w("devices.title")).shows(w("devices.activity"))
    assert w("devices.notMe") not in page.text()
    assert len(ada.run("account", "devices").json) == 1
    assert other.run("account", "devices", check=False).status == 77


def test_approvals_are_turned_off_again(ada):
    page = ada.page
    page.open("/contacts").at(w("contacts.title")).press(w("contacts.approvalsOff"))
    page.at(w("contacts.title")).shows(w("contacts.approvals"))
    page.open("/requests").at(w("requests.title")).shows(w("requests.off"))
