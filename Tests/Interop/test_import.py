"""Files of other apps, made by independent writers, imported by the command."""

import hmac
import json

import pytest

import pictures
from failures import expect
from foreign.cases import CASES
from foreign.entries import PASSWORD, canonical, complete, key
from foreign.lists import google_parts

FORMATS = {case.format for case in CASES}


@pytest.fixture
def password(tmp_path):
    path = tmp_path / "password"
    path.write_text(PASSWORD + "\n", encoding="utf-8")
    return path


def options(case, password):
    named = ["--format", case.format] if case.named else []
    return [*named, *(["--password-file", password] if case.sealed else [])]


def found(entry):
    """An account as the command tells of it."""
    counted = entry["type"] == "hotp"
    told = {name: entry[name] for name in ("issuer", "account", "type", "digits", "algorithm")}
    return told | {"period": None if counted else entry["period"], "counter": entry["counter"] if counted else None}


def right_code(secret, time, algorithm, digits):
    """RFC 6238."""
    mac = hmac.new(secret, (time // 30).to_bytes(8, "big"), algorithm).digest()
    offset = mac[-1] & 15
    return str(int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF)[-digits:].zfill(digits)


def ordered(entries):
    return sorted(entries, key=lambda entry: json.dumps(entry, sort_keys=True))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)
def test_every_account_of_a_file_is_imported_with_all_its_parameters(phone, tmp_path, password, case):
    phone = phone()
    path = tmp_path / case.file
    path.write_bytes(case.write(canonical(), PASSWORD if case.sealed else None))
    expected = [found(entry) for entry in map(case.kept, canonical()) if entry]
    planned = phone.run("import", path, "--preview", "--json", *options(case, password)).json
    assert planned["added"] == 0 and planned["skipped"] == [] and planned["format"] == case.format
    assert ordered(entry | {"state": None} for entry in planned["entries"]) == ordered(
        entry | {"state": None} for entry in expected
    )
    assert phone.list() == []
    report = phone.run("import", path, "--yes", "--json", *options(case, password)).json
    assert report["added"] == sum(entry["state"] != "present" for entry in report["entries"]) == len(phone.list())
    again = phone.run("import", path, "--yes", "--json", *options(case, password)).json
    assert again["added"] == 0 and {entry["state"] for entry in again["entries"]} == {"present"}


@pytest.mark.parametrize("case", [case for case in CASES if case.sealed], ids=lambda case: case.file)
def test_a_sealed_file_needs_its_password_and_says_when_it_is_wrong(phone, tmp_path, case):
    phone = phone()
    path = tmp_path / case.file
    path.write_bytes(case.write(canonical(), PASSWORD))
    wrong = tmp_path / "wrong"
    wrong.write_text("wrong\n")
    named = ["--format", case.format] if case.named else []
    expect("import.password-needed", 77, phone.run, "import", path, *named)
    expect("import.wrong-password", 77, phone.run, "import", path, *named, "--password-file", wrong)
    assert phone.list() == []


@pytest.mark.parametrize("case", [case for case in CASES if case.file.endswith("json")], ids=lambda case: case.file)
def test_a_file_that_breaks_off_is_refused(phone, tmp_path, password, case):
    phone = phone()
    path = tmp_path / case.file
    whole = case.write(canonical(), PASSWORD if case.sealed else None)
    path.write_bytes(whole[: len(whole) // 2])
    code = "import.wrong-password" if case.named and case.sealed else "import.not-recognised"
    expect(code, 77 if case.named and case.sealed else 65, phone.run, "import", path, "--yes", *options(case, password))
    assert phone.list() == []


def test_the_codes_are_those_of_the_other_app(phone, tmp_path):
    phone = phone()
    path = tmp_path / "list"
    entry = complete({"issuer": "Shop", "account": "ada", "secret": "JBSWY3DPEHPK3PXP", "algorithm": "SHA512", "digits": 8})
    case = next(case for case in CASES if case.file == "aegis.json")
    path.write_bytes(case.write([entry], None))
    phone.run("import", path, "--yes")
    assert phone.code("1", at=1_111_111_109) == right_code(key(entry), 1_111_111_109, "sha512", 8)


def test_parts_of_one_export_are_given_in_any_order_as_files_and_as_pictures(phone, tmp_path):
    phone = phone()
    secrets = [f"JBSWY3DPEHPK3PX{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWX"]
    entries = [
        complete({"issuer": f"Site {number}", "account": "ada", "secret": secret})
        for number, secret in enumerate(secrets)
    ]
    parts = list(google_parts(entries))
    drawn = []
    for number in (0, 1):
        drawn.append(tmp_path / f"{number}.png")
        pictures.code(parts[number]).save(drawn[number])
    texts = tmp_path / "one.txt"
    texts.write_text(parts[2])
    report = phone.run("import", drawn[1], texts, "--preview", "--json").json
    assert report["skipped"] == [{"where": "part 1 of 3", "reason": "missing-part"}]
    report = phone.run("import", drawn[1], texts, drawn[0], "--yes", "--json").json
    assert report["added"] == 24 and report["skipped"] == []


def test_nothing_is_added_without_a_yes(phone, tmp_path):
    phone = phone()
    path = tmp_path / "list.txt"
    path.write_text("otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP\n")
    result = phone.run("import", path, json=False)
    assert "Shop:ada" in result.out and "JBSW" not in result.out + result.err
    assert phone.list() == []


def test_the_formats_are_listed_with_what_they_need(phone):
    listed = phone().run("import", "--formats", "--json").json
    assert {one["name"] for one in listed} == FORMATS
    assert all(one["password"] in ("never", "sometimes", "always") and one["kinds"] for one in listed)
    sealed = {case.format for case in CASES if case.sealed}
    assert {one["name"] for one in listed if one["password"] != "never"} == sealed
