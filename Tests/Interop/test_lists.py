"""Addresses as other programs write them, one by one and in lists; the right codes are made here, without Sparekey."""

import base64
import hmac
import json

import pytest

from conftest import FIXTURES
from failures import expect

TABLE = json.loads((FIXTURES / "addresses.json").read_text(encoding="utf-8"))
GOOD = [case for case in TABLE["cases"] if "error" not in case]
BAD = [case for case in TABLE["cases"] if "error" in case]
ONE = "otpauth://totp/One:ada?secret=MZXW6YTBOJRGC6RRGIZTI"
TWO = "otpauth://totp/Two:ada?secret=GEZDGNBVGY3TQOJQGEZDG"


def right_code(case):
    """RFC 4226, RFC 6238, and Steam's alphabet."""
    secret = case.get("secret", TABLE["secret"])
    key = base64.b32decode(secret.rstrip("=") + "=" * (-len(secret.rstrip("=")) % 8))
    counter = case.get("counter", TABLE["time"] // case.get("period", 30))
    mac = hmac.new(key, counter.to_bytes(8, "big"), case.get("algorithm", "sha1")).digest()
    offset = mac[-1] & 15
    number = int.from_bytes(mac[offset:offset + 4], "big") & 0x7FFFFFFF
    if case.get("steam"):
        letters = "23456789BCDFGHJKMNPQRTVWXY"
        return "".join(letters[number // 26**place % 26] for place in range(5))
    return str(number)[-case.get("digits", 6):].zfill(case.get("digits", 6))


def names(case):
    return [case["issuer"], case["account"]]


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case["name"])
def test_an_address_gives_its_names_and_its_code(phone, case):
    phone = phone()
    added = phone.run("add", case["address"]).json
    assert [added["issuer"], added["account"]] == names(case)
    assert added["counter"] == case.get("counter")
    code = phone.code("1") if "counter" in case else phone.code("1", at=TABLE["time"])
    assert code == right_code(case)


@pytest.mark.parametrize("case", BAD, ids=lambda case: case["name"])
def test_what_is_no_address_says_why_and_adds_nothing(phone, case):
    phone = phone()
    expect(case["error"], 65, phone.run, "add", case["address"])
    assert phone.list() == []


@pytest.mark.parametrize("way", ["standard input", "file", "argument", "UTF-16", "BOM", "carriage returns"])
def test_all_addresses_of_a_list_are_added(phone, tmp_path, way):
    phone = phone()
    text = "\n".join(case["address"] for case in GOOD) + "\n"
    if way == "standard input":
        report = phone.run("add", "-", input=text)
    elif way == "argument":
        report = phone.run("add", text)
    else:
        path = tmp_path / "accounts.txt"
        path.write_bytes({
            "file": text.encode(), "UTF-16": text.encode("utf-16"), "BOM": text.encode("utf-8-sig"),
            "carriage returns": text.replace("\n", "\r\n").encode(),
        }[way])
        report = phone.run("add", path)
    assert [[entry["issuer"], entry["account"]] for entry in report.json["added"]] == [names(case) for case in GOOD]
    assert report.json["leftOut"] == [] and "leftOutLines" not in report.json
    for place, case in enumerate(GOOD, 1):
        if "counter" not in case:
            assert phone.code(str(place), at=TABLE["time"]) == right_code(case), case["name"]


def test_faults_of_a_list_are_named_by_their_lines(phone, tmp_path):
    phone = phone()
    path = tmp_path / "accounts.txt"
    path.write_text(f"\ufeff# from a phone\r\n{ONE}\r\n\r\n  {TWO}  \r\n{ONE}\r\n{ONE} {TWO}\r\notpauth://totp/x?secret=18\r\n"
                    "otpauth-migration://offline?data=AA\r\n", encoding="utf-8", newline="")
    told = phone.run("add", path, json=False)
    assert told.out == "Added as number 1: One:ada\nAdded as number 2: Two:ada\n" \
        "You already have this as number 1: One:ada\n2 accounts added.\n"
    lines = told.err.splitlines()
    assert [line.split(" was skipped")[0] for line in lines] == ["Line 6", "Line 7", "Line 8"]
    assert "QR code holds" not in told.err and "1 KRSX" not in told.err
    report = phone.run("add", path, "--keep-both").json
    assert report["leftOut"] == ["uri.several", "secret.foreign-characters", "uri.migration"]
    assert report["leftOutLines"] == [6, 7, 8]


@pytest.mark.parametrize("between", ["\n", "\r", "\r\n", " ", "\t", "", ",", "\u2028", "\u0085", "\n\n#\n", "\u0301"])
@pytest.mark.parametrize("way", ["standard input", "argument"])
def test_no_secret_of_one_address_becomes_a_name_of_another(phone, between, way):
    phone = phone()
    text = ONE + between + TWO
    given = ("add", "-") if way == "standard input" else ("add", text)
    done = phone.run(*given, input=text, check=False, json=False)
    shown = phone.run("list", json=False)
    assert "GEZDGNBV" not in shown.out + done.out + done.err
    assert phone.labels() in ([], [("One", "ada"), ("Two", "ada")])


def test_a_list_of_nothing_and_a_long_list_are_refused(phone):
    phone = phone()
    expect("list.no-account", 65, phone.run, "add", "-", input="hello\n{\n}\n")
    told = phone.run("add", "-", input="{\n" * 5000, json=False, check=False)
    assert len(told.err.splitlines()) == 20 + 1 + 2, "another kind of file is not told line by line"
    expect("list.too-long", 65, phone.run, "add", "-", input="\n" * ((1 << 20) + 1))
    assert phone.list() == []


def test_names_beside_an_address_are_those_of_the_account(phone):
    phone = phone()
    nameless = "otpauth://totp?secret=MZXW6YTBOJRGC6RRGIZTI"
    expect("entry.empty-label", 65, phone.run, "add", nameless)
    phone.run("add", nameless, "--issuer", "Shop")
    phone.run("add", TWO, "--account", "eve")
    assert phone.labels() == [("Shop", ""), ("Two", "eve")]
    expect("entry.names-for-several", 65, phone.run, "add", "-", "--issuer", "Shop", input=f"{ONE}\n{TWO}\n")


def test_a_secret_in_a_file_may_begin_with_a_byte_order_mark(phone, tmp_path):
    phone = phone()
    (tmp_path / "secret").write_bytes("\ufeffMZXW 6YTB OJRG C6RR GIZTI\r\n".encode())
    phone.run("add", "--issuer", "Shop", "--secret-file", tmp_path / "secret")
    assert phone.code("Shop", at=TABLE["time"]) == right_code({})


def test_a_counter_is_shown_set_and_spent_by_its_code_alone(phone):
    phone = phone()
    phone.add("otpauth://hotp/Door:ada?secret=MZXW6YTBOJRGC6RRGIZTI&counter=7")
    phone.add(ONE)
    for options in (["--next"], ["--at", "5"]):
        expect("entry.counter-based", 65, phone.run, "code", "Door", *options)
    assert phone.list()[0]["counter"] == 7
    # In a list it could be used without being spent, and would be shown again.
    assert phone.run("codes").json[0]["code"] is None and phone.list()[0]["counter"] == 7
    line = phone.run("codes", json=False).out.splitlines()[1]
    assert line.split() == ["Door", "ada", "sparekey", "code", "Door:ada"], line
    seventh = phone.code("Door")
    assert seventh == right_code({"counter": 7}) and phone.list()[0]["counter"] == 8
    assert phone.run("set-counter", "Door", "7").json["counter"] == 7
    assert phone.code("Door") == seventh
    expect("entry.no-counter", 65, phone.run, "set-counter", "One", "7")


def test_codes_of_a_counter_that_are_asked_for_at_once_are_each_spent_by_one_command(phone, together):
    phone = phone()
    phone.add("otpauth://hotp/Door:ada?secret=MZXW6YTBOJRGC6RRGIZTI&counter=7")
    done = together(lambda _: phone.run("code", "Door", json=False, check=False), range(8))
    assert [result.status for result in done] == [0] * 8, [result.err for result in done]
    shown = sorted(result.out.split() for result in done)
    assert shown == sorted([right_code({"counter": 7 + number})] for number in range(8))
    assert phone.list()[0]["counter"] == 15


def test_a_name_that_fits_several_says_which(phone):
    phone = phone()
    phone.add(ONE)
    phone.add(TWO)
    message, _ = expect("entry.ambiguous", 65, phone.run, "code", "ada")
    assert "1, 2" in message
    message, _ = expect("entry.not-found", 66, phone.run, "code", "Nowhere")
    assert "“Nowhere”" in message
