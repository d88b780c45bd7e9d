"""The pages in a real browser: in both languages, light and dark, as wide as a phone and as a desk."""

import json
import re
import urllib.parse

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from moments import PATIENCE

TITLES = {"en": ("Sign in", "Type your code", "My account"), "fr": ("Connexion", "Saisissez votre code", "Mon compte")}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_somebody_signs_in_at_apache(chromium, apache, ada, service, language, width, dark):
    wiki = apache()
    browser = chromium(language=language, width=width, dark=dark)
    sign_in, code, account = TITLES[language]
    look = f"{language}-{width}-{'dark' if dark else 'light'}"
    browser.open(wiki.page)
    browser.title(sign_in)
    browser.check(f"sign-in-{look}", width)
    browser.type("#username", ada.name)
    browser.press("button[value=code]")
    browser.title(code)
    browser.check(f"code-{look}", width)
    browser.type("#code", ada.code())
    browser.press("main form .button")
    browser.find("button[value=allow]")
    browser.check(f"consent-{look}", width)
    browser.press("button[value=allow]")
    browser.wait_for(wiki.page)
    assert "what only members read" in browser.driver.page_source
    browser.open(service.url + "/account")
    browser.title(account)
    browser.check(f"account-{look}", width)


def test_the_page_waits_for_a_device_and_then_says_that_nobody_answered(chromium, service):
    browser = chromium()
    browser.open(service.url + "/account")
    browser.type("#username", "nobody")
    browser.press("button[value=approval]")
    browser.title("Approve on your device")
    browser.check("wait-en-390-light", 390)
    number = browser.find(".number").text
    assert re.fullmatch("[1-9][0-9]", number)
    WebDriverWait(browser.driver, PATIENCE).until(lambda driver: "The request has expired" in driver.page_source)
    browser.check("ended-en-390-light", 390)


def test_everything_works_without_scripts(chromium, apache, ada):
    wiki = apache()
    browser = chromium(scripts=False)
    browser.open(wiki.page)
    browser.sign_in(ada)
    browser.press("button[value=allow]")
    browser.wait_for(wiki.page)
    assert "what only members read" in browser.driver.page_source


def test_no_page_shows_in_a_frame_of_another(chromium, service, tmp_path):
    (tmp_path / "frame.html").write_text(f'<iframe src="{service.url}/sign-in"></iframe>')
    browser = chromium()
    browser.open((tmp_path / "frame.html").as_uri())
    browser.driver.switch_to.frame(0)
    assert browser.driver.find_elements(By.ID, "username") == []
    assert any("frame-ancestors" in line["message"] for line in browser.driver.get_log("browser"))


def test_another_site_cannot_press_a_button(chromium, ada, service, tmp_path):
    browser = chromium()
    browser.open(service.url + "/account")
    browser.sign_in(ada)
    browser.title("My account")
    (tmp_path / "evil.html").write_text(f'<form method="post" action="{service.url}/sign-out"><button>x</button></form>')
    browser.open((tmp_path / "evil.html").as_uri())
    browser.press("button")
    browser.title("Refused")
    browser.open(service.url + "/account")
    browser.title("My account")


def test_the_cookies_are_out_of_the_reach_of_scripts(chromium, ada, service):
    browser = chromium()
    browser.open(service.url + "/account")
    browser.sign_in(ada)
    browser.title("My account")
    assert browser.driver.execute_script("return document.cookie") == ""
    cookies = {cookie["name"]: cookie for cookie in browser.driver.get_cookies()}
    assert set(cookies) == {"sparekey-browser", "sparekey-known", "sparekey-session"}
    assert all(cookie["httpOnly"] and cookie["sameSite"] == "Lax" for cookie in cookies.values()), json.dumps(cookies)


def test_what_is_reflected_is_text(chromium, service):
    browser = chromium()
    marker = urllib.parse.quote("\"><img src=x onerror=\"document.title='owned'\">", safe="")
    application, _ = service.client("<img src=x onerror=alert(1)>", "--redirect", "http://127.0.0.1:9/callback")
    browser.open(
        f"{service.url}/openid/authorize?client_id={application}&response_type=code&scope=openid&login_hint={marker}"
        "&redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2Fcallback&code_challenge_method=S256"
        "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    )
    browser.title("Sign in")
    assert "owned" not in browser.driver.title
    assert browser.driver.find_elements(By.CSS_SELECTOR, "img[src=x]") == []
    assert browser.find("#username").get_attribute("value").startswith('"><img')
