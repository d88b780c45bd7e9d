"""Shows accounts as QR codes, which other programs read, and which nobody sees unasked."""

import fcntl
import os
import re
import signal
import stat
import struct
import termios

import pytest

import pictures
from conftest import BUILD, FIXTURES
from failures import expect
from PIL import Image
from terminal import Terminal

URI = "otpauth://totp/Shop:ada@example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Shop"
COUNTED = "otpauth://hotp/Bank:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Bank&counter=7"
PASSPHRASE = "a warm lamp on the sill"


@pytest.fixture
def shop(phone):
    """A phone with an account at Shop."""
    phone = phone()
    phone.add(URI)
    return phone


def test_files_are_read_by_other_programs_and_by_nobody_else(shop, tmp_path):
    png, svg = tmp_path / "code.png", tmp_path / "code.svg"
    png.write_text("what was there before")
    png.chmod(0o644)
    refused = shop.run("show-qr", "Shop", "--png", png, "--svg", svg, "--yes", check=False)
    assert refused.code == "file.exists" and png.read_text() == "what was there before" and not svg.exists()
    done = shop.run("show-qr", "Shop", "--png", png, "--svg", svg, "--yes", "--force")
    assert done.json["files"] == [str(png), str(svg)]
    assert done.json["uri"] is None if "uri" in done.json else True
    assert pictures.read(Image.open(png)) == [URI]
    assert pictures.read_by_zbar(png) == [URI]
    assert pictures.read(pictures.of_svg(svg.read_text())) == [URI]
    for path in (png, svg):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert sorted(os.listdir(tmp_path)) == ["code.png", "code.svg"], "nothing else is left behind"


def test_a_pipe_gets_half_blocks_for_dark_and_light_screens(shop):
    blocks = shop.run("show-qr", "Shop", "--yes", json=False).out
    assert "\x1b" not in blocks
    assert pictures.read(pictures.of_blocks(blocks)) == [URI]
    # The newest readers know inverted codes too.
    assert pictures.read(pictures.of_blocks(blocks, dark_background=False)) == [URI]


def test_every_account_moves_to_another_phone_by_its_code(phone, tmp_path):
    old, new = phone("old"), phone("new")
    for line in (FIXTURES / "thirty-accounts.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            old.add(line.split("\t")[2], "--keep-both")
    for entry in old.list():
        png = tmp_path / f"{entry['id']}.png"
        old.run("show-qr", entry["id"], "--png", png, "--yes")
        assert pictures.read_by_zbar(png) == pictures.read(Image.open(png)) != []
        new.run("add", "--qr", png, "--keep-both")
    assert new.labels() == old.labels()
    codes = [[line["code"] for line in phone.codes(at=1_700_000_000).values()] for phone in (old, new)]
    assert codes[0] == codes[1]


def test_nothing_is_shown_where_nobody_agrees(shop, tmp_path):
    expect("confirmation.needed", 77, shop.run, "show-qr", "Shop")
    expect("confirmation.needed", 77, shop.run, "show-qr", "Shop", "--png", tmp_path / "code.png")
    assert os.listdir(tmp_path) == []


def test_an_account_that_is_not_there_is_told_before_anybody_has_to_agree(shop, phone):
    expect("entry.not-found", 66, shop.run, "show-qr", "Nothing")
    new = phone()
    message, remedy = expect("vault.missing", 66, new.run, "show-qr", "1")
    assert "--yes" not in remedy, remedy
    assert "--yes" not in new.run("account", "recovery-code", json=False, check=False).err


def test_json_holds_the_address_where_no_file_is_asked_for(shop):
    shown = shop.run("show-qr", "Shop", "--yes").json
    assert (shown["issuer"], shown["account"], shown["uri"], shown["files"]) == ("Shop", "ada@example.org", URI, [])


def test_counted_codes_come_with_a_warning(phone):
    phone = phone()
    phone.add(COUNTED)
    done = phone.run("show-qr", "Bank", "--yes")
    assert done.json["uri"] == COUNTED
    assert "based on a counter" in done.err


def test_a_file_that_cannot_be_written_is_told(shop, tmp_path):
    expect("file.unwritable", 75, shop.run, "show-qr", "Shop", "--yes", "--png", tmp_path / "missing" / "code.png")
    (tmp_path / "folder").mkdir()
    expect("file.unwritable", 75, shop.run, "show-qr", "Shop", "--yes", "--png", tmp_path / "folder")
    assert os.listdir(tmp_path) == ["folder"]


def test_an_account_that_is_too_long_for_a_code_is_told(phone):
    phone = phone()
    phone.add(f"otpauth://totp/Shop:{'o' * 3000}?secret=JBSWY3DPEHPK3PXP")
    expect("qr.too-long", 65, phone.run, "show-qr", "Shop", "--yes")


def test_a_personal_account_has_no_code_to_show(phone, service):
    phone = phone()
    phone.create_account("ada", service)
    expect("entry.secret-of-this-device", 77, phone.run, "show-qr", "ada", "--yes")
    assert phone.run("show-qr", "nobody", "--yes", check=False).code == "entry.not-found"


def at_terminal(shop, *arguments, **variables):
    return Terminal([BUILD / "sparekey", *arguments, "--home", shop.home], {"TERM": "xterm"} | variables, "/")


COLORS = "\x1b[97;40m\x1b[38;5;231;48;5;16m"
# Another screen is entered and, once it is empty, left: what was shown there is nowhere in the window or above it.
ENTER, EMPTY = "\x1b[?1049h", "\x1b[H\x1b[2J"
LEAVE = EMPTY + "\x1b[?1049l"


def left_behind(shown):
    """What stays on the usual screen of everything that a terminal was sent."""
    kept = re.sub(f"{re.escape(ENTER)}.*?{re.escape(LEAVE)}", "", shown.decode(), flags=re.DOTALL)
    assert ENTER not in kept and COLORS not in kept and not set(kept) & set("█▀▄"), kept
    return kept


def resize(terminal, lines, columns):
    fcntl.ioctl(terminal.master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


def test_a_terminal_asks_shows_and_wipes(shop, tmp_path):
    with at_terminal(shop, "show-qr", "Shop") as terminal:
        terminal.read_until("[y/N] ")
        assert b"from then on" in terminal.shown and COLORS.encode() not in terminal.shown
        terminal.type(b"y")
        terminal.read_until("cleared from the screen")
        shown = terminal.shown.decode().replace("\r\n", "\n")
        lines = [line for line in shown.split("\n") if COLORS in line]
        blocks = "\n".join(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line) for line in lines)
        assert pictures.read(pictures.of_blocks(blocks)) == [URI]
        terminal.type(b"")
        assert terminal.end() == 0
        assert terminal.shown.endswith(LEAVE.encode())
        assert "[y/N] " in left_behind(terminal.shown)


def test_a_window_that_changes_while_a_code_is_shown_keeps_none_of_it(shop):
    with at_terminal(shop, "show-qr", "Shop") as terminal:
        resize(terminal, 50, 120)
        terminal.read_until("[y/N] ")
        terminal.type(b"y")
        terminal.read_until("cleared from the screen")
        whole = terminal.shown
        # Lines that break in a narrow window take more of them, and those above a low window cannot be reached.
        for lines, columns, fits in ((50, 30, False), (10, 120, False), (60, 100, True)):
            terminal.shown = b""
            resize(terminal, lines, columns)
            terminal.read_until("cleared from the screen" if fits else "Press Enter to close")
            shown = terminal.shown.decode()
            assert EMPTY in shown and (COLORS in shown) == fits and ("enlarge the window" in shown) != fits, shown
            # Nobody is asked whether they have scanned what is not there.
            assert ("scanned it" in shown) == fits, shown
            told = f"This window has {columns} columns and {lines} lines, and the QR code needs "
            assert fits or told in shown and "sparekey show-qr Shop:ada@example.org --png FILE" in shown, shown
            whole += terminal.shown
        terminal.shown = b""
        terminal.type(b"")
        assert terminal.end() == 0
        assert terminal.shown.endswith(LEAVE.encode())
        assert "[y/N] " in left_behind(whole + terminal.shown)


@pytest.mark.parametrize("key, number", [(b"\x03", signal.SIGINT), (b"\x1c", signal.SIGQUIT)], ids=["Ctrl-C", "Ctrl-backslash"])
def test_a_key_that_ends_the_program_wipes_the_code_too(key, number, shop):
    with at_terminal(shop, "show-qr", "Shop") as terminal:
        terminal.read_until("[y/N] ")
        terminal.type(b"y")
        terminal.read_until("cleared from the screen")
        os.write(terminal.master, key)
        assert terminal.end() == 128 + number
        assert terminal.shown.endswith(LEAVE.encode())
        assert "[y/N] " in left_behind(terminal.shown)
        flags = termios.tcgetattr(terminal.master)[3]
        assert flags & termios.ECHO and flags & termios.ISIG


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["ended from outside", "terminal closed"])
def test_a_signal_that_ends_the_program_wipes_the_code_too(number, shop):
    with at_terminal(shop, "show-qr", "Shop") as terminal:
        terminal.read_until("[y/N] ")
        terminal.type(b"y")
        terminal.read_until("cleared from the screen")
        terminal.send_signal(number)
        assert terminal.end() == 128 + number
        assert terminal.shown.endswith(LEAVE.encode())
        assert "[y/N] " in left_behind(terminal.shown)


def test_a_program_that_is_stopped_leaves_no_code_and_shows_it_again_when_it_goes_on(shop):
    # A shell that has jobs: without one, Ctrl-Z stops nothing.
    jobs = '"$@"; echo "stopped: $?"; read -r line; fg; echo "ended: $?"'
    program = [BUILD / "sparekey", "show-qr", "Shop", "--home", shop.home]
    with Terminal(["bash", "-m", "-c", jobs, "shell", *program], {"TERM": "xterm"}, "/") as terminal:
        terminal.read_until("[y/N] ")
        terminal.type(b"y")
        terminal.read_until("cleared from the screen")
        lines = terminal.shown.decode().count(COLORS)
        os.write(terminal.master, b"\x1a")
        terminal.read_until("stopped: 148")
        assert "stopped: 148" in left_behind(terminal.shown)
        terminal.shown = b""
        terminal.type(b"")
        terminal.read_until("cleared from the screen")
        assert terminal.shown.decode().count(COLORS) == lines
        terminal.type(b"")
        terminal.read_until("ended: 0")
        assert terminal.end() == 0
        assert "ended: 0" in left_behind(terminal.shown)


def test_a_signal_to_a_stopped_program_leaves_no_code_when_it_goes_on(shop):
    # It ends the program while that is about to show the code again.
    jobs = '"$@"; kill -TERM $(jobs -p); echo "stopped: $?"; fg; echo "ended: $?"'
    program = [BUILD / "sparekey", "show-qr", "Shop", "--home", shop.home]
    with Terminal(["bash", "-m", "-c", jobs, "shell", *program], {"TERM": "xterm"}, "/") as terminal:
        terminal.read_until("[y/N] ")
        terminal.type(b"y")
        terminal.read_until("cleared from the screen")
        os.write(terminal.master, b"\x1a")
        terminal.read_until("ended: 143")
        assert terminal.end() == 0
        assert "ended: 143" in left_behind(terminal.shown)


def test_a_terminal_shows_nothing_after_no(shop):
    with at_terminal(shop, "show-qr", "Shop") as terminal:
        terminal.read_until("[y/N] ")
        terminal.type(b"")
        assert terminal.end() == 0
    assert "█" not in terminal.shown.decode() and "Cancelled" in terminal.shown.decode()


def test_the_passphrase_is_asked_for_even_while_the_vault_is_unlocked(shop, tmp_path):
    (tmp_path / "run").mkdir(mode=0o700)
    locked = {"SPAREKEY_NEW_PASSPHRASE": PASSPHRASE}
    shop.run("passphrase", env=locked)
    running = {"XDG_RUNTIME_DIR": str(tmp_path / "run")}
    with at_terminal(shop, "codes", "--once", **running) as terminal:
        terminal.read_until("Vault passphrase")
        terminal.type(PASSPHRASE.encode())
        assert terminal.end() == 0
    assert shop.run("codes", env=running).json, "the vault is unlocked for some minutes"
    expect("vault.passphrase-needed", 77, shop.run, "show-qr", "Shop", "--yes", env=running)
    with at_terminal(shop, "show-qr", "Shop", "--yes", **running) as terminal:
        terminal.read_until("Vault passphrase")
        terminal.type(PASSPHRASE.encode())
        assert terminal.end() == 0
    assert "█" in terminal.shown.decode()
