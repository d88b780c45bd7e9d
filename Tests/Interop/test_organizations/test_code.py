"""An organisation's life: the console makes codes while the service runs, staff enroll devices, codes get stolen.

The devices are real ones and, where a test needs a stranger's hands, one that was written from the documents alone.
"""

import base64
import collections
import json
import pathlib
import re
import shutil
import sqlite3
import stat
import time

import pytest

import pictures
from conftest import BUILD, settle
from enrollment_peer import Enrolling, Refused, call
from failures import expect
from PIL import Image
from terminal import Terminal

NAME = "Acme Ltd"


class Office:
    """An organisation at a service of its own, with ada and eve in it."""

    def __init__(self, service):
        self.service = service
        self.console("organization", "create", "acme", "--name", NAME)
        for name in ("ada", "eve"):
            self.console("member", "add", "acme", name)

    def console(self, *args, **options):
        return self.service.command(*args, **options)

    def code(self, name="ada", *args):
        """A new code: the JSON that the console prints."""
        return self.console("member", "qr", "acme", name, *args).json

    def enroll(self, phone, name="ada", *args):
        phone.run("enroll", self.code(name)["link"], "--yes", *args)
        return phone

    def devices(self, name="ada"):
        return self.console("member", "devices", "acme", name).json

    def log(self):
        """The log, the newest first: (action, member, device)."""
        return [
            (line["action"], line.get("member"), line.get("device"))
            for line in self.console("organization", "audit", "acme").json
        ]

    def database(self, mode="ro"):
        return sqlite3.connect(f"file:{self.service.data}/sparekey.sqlite?mode={mode}", uri=True)

    def count(self, table):
        with self.database() as database:
            return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


@pytest.fixture
def acme(new_service):
    service = new_service()
    yield Office(service)
    service.stop()


def listed(phone):
    """The state of the work account on a phone."""
    return next(entry for entry in phone.list() if entry["kind"] == "work")


# The code of an administrator


def test_the_code_is_read_off_the_terminal_and_off_both_pictures(acme, tmp_path):
    png, svg = tmp_path / "ada.png", tmp_path / "ada.svg"
    made = acme.code("ada", "--png", png, "--svg", svg)
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}", made["code"])
    assert 0 < made["expires"] / 1000 - time.time() <= 900
    assert (made["organization"], made["member"], made["service"]) == (NAME, "ada", acme.service.url)
    assert pictures.read(Image.open(png)) == pictures.read_by_zbar(png) == [made["link"]]
    assert pictures.read(pictures.of_svg(svg.read_text())) == [made["link"]]
    assert {stat.S_IMODE(path.stat().st_mode) for path in (png, svg)} == {0o600}
    shown = acme.console("member", "qr", "acme", "ada", json=False)
    link = re.search(r"^link: (\S+)$", shown.out, re.MULTILINE)[1]
    code = re.search(r"^code: (\S+)$", shown.out, re.MULTILINE)[1]
    assert link.endswith(f"&code={code.replace('-', '')}")
    blocks = "\n".join(line for line in shown.out.splitlines() if set(line) <= set("█▀▄ ") and line)
    assert pictures.read(pictures.of_blocks(blocks)) == [link]


@pytest.mark.parametrize("way", ["qr", "link", "typed", "input"])
def test_a_device_takes_the_code_from_a_picture_a_link_the_keyboard_or_a_pipe(acme, phone, tmp_path, way):
    png = tmp_path / "ada.png"
    made = acme.code("ada", "--png", png)
    device = phone()
    if way == "qr":
        entry = device.run("enroll", "--qr", png, "--yes").json
    elif way == "link":
        entry = device.run("enroll", made["link"], "--yes").json
    elif way == "typed":
        entry = device.run("enroll", made["code"].lower().replace("0", "o"), "--service", acme.service.url, "--yes").json
    else:
        entry = device.run("enroll", "-", "--yes", input=made["link"] + "\n").json
    assert (entry["issuer"], entry["account"], entry["kind"]) == (NAME, "ada", "work")
    assert (entry["state"], entry["digits"]) == ("ready", 6)
    assert acme.service.verify("ada@acme", device.code(NAME)) is True


def test_a_person_sees_whose_code_it_is_and_may_say_no(acme, phone):
    made = acme.code()
    device = phone()
    arguments = [BUILD / "sparekey", "enroll", made["link"], "--home", device.home]
    with Terminal(arguments, {}, device.home.parent) as terminal:
        terminal.read_until("[y/N]")
        for word in ("ada", NAME, acme.service.url):
            assert word.encode() in terminal.shown
        terminal.type(b"n")
        assert terminal.end() == 0
    assert device.list() == [] and acme.devices() == []
    with Terminal(arguments, {"SPAREKEY_LANG": "fr"}, device.home.parent) as terminal:
        terminal.read_until("[o/N]")
        terminal.type(b"o")
        assert terminal.end() == 0
    assert listed(device)["state"] == "ready"


def test_without_a_terminal_nobody_agrees_for_the_person(acme, phone):
    made = acme.code()
    device = phone()
    expect("confirmation.needed", 77, device.run, "enroll", made["link"])
    assert acme.devices() == []


def test_a_picture_of_the_code_is_no_site_of_its_own(acme, phone, tmp_path):
    png = tmp_path / "ada.png"
    acme.code("ada", "--png", png)
    message, remedy = expect("qr.enrollment", 65, phone().run, "add", "--qr", png)
    assert "sparekey enroll" in remedy


@pytest.mark.parametrize("arguments, code", [
    (["ABCD"], "enrollment.malformed"),
    (["ABCD-EFGH-JKMN-PQRS"], "enrollment.service-needed"),
    (["sparekey://enroll?code=ABCDEFGHJKMNPQRS"], "enrollment.malformed"),
    (["sparekey://enroll?service=http%3A%2F%2Fexample.org&code=ABCDEFGHJKMNPQRS"], "service.insecure-address"),
], ids=repr)
def test_what_is_no_code_is_told_on_the_device(phone, arguments, code):
    expect(code, 65, phone().run, "enroll", *arguments, "--yes")


def test_a_code_that_nobody_made_is_told_by_the_service(acme, phone):
    expect("enrollment.not-found", 66, phone().run, "enroll", "ABCD-EFGH-JKMN-PQRS", "--service", acme.service.url)


# Devices


def test_two_devices_have_codes_of_their_own_and_each_is_accepted_once(acme, phone):
    phones = [acme.enroll(phone("old")), acme.enroll(phone("new"))]
    codes = [device.code(NAME) for device in phones]
    assert codes[0] != codes[1]
    assert all(re.fullmatch(r"[0-9]{6}", code) for code in codes)
    assert [acme.service.verify("ada@acme", code) for code in codes] == [True, True]
    assert [acme.service.verify("ada@acme", code) for code in codes] == [False, False]
    assert len(phones[0].run("account", "devices", NAME).json) == 2
    assert [device["id"] for device in acme.devices()] == [
        device["id"] for device in phones[1].run("account", "devices", NAME).json
    ]


def test_the_fifth_device_is_the_last_until_one_is_revoked(acme, phone):
    phones = [acme.enroll(phone(f"phone-{number}")) for number in range(5)]
    sixth = phone("sixth")
    link = acme.code()["link"]
    expect("device.limit", 77, sixth.run, "enroll", link, "--yes")
    assert ("code.device-limit", "ada", None) in acme.log()
    assert len(acme.devices()) == 5
    # The member frees a place from another device, and the code is as good as it was.
    mine = phones[0].run("account", "devices", NAME).json
    gone = phones[3].run("account", "devices", NAME).json
    lost = next(device["id"] for device in gone if device["current"])
    assert len(mine) == 5
    phones[0].run("account", "devices", NAME, "--revoke", lost)
    sixth.run("enroll", link, "--yes")
    assert len(acme.devices()) == 5
    assert acme.service.verify("ada@acme", sixth.code(NAME)) is True
    assert acme.service.verify("ada@acme", phones[3].code(NAME)) is False


def test_a_device_that_is_enrolled_again_is_still_one_device(acme, phone):
    device = acme.enroll(phone())
    before = listed(device)
    for _ in range(6):
        acme.enroll(device)
    assert listed(device) == before
    assert len(acme.devices()) == 1


def test_the_console_revokes_a_device_and_removes_a_member(acme, phone):
    device, other = acme.enroll(phone()), acme.enroll(phone())
    first, second = acme.devices()
    acme.console("member", "devices", "acme", "ada", "--revoke", first["id"])
    assert acme.service.verify("ada@acme", device.code(NAME)) is False
    assert acme.service.verify("ada@acme", other.code(NAME)) is True
    expect("session.invalid", 77, device.run, "account", "devices", NAME)
    acme.console("member", "remove", "acme", "ada")
    assert acme.service.verify("ada@acme", other.code(NAME, at=time.time() + 30)) is False
    assert [line["name"] for line in acme.console("member", "list", "acme").json] == ["eve"]
    assert acme.log()[0][:2] == ("member.removed", "ada")
    assert acme.count("device") == 0


# Codes that go astray


def test_a_used_code_is_refused_everywhere_and_told(acme, phone):
    device = acme.enroll(phone("ada"))
    made = acme.code()
    phone("thief").run("enroll", made["link"], "--yes")
    # The member scans in vain, learns why, and the administrator sees which device to revoke.
    message, remedy = expect("enrollment.used", 77, phone("tablet").run, "enroll", made["link"], "--yes")
    assert "administrator" in remedy
    action, member, added = acme.log()[0]
    assert (action, member) == ("code.reused", "ada")
    thief = acme.devices()[-1]
    assert added == thief["name"]
    acme.console("member", "devices", "acme", "ada", "--revoke", thief["id"])
    expect("enrollment.used", 77, phone("thief").run, "enroll", made["link"], "--yes")
    assert [line["id"] for line in acme.devices()] == [
        line["id"] for line in device.run("account", "devices", NAME).json
    ]
    assert "! " in acme.console("organization", "audit", "acme", json=False).out


def test_a_late_code_and_a_replaced_one_are_refused(acme, phone):
    late = acme.code()
    with acme.database("rw") as database:
        assert database.execute("UPDATE enrollment SET expires = created + 1").rowcount == 1
    expect("enrollment.expired", 77, phone().run, "enroll", late["link"], "--yes")
    replaced, newest = acme.code(), acme.code()
    expect("enrollment.expired", 77, phone().run, "enroll", replaced["link"], "--yes")
    phone().run("enroll", newest["link"], "--yes")
    assert len(acme.devices()) == 1
    assert [line for line in acme.log() if line[0] == "code.late"]


def test_twenty_uses_of_one_code_at_once_give_one_device(acme, together):
    code = acme.code()["code"]

    def use(number):
        try:
            return Enrolling(code, f"peer {number}").use(acme.service)
        except Refused as refused:
            return refused.code

    results = together(use, range(20))
    devices = [result for result in results if not isinstance(result, str)]
    assert len(devices) == 1
    assert results.count("enrollment.used") == 19
    assert [line["id"] for line in acme.devices()] == [devices[0].answer["device"]]
    assert (acme.count("device"), acme.count("device_credential"), acme.count("session")) == (1, 1, 1)
    assert devices[0].call("GET", "/v1/devices")[0] == 200
    assert "code.reused" in {line[0] for line in acme.log()}


def test_guesses_at_codes_are_counted_before_they_are_looked_up(acme, together):
    settle(window=3600)
    good = acme.code()["code"]

    def guess(number):
        try:
            return call(acme.service, "/v1/enrollments/read", {"code": f"{number:016d}"})
        except Refused as refused:
            return refused.code

    counts = collections.Counter(together(guess, range(100)))
    assert counts == {"enrollment.not-found": 30, "signin.too-many-attempts": 70}
    with pytest.raises(Refused) as refused:
        call(acme.service, "/v1/enrollments/read", {"code": good})
    assert refused.value.code == "signin.too-many-attempts"
    assert 1 <= refused.value.body["retryAfter"] <= 3600


# One step of one device is good once


def test_fifty_tries_of_one_code_at_once_are_one_sign_in(acme, phone, together):
    settle()
    party = acme.service.client("wiki")
    for name in ("ada", "eve"):
        old, new = acme.enroll(phone("old"), name), acme.enroll(phone("new"), name)
        # Ada's new device and Eve's old one: each alone, fifty times.
        code = (new if name == "ada" else old).code(NAME)
        answers = together(lambda _: acme.service.verify_request(f"{name}@acme", code, party), range(50))
        kinds = collections.Counter(body["valid"] if status == 200 else status for status, body in answers)
        assert kinds[True] == 1
        assert set(kinds) <= {True, False, 429}


def test_the_codes_of_two_devices_at_once_are_never_accepted_twice(acme, phone, together):
    settle()
    party = acme.service.client("wiki")
    phones = [acme.enroll(phone("old")), acme.enroll(phone("new"))]
    codes = [device.code(NAME) for device in phones]
    answers = together(lambda n: acme.service.verify_request("ada@acme", codes[n % 2], party), range(50))
    accepted = [number % 2 for number, (status, body) in enumerate(answers) if status == 200 and body["valid"]]
    assert accepted and len(accepted) == len(set(accepted))


# Loss and recovery


def test_a_work_account_comes_back_from_a_backup_and_asks_for_a_code(acme, phone, storage):
    old = acme.enroll(phone("old"))
    old.add("otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP")
    old.create_account("ada", acme.service)
    old.backup_on(storage)
    step = int(time.time()) // 30
    before = {n: old.code(NAME, at=30 * n) for n in range(step, step + 20)}
    shutil.rmtree(old.home)

    new = phone("new")
    report = new.recover("ada", acme.service, storage).json
    assert {entry["kind"]: entry["state"] for entry in report["entries"]} == {
        "work": "needsQRCode", "third-party": "ready", "personal": "ready",
    }
    expect("entry.not-ready", 77, new.run, "code", NAME)
    position = listed(new)["position"]

    # A code of somebody else is refused, and stays good for whom it was made.
    other = acme.code("eve")
    expect("enrollment.other-member", 65, new.run, "recover-entry", NAME, other["link"], "--yes")
    expect("enrollment.other-member", 65, new.run, "recover-entry", NAME, other["code"], "--yes")
    acme.enroll(phone("eve"), "eve")
    expect("entry.nothing-to-recover", 65, new.run, "recover-entry", "Shop", other["link"], "--yes")

    # Typed, the code needs no address: the account has it.
    made = acme.code()
    entry = new.run("recover-entry", NAME, made["code"], "--yes").json
    assert (entry["state"], entry["position"], entry["digits"]) == ("ready", position, 6)
    now = int(time.time()) // 30
    code = new.code(NAME, at=30 * now)
    assert code != before[now]
    assert acme.service.verify("ada@acme", before[now]) is True
    assert acme.service.verify("ada@acme", code) is True
    assert acme.service.verify("ada@acme", before[now]) is False
    assert acme.service.verify("ada@acme", code) is False
    assert len(acme.devices()) == 2


def test_the_code_of_another_organisation_does_not_recover_an_account(acme, phone):
    device = acme.enroll(phone())
    acme.console("organization", "create", "other", "--name", NAME)
    acme.console("member", "add", "other", "ada")
    made = acme.console("member", "qr", "other", "ada").json
    expect("enrollment.other-member", 65, device.run, "recover-entry", NAME, made["link"], "--yes")
    phone().run("enroll", made["link"], "--yes")


# What nobody learns


def test_a_device_written_from_the_documents_is_enrolled(acme):
    code = acme.code()["code"]
    read = call(acme.service, "/v1/enrollments/read", {"code": code})
    assert (read["organizationName"], read["member"]) == (NAME, "ada")
    enrolling = Enrolling(code)
    # The key is shown to be held before the code counts.
    for field in ("keyShare", "publicKey", "signature"):
        spoilt = enrolling.request() | {field: Enrolling(code).request()[field]}
        with pytest.raises(Refused) as refused:
            call(acme.service, "/v1/enrollments/use", spoilt)
        assert (refused.value.status, refused.value.code) == (400, "device.credential-refused")
    assert (acme.count("device"), acme.count("device_credential")) == (0, 0)
    device = enrolling.use(acme.service)
    status, body = device.call("GET", "/v1/devices")
    assert (status, [line["name"] for line in json.loads(body)["devices"]]) == (200, ["peer"])
    code = device.code_at()
    assert acme.service.verify("ada@acme", code) is True
    assert acme.service.verify("ada@acme", code) is False


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


# The console


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
        assert 60 * minutes - 10 < left <= 60 * minutes


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
