"""A browser without scripts: cookies, forms as they stand on the page, and the pages that go on by themselves."""

import html.parser
import urllib.parse

import requests

from approving import next_of, number_on


class Form(html.parser.HTMLParser):
    """The forms of a page: for each its address and the fields that it would send as it stands."""

    def __init__(self, text):
        super().__init__()
        self.forms = {}
        self._fields = None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self._fields = self.forms.setdefault(attributes["action"], {})
        elif tag == "input" and self._fields is not None and attributes.get("type") != "checkbox":
            self._fields.setdefault(attributes["name"], attributes.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self._fields = None


class Browser:
    """What curl with a cookie jar could do as well."""

    def __init__(self, language="en"):
        self.session = requests.Session()
        self.session.headers["Accept-Language"] = language

    def open(self, address):
        return self._go_on(self.session.get(address, timeout=120))

    def submit(self, page, action, **fields):
        """Sends a form of a page with what a person types, and the button that was pressed."""
        form = Form(page.text).forms[action]
        address = urllib.parse.urljoin(page.url, action)
        origin = "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(page.url))
        return self._go_on(self.session.post(address, form | fields, headers={"Origin": origin}, timeout=120))

    def sign_in(self, page, username, code):
        """From the page that asks for the user name, with a code, through consent if it is asked for."""
        page = self.submit(page, "/sign-in", username=username, way="code")
        page = self.submit(page, "/sign-in/code", code=code)
        if "/consent" in Form(page.text).forms:
            page = self.submit(page, "/consent", decision="allow")
        return page

    def ask(self, page, username):
        """From the page that asks for the user name to the one that shows a number and waits for a device."""
        return self.submit(page, "/sign-in", username=username, way="approval")

    def approved(self, page, person):
        """From the page that waits, once the person has typed its number on the phone, through consent."""
        person.approve(number_on(page))
        page = self.open(next_of(page))
        if "/consent" in Form(page.text).forms:
            page = self.submit(page, "/consent", decision="allow")
        return page

    def _go_on(self, page):
        for _ in range(5):
            refresh = page.headers.get("Refresh", "")
            if not refresh.startswith("0;url="):
                return page
            page = self.session.get(refresh.removeprefix("0;url="), timeout=120)
        raise AssertionError("the pages go on for ever")
