"""The whole story on the page, in both languages and without a mouse: a phone is lost, and a new one has everything.

The service, the storage, the mail and the sign-in are real; a copy of the lost phone shows what its finder could see.
"""

import time

import pictures
import pytest
from conftest import PASSWORD
from test_storage.webdav import USER
from test_story import code_of

from .words import Words

pytestmark = pytest.mark.usefixtures("shipped_stretching")

SHOP = "otpauth://totp/Shop:ada@example.org?secret=JBSWY3DPEHPK3PXP&issuer=Shop"
BANK = "otpauth://totp/Bank:ada?secret=GEZDGNBVGY3TQOJQ&issuer=Bank&algorithm=SHA256&digits=8"
NUMBER = "+33 6 12 34 56 42"


class Story:
    """Ada, her phones, and the words that she reads."""

    def __init__(self, language, service, place, outbox):
        self.words, self.service, self.place, self.outbox = Words(language), service, place, outbox
        self.user, self.organization = f"ada-{language}", f"acme-{language}"
        service.command("organization", "create", self.organization, "--name", f"Acme {language}")
        service.command("member", "add", self.organization, "ada")
        # The rows' names.
        self.personal, self.work = f"127.0.0.1 {self.user}", f"Acme {language} ada"

    def add_by_hand(self, page):
        w = self.words
        page.press(w("first.add"))
        page.at(w("first.add")).press(w("add.hand"))
        page.at(w("add.hand"))
        page.type(w("add.issuer"), "Shop")
        page.type(w("add.account"), "ada@example.org")
        page.type(w("add.secret"), "jbsw y3dp ehpk 3pxp")
        page.press(w("first.add"))
        page.at(w("accounts.title"))

    def add_by_picture(self, page, path):
        w = self.words
        pictures.code(BANK).save(path)
        page.press(w("first.add"))
        page.at(w("first.add")).press(w("add.scan"))
        page.at(w("add.scan")).upload(w("scan.picture"), path)
        page.at(w("accounts.title"))

    def create_personal(self, page):
        w = self.words
        page.press(w("first.add"))
        page.at(w("first.add")).press(w("kind.personal"))
        page.at(w("kind.personal")).press(w("personal.new"))
        page.at(w("personal.new"))
        page.type(w("recover.service"), self.service.url)
        page.type(w("recover.username"), self.user)
        page.type(w("recover.password"), PASSWORD)
        page.press(w("personal.create"))
        page.at(w("personal.new")).shows(w("add.done"))
        page.press(w("toAccounts"))
        page.at(w("accounts.title"))

    def type_mailed_code(self, page):
        page.type(self.words("signIn.code"), self.outbox.code(page))
        page.press(self.words("next"))

    def add_contacts_and_approve(self, page):
        w = self.words
        page.press(w("settings.title"))
        page.at(w("settings.title")).press(w("contacts.title"))
        page.at(w("contacts.title")).type(w("contacts.value"), f"{self.user}@example.org")
        page.press(w("contacts.add"))
        page.at(w("signIn.proving"))
        self.type_mailed_code(page)
        page.at(w("contacts.title")).shows("a•••@e•••.org").press(w("contacts.approvals"))
        page.at(w("signIn.proving")).shows(w("signIn.sentTo", place="a•••@e•••.org"))
        self.type_mailed_code(page)
        page.at(w("signIn.proving")).shows(w("signIn.approves"))
        page.press(w("toAccounts"))
        page.at(w("accounts.title")).press(w("settings.title"))
        page.at(w("settings.title")).press(w("contacts.title"))
        page.at(w("contacts.title")).shows(w("contacts.approvalsOn")).tick(w("contacts.phone"))
        page.type(w("contacts.value"), NUMBER)
        page.press(w("contacts.add"))
        page.at(w("signIn.proving")).shows("••• ••42")
        self.type_mailed_code(page)
        page.at(w("contacts.title")).press(w("back"))
        page.at(w("settings.title")).press(w("back"))
        page.at(w("accounts.title"))

    def new_enrollment(self, *options):
        return self.service.command("member", "qr", self.organization, "ada", *options).json

    def use_enrollment(self, page, made):
        page.press(self.words("next"))
        page.at(made["organization"]).shows("ada").press(self.words("work.use"))

    def enroll(self, page):
        w = self.words
        page.press(w("first.add"))
        page.at(w("first.add")).press(w("kind.work"))
        made = self.new_enrollment()
        page.at(w("kind.work")).type(w("work.code"), made["code"].lower())
        page.type(w("work.service"), made["service"])
        self.use_enrollment(page, made)
        page.press(w("toAccounts"))
        page.at(w("accounts.title")).row(self.work)

    def type_storage(self, page):
        w, place = self.words, self.place
        page.tick(w("storage.webdav"))
        page.type(w("storage.url"), f"http://localhost:{place.server.port}/{place.path}")
        page.type(w("storage.user"), USER, within=w("storageAccount"))
        page.type(w("storage.password"), place.password)

    def turn_backup_on(self, page):
        w = self.words
        page.press(w("settings.title"))
        page.at(w("settings.title")).press(w("backup.title"))
        page.at(w("backup.title")).type(w("recover.password"), PASSWORD)
        self.type_storage(page)
        page.press(w("backup.turnOn"))
        page.at(w("backup.turnOn")).shows(w("backup.done", n=4))
        page.shows(w("backup.including", account=f"127.0.0.1:{self.user}")).find(w("recoveryCode.make"))
        page.open("/backup").at(w("backup.title")).shows(self.user)

    def recover(self, page):
        w = self.words
        page.press(w("recovery.begin"))
        page.at(w("recover.title"))
        page.type(w("recover.service"), self.service.url)
        page.type(w("recover.username"), self.user)
        page.type(w("recover.password"), PASSWORD)
        self.type_storage(page)
        page.press(w("recovery.begin"))
        page.at(w("recover.progress")).shows(w("report.allHere", expected=4))
        page.shows(w("report.firstStep", account=f"127.0.0.1:{self.user}"))
        # A code from a contact sets the requests up as well.
        page.shows(w("report.confirmFirst")).shows(w("entry.scanToRecover"))
        assert w("evidence.setUpRequests") not in page.text()
        page.press(w("toAccounts"))
        page.at(w("accounts.title")).shows(w("banner", n=2))

    def sign_in_to_recover(self, page):
        w = self.words
        page.press(w("evidence.setUpRequests"))
        # The password was typed for the recovery.
        page.at(w("evidence.setUpRequests")).press(w("next"))
        page.at(w("signIn.proving")).shows(w("signIn.choose")).tick("a•••@e•••.org")
        page.press(w("signIn.send"))
        page.at(w("signIn.proving"))
        self.type_mailed_code(page)
        page.at(w("signIn.proving")).shows(w("signIn.approves")).press(w("toAccounts"))
        page.at(w("accounts.title")).shows(w("banner.one", n=1))

    def scan_to_recover(self, page, path):
        w = self.words
        made = self.new_enrollment("--png", path)
        page.press(w("entry.scanToRecover"))
        page.at(w("entry.scanToRecover")).press(w("add.scan"))
        page.at(w("add.scan")).upload(w("scan.picture"), path)
        page.at(made["organization"]).shows("ada").press(w("work.use"))
        page.press(w("toAccounts"))
        page.at(w("accounts.title"))
        assert w("banner.one", n=1) not in page.text()

    def approve_at_a_desk(self, page, desk):
        w = self.words
        desk.open(self.service.url + "/account")
        desk.type("#username", self.user)
        desk.press("button[value=approval]")
        number = desk.find(".number").text
        page.press(page.asked())
        page.at(w("requests.title")).type(w("requests.number"), number)
        page.press(w("approve"))
        page.at(w("requests.title")).shows(w("requests.said.approve"))
        desk.find("a[href='/sign-out'], form[action='/sign-out']")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_phone_is_lost_and_a_new_one_has_everything(language, service, make_place, outbox, open_phone, chromium, tmp_path):
    story = Story(language, service, make_place(), outbox)
    old = open_phone("old", language)
    page = old.page.at(story.words("first.title"))
    story.add_by_hand(page)
    story.add_by_picture(page, tmp_path / "bank.png")
    story.create_personal(page)
    story.add_contacts_and_approve(page)
    story.enroll(page)
    story.turn_backup_on(page)
    found = old.lose()

    new = open_phone("new", language)
    page = new.page.at(story.words("first.title"))
    story.recover(page)
    now = time.time()
    assert page.code("Shop ada@example.org") in {code_of(SHOP, now), code_of(SHOP, now + 30)}
    assert page.code("Bank ada") in {code_of(BANK, now), code_of(BANK, now + 30)}
    story.sign_in_to_recover(page)
    story.scan_to_recover(page, tmp_path / "code.png")

    lost, shown = found.code(story.user), page.code(story.personal)
    assert lost != shown and len(lost) == len(shown) == 8
    assert service.verify(story.user, lost) is True
    assert service.verify(story.user, shown) is True
    story.approve_at_a_desk(page, chromium(language=language))
    assert new.close(), "the program does not end while its page is open"
