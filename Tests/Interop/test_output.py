"""Output that is closed early, closed from the start or full: one line, status 74, and nothing that hangs on it done."""

import json
import os
import subprocess

import pytest

from conftest import BUILD, PASSWORD, environment

FULL = 74
HOTP = "otpauth://hotp/Counter:me?secret=JBSWY3DPEHPK3PXP&counter=1"
TOTP = "otpauth://totp/Shop:me?secret=JBSWY3DPEHPK3PXP"
# Arguments under which each command has something to print; None for those that print nothing by themselves, or that
# need a person or a second party: their help is printed above. Every command is named here.
DEVICE = {
    "add": ["otpauth://totp/New:me?secret=JBSWY3DPEHPK3PXP", "--keep-both"], "list": [], "code": ["Shop"], "codes": [],
    "move": ["Shop", "1"], "rename": ["Shop", "--issuer", "Shop"], "set-counter": ["Counter", "7"],
    "remove": ["Gone", "--yes"], "show-qr": ["Shop", "--yes"], "enroll": None, "account create": None,
    "account sign-in": ["olga", "--service", "{service}"], "account password": None,
    "account recovery-code": ["--yes"], "account contacts list": [], "account contacts add": None,
    "account contacts verify": None, "account contacts remove": None, "account devices": [],
    "account approvals on": None, "account approvals off": None, "account letter": None, "account confirm": None,
    "account take-back": None, "account export": ["-"], "account delete": None, "backup on": None, "backup now": [],
    "backup status": [], "backup versions": [], "backup verify": [], "backup restore": ["--version", "1", "--preview"],
    "backup new-key": [], "backup watch": None, "backup pause": [], "backup resume": [], "backup delete": None,
    "recover": None, "recover-entry": None, "storage test": [], "requests": None, "approve": None, "deny": None,
    "notices": [], "open": None, "settings": [], "passphrase": None, "lock": None, "doctor": [],
}
SERVICE = {
    "serve": None, "init": None, "organization create": ["new-{number}", "--name", "New"], "organization list": [],
    "organization rename": ["acme", "--name", "Acme"], "organization delete": ["new-{number}"],
    "organization audit": ["acme"], "member add": ["acme", "m{number}"], "member import": None,
    "member list": ["acme"], "member role": ["acme", "ada", "member"], "member remove": ["acme", "m{number}"],
    "member qr": ["acme", "ada"], "member devices": None, "client add": ["Till {number}", "--backchannel"],
    "client list": [], "client remove": None, "keys rotate": [], "mail test": None, "doctor": [],
}


# These say nothing in words where all is well.
SILENT = {"organization delete", "member role", "member remove"}


def commands(program):
    """All commands of a program that do something, by their names: `backup on`."""
    dump = subprocess.run([BUILD / program, "--experimental-dump-help"], env=environment(), capture_output=True)
    root = json.loads(dump.stdout)["command"]

    def leaves(command, path):
        below = [sub for sub in command.get("subcommands", []) if sub["commandName"] != "help"]
        if not below:
            yield " ".join(path)
        for sub in below:
            yield from leaves(sub, [*path, sub["commandName"]])

    return list(leaves(root, []))


def run(program, arguments, output, **variables):
    return subprocess.run(
        [BUILD / program, *arguments], env=environment(**variables), stdin=subprocess.DEVNULL, stdout=output,
        stderr=subprocess.PIPE, text=True, timeout=120, start_new_session=True,
    )


def full():
    return open("/dev/full", "w")


def unread():
    """A pipe that nobody reads any more."""
    reader, writer = os.pipe()
    os.close(reader)
    return os.fdopen(writer, "w")


def check(result, output, name):
    assert result.returncode == FULL, (name, result.returncode, result.stderr)
    assert "Fatal" not in result.stderr
    if output is full:
        assert result.stderr.splitlines()[-1].endswith("[output.failed]"), result.stderr
        assert len([line for line in result.stderr.splitlines() if "output" in line]) == 1, result.stderr
    else:
        assert "output" not in result.stderr, "who has read enough is told nothing"


@pytest.fixture(scope="module")
def owner(tmp_path_factory, service):
    from conftest import Phone
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


@pytest.mark.parametrize("program, table", [("sparekey", DEVICE), ("sparekey-server", SERVICE)], ids=["device", "service"])
def test_every_command_is_named_above(program, table):
    assert sorted(table) == sorted(commands(program))


@pytest.mark.parametrize("json_", [[], ["--json"]], ids=["words", "json"])
@pytest.mark.parametrize("output", [full, unread])
@pytest.mark.parametrize("name", [name for name, arguments in DEVICE.items() if arguments is not None])
def test_a_command_of_the_device_ends_with_one_line(owner, service, output, name, json_):
    arguments = [argument.format(service=service.url) for argument in DEVICE[name]]
    if name == "remove":
        owner.add("otpauth://totp/Gone:me?secret=JBSWY3DPEHPK3PXP")
    with output() as stream:
        result = run("sparekey", [*name.split(), *arguments, "--home", str(owner.home), *json_], stream,
                     SPAREKEY_PASSWORD=PASSWORD)
    check(result, output, name)


@pytest.fixture(scope="module")
def office(service):
    """A service with an organisation and an application, so that every list has a line."""
    service.command("organization", "create", "acme", "--name", "Acme")
    service.command("member", "add", "acme", "ada")
    service.client("Till", "--backchannel")
    return service


@pytest.mark.parametrize("json_", [[], ["--json"]], ids=["words", "json"])
@pytest.mark.parametrize("output", [full, unread])
@pytest.mark.parametrize("name", [name for name, arguments in SERVICE.items() if arguments is not None])
def test_a_command_of_the_service_ends_with_one_line(office, output, name, json_):
    number = f"{output.__name__}-{'json' if json_ else 'words'}"
    before = {"organization delete": ["organization", "create", f"new-{number}-x", "--name", "New"],
              "member remove": ["member", "add", "acme", f"m{number}-x"]}
    if name in before:
        office.command(*before[name])
        number += "-x"
    arguments = [argument.format(number=number) for argument in SERVICE[name]]
    with output() as stream:
        result = run("sparekey-server", [*name.split(), *arguments, "--data", str(office.data), *json_], stream,
                     SPAREKEY_PUBLIC_URL=office.url)
    if name in SILENT and not json_:
        assert (result.returncode, result.stderr) == (0, ""), "what says nothing has nothing to lose"
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
