"""Chromium without a window, which looks at one page in many ways: themes, widths, text sizes."""

import base64
import pathlib
import time

from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.ui import WebDriverWait

from chromium import start
from moments import PATIENCE


class Eyes:
    """A browser of one's own in `folder`."""

    def __init__(self, folder, language="en", arguments=(), environment=None):
        self.folder = pathlib.Path(folder)
        self.driver = start(folder, language, "--hide-scrollbars", *arguments, environment=environment)
        self.base = ""
        self.see()

    def command(self, name, **values):
        """A command of the DevTools protocol, which no page's policy restricts."""
        return self.driver.execute_cdp_cmd(name, values)

    def see(self, width=390, height=844, dark=False, text=1, scale=1, still=False):
        """Changes how the page that is open is looked at; nothing is loaded again."""
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale,
                     mobile=width < 900)
        features = {"prefers-color-scheme": "dark" if dark else "light",
                    "prefers-reduced-motion": "reduce" if still else "no-preference"}
        self.command("Emulation.setEmulatedMedia",
                     features=[{"name": name, "value": value} for name, value in features.items()])
        self.command("Page.setFontSizes", fontSizes={"standard": round(16 * text), "fixed": round(13 * text)})

    def open(self, address):
        self.driver.get(address)

    def go(self, path):
        """Opens a path of the origin that is looked at."""
        self.driver.get(self.base + path)

    def find(self, selector):
        return self.until(lambda driver: driver.find_element(By.CSS_SELECTOR, selector), f"nothing is {selector}")

    def has(self, selector):
        return bool(self.driver.find_elements(By.CSS_SELECTOR, selector))

    def type(self, selector, text):
        field = self.find(selector)
        field.clear()
        field.send_keys(text)

    def fill(self, **fields):
        """Types into fields by their identifiers."""
        for name, text in fields.items():
            self.type(f"#{name}", text)

    def press(self, selector):
        self.until(lambda _: self._press(selector), f"nothing to press is {selector}")

    def _press(self, selector):
        element = self.driver.find_element(By.CSS_SELECTOR, selector)
        self.driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()
        return True

    def send(self, selector):
        """Presses what leads to another page, and waits for that."""
        old = self.driver.find_element(By.TAG_NAME, "html")
        self.press(selector)
        self.until(staleness_of(old), "no other page came")

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def until(self, condition, message="", timeout=PATIENCE):
        """Waits for a condition; what a page that changes has lost meanwhile is looked for again."""
        wait = WebDriverWait(self.driver, timeout, 0.05, (NoSuchElementException, StaleElementReferenceException))
        try:
            return wait.until(condition)
        except Exception as error:
            page = self.driver.find_element(By.TAG_NAME, "body").text
            raise AssertionError(f"{message or error}: {self.driver.current_url}\n{page}") from error

    def until_at(self, path):
        self.until(lambda driver: driver.current_url == self.base + path, f"not at {path}")

    def settle(self):
        """Waits until what moves has come to rest: pictures, fonts, transitions."""
        self.run("return document.fonts.ready.then(() => true)")
        time.sleep(0.05)  # time: a frame or two of the browser.

    def picture(self, whole=False):
        """What is seen, as PNG; `whole` is the page to its end."""
        values = {"format": "png"}
        if whole:
            size = self.command("Page.getLayoutMetrics")["cssContentSize"]
            values |= {"captureBeyondViewport": True, "clip": size | {"scale": 1}}
        return base64.b64decode(self.command("Page.captureScreenshot", **values)["data"])

    def quit(self):
        self.driver.quit()
