"""Adding accounts on the page: what is there already, what cannot be read, and lists of other apps."""

import pictures
import pytest

from .words import Words

w = Words("en")
SHOP = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop"


@pytest.fixture
def shop(open_phone, phone):
    """The page of a phone that has one account."""
    device = phone()
    device.add(SHOP)
    opened = open_phone(home=device.home)
    opened.page.at(w("accounts.title"))
    return opened


def scan(page, picture, path):
    picture.save(path)
    page.open("/add/scan").at(w("add.scan")).upload(w("scan.picture"), path)
    return page


def test_an_account_that_is_here_already_is_kept_twice_only_if_somebody_says_so(shop, tmp_path):
    page = scan(shop.page, pictures.code(SHOP), tmp_path / "shop.png")
    page.at(w("duplicate.title")).shows("Shop:ada").press(w("cancel"))
    page.at(w("accounts.title"))
    assert shop.labels() == [("Shop", "ada")]
    scan(page, pictures.code(SHOP), tmp_path / "shop.png").at(w("duplicate.title")).press(w("duplicate.keep"))
    page.at(w("accounts.title"))
    assert shop.labels() == [("Shop", "ada")] * 2
    page.open("/add/hand").at(w("add.hand")).type(w("add.issuer"), "Shop")
    page.type(w("add.account"), "ada")
    page.type(w("add.secret"), "JBSWY3DPEHPK3PXP")
    page.press(w("first.add"))
    page.at(w("add.hand")).shows(w("error.entry.duplicate.remedy")).tick(w("add.keepBoth"))
    page.type(w("add.secret"), "JBSWY3DPEHPK3PXP")
    page.press(w("first.add"))
    page.at(w("accounts.title"))
    assert shop.labels() == [("Shop", "ada")] * 3


def test_what_cannot_be_added_is_told(shop, tmp_path):
    page = scan(shop.page, pictures.code("https://example.org"), tmp_path / "other.png")
    page.shows(w("error.qr.not-an-account.remedy"))
    page.open("/add/hand").at(w("add.hand")).type(w("add.issuer"), "Bank")
    page.type(w("add.secret"), "0189")
    page.press(w("first.add"))
    page.at(w("add.hand")).shows(w("error.secret.foreign-characters.message"))
    assert page.find(w("add.issuer")).get_attribute("value") == "Bank"
    assert shop.labels() == [("Shop", "ada")]


def test_a_list_of_addresses_is_imported(shop):
    lines = [SHOP, SHOP.replace("Shop", "Bank"), "otpauth://totp/Post:ada?issuer=Post"]
    page = shop.page.open("/import").at(w("first.import"))
    page.type(w("import.list"), "\n".join(lines))
    page.press(w("import.go"))
    page.at(w("first.import")).shows("Bank").shows(w("import.alreadyHere"))
    assert shop.labels() == [("Shop", "ada"), ("Bank", "ada")]


def test_lines_of_a_list_that_are_no_accounts_are_named_by_their_numbers(shop):
    page = shop.page.open("/import").at(w("first.import"))
    page.type(w("import.list"), "\n".join(["old phone", SHOP.replace("Shop", "Bank"), f"{SHOP} {SHOP}", "# a comment"]))
    page.press(w("import.go"))
    page.at(w("first.import")).shows("Bank").shows("Line 1 was skipped").shows("Line 3 was skipped")
    assert "Line 4" not in page.text()
    assert "QR code holds" not in page.text()
    assert shop.labels() == [("Shop", "ada"), ("Bank", "ada")]


def test_a_code_without_a_name_is_asked_for_one(shop, tmp_path):
    page = scan(shop.page, pictures.code("otpauth://totp?secret=GEZDGNBVGY3TQOJQ"), tmp_path / "nameless.png")
    page.at(w("name.title")).press(w("first.add"))
    page.at(w("name.title")).shows(w("error.entry.empty-label.remedy")).type(w("add.issuer"), "Bank")
    page.press(w("first.add"))
    page.at(w("accounts.title"))
    assert shop.labels() == [("Shop", "ada"), ("Bank", "")]


def test_an_address_in_the_field_of_the_secret_takes_the_names_that_were_typed(shop):
    page = shop.page.open("/add/hand").at(w("add.hand"))
    page.type(w("add.issuer"), "Bank")
    page.type(w("add.secret"), "otpauth://totp?secret=GEZDGNBVGY3TQOJQ")
    page.press(w("first.add"))
    page.at(w("accounts.title"))
    assert shop.labels() == [("Shop", "ada"), ("Bank", "")]
