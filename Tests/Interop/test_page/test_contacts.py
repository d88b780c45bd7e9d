"""Contacts on the page: the password alone changes none of them."""

from .words import Words

w = Words("en")


def add(page, kind, value, outbox):
    page.tick(w(kind))
    page.type(w("contacts.value"), value)
    page.press(w("contacts.add"))
    page.at(w("signIn.proving")).type(w("signIn.code"), outbox.code(page))
    page.press(w("next"))
    return page.at(w("contacts.title"))


def test_whoever_has_the_password_alone_proves_a_contact_before_one_is_removed(ada, service, outbox, open_phone, phone):
    add(ada.page.open("/contacts").at(w("contacts.title")), "contacts.phone", "+33 6 12 34 56 42", outbox)
    other = phone("other")
    other.sign_in(ada.user, service)
    page = open_phone(home=other.home).page.open("/contacts").at(w("contacts.title"))
    page.press(w("contacts.remove"), within="••• ••42", stays=True)
    page.press(w("contacts.removeNow"), within="••• ••42")
    page.at(w("signIn.proving")).shows(w("evidence.unsettled")).tick(w("evidence.contact", masked="a•••@e•••.org"))
    page.press(w("next"))
    page.at(w("signIn.proving")).shows(w("signIn.sentTo", place="a•••@e•••.org"))
    right = outbox.code(page)
    page.type(w("signIn.code"), f"{(int(right) + 1) % 10**8:08}")
    page.press(w("next"))
    page.at(w("signIn.proving")).shows("contact.wrong-code").type(w("signIn.code"), right)
    page.press(w("next"))
    page.at(w("contacts.title")).shows(w("contacts.removed"))
    assert "••• ••42" not in page.text() and "a•••@e•••.org" in page.text()


def test_what_is_no_address_is_told(ada):
    page = ada.page.open("/contacts").at(w("contacts.title"))
    page.type(w("contacts.value"), "nowhere")
    page.press(w("contacts.add"))
    page.at(w("contacts.title")).shows("contact.invalid")


def test_whoever_leaves_the_page_of_the_code_comes_back_to_it_and_can_have_another(ada, outbox):
    page = ada.page.open("/contacts").at(w("contacts.title"))
    page.tick(w("contacts.phone"))
    page.type(w("contacts.value"), "+33 6 12 34 56 42")
    page.press(w("contacts.add"))
    page.at(w("signIn.proving")).open("/contacts").at(w("contacts.title")).press(w("contacts.typeCode"))
    page.at(w("signIn.proving")).shows("••• ••42")
    outbox.code(page)
    page.press(w("contacts.sendAgain"))
    page.at(w("signIn.proving")).shows(w("signIn.sentAgain", place="••• ••42"))
    right = outbox.code(page)
    page.type(w("signIn.code"), f"{(int(right) + 1) % 10**8:08}")
    page.press(w("next"))
    page.at(w("signIn.proving")).shows("contact.wrong-code").shows("••• ••42").type(w("signIn.code"), right)
    page.press(w("next"))
    page.at(w("contacts.title"))
    assert w("contacts.unverified") not in page.text()


def test_a_code_for_sign_in_requests_that_was_sent_is_asked_for_again_and_another_can_be_had(ada, outbox):
    page, place = ada.page, "a•••@e•••.org"
    page.open("/contacts").at(w("contacts.title")).press(w("contacts.approvalsOff"))
    page.at(w("contacts.title"))
    before = w("signIn.sentBefore", place=place, time="~").partition("~")[0]
    for told in (w("signIn.sentTo", place=place), before):
        page.open("/contacts").at(w("contacts.title")).press(w("contacts.approvals"))
        page.at(w("signIn.proving")).shows(told)
    first = outbox.code(page)
    page.press(w("signIn.sendAgain"))
    page.at(w("signIn.proving")).shows(w("signIn.sentAgain", place=place))
    second = outbox.code(page)
    assert second != first
    page.type(w("signIn.code"), second)
    page.press(w("next"))
    page.at(w("signIn.proving")).shows(w("signIn.approves"))
