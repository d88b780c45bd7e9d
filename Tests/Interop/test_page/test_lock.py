"""A lock counts for the open page and for commands, wherever it is typed or pressed."""

import time

from conftest import PASSWORD
from terminal import at_terminal

from .words import Words

URI = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop"


def test_a_lock_counts_for_the_open_page_and_for_commands(open_phone, phone):
    device = phone()
    device.add(URI)
    page, w = open_phone(home=device.home).page, Words("en")
    page.at(w("accounts.title")).row("Shop ada")
    device.run("passphrase", env={"SPAREKEY_NEW_PASSPHRASE": PASSWORD})
    kept = {"XDG_RUNTIME_DIR": device.home.parent}
    keys = device.home.parent / "sparekey"

    def unlock():
        page.open("/").at(w("unlock.title")).type(w("unlock.passphrase"), PASSWORD)
        page.press(w("unlock.open"))
        page.at(w("accounts.title")).row("Shop ada")
        assert at_terminal("list", home=device.home, answers=[PASSWORD], env=kept)[0] == 0
        assert device.run("list", env=kept).status == 0 and len(list(keys.iterdir())) == 1

    def is_locked():
        assert list(keys.iterdir()) == []
        assert device.run("list", check=False, env=kept).code == "vault.passphrase-needed"
        page.open("/settings").at(w("unlock.title"))
        assert "error-code" not in page.driver.page_source

    # The first lock of a vault, and a later one.
    for _ in range(2):
        unlock()
        assert at_terminal("lock", home=device.home, env=kept)[0] == 0
        is_locked()
    unlock()
    page.open("/settings").at(w("settings.title")).press(w("settings.lockNow"))
    page.at(w("unlock.title"))
    is_locked()


def test_a_lock_typed_elsewhere_takes_the_open_page_to_the_passphrase_at_once(open_phone, phone):
    device = phone()
    device.add(URI)
    page, w = open_phone(home=device.home).page, Words("en")
    device.run("passphrase", env={"SPAREKEY_NEW_PASSPHRASE": PASSWORD})
    kept = {"XDG_RUNTIME_DIR": device.home.parent}
    for path, title in (("/", "accounts.title"), ("/settings", "settings.title")):
        page.open("/").at(w("unlock.title")).type(w("unlock.passphrase"), PASSWORD)
        page.press(w("unlock.open"))
        page.at(w("accounts.title")).open(path).at(w(title))
        assert at_terminal("lock", home=device.home, env=kept)[0] == 0
        # Nobody touches the page.
        page.at(w("unlock.title"))


def test_a_page_whose_answer_was_saved_as_a_file_hears_of_a_lock_as_soon(open_phone, phone, service):
    device = phone()
    device.create_account("saver", service)
    account = device.list()[0]["id"]
    page, w = open_phone(home=device.home).page, Words("en")
    device.run("passphrase", env={"SPAREKEY_NEW_PASSPHRASE": PASSWORD})
    page.open("/").at(w("unlock.title")).type(w("unlock.passphrase"), PASSWORD)
    page.press(w("unlock.open"))
    page.at(w("accounts.title")).open(f"/accounts/{account}/data").at(w("accountData.title"))
    page.press(w("accountData.exportNow"), stays=True)
    assert at_terminal("lock", home=device.home, env={"XDG_RUNTIME_DIR": device.home.parent})[0] == 0
    began = time.monotonic()
    page.at(w("unlock.title"))
    # A page that waits for an answer asks no sooner than after a minute.
    assert time.monotonic() - began < 30
