"""Chromium without a window, and what a person sees in it.

    chromium(language="fr", width=390, dark=False, scripts=True)    starts one, which ends with the test
"""

import os
import pathlib
import re

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.service import Service as Driver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from moments import PATIENCE


def start(folder, language, *arguments, environment=None):
    """Selenium's driver of a Chromium with its own profile in a folder."""
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    options = webdriver.ChromeOptions()
    # The same engine as the browser's, at a third of the work: without the browser's own windows and their pages.
    # Not by way of the script in /usr/bin: only that script would end with the driver.
    options.binary_location = "/usr/lib/chromium/chromium-headless-shell"
    for argument in ("--no-sandbox", "--disable-gpu", f"--lang={language}", f"--accept-lang={language}", *arguments):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    # The driver makes the profile where temporary files belong.
    environment = {**(environment or os.environ), "TMPDIR": str(folder)}
    driver = webdriver.Chrome(options=options, service=Driver("/usr/bin/chromedriver", env=environment))
    driver.set_script_timeout(PATIENCE)
    return driver


class Chromium:
    """Chromium without a window."""

    def __init__(self, folder, language="en", width=390, dark=False, scripts=True):
        self.driver = start(folder, language)
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not scripts})
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 600},
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})

    def open(self, address):
        self.driver.get(address)

    def find(self, selector):
        return WebDriverWait(self.driver, PATIENCE).until(lambda driver: driver.find_element(By.CSS_SELECTOR, selector))

    def type(self, selector, text):
        field = self.find(selector)
        field.clear()
        field.send_keys(text)

    def press(self, selector):
        self.find(selector).click()

    def title(self, text):
        """Waits for a page with this heading."""
        # A heading may go away with its page while it is read.
        WebDriverWait(self.driver, PATIENCE, ignored_exceptions=[StaleElementReferenceException]).until(
            lambda driver: text in [found.text for found in driver.find_elements(By.TAG_NAME, "h1")],
            f"no page {text!r}: {self.driver.current_url} {self.driver.page_source[:2000]}",
        )

    def wait_for(self, address):
        WebDriverWait(self.driver, PATIENCE).until(lambda driver: driver.current_url.startswith(address))

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


def starting(folder):
    """Starts browsers whose files lie in a folder, and ends them."""
    running = []

    def start(**options):
        running.append(Chromium(folder / f"browser-{len(running)}", **options))
        return running[-1]

    yield start
    for browser in running:
        browser.quit()


@pytest.fixture
def chromium(tmp_path):
    """Starts Chromium: chromium(language=…, width=…, dark=…, scripts=…). It ends with the test."""
    yield from starting(tmp_path)


@pytest.fixture(scope="module")
def chromium_for(tmp_path_factory):
    """The same for all tests of a module."""
    yield from starting(tmp_path_factory.mktemp("browsers"))
