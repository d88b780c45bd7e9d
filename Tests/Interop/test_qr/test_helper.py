"""The helper `sparekey-qr` alone links the libraries of pictures, and is found where it was installed, and nowhere else."""

import json
import os
import re
import shutil
import subprocess

import pytest
from PIL import Image

import pictures
from conftest import BUILD, environment

from .conftest import URI

# Those of QR codes, and what libgd brings with it.
LIBRARIES = re.compile(r"\b(libgd|libZXing|libqrencode|libX11|libx265|libpng|libjpeg|libwebp)\b")


@pytest.mark.parametrize("program", ["sparekey", "sparekey-server"])
def test_no_other_program_loads_the_libraries_of_pictures(program):
    loaded = subprocess.run(["ldd", BUILD / program], capture_output=True, text=True, check=True).stdout
    assert "libc.so" in loaded and not LIBRARIES.findall(loaded)


def test_the_helper_links_them_and_nothing_that_has_to_do_with_secrets():
    read = subprocess.run(["readelf", "-d", BUILD / "sparekey-qr"], capture_output=True, text=True, check=True).stdout
    needed = set(re.findall(r"NEEDED.*\[(lib\w+)", read))
    assert {"libgd", "libZXing", "libqrencode"} <= needed
    assert not needed & {"libsodium", "libFoundation", "libdispatch", "libcurl", "libsqlite3", "libssl", "libcrypto"}


@pytest.fixture
def bin_folder(tmp_path):
    """A folder with a copy of `sparekey` and of `sparekey-server`, and no helper."""
    folder = tmp_path / "prefix" / "bin"
    folder.mkdir(parents=True)
    for program in ("sparekey", "sparekey-server"):
        shutil.copy(BUILD / program, folder)
    return folder


def run(program, *arguments, home, **options):
    return subprocess.run(
        [program, *arguments, "--home", home, "--json"], capture_output=True, env=environment(), timeout=120,
        start_new_session=True, **options,
    )


def test_a_helper_that_is_missing_is_told_with_the_places_where_it_belongs(bin_folder, save, tmp_path):
    sparekey, home = bin_folder / "sparekey", tmp_path / "home"
    picture = save(pictures.code(URI))
    # One on the PATH is not what was installed with this program.
    path = f"{BUILD}:{os.environ['PATH']}"
    assert run(sparekey, "add", "-", home=home, input=URI.encode()).returncode == 0
    assert run(sparekey, "code", "Shop", home=home).returncode == 0
    shown = ["show-qr", "Shop", "--yes"]
    for arguments in (["add", "--qr", picture], shown, [*shown, "--svg", tmp_path / "a"]):
        done = subprocess.run(
            [sparekey, *arguments, "--home", home, "--json"], capture_output=True, env=environment(PATH=path),
            timeout=120, stdin=subprocess.DEVNULL, start_new_session=True,
        )
        error = json.loads(done.stdout)["error"]
        assert (done.returncode, error["code"]) == (78, "qr.helper-missing")
        for place in (bin_folder / "sparekey-qr", tmp_path / "prefix/libexec/sparekey/sparekey-qr"):
            assert str(place) in error["message"]
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("place", ["bin", "libexec/sparekey"])
def test_a_helper_is_found_beside_the_program_and_in_libexec_through_a_link_too(bin_folder, save, tmp_path, place):
    folder = tmp_path / "prefix" / place
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(BUILD / "sparekey-qr", folder)
    link = tmp_path / "elsewhere"
    link.symlink_to(bin_folder / "sparekey")
    done = run(link, "add", "--qr", save(pictures.code(URI)), home=tmp_path / "home")
    assert done.returncode == 0 and len(json.loads(done.stdout)["added"]) == 1


def test_a_helper_that_lies_adds_no_more_accounts_than_a_picture_holds(bin_folder, save, tmp_path):
    lies = tmp_path / "lies"
    texts = [f"otpauth://totp/{number}?secret=AA".encode() for number in range(25_000)]
    lies.write_bytes(b"\0" + b"".join(len(text).to_bytes(4, "big") + text for text in texts))
    assert lies.stat().st_size < 1 << 20
    helper = bin_folder / "sparekey-qr"
    helper.write_text(f"#!/bin/sh\nexec /bin/cat {lies}\n")
    helper.chmod(0o755)
    home = tmp_path / "home"
    done = run(bin_folder / "sparekey", "add", "--qr", save(pictures.code(URI)), home=home)
    assert json.loads(done.stdout)["error"]["code"] == "picture.not-read", done
    assert not home.exists()


def test_a_console_without_its_helper_keeps_the_code_that_was_made_before(bin_folder, tmp_path):
    data = tmp_path / "data"

    def console(folder, *arguments):
        done = subprocess.run(
            [folder / "sparekey-server", *arguments, "--data", data, "--json"], capture_output=True, timeout=120,
            env=environment(SPAREKEY_PUBLIC_URL="https://accounts.example.org"), start_new_session=True,
        )
        return done.returncode, json.loads(done.stdout.splitlines()[-1])

    for arguments in (["init"], ["organization", "create", "acme", "--name", "Acme"], ["member", "add", "acme", "ada"]):
        assert console(BUILD, *arguments)[0] == 0
    assert console(BUILD, "member", "qr", "acme", "ada")[0] == 0
    before = (data / "sparekey.sqlite").read_bytes()
    status, answer = console(bin_folder, "member", "qr", "acme", "ada")
    assert (status, answer["error"]["code"]) == (78, "qr.helper-missing")
    assert (data / "sparekey.sqlite").read_bytes() == before
    status, found = console(bin_folder, "doctor")
    assert status == 78
    assert {check["check"]: check["code"] for check in found["checks"]}["qr"] == "qr.helper-missing"


def test_a_text_is_in_no_argument_and_no_environment(phone, tmp_path):
    device = phone()
    device.add(URI)
    trace = tmp_path / "trace"
    device.run(
        "show-qr", "Shop", "--yes", "--png", tmp_path / "code.png",
        under=["strace", "-f", "-v", "-s", "100000", "-e", "trace=execve,openat,memfd_create", "-o", trace],
    )
    told = trace.read_text()
    assert re.search(r'execve\("[^"]*/sparekey-qr", \["[^"]*/sparekey-qr"\], \[(?:"LD_LIBRARY_PATH=[^"]*")?\]\)', told)
    assert "JBSWY3DP" not in told
    assert "memfd_create" not in told
    assert pictures.read(Image.open(tmp_path / "code.png")) == [URI]
