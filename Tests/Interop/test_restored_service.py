"""A service whose database was put back from a copy: what docs/operations.md tells people to do there leads on."""

import contextlib
import html
import re
import shutil
import urllib.parse

import pytest
import requests

from conftest import PASSWORD
from test_page.world import OpenPhone


def site(name):
    return f"otpauth://totp/{name}:ada?secret=JBSWY3DPEHPK3PXP&issuer={name}"


@contextlib.contextmanager
def put_back(service):
    """What happens inside is unknown to the service afterwards."""
    copy = service.data.parent / "copy.sqlite"
    service.stop()
    shutil.copy(service.data / "sparekey.sqlite", copy)
    service.start()
    yield
    service.stop()
    shutil.copy(copy, service.data / "sparekey.sqlite")
    service.start()


@pytest.fixture(params=[1, 2, 4])
def later(request, new_service, tmp_path, storage):
    """A phone with as many backups as the service does not know of, the service, and the number of accounts."""
    service = new_service()
    ada = OpenPhone(tmp_path / "phone" / "home")
    ada.create_account("ada", service)
    ada.backup_on(storage)
    with put_back(service):
        for number in range(request.param):
            ada.add(site(f"Later{number}"))
    ada.add(site("Last"))
    assert ada.backup_status()["problem"] == "backup.head-rolled-back"
    yield ada, service, request.param + 2
    ada.stop()
    service.stop()


def test_keeping_both_merges_every_later_backup_and_a_new_phone_recovers_it(later, storage, phone):
    ada, service, accounts = later
    if accounts > 3:
        told = ada.backup_on(storage, check=False)
        assert told.code == "backup.head-rolled-back" and "--existing keep-both" in told.error["remedy"], told
    ada.backup_on(storage, "--existing", "keep-both")
    status = ada.backup_status()
    assert not status["pending"] and status["problem"] is None, status
    assert phone().recover("ada", service, storage).json["restored"] == accounts
    ada.add(site("After"))
    assert not ada.backup_status()["pending"]
    assert phone().recover("ada", service, storage).json["restored"] == accounts + 1


def test_the_page_offers_to_keep_both_where_the_backup_is_moved(later, storage, phone):
    ada, service, accounts = later
    ada.start()
    port, host = urllib.parse.urlsplit(ada.address).port, urllib.parse.urlsplit(ada.address).netloc
    headers = {"Host": host, "Origin": ada.address, "Accept-Language": "en"}

    def ask(path, fields=None):
        method = "GET" if fields is None else "POST"
        return requests.request(
            method, f"http://127.0.0.1:{port}{path}", data=fields, headers=headers, timeout=120, allow_redirects=False
        )

    ticket = re.search(r'name="ticket" value="([^"]+)"', ada.launcher.read_text(encoding="utf-8"))[1]
    headers["Cookie"] = ask("/launch", {"ticket": ticket}).headers["Set-Cookie"].partition(";")[0]
    page = html.unescape(ask("/backup").text)
    assert "choose “Move the backup”, the same storage, and to keep both" in page, page
    typed = {
        "form-token": re.search(r'name="form-token" content="([^"]*)"', page)[1], "kind": "folder", "folder": storage,
        "account": re.search(r'name="account" value="([^"]+)"', page)[1], "password": PASSWORD,
    }
    found = ask("/backup/on", typed).text
    assert 'value="keep-both"' in found, found
    assert "Backed up and verified" in html.unescape(ask("/backup/on", typed | {"existing": "keep-both"}).text)
    assert not ada.backup_status()["pending"]
    assert phone().recover("ada", service, storage).json["restored"] == accounts
