"""A phone is lost that had an account of each kind; the new one recovers, and signs in at Apache with its approvals."""

from approving import number_on, next_of, waiting
from test_approvals.conftest import Office
from test_approvals.test_lost_phone import Lost

from .pages import Browser, Form


def test_the_new_phone_signs_in_at_apache_with_both_accounts(service, phone, new_storage, apache):
    wiki = apache(require="Require claim acr:urn:sparekey:approval")
    ada = Lost(service, Office(service), phone, new_storage(), "ada-at-apache")
    assert ada.new.code("Shop", at=0) == ada.old.code("Shop", at=0)
    assert ada.states() == {"third-party": "ready", "personal": "needsSignIn", "work": "needsQRCode"}
    assert (ada.recover_personal()["state"], ada.recover_work()["state"]) == ("ready", "ready")
    for username in (ada.name, ada.username):
        browser = Browser()
        page = browser.ask(browser.open(wiki.page), username)
        assert waiting(ada.old)[0]["application"] == "Staff wiki"
        ada.new.run("approve", "--number", number_on(page))
        page = browser.open(next_of(page))
        if "/consent" in Form(page.text).forms:
            page = browser.submit(page, "/consent", decision="allow")
        assert page.text == "what only members read\n", page.text + wiki.error_log()
        assert (page.headers["X-User"], page.headers["X-Level"]) == (username, "urn:sparekey:approval")
