"""A device that is new to an account, on the page: what it says, and how it is confirmed, by the keyboard alone."""

import pytest
from conftest import PASSWORD

from .words import Words

CONTACT = "a•••@e•••.org"


@pytest.fixture
def new(ada, service, phone, open_phone):
    """Opens the page of a second device of Ada's account, in a language."""
    def start(language="en"):
        other = phone("other")
        other.sign_in(ada.user, service)
        return open_phone(language=language, home=other.home)
    return start


def counts(device, service, user):
    """Whether the service takes a code of the device's."""
    code = next(line["code"] for line in device.run("codes").json if line["account"] == user)
    return service.verify(user, code)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_new_device_says_that_its_codes_do_not_count_and_is_confirmed_by_a_mailed_code(
        language, ada, new, outbox, service):
    device = new(language)
    w = Words(language)
    page = device.page.at(w("accounts.title"))
    held = w("accounts.codesHeld", date="").partition(":")[0]
    page.shows(held)
    assert not counts(device, service, ada.user)
    page.press(w("evidence.confirm"))
    page.at(w("signIn.proving")).shows(w("evidence.unsettled")).tick(w("evidence.contact", masked=CONTACT))
    page.press(w("next"))
    page.at(w("signIn.proving")).shows(w("signIn.sentTo", place=CONTACT))
    right = outbox.code(page)
    page.type(w("signIn.code"), f"{(int(right) + 1) % 10**8:08}")
    page.press(w("next"))
    page.at(w("signIn.proving")).shows("contact.wrong-code").type(w("signIn.code"), right)
    page.press(w("next"))
    page.at(w("evidence.done")).press(w("toAccounts"))
    assert held not in page.at(w("accounts.title")).text()
    assert counts(device, service, ada.user)


def test_a_change_asks_who_makes_it_and_then_goes_on(ada, new, outbox):
    w = Words("en")
    page = new().page.open("/contacts").at(w("contacts.title"))
    page.type(w("contacts.value"), "second@example.org")
    page.press(w("contacts.add"))
    # The password was typed a moment ago, so that only one more kind is asked for.
    page.at(w("signIn.proving")).shows(w("evidence.unsettled")).tick(w("evidence.contact", masked=CONTACT))
    page.press(w("next"))
    page.at(w("signIn.proving")).type(w("signIn.code"), outbox.code(page))
    page.press(w("next"))
    page.at(w("signIn.proving")).shows("s•••@e•••.org").type(w("signIn.code"), outbox.code(page))
    page.press(w("next"))
    page.at(w("contacts.title")).shows("s•••@e•••.org")


def test_a_code_that_was_sent_is_asked_for_again_and_another_can_be_had(ada, new, outbox):
    w = Words("en")
    page = new().page
    before = w("signIn.sentBefore", place=CONTACT, time="~").partition("~")[0]
    for told in (w("signIn.sentTo", place=CONTACT), before):
        page.open("/devices").at(w("devices.title")).press(w("evidence.confirm"))
        page.at(w("signIn.proving")).tick(w("evidence.contact", masked=CONTACT))
        page.press(w("next"))
        page.at(w("signIn.proving")).shows(told)
    first = outbox.code(page)
    page.press(w("signIn.sendAgain"))
    page.at(w("signIn.proving")).shows(w("signIn.sentAgain", place=CONTACT))
    second = outbox.code(page)
    assert second != first
    page.type(w("signIn.code"), second)
    page.press(w("next"))
    page.at(w("evidence.done"))


def test_who_does_not_want_to_is_led_back(ada, new):
    w = Words("en")
    page = new().page.open("/devices").at(w("devices.title"))
    for kind in ("codes", "changes"):
        page.shows(w(f"devices.{kind}From", date="").rstrip("."))
    page.press(w("evidence.confirm"))
    page.at(w("signIn.proving")).press(w("evidence.later"))
    page.at(w("devices.title")).shows(w("devices.isNew"))


def test_where_nothing_can_confirm_a_new_device_the_page_offers_nothing_and_says_from_when_it_may(
        service, phone, open_phone):
    user = "grace"
    phone("first").create_account(user, service)
    other = phone("other")
    other.sign_in(user, service)
    w = Words("en")
    page = open_phone(home=other.home).page.open("/devices").at(w("devices.title")).shows(w("devices.isNew"))
    changes, codes = (w(f"devices.{kind}From", date="").rstrip(".") for kind in ("changesOnly", "codesOnly"))
    assert changes in page.text() and codes not in page.text()
    assert w("evidence.confirm") not in page.text()


def test_where_the_paper_alone_confirms_a_new_device_no_new_code_is_shown_before_its_code_is_typed(
        service, phone, open_phone):
    first, other, w = phone("first"), phone("other"), Words("en")
    first.create_account("grace-paper", service)
    code = first.run("account", "recovery-code", "--yes", password=PASSWORD).json["recoveryCode"]
    other.sign_in("grace-paper", service)
    page = open_phone(home=other.home).page.open("/recovery-code").at(w("signIn.proving"))
    assert w("recoveryCode.typeBack") not in page.text()
    page.tick(w("evidence.way.paper"))
    page.press(w("next"))
    page.at(w("signIn.proving")).shows(w("evidence.paper")).type(w("recoveryCode.title"), code)
    page.press(w("next"))
    page.at(w("recoveryCode.title")).shows(w("recoveryCode.typeBack"))


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_recovery_tells_from_when_on_a_new_device_counts_and_what_is_left(
        language, ada, service, storage, outbox, open_phone):
    ada.backup_on(storage)
    ada.close()
    page = open_phone("new", language).page
    w = page.words
    page.open("/recover").at(w("recover.title")).type(w("recover.service"), service.url)
    page.type(w("recover.username"), ada.user)
    page.type(w("recover.password"), PASSWORD)
    page.type(w("storage.path"), str(storage))
    page.press(w("recovery.begin"))
    page.at(w("recover.progress")).shows(w("report.oneStep", account=f"127.0.0.1:{ada.user}"))
    page.shows(w("evidence.unsettled")).shows(w("report.lost"))
    assert w("devices.isNew") not in page.text(), "it is said once that the device is new"
    for kind in ("codes", "changes"):
        page.shows(w(f"devices.{kind}From", date="").rstrip("."))
    page.shows(w("warning.noRecoveryCode"))
    page.press(w("devices.title"))
    page.at(w("devices.title"))


def test_after_a_recovery_the_page_of_a_confirmed_device_speaks_of_the_lost_one(
        ada, service, storage, outbox, open_phone):
    ada.backup_on(storage)
    ada.close()
    page = open_phone("new").page
    w = page.words
    page.open("/recover").at(w("recover.title")).type(w("recover.service"), service.url)
    page.type(w("recover.username"), ada.user)
    page.type(w("recover.password"), PASSWORD)
    page.type(w("storage.path"), str(storage))
    page.press(w("recovery.begin"))
    page.at(w("recover.progress")).shows(w("report.lost")).tick(w("evidence.contact", masked=CONTACT))
    page.press(w("next"))
    page.at(w("signIn.proving")).type(w("signIn.code"), outbox.code(page))
    page.press(w("next"))
    page.at(w("evidence.done")).shows(w("report.lost")).press(w("devices.title"))
    page.at(w("devices.title"))
