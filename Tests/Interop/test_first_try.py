"""script/start as a newcomer runs it: two phones, a service, messages as they come, and nothing left behind Ctrl-C."""

import json
import pathlib
import re
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest

from conftest import BUILD, PASSWORD, ROOT, Phone, environment
from PIL import Image
import pictures
from moments import PATIENCE


class FirstTry:
    def __init__(self, folder):
        self.folder = folder
        # The folder is meant from where the script is called, wherever that is.
        self.process = subprocess.Popen(
            [ROOT / "script" / "start", "--no-browser", "--folder", folder.name], cwd=folder.parent,
            env=environment(SPAREKEY_BUILD=BUILD),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )
        self.said = ""
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.said += line

    def wait(self, pattern, begin=0):
        """What is said that fits a pattern, once it is."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if found := re.search(pattern, self.said[begin:]):
                return found
            assert self.reader.is_alive(), self.said
            time.sleep(0.05)  # time: between two looks at what grows.
        raise AssertionError(f"{pattern} was not said: {self.said}")

    def type(self, line, pattern):
        begin = len(self.said)
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.wait(pattern, begin)

    def launcher(self, name):
        return pathlib.Path(self.wait(rf"{name} phone +(/\S+\.html)")[1])

    def interrupt(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=PATIENCE)
        self.reader.join()

    def children(self):
        """The processes that were started, by their parent."""
        found = []
        for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[1]) == self.process.pid:
                found.append(int(path.parent.name))
        return found


@pytest.fixture
def first_try(tmp_path):
    first_try = FirstTry(tmp_path / "try")
    yield first_try
    if first_try.process.poll() is None:
        first_try.interrupt()


def launch(launcher):
    """Opens a phone's page as a browser does: the ticket becomes a cookie, and the cookie shows the page."""
    text = launcher.read_text()
    address, ticket = re.search(r'action="([^"]+)"', text)[1], re.search(r'name="ticket" value="([^"]+)"', text)[1]
    origin = address.removesuffix("/launch")
    port = urllib.parse.urlsplit(address).port
    headers = {"Host": origin.removeprefix("http://"), "Origin": "null"}
    body = urllib.parse.urlencode({"ticket": ticket}).encode()
    with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}/launch", body, headers)) as answer:
        cookie = answer.headers["Set-Cookie"].split(";")[0]
    page = urllib.request.Request(f"http://127.0.0.1:{port}/", headers=headers | {"Cookie": cookie})
    with urllib.request.urlopen(page) as answer:
        return port, answer.read().decode()


def test_a_newcomer_loses_a_phone(first_try, tmp_path):
    old, old_page = launch(first_try.launcher("old"))
    new, new_page = launch(first_try.launcher("new"))
    assert all(name in old_page for name in ("Bank", "Library", "Mail")) and "/recover" not in old_page
    assert 'href="/recover"' in new_page
    # The guide names what the page says.
    words = json.loads((ROOT / "Sources" / "DeviceCore" / "Words" / "en.json").read_text())
    for key in ("kind.personal", "personal.new", "kind.work"):
        first_try.wait(re.escape(words[f"page.{key}"]))
    assert oct(first_try.folder.stat().st_mode)[-3:] == "700"
    service = first_try.wait(r"service +(http://\S+)")[1]
    assert urllib.request.urlopen(service + "/healthz").status == 200

    code = first_try.type("qr", r"the code (\S+) and the address (\S+);")
    picture = first_try.folder / "acme-ada.png"
    assert code[2] == service and pictures.read(Image.open(picture))[0].startswith("sparekey://enroll?")
    phone = Phone(first_try.folder / "old-phone")
    phone.run("enroll", code[1], "--service", service, "--yes")
    phone.run("account", "create", "ada", "--service", service, password=PASSWORD)
    phone.run("backup", "on", "--storage", f"folder:{first_try.folder}/stick", password=PASSWORD)
    phone.run("account", "contacts", "add", "--email", "-", input="ada@example.org", check=False)
    first_try.wait(r"message to ada@example.org(.|\n)*\d{4} \d{4}")

    first_try.type("lose", "The old phone is gone")
    assert not (first_try.folder / "old-phone").exists()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://127.0.0.1:{old}/")
    report = Phone(first_try.folder / "new-phone").run(
        "recover", "ada", "--service", service, "--storage", f"folder:{first_try.folder}/stick", password=PASSWORD
    ).json
    assert report["restored"] == report["expected"] == 5
    again = re.search(r"/\S+\.html", first_try.type("new", r"within two minutes: (\S+)")[0])[0]
    assert "Bank" in launch(pathlib.Path(again))[1]

    children = first_try.children()
    assert len(children) == 2
    first_try.interrupt()
    assert first_try.process.returncode == 0, first_try.said
    assert "Everything has ended." in first_try.said
    assert not any(pathlib.Path(f"/proc/{child}").exists() for child in children)
    assert not list(first_try.folder.glob("*.html"))


def test_what_was_made_is_there_the_next_time(first_try, tmp_path):
    launch(first_try.launcher("old"))
    Phone(first_try.folder / "old-phone").run("remove", "Mail", "--yes")
    first_try.interrupt()
    second = FirstTry(tmp_path / "try")
    try:
        page = launch(second.launcher("old"))[1]
        assert "Library" in page and "Mail" not in page
    finally:
        second.interrupt()


def test_other_arguments_are_refused():
    done = subprocess.run(
        [ROOT / "script" / "start", "--what"], env=environment(SPAREKEY_BUILD=BUILD), capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (64, "")
    assert "usage: script/start" in done.stderr
