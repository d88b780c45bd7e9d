"""The phone's page as a person without a mouse uses it: by Tab, arrows, Space and Enter alone, by the words on it.

    page.press(word)          goes to a button or link by Tab and presses it; the focus has to be seen on the way
    page.type(label, text)    goes to a field and types
    page.at(word)             waits for the next page, with this heading
    page.shows(text)          waits for a text on the page
"""

import re
import time

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from moments import PATIENCE

WIDTH = 390
# What can be pressed, typed into or chosen, with its name; and where it is seen from where the focus is.
SCRIPT = """
const found = (text) => text.replace(/\\s+/g, " ").trim();
const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
    .filter((e) => !e.disabled && e.checkVisibility({ visibilityProperty: true }) && !e.matches(".skip"));
const name = (e) => found(e.getAttribute("aria-label") ?? e.labels?.[0]?.textContent ?? e.textContent);
const near = (e) => found((e.closest("li") ?? e.closest(".card") ?? e.closest("form") ?? document.body).textContent);
"""
FIND = SCRIPT + """
// French has spaces that do not break, which a name is found by like all others.
const [wanted, within] = [...arguments].slice(0, 2).map((text) => text && found(text));
const fitting = all.filter((e) => !within || near(e).includes(within));
return fitting.find((e) => name(e) === wanted) ?? fitting.find((e) => name(e).startsWith(wanted)) ?? null;
"""
ALL = SCRIPT + "return all;"
WHERE = """
const [wanted, active] = [arguments[0], document.activeElement];
const isGroup = active.type === "radio" && wanted.type === "radio" && active.name === wanted.name
    && active.form === wanted.form;
if (active === wanted || isGroup) return "here";
return active.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING ? "before" : "behind";
"""
# Of choices that exclude each other Tab stops at the chosen one, and the arrows lead to the others.
STOP = """
const wanted = arguments[0];
if (wanted.type !== "radio") return wanted;
const group = [...document.getElementsByName(wanted.name)].filter((e) => e.form === wanted.form);
return group.find((e) => e.checked) ?? wanted;
"""
FOCUS = """
const style = getComputedStyle(document.activeElement);
return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
"""


class Page:
    """A page in a browser, and the words that it should speak."""

    def __init__(self, chromium, words):
        self.chromium, self.driver, self.words = chromium, chromium.driver, words

    def keys(self, *keys):
        chain = ActionChains(self.driver, duration=0)
        for key in keys:
            chain.send_keys(key)
        chain.perform()

    def wait(self, ready, what):
        """Waits until `ready()` is true and returns it; a page that goes away meanwhile is looked at again."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if found := ready():
                return found
            time.sleep(0.05)  # time: between two looks.
        raise AssertionError(f"{what}: {self.driver.current_url}: {self.text()}")

    def text(self):
        """What the page says, with the codes of failures, which stand behind Details."""
        return self.driver.execute_script("""
            const main = document.querySelector("main");
            const codes = [...(main?.querySelectorAll(".error-code") ?? [])].map((code) => code.textContent);
            return [main?.innerText ?? "", ...codes].join("\\n")""")

    def at(self, heading):
        """Waits until the page after the one that was left is whole, and has this heading."""
        script = """
            return !document.documentElement.dataset.left && document.readyState === "complete"
                && [...document.querySelectorAll("h1")].map(h => h.textContent)"""
        self.wait(lambda: heading in (self.driver.execute_script(script) or []), f"no page {heading!r}")
        self.chromium.check(self.name(), WIDTH)
        return self

    def name(self):
        """What the page is called among the screenshots: its path, without what differs each time."""
        path = re.sub(r"/[0-9a-f-]{16,}", "", self.driver.current_url.partition("localhost:")[2].partition("?")[0])
        return "-".join(["page", self.words.language, *path.split("/")[1:]]).strip("-")

    def shows(self, text):
        self.wait(lambda: text in self.text(), f"no text {text!r}")
        return self

    def find(self, name, within=None):
        return self.wait(lambda: self.driver.execute_script(FIND, name, within), f"nothing called {name!r}")

    def reach(self, element):
        """Goes to an element by Tab, and sees at each step where the focus is."""
        stop = self.driver.execute_script(STOP, element)
        for _ in range(200):
            where = self.driver.execute_script(WHERE, stop)
            if where == "here":
                return element
            if where == "behind":
                self.keys(Keys.TAB)
            else:
                ActionChains(self.driver, duration=0).key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(Keys.SHIFT).perform()
            assert self.driver.execute_script(FOCUS), "the focus is not seen"
        raise AssertionError(f"not reached by Tab: {element.get_attribute('outerHTML')}")

    def press(self, name, within=None, stays=False):
        """Presses a button, a link or a fold; all but a fold and what `stays` lead to another page."""
        self.reach(self.find(name, within))
        if not stays:
            self.driver.execute_script("document.documentElement.dataset.left = 'yes'")
        self.keys(Keys.ENTER)

    def type(self, label, text, within=None):
        self.reach(self.find(label, within))
        ActionChains(self.driver, duration=0).key_down(Keys.CONTROL).send_keys("a").key_up(Keys.CONTROL).perform()
        self.keys(text)

    def tick(self, label, within=None):
        """Ticks a box with Space, or one of several choices with the arrows."""
        element = self.reach(self.find(label, within))
        for _ in range(20):
            if element.is_selected():
                return
            self.keys(Keys.ARROW_DOWN if element.get_attribute("type") == "radio" else Keys.SPACE)
        raise AssertionError(f"cannot be ticked: {label}")

    def row(self, name):
        """An account's row, which has this name."""
        script = "return [...document.querySelectorAll('.accounts > li')].find(e => e.dataset.name === arguments[0])"
        return self.wait(lambda: self.driver.execute_script(script, name), f"no row {name!r}")

    def code(self, name):
        """The digits of an account's row."""
        return self.row(name).find_element(By.CSS_SELECTOR, ".otp").text.replace(" ", "")

    def code_as_shown(self, name):
        return self.row(name).find_element(By.CSS_SELECTOR, ".otp").text

    def move_down(self, name):
        """Moves an account one place down, with Alt and the arrow."""
        self.reach(self.row(name).find_element(By.CSS_SELECTOR, ".otp"))
        ActionChains(self.driver, duration=0).key_down(Keys.ALT).send_keys(Keys.ARROW_DOWN).key_up(Keys.ALT).perform()

    def hears(self, text):
        """Waits for what is said for a moment, to screen readers too."""
        self.wait(lambda: self.driver.find_element(By.ID, "said").text == text, f"not said: {text!r}")

    def find_asked(self):
        """The sentence that somebody asks to sign in; None where nobody does."""
        script = "return document.querySelector('#asked:not([hidden])')?.textContent.trim() ?? null"
        return self.driver.execute_script(script)

    def asked(self):
        """The same, once somebody asks: it comes on its own."""
        return self.wait(self.find_asked, "nobody asks to sign in")

    def open(self, path):
        """Opens a page by its path."""
        self.driver.get("/".join(self.driver.current_url.split("/")[:3]) + path)
        return self

    def upload(self, label, path):
        """Chooses a file: the field is reached by Tab, and the system's own window is left out."""
        field = self.reach(self.find(label))
        self.driver.execute_script("document.documentElement.dataset.left = 'yes'")
        field.send_keys(str(path))

    def traverse(self):
        """Everything that can be pressed, typed into or chosen is reached by Tab from the top, and seen when it is."""
        self.driver.execute_script("document.activeElement.blur(); window.scrollTo(0, 0)")
        for element in self.driver.execute_script(ALL):
            self.reach(element)
        return self
