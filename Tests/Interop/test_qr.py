"""Adds accounts from pictures that other programs have made, and from pictures that mean harm."""

import io
import json
import os
import re
import resource
import subprocess

import pytest
import segno
from PIL import Image, ImageFilter

import pictures
from conftest import BUILD, FIXTURES, ROOT, environment
from failures import expect
from moments import wait_until

URI = "otpauth://totp/Shop:ada@example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Shop"
ACCOUNTS = [
    line.split("\t")[2]
    for line in (FIXTURES / "thirty-accounts.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
# What no output may hold, whatever the picture does.
CANARY = "KRUGS4ZANFZSA5DIMUQGGYLOMFZHS"


@pytest.fixture
def save(tmp_path):
    """Writes a picture, or bytes, into a file and returns its path."""

    def save(content, name="picture.png", **options):
        path = tmp_path / name
        if isinstance(content, Image.Image):
            content.save(path, **options)
        else:
            path.write_bytes(content)
        return path

    return save


def uris(entries):
    return [(entry["issuer"], entry["account"]) for entry in entries]


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


LONG = "otpauth://totp/Shop:ada?issuer=Shop&secret=" + "JBSWY3DPEHPK3PXP" * 4


def parts(text, count):
    return [pictures.drawn(symbol) for symbol in segno.make_sequence(text, symbol_count=count)]


def beside(codes):
    picture = Image.new("L", (sum(code.width for code in codes), max(code.height for code in codes)), 255)
    left = 0
    for code in codes:
        picture.paste(code, (left, 0))
        left += code.width
    return picture


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1]], ids=["in order", "in disorder"])
def test_codes_that_hold_one_address_together_are_joined(phone, save, order):
    phone = phone()
    codes = parts(LONG, 3)
    report = phone.run("add", "--qr", save(beside([codes[place] for place in order]))).json
    assert uris(report["added"]) == [("Shop", "ada")]
    other = phone.__class__(phone.home.parent / "other")
    other.add(LONG)
    assert phone.code("Shop", at=59) == other.code("Shop", at=59)


@pytest.mark.parametrize("shown", [[0], [1], [0, 1], [0, 2]], ids=str)
def test_a_part_of_an_address_is_no_account(phone, save, shown):
    phone = phone()
    codes = parts(LONG, 3)
    expect("qr.one-of-several", 65, phone.run, "add", "--qr", save(beside([codes[place] for place in shown])))
    assert phone.list() == []


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


def truncated(picture, share):
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()[:int(len(file.getvalue()) * share)]


@pytest.mark.parametrize("content, code, status", [
    (lambda: pictures.screenshot([]), "qr.not-found", 66),
    (lambda: truncated(pictures.code(URI), 0.4), "picture.unreadable", 65),
    (lambda: b"", "picture.unreadable", 65),
    (lambda: b"not a picture", "picture.unreadable", 65),
    (lambda: os.urandom(100_000), "picture.unreadable", 65),
    (lambda: bytes(33 << 20), "picture.too-large", 65),
    (lambda: pictures.bomb(40_000, 40_000), "picture.too-large", 65),
], ids=["no code", "truncated", "empty", "text", "random", "large file", "bomb"])
def test_a_picture_that_gives_nothing_says_why(phone, save, content, code, status):
    # Each of the runs has a minute.
    expect(code, status, phone().run, "add", "--qr", save(content()))


def test_a_file_that_is_not_there_is_told(phone, tmp_path):
    expect("file.unreadable", 65, phone().run, "add", "--qr", tmp_path / "missing.png")


def test_the_largest_picture_is_read_within_the_limits(phone, save):
    large = Image.new("RGBA", (10_000, 10_000), (250, 250, 250, 255))
    large.paste(pictures.code(URI, scale=4).convert("RGBA"), (8_000, 8_000))
    path = save(large, compress_level=1)
    # The reading process has twenty seconds of a processor.
    assert len(phone().run("add", "--qr", path).json["added"]) == 1


def test_a_picture_that_unfolds_to_the_limit_ends_well(phone, save):
    assert phone().run("add", "--qr", save(pictures.bomb(10_000, 10_000)), check=False).code == "qr.not-found"


def processor_time():
    """Seconds that programs which have ended took of a processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_a_picture_that_keeps_the_decoder_busy_is_ended(phone, save):
    # Every three of these could belong to one code, and there are sixteen thousand.
    pattern = Image.new("L", (9, 9), 255)
    for inset, lightness in ((1, 0), (2, 255), (3, 0)):
        pattern.paste(lightness, (inset, inset, 9 - inset, 9 - inset))
    pattern = pattern.resize((27, 27), Image.Resampling.NEAREST)
    full = Image.new("L", (148 * 27, 110 * 27))
    for x in range(0, full.width, 27):
        for y in range(0, full.height, 27):
            full.paste(pattern, (x, y))
    path, before = save(full), processor_time()
    done = phone().run("add", "--qr", path, check=False, timeout=400)
    assert (done.code, done.status) == ("picture.too-hard", 65)
    # A reading process may have twenty seconds of a processor, however long those take on a busy machine.
    assert processor_time() - before < 30


def test_an_account_comes_by_picture_or_by_address_but_not_by_both(phone, save):
    done = phone().run("add", URI, "--qr", save(pictures.code(URI)), check=False)
    assert done.status == 64


@pytest.fixture
def reader():
    """The process that reads pictures, which waits for its picture."""
    process = subprocess.Popen(
        [BUILD / "sparekey", "qr-decode"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(),
    )
    yield process
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()


def test_the_process_that_reads_has_its_limits_before_it_has_the_picture(reader):
    def limits():
        lines = open(f"/proc/{reader.pid}/limits", encoding="ascii").read().splitlines()[1:]
        return {re.split(r"  +", line)[0]: re.split(r"  +", line)[1] for line in lines}

    expected = {
        "Max cpu time": "20", "Max address space": str(2 << 30), "Max file size": "0", "Max core file size": "0",
        "Max processes": "0", "Max open files": "3",
    }
    # They are set one after the other.
    wait_until(lambda: expected.items() <= limits().items(), lambda: f"the limits are {limits()}")


ALLOWED = {
    "write", "mmap", "mprotect", "munmap", "mremap", "madvise", "brk", "futex", "getrandom", "clock_gettime",
    "rt_sigreturn", "exit", "exit_group",
}


@pytest.mark.parametrize("name", ["code.png", "code.jpg", "code.webp"])
def test_the_process_that_reads_needs_nothing_that_the_kernel_refuses_it(save, tmp_path, name):
    request = save(b"P" + save(pictures.screenshot([URI]), name).read_bytes(), "request")
    trace = tmp_path / "trace"
    with open(request, "rb") as file:
        done = subprocess.run(
            ["strace", "-f", "-o", trace, BUILD / "sparekey", "qr-decode"], stdin=file, capture_output=True,
            env=environment(), timeout=120, check=True,
        )
    assert URI.encode() in done.stdout
    calls = [re.match(r"\d+ +(\w+)\(.* = (\S+ ?\w*)", line) for line in trace.read_text().splitlines()]
    calls = [(call[1], call[2]) for call in calls if call]
    # A thread that starts late would meet a call that is refused, and abort.
    assert not {name for name, _ in calls} & {"clone", "clone3", "fork", "vfork"}
    confined = [name for name, _ in calls].index("seccomp")
    assert calls[confined][1].startswith("0")
    after = calls[confined + 1:]
    assert {name for name, _ in after} <= ALLOWED
    assert not [call for call in after if "EPERM" in call[1]]


def test_the_known_codes_of_the_unit_tests_are_what_other_readers_read(tmp_path):
    vectors = json.loads((ROOT / "Tests/QRCodeTests/Vectors/matrices.json").read_text(encoding="utf-8"))
    for vector in vectors["matrices"]:
        picture = pictures.of_modules([[module == "#" for module in row] for row in vector["rows"]])
        assert pictures.read(picture) == [vector["text"]]
        picture.save(tmp_path / "code.png")
        assert pictures.read_by_zbar(tmp_path / "code.png") == [vector["text"]]
