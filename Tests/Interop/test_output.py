"""Output that is closed early, closed from the start or full: one line, status 74, and nothing that hangs on it done."""

import subprocess

import pytest

from conftest import BUILD, PASSWORD, Phone, environment
from outputs import FULL, check, commands, full, run, unread

HOTP = "otpauth://hotp/Counter:me?secret=JBSWY3DPEHPK3PXP&counter=1"
TOTP = "otpauth://totp/Shop:me?secret=JBSWY3DPEHPK3PXP"
# Arguments under which each command has something to print, on a phone that all of them share; the commands for which it
# would not be the same afterwards are in test_output_changes.py.
DEVICE = {
    "add": ["otpauth://totp/New:me?secret=JBSWY3DPEHPK3PXP", "--keep-both"], "list": [], "code": ["Shop"], "codes": [],
    "move": ["Shop", "1"], "rename": ["Shop", "--issuer", "Shop"], "edit": ["Shop", "--tag", "work"],
    "set-counter": ["Counter", "7"], "import": ["--formats"],
    "remove": ["Gone", "--yes"], "show-qr": ["Shop", "--yes"], "account sign-in": ["olga", "--service", "{service}"],
    "account recovery-code": ["--yes"], "account contacts list": [], "account devices": [], "account export": ["-"],
    "backup now": [], "backup status": [], "backup versions": [], "backup verify": [],
    "backup restore": ["--version", "1", "--preview"], "backup new-key": [], "backup pause": [], "backup resume": [],
    "storage test": [], "notices": [], "settings": [], "doctor": [],
}
# These print nothing on standard output, and end when they are stopped.
SILENT_ON_DEVICES = {
    "open": "tells on standard error where the page is",
    "backup watch": "tells on standard error what it has backed up",
}
SERVICE = {
    "init": ["--data", "{new}"], "organization create": ["new-{number}", "--name", "New"], "organization list": [],
    "organization rename": ["acme", "--name", "Acme"], "organization delete": ["new-{number}"],
    "organization audit": ["acme"], "member add": ["acme", "m{number}"], "member import": ["acme", "{members}"],
    "member list": ["acme"], "member role": ["acme", "ada", "member"], "member remove": ["acme", "m{number}"],
    "member qr": ["acme", "ada"], "member devices": ["acme", "ada"],
    "client add": ["Till {number}", "--redirect", "https://bücher.example/"], "client list": [],
    "client remove": ["{client}"], "keys rotate": [], "mail test": ["me@example.org"], "doctor": [],
}
SILENT_ON_SERVICES = {"serve": "tells on standard error where it listens, and logs there"}
# These print nothing in words where all is well; `init` tells on standard error what it has made.
SILENT = {"organization delete", "member role", "member remove", "client remove", "init"}


@pytest.fixture(scope="module")
def owner(tmp_path_factory, service):
    phone = Phone(tmp_path_factory.mktemp("output") / "home")
    phone.add(TOTP)
    phone.add(HOTP)
    phone.create_account("olga", service)
    storage = tmp_path_factory.mktemp("output-storage")
    phone.backup_on(storage)
    return phone


@pytest.mark.parametrize("output", [full, unread])
@pytest.mark.parametrize("program", ["sparekey", "sparekey-server"])
def test_the_help_of_every_command_says_that_it_could_not_be_written(program, output):
    for name in [""] + commands(program):
        with output() as stream:
            check(run(program, [*name.split(), "--help"], stream), output, name)


def test_every_command_of_the_service_is_tried_or_prints_nothing():
    assert sorted([*SERVICE, *SILENT_ON_SERVICES]) == sorted(commands("sparekey-server"))


@pytest.mark.parametrize("json_", [[], ["--json"]], ids=["words", "json"])
@pytest.mark.parametrize("output", [full, unread])
@pytest.mark.parametrize("name", DEVICE)
def test_a_command_of_the_device_ends_with_one_line(owner, service, output, name, json_):
    arguments = [argument.format(service=service.url) for argument in DEVICE[name]]
    if name == "remove":
        owner.add("otpauth://totp/Gone:me?secret=JBSWY3DPEHPK3PXP")
    with output() as stream:
        result = run("sparekey", [*name.split(), *arguments, "--home", str(owner.home), *json_], stream,
                     SPAREKEY_PASSWORD=PASSWORD)
    check(result, output, name)


@pytest.fixture(scope="module")
def office(service, phone):
    """A service with an organisation, a device and an application, so that every list has a line."""
    service.command("organization", "create", "acme", "--name", "Acme")
    service.command("member", "add", "acme", "ada")
    phone("ada").run("enroll", service.command("member", "qr", "acme", "ada").json["link"], "--yes")
    service.client("Till", "--backchannel")
    return service


@pytest.mark.parametrize("json_", [[], ["--json"]], ids=["words", "json"])
@pytest.mark.parametrize("output", [full, unread])
@pytest.mark.parametrize("name", SERVICE)
def test_a_command_of_the_service_ends_with_one_line(office, tmp_path, output, name, json_):
    number = f"{output.__name__}-{'json' if json_ else 'words'}"
    values = {"number": number, "new": tmp_path / "new", "members": tmp_path / "members.csv"}
    if name == "organization delete":
        office.command("organization", "create", f"new-{number}-x", "--name", "New")
        values["number"] += "-x"
    elif name == "member remove":
        office.command("member", "add", "acme", f"m{number}-x")
        values["number"] += "-x"
    elif name == "client remove":
        values["client"] = office.client("Gone", "--backchannel")[0]
    values["members"].write_text(f"first-{number}\nsecond-{number}\n")
    arguments = [argument.format(**values) for argument in SERVICE[name]]
    data = [] if name == "init" else ["--data", office.data]
    with output() as stream:
        result = run("sparekey-server", [*name.split(), *arguments, *data, *json_], stream,
                     SPAREKEY_PUBLIC_URL=office.url)
    if name in SILENT and not json_:
        assert result.returncode == 0 and (result.stderr == "") == (name != "init"), "what prints nothing loses nothing"
    else:
        check(result, output, name)


@pytest.mark.parametrize("output", [full, unread])
def test_a_counter_based_code_that_nobody_saw_is_not_spent(phone, output):
    victim = phone(f"counter-{output.__name__}")
    victim.add(HOTP)
    with output() as stream:
        check(run("sparekey", ["code", "Counter", "--home", str(victim.home)], stream), output, "code")
    # RFC 4226: the code of counter 1, which is the one that was not seen.
    assert victim.code("Counter") == phone_code(1)
    assert victim.code("Counter") == phone_code(2)


def phone_code(counter):
    import base64
    import hashlib
    import hmac
    digest = hmac.new(base64.b32decode("JBSWY3DPEHPK3PXP"), counter.to_bytes(8, "big"), hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(int.from_bytes(digest[start:start + 4], 'big') & 0x7FFFFFFF) % 1000000:06d}"


def test_with_a_closed_output_no_file_takes_its_place(phone):
    victim = phone("closed")
    victim.add(TOTP)
    before = {path.name: path.read_bytes() for path in victim.home.iterdir()}
    done = subprocess.run(
        ["bash", "-c", f'exec "{BUILD}/sparekey" list --home "{victim.home}" >&- '], env=environment(),
        stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=120, start_new_session=True,
    )
    assert done.returncode == FULL and done.stderr.endswith("[output.failed]\n")
    assert {path.name: path.read_bytes() for path in victim.home.iterdir()} == before
