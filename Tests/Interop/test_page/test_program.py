"""`sparekey open` is a program of its own, `sparekey-page`, found where it was installed, and nowhere else."""

import contextlib
import http.client
import json
import os
import pathlib
import re
import select
import shutil
import signal
import socket
import subprocess
import threading
import urllib.parse

import pytest

from conftest import BUILD, environment
from moments import wait_until
from ports import page_port

# What makes and serves the page, and what makes it larger than all the rest: modules by their names.
OF_THE_PAGE = (b"Hummingbird", b"NIOPosix", b"DeviceHost", b"DevicePages", b"WebPages")


@pytest.fixture
def bin_folder(tmp_path):
    """A folder with a copy of `sparekey`, and no page program."""
    folder = tmp_path / "prefix" / "bin"
    folder.mkdir(parents=True)
    shutil.copy(BUILD / "sparekey", folder)
    return folder


def begin(program, home, *arguments, **variables):
    return subprocess.Popen(
        [program, "open", "--no-browser", "--home", home, "--port", page_port(home), *arguments],
        env=environment(XDG_RUNTIME_DIR=home.parent, **variables), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, start_new_session=True,
    )


def address(process):
    line = process.stderr.readline()
    assert re.search(r"http://sparekey-\w+\.localhost:\d+", line), line
    return line


def test_the_other_commands_are_not_linked_with_the_page():
    page, command = ((BUILD / name).read_bytes() for name in ("sparekey-page", "sparekey"))
    assert [module for module in OF_THE_PAGE if module not in page] == []
    assert [module for module in OF_THE_PAGE if module in command] == []


@pytest.mark.parametrize("place", ["bin", "libexec/sparekey"])
def test_it_takes_the_place_of_sparekey_and_ends_with_ctrl_c(bin_folder, tmp_path, place):
    folder = tmp_path / "prefix" / place
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(BUILD / "sparekey-page", folder)
    link = tmp_path / "elsewhere"
    link.symlink_to(bin_folder / "sparekey")
    process = begin(link, tmp_path / "home")
    try:
        address(process)
        assert pathlib.Path(os.readlink(f"/proc/{process.pid}/exe")) == folder / "sparekey-page"
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
        # Threads of commands leave signals to others; the new program has nobody else.
        blocked = int(re.search(r"SigBlk:\s*(\w+)", status)[1], 16)
        assert not blocked & (1 << (signal.SIGINT - 1) | 1 << (signal.SIGTERM - 1))
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=120) == 0
        assert list(tmp_path.glob("sparekey-*.html")) == []
    finally:
        process.kill()
        process.communicate()


def test_it_ends_at_once_where_a_page_waits_for_a_service_that_says_nothing(new_service, phone):
    service, devices, heard = new_service(), {"ada": phone(), "bob": phone()}, []
    service.run("organization", "create", "acme", "--name", "Acme")
    for name, device in devices.items():
        service.run("member", "add", "acme", name)
        device.run("enroll", service.command("member", "qr", "acme", name).json["link"], "--yes")
    service.stop()
    with socket.create_server(("127.0.0.1", service.port)) as silent, contextlib.ExitStack() as stack:
        threading.Thread(target=hear, args=(silent, heard), daemon=True).start()
        browsers = []
        for number, device in enumerate(devices.values(), 1):
            process = stack.enter_context(serving(device.home))
            host = re.search(r"sparekey-\w+\.localhost:\d+", address(process))[0]
            launcher = pathlib.Path(re.search(r"/\S+\.html", process.stderr.readline())[0]).read_text()
            browsers.append(stack.enter_context(contextlib.closing(visit(host, launcher))))
            wait_until(lambda: len(asking(heard)) == number, "nothing is asked")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=120) == 0
        # Both give up after the same time, and the page that asked first still waits: the other did not wait for that.
        assert not select.select([browsers[0].sock], [], [], 0)[0]


@contextlib.contextmanager
def serving(home):
    """The page of a device, until the end of the test."""
    process = begin(BUILD / "sparekey", home)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def asking(heard):
    """Who asks the service for the devices, by the session."""
    return {re.search(rb"(?i)authorization: (.+)", request)[1] for request in heard if b"GET /v1/devices" in request}


def hear(silent, heard):
    """Takes connections and what they ask for, and answers nothing."""
    held = []
    with contextlib.suppress(OSError):
        while True:
            held.append(silent.accept()[0])
            heard.append(held[-1].recv(4096))


def visit(host, launcher):
    """A browser that asks for the devices, and waits."""
    ticket = re.search(r'name="ticket" value="([^"]+)"', launcher)[1]
    browser = http.client.HTTPConnection("127.0.0.1", int(host.rpartition(":")[2]), timeout=120)
    form = {"Host": host, "Origin": "null", "Content-Type": "application/x-www-form-urlencoded"}
    browser.request("POST", "/launch", urllib.parse.urlencode({"ticket": ticket}), form)
    with browser.getresponse() as answer:
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
        answer.read()
    browser.request("GET", "/devices", headers={"Host": host, "Cookie": cookie})
    return browser


def test_one_that_is_missing_is_told_with_the_places_where_it_belongs(bin_folder, tmp_path):
    # One on the PATH is not what was installed with this program.
    process = begin(bin_folder / "sparekey", tmp_path / "home", "--json", PATH=f"{BUILD}:{os.environ['PATH']}")
    out, _ = process.communicate(timeout=120)
    error = json.loads(out)["error"]
    assert (process.returncode, error["code"]) == (78, "page.program-missing")
    for place in (bin_folder / "sparekey-page", tmp_path / "prefix/libexec/sparekey/sparekey-page"):
        assert str(place) in error["message"]
    assert not (tmp_path / "home").exists()


def test_one_that_others_may_write_to_is_not_started(bin_folder, tmp_path):
    program = bin_folder / "sparekey-page"
    program.write_text("#!/bin/sh\ntouch started\n")
    program.chmod(0o757)
    process = begin(bin_folder / "sparekey", tmp_path / "home", "--json")
    out, _ = process.communicate(timeout=120)
    error = json.loads(out)["error"]
    assert (process.returncode, error["code"]) == (78, "page.program-exposed")
    assert str(program) in error["message"] and not pathlib.Path("started").exists()


def test_what_was_typed_is_refused_before_the_page_is_looked_for(bin_folder, tmp_path):
    for program in (bin_folder / "sparekey", BUILD / "sparekey"):
        done = subprocess.run(
            [program, "open", "--port", "0", "--home", tmp_path / "home"], env=environment(), capture_output=True,
            text=True, timeout=120,
        )
        assert done.returncode == 64 and "page.program" not in done.stderr, done
        shown = subprocess.run([program, "open", "--help"], env=environment(), capture_output=True, text=True, timeout=120)
        assert shown.returncode == 0 and "--no-browser" in shown.stdout
