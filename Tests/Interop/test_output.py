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
# need a person or a second party, whose help is printed instead. A new command has to be named here.
DEVICE = {
    "add": ["otpauth://totp/New:me?secret=JBSWY3DPEHPK3PXP", "--keep-both"], "list": [], "code": ["Shop"], "codes": [],
    "move": ["Shop", "1"], "rename": ["Shop", "--issuer", "Shop"], "remove": ["Gone", "--yes"], "show-qr": ["Shop", "--yes"],
    "account list": None, "account create": None, "account sign-in": None, "account password": None,
    "account devices": [], "backup status": [], "backup versions": [], "backup now": [], "backup verify": [],
    "backup pause": [], "backup resume": [], "settings": [], "notices": [], "requests": None, "doctor": [],
    "storage test": [], "passphrase": None, "lock": None,
}


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

    return [name for name in leaves(root, []) if name != "qr-decode"]


def run(program, arguments, output, **variables):
    return subprocess.run(
        [BUILD / program, *arguments], env=environment(**variables), stdin=subprocess.DEVNULL, stdout=output,
        stderr=subprocess.PIPE, text=True, timeout=60, start_new_session=True,
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


@pytest.mark.parametrize("output", [full, unread])
def test_every_command_of_the_device_ends_with_one_line(owner, output):
    for name in commands("sparekey"):
        arguments = DEVICE[name]
        if arguments is None:
            continue
        for json_ in ([], ["--json"]):
            if name == "remove":
                owner.add("otpauth://totp/Gone:me?secret=JBSWY3DPEHPK3PXP")
            with output() as stream:
                result = run("sparekey", [*name.split(), *arguments, "--home", str(owner.home), *json_], stream,
                             SPAREKEY_PASSWORD=PASSWORD)
            check(result, output, name)


@pytest.mark.parametrize("output", [full, unread])
def test_every_command_of_the_service_ends_with_one_line(service, output):
    for arguments in (["organization", "list"], ["client", "list"], ["doctor"]):
        for json_ in ([], ["--json"]):
            with output() as stream:
                result = run("sparekey-server", [*arguments, "--data", str(service.data), *json_], stream,
                             SPAREKEY_PUBLIC_URL=service.url)
            if result.returncode == 0 and not json_:
                continue  # an empty list has nothing to print
            check(result, output, arguments)


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
        stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=60, start_new_session=True,
    )
    assert done.returncode == FULL and done.stderr.endswith("[output.failed]\n")
    assert {path.name: path.read_bytes() for path in victim.home.iterdir()} == before
