"""The code of an administrator: how it is shown, read and agreed to."""

import re
import stat
import time

import pytest

import pictures
from conftest import BUILD
from failures import expect
from PIL import Image
from terminal import Terminal

from .office import NAME, listed


def test_the_code_is_read_off_the_terminal_and_off_both_pictures(acme, tmp_path):
    png, svg = tmp_path / "ada.png", tmp_path / "ada.svg"
    made = acme.code("ada", "--png", png, "--svg", svg)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}", made["code"])
    assert 0 < made["expires"] / 1000 - time.time() <= 900
    assert (made["organization"], made["member"], made["service"]) == (NAME, "ada", acme.service.url)
    assert pictures.read(Image.open(png)) == pictures.read_by_zbar(png) == [made["link"]]
    assert pictures.read(pictures.of_svg(svg.read_text())) == [made["link"]]
    assert {stat.S_IMODE(path.stat().st_mode) for path in (png, svg)} == {0o600}
    shown = acme.console("member", "qr", "acme", "ada", json=False)
    link = re.search(r"^link: (\S+)$", shown.out, re.MULTILINE)[1]
    code = re.search(r"^code: (\S+)$", shown.out, re.MULTILINE)[1]
    assert link.endswith(f"&code={code.replace('-', '')}")
    blocks = "\n".join(line for line in shown.out.splitlines() if set(line) <= set("█▀▄ ") and line)
    assert pictures.read(pictures.of_blocks(blocks)) == [link]


@pytest.mark.parametrize("way", ["qr", "link", "typed", "input"])
def test_a_device_takes_the_code_from_a_picture_a_link_the_keyboard_or_a_pipe(acme, phone, tmp_path, way):
    png = tmp_path / "ada.png"
    made = acme.code("ada", "--png", png)
    device = phone()
    if way == "qr":
        entry = device.run("enroll", "--qr", png, "--yes").json
    elif way == "link":
        entry = device.run("enroll", made["link"], "--yes").json
    elif way == "typed":
        entry = device.run("enroll", made["code"].lower().replace("0", "o"), "--service", acme.service.url, "--yes").json
    else:
        entry = device.run("enroll", "-", "--yes", input=made["link"] + "\n").json
    assert (entry["issuer"], entry["account"], entry["kind"]) == (NAME, "ada", "work")
    assert (entry["state"], entry["digits"]) == ("ready", 6)
    assert acme.service.verify("ada@acme", device.code(NAME)) is True


def test_a_person_sees_whose_code_it_is_and_may_say_no(acme, phone):
    made = acme.code()
    device = phone()
    arguments = [BUILD / "sparekey", "enroll", made["link"], "--home", device.home]
    with Terminal(arguments, {}, device.home.parent) as terminal:
        terminal.read_until("[y/N]")
        for word in ("ada", NAME, acme.service.url):
            assert word.encode() in terminal.shown
        terminal.type(b"n")
        assert terminal.end() == 0
    assert device.list() == [] and acme.devices() == []
    with Terminal(arguments, {"SPAREKEY_LANG": "fr"}, device.home.parent) as terminal:
        terminal.read_until("[o/N]")
        terminal.type(b"o")
        assert terminal.end() == 0
    assert listed(device)["state"] == "ready"


def test_without_a_terminal_nobody_agrees_for_the_person(acme, phone):
    made = acme.code()
    device = phone()
    expect("confirmation.needed", 77, device.run, "enroll", made["link"])
    assert acme.devices() == []


def test_a_picture_of_the_code_is_no_site_of_its_own(acme, phone, tmp_path):
    png = tmp_path / "ada.png"
    acme.code("ada", "--png", png)
    message, remedy = expect("qr.enrollment", 65, phone().run, "add", "--qr", png)
    assert "sparekey enroll" in remedy


@pytest.mark.parametrize("arguments, code", [
    (["ABCD"], "enrollment.malformed"),
    (["ABCD-EFGH-JKMN-PQRS"], "enrollment.service-needed"),
    (["sparekey://enroll?code=ABCDEFGHJKMNPQRS"], "enrollment.malformed"),
    (["sparekey://enroll?service=http%3A%2F%2Fexample.org&code=ABCDEFGHJKMNPQRS"], "service.insecure-address"),
], ids=repr)
def test_what_is_no_code_is_told_on_the_device(phone, arguments, code):
    expect(code, 65, phone().run, "enroll", *arguments, "--yes")


def test_a_service_that_is_left_out_is_asked_for_at_a_terminal(acme, phone):
    made, device = acme.code(), phone()
    arguments = [BUILD / "sparekey", "enroll", made["code"], "--home", device.home]
    with Terminal(arguments, {"SPAREKEY_LANG": "en"}, device.home.parent) as terminal:
        terminal.read_until("Account service")
        terminal.type(acme.service.url.encode())
        terminal.read_until("[y/N]")
        terminal.type(b"y")
        assert terminal.end() == 0
    assert listed(device)["state"] == "ready"


def test_a_code_that_nobody_made_is_told_by_the_service(acme, phone):
    expect("enrollment.not-found", 66, phone().run, "enroll", "ABCD-EFGH-JKMN-PQRS", "--service", acme.service.url)
