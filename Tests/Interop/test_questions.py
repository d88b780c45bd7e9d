"""Questions at a terminal: an answer that will not do is asked again, and none is never taken for one."""

import os
import signal
import termios

import pytest

from conftest import BUILD, PASSWORD, run_sparekey
from mail import newest_code
from moments import wait_until
from terminal import Terminal, at_terminal

URI = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop"
OTHER_URI = "otpauth://totp/Bank:ada?secret=GEZDGNBVGY3TQOJQ&issuer=Bank"
END = "\x04"  # Ctrl-D
YES_OR_NO = [["remove", "Shop"], ["add", URI], ["show-qr", "Shop", "--png", "/nonexistent/code.png"]]


@pytest.fixture
def shop(phone):
    """A phone with one account."""
    shop = phone()
    shop.add(URI)
    return shop


def ended(status, shown):
    """The input has ended, which the command says and its status as well."""
    assert status == 65 and "[input.ended]" in shown, shown
    return True


@pytest.mark.parametrize("args", YES_OR_NO, ids=lambda args: args[0])
def test_a_mistyped_yes_or_no_is_asked_again(args, shop):
    before = (shop.home / "vault").read_bytes()
    status, shown = at_terminal(*args, home=shop.home, answers=["ja", "yess", "no"])
    assert status == 0 and shown.count("Type y for yes or n for no.") == 2, shown
    assert "Cancelled. Nothing was changed." in shown, shown
    status, shown = at_terminal(*args, home=shop.home, answers=["hm", "non"], language="fr")
    assert status == 0 and shown.count("Saisissez o pour oui ou n pour non.") == 1, shown
    assert at_terminal(*args, home=shop.home, answers=[""])[0] == 0, "Enter alone is no"
    assert (shop.home / "vault").read_bytes() == before


@pytest.mark.parametrize("args", YES_OR_NO, ids=lambda args: args[0])
def test_the_end_of_the_input_answers_no_question(args, shop):
    before = (shop.home / "vault").read_bytes()
    assert ended(*at_terminal(*args, home=shop.home, answers=[END]))
    assert (shop.home / "vault").read_bytes() == before


@pytest.mark.parametrize("answer", ["y", "yes", " YES "])
def test_yes_is_yes(answer, shop):
    status, shown = at_terminal("remove", "Shop", home=shop.home, answers=["?", answer])
    assert status == 0 and shop.list() == [], shown


@pytest.mark.parametrize("args", [
    ["account", "create", "ada"], ["account", "sign-in", "ada"], ["recover", "ada"], ["enroll"], ["add", "--issuer", "Shop"],
], ids=" ".join)
def test_enter_alone_where_an_answer_is_needed_is_asked_again(args, phone):
    status, shown = at_terminal(*args, home=phone().home, answers=["", " ", END] if args[0] != "add" else ["", "", END])
    assert ended(status, shown) and shown.count("Nothing was typed. Answer, or stop with Ctrl-D.") == 2, shown


def test_enter_alone_is_no_password_and_no_passphrase(shop, service):
    sign_in = ["account", "sign-in", "nobody", "--service", service.url]
    status, shown = at_terminal(*sign_in, home=shop.home, answers=["", END])
    assert ended(status, shown) and shown.count("Nothing was typed.") == 1, shown
    shop.run("passphrase", env={"SPAREKEY_NEW_PASSPHRASE": "blue kettle"})
    status, shown = at_terminal("list", home=shop.home, answers=["", "blue kettle"])
    assert status == 0 and shown.count("Nothing was typed.") == 1 and "Shop" in shown, shown


def test_a_service_that_is_mistyped_is_asked_for_again(phone, service):
    creating = ["account", "create", "again", "--password-file", "/nonexistent"]
    status, shown = at_terminal(*creating, home=phone().home, answers=["ftp://example.org", service.url])
    assert "/nonexistent" in shown and "[service.invalid-address]" not in shown and status == 65, shown


@pytest.mark.parametrize("args, answers", [
    (["list"], []), (["passphrase"], ["blue kettle"]), (["passphrase"], ["blue kettle", "red kettle"]),
], ids=["list", "new passphrase", "repeated"])
def test_the_end_of_the_input_is_no_secret(args, answers, shop):
    shop.run("passphrase", env={"SPAREKEY_NEW_PASSPHRASE": "blue kettle"})
    before = (shop.home / "vault").read_bytes()
    assert ended(*at_terminal(*args, home=shop.home, answers=[*answers, END]))
    assert (shop.home / "vault").read_bytes() == before


def test_what_becomes_of_a_backup_that_is_there_is_asked_until_it_is_said(phone, service, storage, new_storage):
    ada = phone()
    ada.add(URI)
    ada.create_account("letters", service)
    ada.backup_on(storage)
    new = phone()
    new.add(OTHER_URI)
    new.sign_in("letters", service)
    on = ["backup", "on", "--storage", f"folder:{storage}"]
    status, shown = at_terminal(*on, home=new.home, answers=[PASSWORD, "x", "keep", "c"])
    assert (status, shown.count("Type one of these letters: r, k, p, c.")) == (77, 2), shown
    assert "[backup.exists]" in shown and new.backup_status()["location"] is None
    assert ended(*at_terminal(*on, home=new.home, answers=[PASSWORD, END]))
    assert new.backup_status()["location"] is None
    # In another storage there is nothing to recover.
    elsewhere = ["backup", "on", "--storage", f"folder:{new_storage()}"]
    status, shown = at_terminal(*elsewhere, home=new.home, answers=[PASSWORD, "r", "a"], language="fr")
    assert status == 77 and "Saisissez l’une de ces lettres\u00a0: k, p, a." in shown, shown
    status, shown = at_terminal(*on, home=new.home, answers=[PASSWORD, "?", "K"])
    assert status == 0 and "Backed up and verified: 3 accounts" in shown, shown


def test_a_recovery_code_that_is_not_typed_back_leaves_the_old_one(phone, service):
    ada = phone()
    ada.create_account("paper", service)
    old = ada.run("account", "recovery-code", "--yes", password=PASSWORD).json["recoveryCode"]
    status, shown = at_terminal("account", "recovery-code", home=ada.home, answers=[PASSWORD, "not the code", END])
    assert ended(status, shown) and "it replaces no earlier one" in shown, shown
    assert "until then, it replaces no earlier code" in shown and "That is not the code." in shown
    env = {"SPAREKEY_RECOVERY_CODE": old, "SPAREKEY_NEW_PASSWORD": "eleven dry umbrellas at night"}
    assert ada.run("account", "password", "--recovery-code", "--yes", env=env).status == 0


@pytest.mark.parametrize("how, said", [
    (END, "[input.ended]"), ("\x03", "Neither a new password nor a new recovery code was saved"),
], ids=["end", "interrupt"])
def test_an_unconfirmed_new_code_leaves_password_and_paper_as_they_were(how, said, phone, service):
    ada = phone()
    name = "both-end" if how == END else "both-interrupt"
    ada.create_account(name, service)
    old = ada.run("account", "recovery-code", "--yes", password=PASSWORD).json["recoveryCode"]
    new = "eleven dry umbrellas at night"
    answers = [old, new, new, "not the code", how]
    status, shown = at_terminal("account", "password", "--recovery-code", home=ada.home, answers=answers)
    assert status == (65 if how == END else 130) and said in shown, shown
    assert "those that you had stay valid. Run the command again." in shown, shown
    env = {"SPAREKEY_RECOVERY_CODE": old, "SPAREKEY_NEW_PASSWORD": new}
    assert ada.run("account", "password", "--recovery-code", "--yes", env=env).status == 0


@pytest.mark.parametrize("how, status", [(END, 65), ("\x03", 130)], ids=["end", "interrupt"])
def test_a_recovered_device_that_is_not_confirmed_is_told_so(how, status, phone, service, new_storage):
    old, name, storage = phone(), f"later-{status}", f"folder:{new_storage()}"
    old.create_account(name, service)
    old.run("backup", "on", "--storage", storage, password=PASSWORD)
    old.run("account", "recovery-code", "--yes", password=PASSWORD)
    new = phone()
    recover = ["recover", name, "--service", service.url, "--storage", storage]
    told, shown = at_terminal(*recover, home=new.home, answers=[PASSWORD, how])
    assert told == status and "1 of 1 account recovered" in shown, shown
    assert "Your accounts are recovered; this device is not confirmed yet." in shown, shown
    if how == "\x03":
        # Enter behind it answers no menu, and nothing else is asked.
        assert shown.rstrip().splitlines()[-1].endswith("sparekey account confirm"), shown
    again = new.run(*recover, password=PASSWORD, check=False)
    assert again.code == "recovery.entries-present" and "remove" not in again.error["remedy"], again
    assert "nothing is left to recover" in again.error["remedy"], again
    assert "sparekey account confirm" in again.error["remedy"], again


@pytest.mark.parametrize("how, status", [(END, 65), ("\x03", 130)], ids=["end", "interrupt"])
def test_a_device_that_was_recovered_with_the_paper_is_told_what_holds(how, status, phone, service, new_storage):
    ada, name, storage = phone(), f"paper-{status}", f"folder:{new_storage()}"
    ada.create_account(name, service)
    ada.run("backup", "on", "--storage", storage, password=PASSWORD)
    add = ["account", "contacts", "add", f"{name}@example.org"]
    assert at_terminal(*add, home=ada.home, answers=[lambda: newest_code(service, f"{name}@example.org")])[0] == 0
    code = ada.run("account", "recovery-code", "--yes", password=PASSWORD).json["recoveryCode"]
    recover = ["recover", name, "--service", service.url, "--storage", storage, "--recovery-code"]
    told, shown = at_terminal(*recover, home=phone().home, answers=[code, how])
    assert told == status and "1 of 1 account is on this device" in shown, shown
    assert "No new password was saved; the password and the recovery code that you had stay valid." in shown, shown
    assert "sparekey account confirm. Then set a new password: sparekey account password --recovery-code" in shown, shown


def test_a_device_that_was_recovered_and_confirmed_is_advised_nothing_once_more(phone, service, new_storage):
    old, new, storage = phone(), phone(), new_storage()
    old.create_account("whole", service)
    old.backup_on(storage)
    code = old.run("account", "recovery-code", "--yes", password=PASSWORD).json["recoveryCode"]
    new.recover("whole", service, storage)
    assert at_terminal("account", "confirm", home=new.home, answers=[code])[0] == 0
    for place in ([], ["--service", service.url]):
        again = new.run("recover", "whole", *place, password=PASSWORD, check=False)
        assert again.code == "recovery.entries-present" and "nothing is left to do" in again.error["remedy"], again


@pytest.mark.parametrize("args, how", [
    (["add", "--issuer", "Shop", "--secret"], "--secret-file FILE"),
    (["enroll", "--service", "https://accounts.example.org"], "sparekey enroll CODE"),
    (["account", "contacts", "verify", "PROOF"], "SPAREKEY_CONTACT_CODE"),
    (["account", "password", "--recovery-code"], "SPAREKEY_RECOVERY_CODE"),
    (["passphrase"], "SPAREKEY_NEW_PASSPHRASE"),
    (["account", "sign-in", "ada", "--service", "SERVICE", "--letter-code"], "SPAREKEY_LETTER_CODE"),
], ids=lambda value: value if isinstance(value, str) else "")
def test_without_a_terminal_a_command_says_how_else_it_is_told(args, how, shop, service):
    args = [service.url if arg == "SERVICE" else arg for arg in args]
    # Whoever has no account is not asked anything for it.
    if args[0] == "account":
        shop.create_account(f"asked-{how.lower()}", service)
    told = run_sparekey(*args, home=shop.home, check=False)
    assert (told.status, told.code) == (65, "input.no-terminal"), told
    assert told.error["remedy"].endswith(how), told


@pytest.mark.parametrize("half", ["y", "yes"])
def test_the_end_of_the_input_behind_half_an_answer_is_none(half, shop):
    before = (shop.home / "vault").read_bytes()
    assert ended(*at_terminal("remove", "Shop", home=shop.home, answers=[half + END + END]))
    assert (shop.home / "vault").read_bytes() == before


def test_what_was_pasted_behind_an_answer_answers_nothing_else(shop):
    before = (shop.home / "vault").read_bytes()
    status, shown = at_terminal("remove", "Shop", home=shop.home, answers=["what a page had one copy\ny", "no"])
    assert status == 0 and "Cancelled. Nothing was changed." in shown, shown
    status, shown = at_terminal("remove", "Shop", home=shop.home, answers=["y" * 1100, "no"])
    assert status == 0 and "That is too long. Type it again." in shown, shown
    assert (shop.home / "vault").read_bytes() == before


def shows_what_is_typed(terminal):
    """Whether the terminal shows what is typed, and its keys end programs, as before."""
    flags = termios.tcgetattr(terminal.master)[3]
    return bool(flags & termios.ECHO) and bool(flags & termios.ISIG)


@pytest.mark.parametrize("answers", [[], ["blue kettle"]], ids=["at once", "at the second question"])
def test_ctrl_c_at_a_hidden_question_leaves_the_terminal_as_it_was(answers, shop):
    with Terminal([BUILD / "sparekey", "passphrase", "--home", shop.home], {"TERM": "dumb"}, shop.home) as terminal:
        assert shows_what_is_typed(terminal)
        terminal.read_until("New passphrase")
        wait_until(lambda: not shows_what_is_typed(terminal), "the terminal shows what is typed")
        for answer in answers:
            terminal.type(answer.encode())
            terminal.read_until("again: ")
        os.write(terminal.master, b"half a pass\x03")
        assert terminal.end() == -signal.SIGINT
        assert shows_what_is_typed(terminal)
        assert b"half" not in terminal.shown and b"kettle" not in terminal.shown


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["ended from outside", "terminal closed"])
def test_a_signal_at_a_hidden_question_leaves_the_terminal_as_it_was(number, shop):
    with Terminal([BUILD / "sparekey", "passphrase", "--home", shop.home], {"TERM": "dumb"}, shop.home) as terminal:
        terminal.read_until("New passphrase")
        wait_until(lambda: not shows_what_is_typed(terminal), "the terminal shows what is typed")
        terminal.send_signal(number)
        assert terminal.end() == 128 + number
        assert shows_what_is_typed(terminal)


def test_ctrl_z_at_a_hidden_question_leaves_the_terminal_as_it_was_until_the_program_goes_on(shop):
    # A shell that has jobs, leaves the terminal as a program has left it, and ends as one that Ctrl-C ends.
    jobs = '"$@"; echo "stopped: $?"; stty -a; echo "as $((1 + 1)) were"; fg'
    program = [BUILD / "sparekey", "passphrase", "--home", shop.home]
    with Terminal(["bash", "-m", "-c", jobs, "shell", *program], {"TERM": "dumb"}, "/") as terminal:
        terminal.read_until("New passphrase")
        wait_until(lambda: not shows_what_is_typed(terminal), "the terminal shows what is typed")
        terminal.shown = b""
        os.write(terminal.master, b"half a pass\x1a")
        terminal.read_until("as 2 were")
        flags = terminal.shown.decode().split()
        assert "echo" in flags and "isig" in flags, flags
        terminal.read_until("New passphrase")
        wait_until(lambda: not shows_what_is_typed(terminal), "the terminal shows what is typed")
        os.write(terminal.master, b"\x03")
        assert terminal.end() == 128 + signal.SIGINT
        assert shows_what_is_typed(terminal)
        assert b"half" not in terminal.shown


def test_where_nothing_is_typed_a_password_is_generated_and_not_asked_about_again(phone, service):
    command = [BUILD / "sparekey", "account", "create", "generated", "--service", service.url, "--home", phone().home]
    with Terminal(command, {"SPAREKEY_LANG": "en"}, None) as terminal:
        terminal.read_until("leave empty to generate one): ")
        terminal.type(b"")
        terminal.read_until("Type the words to confirm that you have written them down: ")
        words = terminal.shown.decode().split("\r\n")[-2]
        terminal.type(words.encode())
        assert terminal.end() == 0
    assert "[y/N]" not in terminal.shown.decode() and "Account created" in terminal.shown.decode()


@pytest.mark.parametrize("answers", [["", "", ""], ["", "n", "n"]], ids=["Enter alone", "no to everything"])
def test_enter_alone_takes_no_passphrase_away(answers, shop):
    shop.run("passphrase", env={"SPAREKEY_NEW_PASSPHRASE": "blue kettle"})
    before = (shop.home / "vault").read_bytes()
    status, shown = at_terminal("passphrase", home=shop.home, answers=["blue kettle", *answers])
    assert status == 0 and "Remove the passphrase?" in shown and "Cancelled. Nothing was changed." in shown, shown
    assert (shop.home / "vault").read_bytes() == before


def test_a_passphrase_is_removed_where_that_is_said(shop):
    shop.run("passphrase", env={"SPAREKEY_NEW_PASSPHRASE": "blue kettle"})
    status, shown = at_terminal("passphrase", home=shop.home, answers=["blue kettle", "", "", "y"])
    assert status == 0 and "Passphrase removed." in shown and shop.labels(), shown


def test_a_new_passphrase_that_is_too_short_or_typed_otherwise_is_asked_for_again(shop):
    answers = ["short", "blue kettle", "red kettle", "blue kettle", "blue kettle"]
    status, shown = at_terminal("passphrase", home=shop.home, answers=answers)
    assert status == 0 and "Passphrase set." in shown and shown.count("New passphrase") == 3, shown
    assert shown.count("Type it again: ") == 2 and shown.count("The passphrase is too short") == 1, shown
    assert shown.count("The two passphrases do not match") == 1 and "passwords" not in shown, shown
