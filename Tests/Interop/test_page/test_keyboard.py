"""Every screen without a mouse: whatever can be pressed, typed into or chosen is reached by Tab, and seen when it is."""

import pytest
from conftest import PASSWORD

from .words import Words

SCREENS = [
    ("/", "accounts.title"),
    ("/add", "first.add"),
    ("/add/hand", "add.hand"),
    ("/add/scan", "add.scan"),
    ("/add/personal", "kind.personal"),
    ("/add/work", "kind.work"),
    ("/import", "first.import"),
    ("/backup", "backup.title"),
    ("/backup/versions", "backup.versions"),
    ("/recover", "recover.title"),
    ("/letter", "letter.title"),
    ("/recovery-code", "recoveryCode.title"),
    ("/requests", "requests.title"),
    ("/devices", "devices.title"),
    ("/contacts", "contacts.title"),
    ("/settings", "settings.title"),
    ("/trouble", "trouble.title"),
    ("/about", None),
]


@pytest.fixture(scope="module")
def lived_in(phone, service, make_place):
    """A phone with accounts of two kinds and a backup."""
    device = phone("lived-in")
    for name in ("Shop", "Bank", "Post", "Mail", "Town", "Club"):
        device.add(f"otpauth://totp/{name}:ada?secret=JBSWY3DPEHPK3PXP&issuer={name}")
    device.add("otpauth://hotp/Counter:ada?secret=JBSWY3DPEHPK3PXP&issuer=Counter&counter=7")
    device.create_account("ada", service)
    device.backup_on(make_place(), password=PASSWORD)
    return device


def test_everything_on_every_screen_is_reached_by_tab(lived_in, open_phone):
    page = open_phone(home=lived_in.home).page
    for path, heading in SCREENS:
        page.open(path).at(page.words(heading) if heading else "Sparekey").traverse()
    first = lived_in.list()[0]
    page.open(f"/accounts/{first['id']}").at("Shop")
    for fold in ("account.rename", "account.remove"):
        page.press(page.words(fold), stays=True)
    page.traverse()
    page.open("/settings").at(page.words("settings.title"))
    page.press(page.words("settings.setPassphrase"), stays=True)
    page.traverse()


def test_an_account_is_copied_moved_renamed_and_removed_by_keyboard(lived_in, open_phone):
    page, w = open_phone(home=lived_in.home).page, Words("en")
    page.at(w("accounts.title")).press(page.code_as_shown("Shop ada"), within="Shop", stays=True)
    page.hears(w("accounts.copied"))
    page.move_down("Shop ada")
    page.hears(w("accounts.moved", n=2))
    assert [entry["issuer"] for entry in lived_in.list()][:2] == ["Bank", "Shop"]
    page.press(w("accounts.more") + " Shop")
    page.at("Shop").press(w("account.rename"), stays=True)
    page.type(w("add.issuer"), "Market")
    page.press(w("save"))
    page.at("Market").press(w("account.remove"), stays=True)
    page.press(w("account.removeNow"))
    page.at(w("accounts.title"))
    assert ("Market", "ada") not in lived_in.labels() and len(lived_in.labels()) == 7
    page.shows(w("accounts.removed")).press(w("accounts.putBack"))
    page.at(w("accounts.title")).row("Market ada")
    assert [entry["issuer"] for entry in lived_in.list()][:2] == ["Bank", "Market"]
    page.press(w("accounts.nextCode"))
    page.at("Counter")
    assert page.find(w("accounts.nextCode"))


def test_a_search_leaves_what_fits(lived_in, open_phone):
    page, w = open_phone(home=lived_in.home).page, Words("en")
    page.at(w("accounts.title")).type(w("accounts.search"), "ban")
    shown = "return [...document.querySelectorAll('.accounts > li')].filter(e => e.checkVisibility()).map(e => e.dataset.name)"
    page.wait(lambda: page.driver.execute_script(shown) == ["Bank ada"], "more than the one that fits")
    page.type(w("accounts.search"), "nothing has this name")
    page.shows(w("accounts.nothingFound"))


def test_a_locked_page_opens_with_its_passphrase(open_phone, phone):
    device = phone()
    device.add("otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop")
    page, w = open_phone(home=device.home).page, Words("en")
    page.at(w("accounts.title")).press(w("settings.title"))
    page.at(w("settings.title")).press(w("settings.setPassphrase"), stays=True)
    page.type(w("settings.newPassphrase"), PASSWORD)
    page.type(w("settings.repeat"), PASSWORD)
    page.press(w("save"), within=w("settings.newPassphrase"))
    page.at(w("settings.title")).shows(w("settings.lockOn")).press(w("settings.lockNow"))
    page.at(w("unlock.title")).open("/").at(w("unlock.title"))
    page.type(w("unlock.passphrase"), "wrong")
    page.press(w("unlock.open"))
    page.at(w("unlock.title")).shows("vault.wrong-passphrase")
    page.type(w("unlock.passphrase"), PASSWORD)
    page.press(w("unlock.open"))
    page.at(w("accounts.title")).row("Shop ada")
