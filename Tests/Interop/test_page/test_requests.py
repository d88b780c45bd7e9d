"""Sign-in requests on the page: they come by themselves, and are approved, denied and reported."""

import pytest
import requests
from test_openid.pages import Form

from .words import Words

w = Words("en")


class Desk:
    """A browser somewhere else, in which somebody signs in with a name alone."""

    def __init__(self, service, user):
        self.service, self.session = service, requests.Session()
        page = self.session.get(service.url + "/account", timeout=120)
        form = Form(page.text).forms["/sign-in"]
        answer = self.session.post(
            service.url + "/sign-in", form | {"username": user, "way": "approval"}, headers={"Origin": service.url},
            timeout=120,
        )
        self.number = int(answer.text.partition('class="number"')[2].partition(">")[2][:2])
        self.state, self.next = (
            service.url + answer.text.partition(f'data-{name}="')[2].partition('"')[0].replace("&amp;", "&")
            for name in ("state", "next")
        )

    def title(self):
        """What the page says once the request has an answer."""
        assert self.session.get(self.state, timeout=120).json() == {"pending": False}
        text = self.session.get(self.next, timeout=120).text
        return text.partition("<h1>")[2].partition("</h1>")[0]


@pytest.mark.parametrize("answer", ["deny", "notMe"])
def test_a_request_is_denied_or_reported(answer, ada, service):
    page = ada.page
    desk = Desk(service, ada.user)
    assert page.asked() == w("requests.asked", application=service.url.removeprefix("http://"))
    page.press(page.asked())
    page.at(w("requests.title")).shows("127.0.0.1").traverse().press(w(answer))
    page.at(w("requests.title")).shows(w("requests.said." + {"deny": "deny", "notMe": "report"}[answer]))
    page.shows(w("requests.none"))
    assert desk.title() == "Not approved"


def test_without_the_right_number_nothing_is_approved(ada, service):
    page = ada.page
    desk = Desk(service, ada.user)
    page.press(page.asked())
    page.at(w("requests.title")).type(w("requests.number"), str(10 + (desk.number - 9) % 90))
    page.press(w("approve"))
    page.at(w("requests.title")).shows("approval.wrong-number")
    assert desk.title() == "Not approved"


def test_a_request_is_announced_on_every_page_and_goes_by_itself(ada, service):
    page = ada.page
    page.open("/settings").at(w("settings.title"))
    desk = Desk(service, ada.user)
    assert page.asked()
    waiting = ada.run("requests").json
    request = waiting["requests"][0] if isinstance(waiting, dict) else waiting[0]
    ada.run("approve", request["id"], "--number", desk.number)
    page.wait(lambda: page.find_asked() is None, "the banner stays")


def test_the_page_of_requests_comes_again_on_its_own_by_an_address_that_keeps_no_vault_open(ada, service):
    page = ada.page.open("/requests").at(w("requests.title")).shows(w("requests.none"))
    Desk(service, ada.user)
    page.shows(service.url.removeprefix("http://"))
    script = "return performance.getEntriesByType('navigation')[0].name"
    assert page.driver.execute_script(script).endswith("/requests?news")
    # Whoever loads it again does so on purpose.
    page.wait(lambda: page.driver.current_url.endswith("/requests"), "its address stays another")


def test_a_device_that_was_added_elsewhere_is_asked_about_and_removed(ada, service, phone):
    other = phone("other")
    other.sign_in(ada.user, service)
    page = ada.page.open("/devices").at(w("devices.title")).shows(w("devices.wasThisYou"))
    # The warning stays until someone answers it.
    page.open("/devices").at(w("devices.title")).shows(w("devices.wasThisYou"))
    name = next(device["name"] for device in other.run("account", "devices").json if device["current"])
    page.shows(w("devices.notYours")).press(w("devices.removeOther", device=w("quoted", name=name)))
    page.at(w("devices.title")).shows(w("devices.activity"))
    assert w("devices.notYours") not in page.text()
    assert len(ada.run("account", "devices").json) == 1
    assert other.run("account", "devices", check=False).code == "device.not-found"


def test_a_warning_stays_until_it_was_answered_and_in_the_list_after_that(ada, phone, service):
    other = phone("known")
    other.sign_in(ada.user, service)
    page = ada.page.open("/devices").at(w("devices.title")).shows(w("devices.wasThisYou"))
    page.press(w("devices.wasMe"))
    page.at(w("devices.title")).shows(w("devices.activity"))
    assert w("devices.wasThisYou") not in page.text() and w("devices.notYours") not in page.text()
    # Whoever reads it again at a terminal is told what to do, however often.
    for _ in range(2):
        told = ada.run("notices", json=False, language="en").out
        assert ": was this you? If not, remove it: sparekey account devices" in told, told


def test_approvals_are_turned_off_again(ada):
    page = ada.page
    page.open("/contacts").at(w("contacts.title")).press(w("contacts.approvalsOff"))
    page.at(w("contacts.title")).shows(w("contacts.approvals"))
    page.open("/requests").at(w("requests.title")).shows(w("requests.off"))


def test_the_first_page_says_that_notifications_wait_until_they_are_read(ada, service, phone):
    phone("other").sign_in(ada.user, service)
    w, page = ada.page.words, ada.page
    script = "return document.querySelector('#notices:not([hidden])')?.textContent.trim() ?? null"
    label = page.wait(lambda: page.driver.execute_script(script), "the page says nothing of the new device")
    page.press(label)
    page.at(w("devices.title"))
    for _ in range(5):
        if w("devices.wasMe") not in page.text():
            break
        page.press(w("devices.wasMe"))
        page.at(w("devices.title"))
    page.open("/").at(w("accounts.title"))
    assert page.driver.execute_script(script) is None
