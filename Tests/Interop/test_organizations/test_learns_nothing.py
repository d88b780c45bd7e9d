"""What administrators, members and whoever copies the database do not learn."""

import base64
import json
import pathlib
import re

import pytest

from enrollment_peer import Enrolling, Refused, call

from .office import NAME


def test_a_copy_of_the_database_shows_no_code_and_nobodys_name(acme, phone):
    acme.console("member", "add", "acme", "Wilhelmine Kanarienvogel")
    open_code = acme.code("Wilhelmine Kanarienvogel")["code"].replace("-", "")
    used = acme.code("Wilhelmine Kanarienvogel")["code"]
    Enrolling(used, "Dienstfernsprecher").use(acme.service)
    used = used.replace("-", "")
    with pytest.raises(Refused):
        call(acme.service, "/v1/enrollments/read", {"code": used})
    searched = [NAME, "Wilhelmine", "wilhelmine", "Kanarien", "kanarien", "Dienstfernsprecher"]
    for code in (open_code, used):
        groups = "-".join(re.findall("....", code))
        searched += [code, code.lower(), groups, code.encode().hex(), base64.b64encode(code.encode()).decode()]
    files = [path for path in pathlib.Path(acme.service.data).iterdir() if path.name.startswith("sparekey.sqlite")]
    assert len(files) >= 2
    for path in [*files, acme.service.log]:
        content = path.read_bytes()
        for canary in searched:
            assert canary.encode() not in content, f"{canary} in {path.name}"


def test_an_administrator_learns_nothing_of_a_backup(acme, phone, storage):
    device = acme.enroll(phone())

    def seen():
        return [
            acme.console("member", "list", "acme").out,
            acme.devices(),
            acme.console("organization", "audit", "acme").out,
            acme.console("organization", "list").out,
        ]

    before = seen()
    device.create_account("ada", acme.service)
    device.backup_on(storage)
    device.add("otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP")
    assert device.backup_status()["pending"] is False
    assert seen() == before


def test_a_members_session_is_refused_alike_with_a_backup_and_without(acme):
    device = Enrolling(acme.code()["code"]).use(acme.service)
    calls = [
        ("GET", "/v1/backup", None), ("POST", "/v1/backup/create", {}), ("POST", "/v1/backup/head", {}),
        ("POST", "/v1/backup/epoch", {}), ("POST", "/v1/backup/delete", {"id": "a" * 32}),
        ("POST", "/v1/backup/restore", {"id": "a" * 32}), ("GET", "/v1/account", None), ("GET", "/v1/contacts", None),
        ("POST", "/v1/accounts/password/start", {}), ("POST", "/v1/accounts/recovery-code/start", {}),
    ]
    without = [device.call(*each) for each in calls]
    assert {(status, json.loads(body)["code"]) for status, body in without} == {(403, "account.work")}
    with acme.database("rw") as database:
        database.execute(
            "INSERT INTO backup (account, id, epoch, wrapped_key, generation) VALUES (?, ?, 1, x'00', 0)",
            (device.answer["account"], "a" * 32),
        )
    assert [device.call(*each) for each in calls] == without


def test_nobody_registers_among_the_names_of_an_organisation(acme, phone):
    for name in ("mallory@acme", "Mallory@ACME", "ada@acme"):
        refused = phone().create_account(name, acme.service, check=False)
        assert (refused.status, refused.code) == (65, "account.name-taken"), name
    phone().create_account("mallory@acme.example.org", acme.service)


def test_a_member_has_no_password_to_sign_in_with(acme, phone):
    seen = []
    for name in ("ada@acme", "nobody@acme"):
        refused = phone().sign_in(name, acme.service, check=False)
        seen.append((refused.status, refused.code, refused.error["message"]))
    assert seen[0] == seen[1]
    assert seen[0][:2] == (77, "signin.wrong-password")
