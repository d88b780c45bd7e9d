"""Accounts are added from pictures that other programs have made."""

import json

import pytest
import segno
from PIL import Image, ImageFilter

import pictures
from conftest import FIXTURES, ROOT
from failures import expect

from .conftest import URI, uris

ACCOUNTS = [
    line.split("\t")[2]
    for line in (FIXTURES / "thirty-accounts.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
# What no output may hold, whatever the picture does.
CANARY = "KRUGS4ZANFZSA5DIMUQGGYLOMFZHS"


@pytest.mark.parametrize("name, options", [
    ("code.png", {}), ("code.jpg", {"quality": 60}), ("code.webp", {"quality": 60}), ("code.webp", {"lossless": True}),
])
def test_a_code_of_another_encoder_is_added(phone, save, name, options):
    phone = phone()
    report = phone.run("add", "--qr", save(pictures.code(URI), name, **options)).json
    assert uris(report["added"]) == [("Shop", "ada@example.org")]
    assert report["alreadyHere"] == report["leftOut"] == []
    other = phone.__class__(phone.home.parent / "other")
    other.add(URI)
    assert phone.code("Shop", at=59) == other.code("Shop", at=59)


CONDITIONS = {
    "inverted": lambda: pictures.code(URI, dark=255, light=0),
    "without a border": lambda: pictures.code(URI, border=0),
    "inverted and without a border": lambda: pictures.code(URI, border=0, dark=255, light=0),
    "dark": lambda: pictures.code(URI, dark=8, light=40),
    "faint": lambda: pictures.code(URI, dark=205, light=235),
    "tiny": lambda: pictures.code(URI, scale=1),
    "huge": lambda: pictures.code(URI, scale=60),
    "blurred": lambda: pictures.code(URI).filter(ImageFilter.GaussianBlur(2)),
    "large and blurred": lambda: pictures.code(URI, scale=20).filter(ImageFilter.GaussianBlur(8)),
    "mirrored": lambda: pictures.code(URI).transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    "a photograph": lambda: pictures.photograph(URI),
    "a large screenshot": lambda: pictures.screenshot([URI]),
    "a large dark screenshot": lambda: pictures.screenshot([URI], dark=True),
}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_code_is_read_as_people_meet_it(phone, save, condition):
    report = phone().run("add", "--qr", save(CONDITIONS[condition]())).json
    assert uris(report["added"]) == [("Shop", "ada@example.org")]


# Bytes without a name are UTF-8, or else what the standard says, which is Latin-1.
@pytest.mark.parametrize("encoding, named", [
    ("utf-8", False), ("utf-8", True), ("latin1", False), ("latin1", True), ("shift_jis", True),
])
def test_labels_keep_their_letters_in_every_encoding(phone, save, encoding, named):
    issuer = {"shift_jis": "ショップ"}.get(encoding, "Crédit Agréable")
    text = f"otpauth://totp/{issuer}:ada?secret=JBSWY3DPEHPK3PXP"
    report = phone().run("add", "--qr", save(pictures.code(text, encoding=encoding, eci=named))).json
    assert uris(report["added"]) == [(issuer, "ada")]


@pytest.mark.parametrize("angle", range(0, 360, 30))
def test_a_turned_photograph_is_read(phone, save, angle):
    turned = pictures.photograph(URI).rotate(angle, expand=True, fillcolor=90)
    report = phone().run("add", "--qr", save(turned, "photo.jpg", quality=80)).json
    assert uris(report["added"]) == [("Shop", "ada@example.org")]


def test_thirty_codes_of_one_screenshot_give_the_codes_of_thirty_addresses(phone, save):
    typed, scanned = phone("typed"), phone("scanned")
    for uri in ACCOUNTS:
        typed.add(uri, "--keep-both")
    report = scanned.run("add", "--qr", save(pictures.screenshot(ACCOUNTS)), "--keep-both").json
    assert len(report["added"]) == len(ACCOUNTS)
    assert report["leftOut"] == []
    # In the order of reading, so that the user finds the order of the picture again.
    assert scanned.labels() == typed.labels()
    codes = [[line["code"] for line in phone.codes(at=1_700_000_000).values()] for phone in (typed, scanned)]
    assert codes[0] == codes[1]


def test_a_picture_comes_from_standard_input(phone, save):
    path = save(pictures.code(URI))
    report = phone().run("add", "--qr", "-", under=["sh", "-c", f'exec "$@" < {path}', "sh"]).json
    assert len(report["added"]) == 1


def test_an_account_that_is_here_is_not_added_again(phone, save):
    phone = phone()
    single = save(pictures.code(URI))
    phone.run("add", "--qr", single)
    expect("entry.duplicate", 65, phone.run, "add", "--qr", single)
    several = save(pictures.screenshot([URI, URI.replace("Shop", "Bank")]), "several.png")
    report = phone.run("add", "--qr", several).json
    assert uris(report["added"]) == [("Bank", "ada@example.org")]
    assert uris(report["alreadyHere"]) == [("Shop", "ada@example.org")]
    told = phone.run("add", "--qr", several, json=False).out
    assert told == "You already have this as number 1: Shop:ada@example.org\n" \
        "You already have this as number 2: Bank:ada@example.org\n0 accounts added.\n"
    assert len(phone.run("add", "--qr", single, "--keep-both").json["added"]) == 1
    assert len(phone.list()) == 3


def test_what_stands_beside_an_account_is_left_out(phone, save):
    phone = phone()
    codes = [URI, "https://example.org/get-the-app", f"otpauth://totp/Broken?digits=6&note={CANARY}"]
    done = phone.run("add", "--qr", save(pictures.screenshot(codes)))
    assert uris(done.json["added"]) == [("Shop", "ada@example.org")]
    assert done.json["leftOut"] == ["qr.not-an-account", "uri.missing-secret"]
    told = phone.run("add", "--qr", save(pictures.screenshot(codes)), json=False)
    assert "web address" in told.err and "has no secret" in told.err
    assert CANARY not in told.out + told.err


@pytest.mark.parametrize("text, code, words", [
    (f"https://example.org/{CANARY}", "qr.not-an-account", "a web address"),
    (f"WIFI:S:net;T:WPA;P:{CANARY};;", "qr.not-an-account", "a Wi-Fi network"),
    (f"BEGIN:VCARD\nN:{CANARY}\nEND:VCARD", "qr.not-an-account", "contact details"),
    (f"mailto:{CANARY}@example.org", "qr.not-an-account", "e-mail"),
    (f"tel:{CANARY}", "qr.not-an-account", "phone number"),
    (f"phonefactor://activate?code={CANARY}", "qr.not-an-account", "Microsoft Authenticator"),
    (f"FIDO:/{CANARY}", "qr.not-an-account", "another authenticator"),
    (CANARY, "qr.not-an-account", "other text"),
    (f"otpauth://totp/Shop?note={CANARY}", "uri.missing-secret", "no secret"),
    (f"otpauth://totp/Shop?secret={CANARY}189", "secret.foreign-characters", "characters"),
    (f"otpauth-migration://offline?data={CANARY}", "uri.migration", "Google Authenticator"),
])
def test_a_code_without_an_account_is_named_and_not_shown(phone, save, text, code, words):
    phone = phone()
    path = save(pictures.code(text))
    message, _ = expect(code, 65, phone.run, "add", "--qr", path)
    assert words in message
    told = phone.run("add", "--qr", path, json=False, check=False)
    assert CANARY not in told.out + told.err


@pytest.mark.parametrize("name, options", [
    ("code.gif", {}), ("code.bmp", {}), ("moving.gif", {"save_all": True}), ("moving.webp", {"save_all": True}),
    ("moving.png", {"save_all": True}),
])
def test_a_picture_of_another_format_is_read(phone, save, name, options):
    picture = pictures.code(URI).convert("RGB")
    more = {"append_images": [Image.new("RGB", picture.size, "white")], "duration": 200} if options else {}
    report = phone().run("add", "--qr", save(picture, name, **options, **more)).json
    assert uris(report["added"]) == [("Shop", "ada@example.org")]


@pytest.mark.parametrize("content, format", [
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"), (b"\0\0\0\x18ftypavif\0\0\0\0avif", "AVIF"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"), (b"%PDF-1.7\n", "PDF"),
    (b"<!doctype html><p>Sign in first", "HTML"), (b"II*\0\x08\0\0\0", "TIFF"),
])
def test_a_format_that_is_not_read_is_named(phone, save, content, format):
    message, remedy = expect("picture.unreadable", 65, phone().run, "add", "--qr", save(content))
    assert format in message and "screenshot" in remedy


@pytest.mark.parametrize("encoding, issuer, account", [
    ("utf-8", "Bäckerei", "jürgen"), ("latin-1", "Bäckerei", "jürgen"), ("shift-jis", "銀行", "太郎"),
    ("utf-8", "銀行", "太郎"),
])
def test_bytes_that_do_not_say_their_encoding_are_read(phone, save, encoding, issuer, account):
    text = f"otpauth://totp/{issuer}:{account}?secret=JBSWY3DPEHPK3PXP&issuer={issuer}"
    symbol = segno.make(text.encode(encoding), mode="byte", error="m", micro=False)
    assert uris(phone().run("add", "--qr", save(pictures.drawn(symbol))).json["added"]) == [(issuer, account)]


def test_a_code_without_a_name_takes_the_one_that_is_given(phone, save):
    phone = phone()
    path = save(pictures.code("otpauth://totp?secret=JBSWY3DPEHPK3PXP"))
    expect("entry.empty-label", 65, phone.run, "add", "--qr", path)
    assert uris(phone.run("add", "--qr", path, "--issuer", "Shop").json["added"]) == [("Shop", "")]


def test_a_file_that_is_not_there_is_told(phone, tmp_path):
    expect("file.unreadable", 65, phone().run, "add", "--qr", tmp_path / "missing.png")


def test_an_account_comes_by_picture_or_by_address_but_not_by_both(phone, save):
    done = phone().run("add", URI, "--qr", save(pictures.code(URI)), check=False)
    assert done.status == 64


def test_the_known_codes_of_the_unit_tests_are_what_other_readers_read(tmp_path):
    vectors = json.loads((ROOT / "Tests/QRCodeTests/Vectors/matrices.json").read_text(encoding="utf-8"))
    for vector in vectors["matrices"]:
        picture = pictures.of_modules([[module == "#" for module in row] for row in vector["rows"]])
        assert pictures.read(picture) == [vector["text"]]
        picture.save(tmp_path / "code.png")
        assert pictures.read_by_zbar(tmp_path / "code.png") == [vector["text"]]
