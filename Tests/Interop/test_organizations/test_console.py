"""What the console says, and refuses."""

import time

import pytest


@pytest.mark.parametrize("arguments, code, status", [
    (["organization", "create", "Acme", "--name", "x"], "organization.invalid-slug", 64),
    (["organization", "create", "acme", "--name", "x"], "organization.exists", 65),
    (["organization", "audit", "nobody"], "organization.not-found", 66),
    (["member", "add", "nobody", "ada"], "organization.not-found", 66),
    (["member", "add", "acme", "ADA"], "member.exists", 65),
    (["member", "add", "acme", "a@b"], "organization.invalid-name", 64),
    (["member", "qr", "acme", "nobody"], "member.not-found", 66),
    (["member", "qr", "acme", "ada", "--lifetime", "1441"], "usage.invalid", 64),
    (["member", "qr", "acme", "ada", "--public-url", "accounts.example.org"], "usage.invalid", 64),
    (["member", "qr", "acme", "ada", "--png", "/nonexistent/ada.png"], "file.unwritable", 69),
    (["member", "remove", "acme", "nobody"], "member.not-found", 66),
    (["member", "devices", "acme", "ada", "--revoke", "0" * 32], "device.not-found", 66),
], ids=lambda value: " ".join(value) if isinstance(value, list) else str(value))
def test_the_console_says_what_is_wrong(acme, arguments, code, status):
    refused = acme.console(*arguments, check=False)
    assert (refused.status, refused.code) == (status, code), refused
    assert refused.error["message"] and refused.error["remedy"]
    told = acme.console(*arguments, check=False, json=False)
    assert told.status == status and told.out == ""
    assert told.err.strip()


def test_a_code_lives_as_long_as_the_console_says(acme):
    for minutes in (1, 1440):
        left = acme.code("ada", "--lifetime", minutes)["expires"] / 1000 - time.time()
        assert 60 * minutes - 50 < left <= 60 * minutes


def test_the_address_in_the_code_is_the_one_that_devices_reach(acme):
    def service(*arguments, **variables):
        options = {"SPAREKEY_PUBLIC_URL": None} | variables
        done = acme.console("member", "qr", "acme", "ada", *arguments, env=options, check=False)
        return done.json["service"] if done.status == 0 else done.code

    assert service("--public-url", "https://accounts.example.org/") == "https://accounts.example.org"
    assert service(SPAREKEY_PUBLIC_URL="https://id.example.org/sparekey") == "https://id.example.org/sparekey"
    assert service() == "http://127.0.0.1:8700"
    assert service(SPAREKEY_LISTEN="[::1]:8701") == "http://[::1]:8701"
    assert service(SPAREKEY_LISTEN="10.0.0.5:8700") == "server.no-public-url"


def test_an_organisation_is_renamed_and_deleted_on_purpose(acme):
    assert acme.console("organization", "rename", "acme", "--name", "Acme & Sons").json["name"] == "Acme & Sons"
    assert acme.log()[0][0] == "organization.renamed"
    refused = acme.console("organization", "delete", "acme", check=False)
    assert (refused.status, refused.code) == (65, "organization.has-members") and "--members 2" in refused.error["remedy"]
    acme.console("organization", "delete", "acme", "--members", "2")
    assert acme.console("organization", "list").json == []
    assert acme.count("member") == acme.count("audit") == 0


def test_a_list_of_members_is_taken_whole_or_not_at_all(acme, tmp_path):
    file = tmp_path / "staff.csv"
    file.write_bytes("\ufeffname,role\r\ngrace,administrator\r\nélodie\r\n".encode())
    added = acme.console("member", "import", "acme", file).json
    assert [(line["login"], line["role"]) for line in added] == [
        ("grace@acme", "administrator"), ("élodie@acme", "member"),
    ]
    for text, code, line in (("new\nADA\n", "member.exists", 2), ("new\na@b", "organization.invalid-name", 2),
                             ("ada,owner", "member.invalid-line", 1)):
        file.write_text(text)
        refused = acme.console("member", "import", "acme", file, check=False)
        assert (refused.status, refused.code) == (65, code) and f"line {line}:" in refused.error["message"]
    assert acme.console("member", "import", "acme", tmp_path / "none", check=False).code == "file.unreadable"
    assert len(acme.console("member", "list", "acme").json) == 4


def test_a_member_becomes_an_administrator(acme):
    def roles():
        return {line["name"]: line["role"] for line in acme.console("member", "list", "acme").json}

    acme.console("member", "role", "acme", "ada", "administrator")
    assert roles() == {"ada": "administrator", "eve": "member"}
    acme.console("member", "role", "acme", "ada", "member")
    assert roles() == {"ada": "member", "eve": "member"}
    assert {line[0] for line in acme.log()} >= {"member.made-administrator", "member.made-member"}
    assert acme.console("member", "role", "acme", "ada", "owner", check=False).code == "usage.invalid"
