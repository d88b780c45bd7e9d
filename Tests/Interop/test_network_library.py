"""libcurl is loaded by the first request and not before, reads no file of the user's, and is missed in words."""

import os
import re
import subprocess
import sys

import pytest

from conftest import BUILD, environment
from failures import expect
from test_service_trust import create, tls_service
from test_storage.certificates import Authority

URI = "otpauth://totp/Shop:ada@example.org?secret=JBSWY3DPEHPK3PXP&issuer=Shop"
OPENED = re.compile(r'open(?:at)?\([^"]*"([^"]+)"[^\n]*= \d+$', re.M)
NETWORK = re.compile(r"/lib(curl|ssl|nghttp2|ldap|ssh2|gssapi_krb5|rtmp)[^/]*\.so")
# What libcurl does with a file of keys where nobody keeps it from it.
CARELESS = """
import ctypes, sys
curl = ctypes.CDLL("libcurl.so.4")
curl.curl_easy_init.restype = ctypes.c_void_p
handle = ctypes.c_void_p(curl.curl_easy_init())
curl.curl_easy_setopt(handle, ctypes.c_int(10002), ctypes.c_char_p(sys.argv[1].encode()))
for option in (64, 81):
    curl.curl_easy_setopt(handle, ctypes.c_int(option), ctypes.c_long(0))
sys.exit(curl.curl_easy_perform(handle))
"""


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


@pytest.fixture
def opened(tmp_path):
    """Runs a command of a phone and returns the files that it opened."""

    def run(device, *arguments, **options):
        trace = tmp_path / "trace"
        under = ["strace", "-f", "-e", "trace=open,openat", "-o", trace]
        device.run(*arguments, under=under, **options)
        return OPENED.findall(trace.read_text())

    return run


@pytest.fixture
def without_libcurl(tmp_path):
    """The variables with which a file that is no library is found in the place of libcurl."""
    folder = tmp_path / "libraries"
    folder.mkdir()
    (folder / "libcurl.so.4").write_bytes(b"")
    return {"LD_LIBRARY_PATH": ":".join([str(folder), os.environ.get("LD_LIBRARY_PATH", "")]).strip(":")}


def test_codes_and_local_backups_load_no_library_of_the_network(phone, opened, storage):
    linked = subprocess.run(["ldd", BUILD / "sparekey"], capture_output=True, text=True, check=True).stdout
    assert "libc.so" in linked and "libcurl" not in linked
    device = phone("local")
    device.add(URI)
    for command in (["code", "Shop"], ["codes"], ["list"]):
        files = opened(device, *command)
        assert any("libc.so" in file for file in files)
        assert not [file for file in files if NETWORK.search(file)], command


def test_a_request_loads_libcurl_and_reads_no_file_of_the_users(phone, opened, service, tmp_path):
    device = phone("asking")
    device.create_account("lin", service)
    home = tmp_path / "user"
    home.mkdir()
    (home / ".netrc").write_text("default login lin password sesame\n")
    (home / ".curlrc").write_text('header = "X-Told: 1"\n')
    files = opened(device, "account", "devices", env={"HOME": home, "CURL_HOME": home})
    assert any("libcurl.so.4" in file for file in files)
    assert not [file for file in files if re.search(r"netrc|curlrc|cookie|hsts|altsvc", file)]


def test_keys_of_connections_are_written_to_no_file(phone, tmp_path, authority):
    ours, careless = tmp_path / "ours.log", tmp_path / "careless.log"
    with tls_service(tmp_path / "service", authority.issue("good")) as (url, _):
        create(phone("keys"), url, "--ca", authority.path, env={"SSLKEYLOGFILE": ours})
        subprocess.run(
            [sys.executable, "-c", CARELESS, url], env=environment(SSLKEYLOGFILE=careless), check=True,
            capture_output=True,
        )
    assert "SECRET" in careless.read_text()
    assert not ours.exists()


def test_where_it_is_missing_codes_work_and_requests_say_so(phone, service, without_libcurl):
    device = phone("missing")
    device.create_account("mia", service)
    device.add(URI)
    assert len(device.run("code", "Shop", env=without_libcurl).json["code"]) == 6
    message, remedy = expect("network.library-missing", 78, device.run, "account", "devices", env=without_libcurl)
    assert "libcurl" in message and "libcurl4" in remedy
    tried = device.run("storage", "test", f"webdav://127.0.0.1:{service.port}/", env=without_libcurl, check=False)
    assert tried.status == 78
    assert tried.json["steps"] == [{"step": "list", "result": "failed", "code": "network.library-missing"}]
