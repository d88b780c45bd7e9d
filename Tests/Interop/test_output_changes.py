"""Commands that change something, each on a phone of its own, where what they print is lost: one line, status 74."""

import os
import secrets
import threading

import pytest

from approving import Program, add_contact, own_device, turn_on
from conftest import PASSWORD
from mail import newest_code, outbox
from moments import wait_until
from outputs import OUTPUTS, check, commands, run
from test_output import DEVICE, SILENT_ON_DEVICES

NEW = "eleven dry umbrellas at night"
TOTP = "otpauth://totp/Shop:me?secret=JBSWY3DPEHPK3PXP"
CHANGES = []


def change(name):
    """What is done before each run of a command: returns the phone, the arguments, and what the environment holds."""

    def add(prepare):
        CHANGES.append(pytest.param(name, prepare, id=prepare.__name__))
        return prepare

    return add


class Bench:
    """Phones for one command: a person's, which is made once, and others."""

    def __init__(self, service, phone, new_storage, tmp_path):
        self.service, self.phone, self.new_storage, self.folder = service, phone, new_storage, tmp_path
        self.user, self._own = f"ada-{secrets.token_hex(4)}", None
        self.passwords = [PASSWORD, NEW]

    @property
    def at(self):
        return ["--service", self.service.url]

    def own(self, *prepare):
        """The phone of the person, with an account; on making it, `prepare` are called with it."""
        if self._own is None:
            self._own = self.phone(self.user)
            self._own.create_account(self.user, self.service)
            for step in prepare:
                step(self._own)
        return self._own

    def with_contact(self, phone):
        add_contact(phone, self.service, f"{self.user}@example.org")

    def approving(self, phone):
        self.with_contact(phone)
        turn_on(phone, self.service)

    def backed_up(self, phone):
        self.storage = self.new_storage()
        phone.backup_on(self.storage)

    def with_paper(self, phone):
        self.paper = phone.run("account", "recovery-code", "--yes", password=PASSWORD).json["recoveryCode"]

    def other(self):
        """The phone of another person."""
        self.user, self._own = f"ada-{secrets.token_hex(4)}", None
        return self.own()

    def code_file(self, address):
        """A pipe with the next code that is sent to an address."""
        pipe = self.folder / secrets.token_hex(4)
        os.mkfifo(pipe)
        before = len(outbox(self.service, "contact-code", address))

        def write():
            wait_until(lambda: len(outbox(self.service, "contact-code", address)) > before, "no code was sent")
            pipe.write_text(newest_code(self.service, address))

        threading.Thread(target=write, daemon=True).start()
        return "--code-file", pipe


@change("enroll")
def enroll(bench):
    member = secrets.token_hex(4)
    bench.service.command("organization", "create", member, "--name", "Acme")
    bench.service.command("member", "add", member, "ada")
    link = bench.service.command("member", "qr", member, "ada").json["link"]
    return bench.phone(), [link, "--yes"]


@change("account create")
def account_create(bench):
    return bench.phone(), [f"new-{secrets.token_hex(4)}", *bench.at]


@change("account create")
def account_create_with_words_made_for_it(bench):
    return bench.phone(), [f"new-{secrets.token_hex(4)}", *bench.at, "--generate"]


@change("account create")
def account_create_with_backup(bench):
    return bench.phone(), [f"new-{secrets.token_hex(4)}", *bench.at, "--storage", f"folder:{bench.new_storage()}"]


@change("account password")
def account_password(bench):
    phone, (old, new) = bench.own(), bench.passwords
    bench.passwords = [new, old]
    return phone, [], {"SPAREKEY_PASSWORD": old, "SPAREKEY_NEW_PASSWORD": new}


@change("account contacts add")
def contacts_add(bench):
    address = f"{secrets.token_hex(4)}@example.org"
    return bench.own(), [address, *bench.code_file(address)]


@change("account contacts verify")
def contacts_verify(bench):
    address = f"{secrets.token_hex(4)}@example.org"
    sent = bench.own().run("account", "contacts", "add", address, check=False)
    return bench.own(), [sent.error["proof"]], {"SPAREKEY_CONTACT_CODE": newest_code(bench.service, address)}


@change("account contacts remove")
def contacts_remove(bench):
    phone = bench.own()
    bench.with_contact(phone)
    return phone, [phone.run("account", "contacts").json[0]["id"]]


@change("account approvals on")
def approvals_on(bench):
    phone = bench.own(bench.with_contact)
    # Where it answers requests already, no code is sent.
    phone.run("account", "approvals", "off", check=False)
    return phone, bench.code_file(f"{bench.user}@example.org")


@change("account approvals off")
def approvals_off(bench):
    turn_on(bench.own(bench.with_contact), bench.service)
    return bench.own(), []


@change("account letter")
def account_letter(bench):
    return bench.phone(), ["nobody", *bench.at]


@change("account confirm")
def account_confirm(bench):
    return bench.own(), []


@change("account take-back")
def account_take_back(bench):
    phone, thief = bench.other(), bench.phone("thief")
    thief.sign_in(bench.user, bench.service)
    thief.run("account", "devices", "--yes", "--revoke", own_device(phone), password=PASSWORD)
    return phone, ["--yes"], {"SPAREKEY_NEW_PASSWORD": NEW}


@change("account delete")
def account_delete(bench):
    return bench.other(), ["--yes"]


@change("backup on")
def backup_on(bench):
    return bench.own(), ["--storage", f"folder:{bench.new_storage()}", "--existing", "replace"]


@change("backup restore")
def backup_restore(bench):
    phone = bench.own(bench.backed_up)
    phone.add(TOTP)
    return phone, ["--version", "1", "--exactly", "--yes"]


@change("backup delete")
def backup_delete(bench):
    bench.backed_up(bench.own())
    return bench.own(), ["--yes"]


@change("recover")
def recover(bench):
    bench.own(bench.backed_up)
    return bench.phone(), [bench.user, *bench.at, "--storage", f"folder:{bench.storage}"]


@change("recover")
def recover_with_the_code_on_paper(bench):
    bench.own(bench.backed_up, bench.with_paper)
    arguments = [bench.user, *bench.at, "--storage", f"folder:{bench.storage}", "--recovery-code", "--yes"]
    return bench.phone(), arguments, {"SPAREKEY_RECOVERY_CODE": bench.paper, "SPAREKEY_NEW_PASSWORD": NEW}


@change("recover-entry")
def recover_entry(bench):
    return bench.own(), [bench.user]


@change("requests")
def requests(bench):
    return bench.own(bench.approving), []


@change("approve")
def approve(bench):
    phone = bench.own(bench.approving)
    return phone, ["--number", Program(bench.service).started(bench.user)["number"]]


@change("deny")
def deny(bench):
    phone = bench.own(bench.approving)
    Program(bench.service).started(bench.user)
    return phone, []


@change("passphrase")
def passphrase(bench):
    phone = bench.phone()
    phone.add(TOTP)
    return phone, [], {"SPAREKEY_NEW_PASSPHRASE": NEW}


@change("lock")
def lock(bench):
    phone = bench.phone()
    phone.add(TOTP)
    phone.run("passphrase", env={"SPAREKEY_NEW_PASSPHRASE": NEW})
    return phone, []


@pytest.fixture
def service(new_service):
    """A service for each command: all of them together make more accounts than one lets an address make."""
    service = new_service()
    yield service
    service.stop()


@pytest.mark.parametrize("name, prepare", CHANGES)
def test_what_was_changed_is_not_told_and_the_command_ends_with_one_line(
    service, phone, new_storage, tmp_path, name, prepare
):
    bench = Bench(service, phone, new_storage, tmp_path)
    for output, form in OUTPUTS:
        used, arguments, *variables = prepare(bench)
        with output() as stream:
            given = {"SPAREKEY_PASSWORD": PASSWORD} | (variables[0] if variables else {})
            check(run("sparekey", [*name.split(), *arguments, "--home", used.home, *form], stream, **given),
                  output, (name, form))


def test_every_command_of_the_device_is_tried_or_prints_nothing():
    tried = {parameter.values[0] for parameter in CHANGES}
    assert sorted({*DEVICE, *SILENT_ON_DEVICES, *tried}) == sorted(commands("sparekey"))
    assert not SILENT_ON_DEVICES.keys() & {*DEVICE, *tried}
