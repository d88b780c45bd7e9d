"""Whoever knows a user name and nothing else: a stranger with many addresses, a neighbour, a reader of the mailbox."""

import json
import re

from conftest import PASSWORD
from test_account_rules.conftest import HOME
from test_openid.pages import Browser

MAIL = "ada@example.org"
NEW = "eleven dry umbrellas at night"


def recovery_code(phone):
    made = phone.run("account", "recovery-code", "--yes", password=PASSWORD)
    return made.json["recoveryCode"]


def refused(result, code="signin.too-many-attempts"):
    assert (result.status, result.code) == (75, code), result
    return result.error["remedy"]


def test_stranger_with_the_name_and_many_addresses(world, storage):
    """Recovery code, known devices, cookies, known networks and letters get through; P alone from a new network waits."""
    ada = world.owner("ada", storage, MAIL)
    code = recovery_code(ada)
    browser = Browser()
    signed_in = browser.sign_in(browser.open(f"{world.url}/account"), "ada", ada.code("127.0.0.1:ada"))
    assert "My account" in signed_in.text
    looked = world.spend("ada", (None, "recovery-code"))
    assert looked == 10 + 40, "ten passwords an hour; a code cannot be guessed, so it is not counted by name"
    assert world.spend("nobody", (None, "recovery-code")) == looked, "for any name alike"

    new = world.phone("new")
    with world.at("192.0.2.77"):
        # The limit: the password alone, from a new network. What helps stands beside it.
        remedy = refused(new.recover("ada", world, storage, check=False))
        assert "account letter" in remedy and 1 <= int(re.search(r"\d+", remedy)[0]) <= 60
        # The known device …
        assert ada.sign_in("ada", world).json["state"] == "ready"
        # … the letter, with the password …
        letter = world.letter(new, "ada", MAIL)
        recovered = new.recover("ada", world, storage, "--letter-code", env={"SPAREKEY_LETTER_CODE": letter})
        assert recovered.json["restored"] == recovered.json["expected"]
        # … the recovery code …
        third = world.phone("third")
        answer = third.run(
            "recover", "ada", "--service", world.url, "--storage", f"folder:{storage}", "--recovery-code", "--yes",
            env={"SPAREKEY_RECOVERY_CODE": code, "SPAREKEY_NEW_PASSWORD": NEW},
        )
        assert answer.json["restored"] == answer.json["expected"]
        # … and the browser that has signed in before, once it is signed out.
        browser.session.cookies.clear(domain="127.0.0.1", path="/", name="sparekey-session")
        world.wait(minutes=1)
        asked = browser.submit(browser.open(f"{world.url}/account"), "/sign-in", username="ada", way="code")
        page = browser.submit(asked, "/sign-in/code", code=ada.code("127.0.0.1:ada"))
        assert "My account" in page.text
    # The network that the account was used from lately.
    assert world.proxy.address == HOME
    assert world.phone("fourth").sign_in("ada", world).status == 0
    # An hour later the password alone is looked at again.
    world.wait(hours=1)
    with world.at("192.0.2.78"):
        assert world.phone("fifth").sign_in("ada", world).status == 0


def test_a_stranger_spends_neither_the_web_codes_nor_the_requests_of_a_known_browser(world):
    ada = world.owner("ada", contact=MAIL)
    browser = Browser()
    browser.sign_in(browser.open(f"{world.url}/account"), "ada", ada.code("127.0.0.1:ada"))
    for host in range(25):
        with world.at(f"198.51.100.{host}"):
            stranger = Browser()
            page = stranger.submit(stranger.open(f"{world.url}/account"), "/sign-in", username="ada", way="approval")
            assert "Approve on your device" in page.text, "the stranger is not told that it reaches nobody"
            asked = stranger.submit(page, "/sign-in", way="code")
            stranger.submit(asked, "/sign-in/code", code="00000000")
        world.wait(minutes=4)
    browser.session.cookies.clear(domain="127.0.0.1", path="/", name="sparekey-session")
    with world.at("192.0.2.7"):
        new = Browser()
        asked = new.submit(new.open(f"{world.url}/account"), "/sign-in", username="ada", way="code")
        spent = new.submit(asked, "/sign-in/code", code=ada.code("127.0.0.1:ada"))
        assert "too many wrong codes" in spent.text
        # The unknown browser goes on with a letter.
        letter = world.letter(ada, "ada", MAIL)
        link = re.search(r'href="([^"]*/sign-in/letter[^"]*)"', spent.text)[1].replace("&amp;", "&")
        page = new.open(world.url + link)
        page = new.submit(page, "/sign-in/letter/code", letter=letter)
        asked = new.submit(page, "/sign-in", username="ada", way="code")
        assert "My account" in new.submit(asked, "/sign-in/code", code=ada.code("127.0.0.1:ada")).text
        world.wait(minutes=1)
        # The known one needs nothing of the kind.
        asked = browser.submit(browser.open(f"{world.url}/account"), "/sign-in", username="ada", way="code")
        assert "My account" in browser.submit(asked, "/sign-in/code", code=ada.code("127.0.0.1:ada")).text


def test_mailbox_only(world):
    """Five guesses a letter, 15 a day, and nothing else."""
    ada = world.owner("ada", contact=MAIL)
    looked = 0
    for _ in range(3):
        code = world.letter(ada, "ada", MAIL)
        for host in range(8):
            looked += world.guess("ada", f"198.51.100.{host}", letter=code)[0] == 200
    assert looked == 15
    refused(ada.run("account", "letter", "ada", "--service", world.url, check=False), "letter.too-many")
    # The owner has lost nothing by it.
    with world.at("192.0.2.7"):
        assert world.phone("new").sign_in("ada", world).status == 0


def test_same_network_as_an_attacker_and_travelling_under_attack(world, storage):
    """Device, cookie, code and letter are unaffected; none of them waits."""
    ada = world.owner("ada", storage, MAIL)
    code = recovery_code(ada)
    browser = Browser()
    browser.sign_in(browser.open(f"{world.url}/account"), "ada", ada.code("127.0.0.1:ada"))
    browser.session.cookies.clear(domain="127.0.0.1", path="/", name="sparekey-session")
    # The neighbour spends what the network has, for Ada's name and for names of its own.
    for number in range(310):
        world.guess("ada" if number < 10 else f"nobody {number}", HOME)
    assert json.loads(world.guess("somebody", HOME)[1])["code"] == "address.too-many-attempts"
    world.spend("ada")
    for address in (HOME, "192.0.2.88"):
        world.wait(minutes=1)
        with world.at(address):
            new = world.phone("new")
            assert new.sign_in("ada", world, check=False).status == 75
            letter = world.letter(ada, "ada", MAIL)
            assert new.run("account", "sign-in", "ada", "--service", world.url, "--letter-code", password=PASSWORD,
                           env={"SPAREKEY_LETTER_CODE": letter}).status == 0
            assert ada.sign_in("ada", world).json["state"] == "ready"
            asked = browser.submit(browser.open(f"{world.url}/account"), "/sign-in", username="ada", way="code")
            page = browser.submit(asked, "/sign-in/code", code=ada.code("127.0.0.1:ada"))
            assert "My account" in page.text
            browser.session.cookies.clear(domain="127.0.0.1", path="/", name="sparekey-session")
    with world.at(HOME):
        recovered = world.phone("paper").recover(
            "ada", world, storage, "--recovery-code", "--yes",
            env={"SPAREKEY_RECOVERY_CODE": code, "SPAREKEY_NEW_PASSWORD": NEW}, password=None,
        )
        assert recovered.status == 0
