"""The pages in a real browser: in both languages, light and dark, as wide as a phone and as a desk."""

import json
import os
import pathlib
import re
import urllib.parse

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service as Driver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

TITLES = {"en": ("Sign in", "Type your code", "My account"), "fr": ("Connexion", "Saisissez votre code", "Mon compte")}


class Chromium:
    """Chromium without a window."""

    def __init__(self, folder, language="en", width=390, dark=False, scripts=True):
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", f"--lang={language}",
                         f"--user-data-dir={folder}"):
            options.add_argument(argument)
        preferences = {"intl.accept_languages": language}
        if not scripts:
            preferences["profile.managed_default_content_settings.javascript"] = 2
        options.add_experimental_option("prefs", preferences)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Driver("/usr/bin/chromedriver"))
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 600},
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})

    def open(self, address):
        self.driver.get(address)

    def find(self, selector):
        return WebDriverWait(self.driver, 20).until(lambda driver: driver.find_element(By.CSS_SELECTOR, selector))

    def type(self, selector, text):
        field = self.find(selector)
        field.clear()
        field.send_keys(text)

    def press(self, selector):
        self.find(selector).click()

    def title(self, text):
        """Waits for a page with this heading."""
        WebDriverWait(self.driver, 20).until(
            lambda driver: text in [found.text for found in driver.find_elements(By.TAG_NAME, "h1")],
            f"no page {text!r}: {self.driver.current_url} {self.driver.page_source[:2000]}",
        )

    def wait_for(self, address):
        WebDriverWait(self.driver, 20).until(lambda driver: driver.current_url.startswith(address))

    def sign_in(self, person):
        self.type("#username", person.name)
        self.press("button[value=code]")
        self.type("#code", person.code())
        self.press("main form .button")

    def check(self, name, width):
        """Nothing lies beyond the edge, the browser has refused nothing, and the text can be read."""
        assert self.driver.execute_script("return document.documentElement.scrollWidth") <= width, name
        # A missing page of another address is no matter of the page that is looked at.
        complaints = [line for line in self.driver.get_log("browser") if "Content Security Policy" in line["message"]]
        assert complaints == [], name
        for selector in ("h1", ".lead", ".aside", ".hint", ".button", "label", "footer"):
            for ratio in self.contrasts(selector):
                assert ratio >= 4.5, (name, selector, ratio)
        if folder := os.environ.get("SPAREKEY_SCREENSHOTS"):
            pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
            self.driver.save_screenshot(f"{folder}/{name}.png")

    def contrasts(self, selector):
        """The contrast of each text that a selector finds with what is behind it (WCAG 2)."""
        pairs = self.driver.execute_script(
            """
            return [...document.querySelectorAll(arguments[0])].filter(e => e.offsetParent).map(e => {
                let behind = e;
                while (behind && /, 0\\)$|transparent/.test(getComputedStyle(behind).backgroundColor))
                    behind = behind.parentElement;
                return [getComputedStyle(e).color, getComputedStyle(behind || document.body).backgroundColor];
            })""",
            selector,
        )
        return [contrast(*pair) for pair in pairs]

    def quit(self):
        self.driver.quit()


def luminance(color):
    channels = [int(channel) / 255 for channel in re.findall(r"\d+", color)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(front, back):
    light, dark = sorted((luminance(front), luminance(back)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture
def chromium(tmp_path):
    """Starts Chromium: chromium(language=…, width=…, dark=…, scripts=…)."""
    running = []

    def start(**options):
        running.append(Chromium(tmp_path / f"browser-{len(running)}", **options))
        return running[-1]

    yield start
    for browser in running:
        browser.quit()


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
    WebDriverWait(browser.driver, 75).until(lambda driver: "Nobody answered in time" in driver.page_source)
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
    assert set(cookies) == {"sparekey-browser", "sparekey-session"}
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
