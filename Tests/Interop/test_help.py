"""What the help says, and what a mistyped command is told."""

import json
import re
import subprocess

import pytest

from conftest import BUILD, ROOT, environment, run_sparekey
from terminal import Terminal, at_terminal

EXAMPLE = re.compile(r'^ *(sparekey [a-z].*?)$', re.MULTILINE)


def help_of(path, language="en"):
    """What is printed where nothing but the help is asked for."""
    done = subprocess.run(
        [BUILD / "sparekey", *path, "--help"], env=environment(SPAREKEY_LANG=language), capture_output=True, text=True,
        timeout=120, check=True,
    )
    return done.stdout


def texts(language):
    """The texts of the help in a language, by their keys."""
    words = json.loads((ROOT / f"Sources/DeviceCore/Words/{language}.json").read_text(encoding="utf-8"))
    return {key: text for key, text in words.items() if key.startswith("help.")}


def explained(command, found):
    """The keys of every text in the help of a command and those below it, as the parser itself lists them."""
    found += [command.get("abstract"), command.get("discussion")]
    for argument in command.get("arguments", []):
        found += [argument.get("abstract"), argument.get("discussion")]
    for below in command.get("subcommands", []):
        explained(below, found)
    return [text for text in found if text]


def commands():
    """The path of every command that is shown, as the help itself lists them."""
    found, waiting = [], [[]]
    while waiting:
        path = waiting.pop()
        found.append(path)
        text = help_of(path)
        listed = re.search(r"SUBCOMMANDS:\n(.*?)\n\n", text, re.DOTALL)
        groups = re.findall(r"^[A-Z][^\n]* SUBCOMMANDS:\n((?:  .*\n)+)", text, re.MULTILINE)
        for block in ([listed[1] + "\n"] if listed else []) + groups:
            names = re.findall(r"^  ([a-z][a-z-]*)", block, re.MULTILINE)
            waiting += [[*path, name] for name in names if [*path, name] not in found and name != "help"]
    return found


def test_every_example_of_the_help_is_shown_on_one_line():
    shown = "\n".join(help_of(path) for path in commands())
    examples = 0
    for text in texts("en").values():
        for example in EXAMPLE.findall(text):
            examples += 1
            assert example in shown, example
    assert examples > 15


def test_every_text_of_the_help_is_told_in_both_languages():
    told = {}
    for language in ("en", "fr"):
        dump = subprocess.run(
            [BUILD / "sparekey", "--experimental-dump-help"], env=environment(SPAREKEY_LANG=language),
            capture_output=True, text=True, timeout=120, check=True,
        )
        told[language] = explained(json.loads(dump.stdout)["command"], [])
    assert len(told["en"]) == len(told["fr"]) > 200
    english = set(texts("en").values())
    for one, other in zip(told["en"], told["fr"]):
        if re.match("Show .*help information", one) or "folder:/media" in one:
            continue
        assert one in english, f"{one!r} is not in the catalogue"
        assert one != other or re.match("sparekey |SHA1", one), f"{one!r} has no French"
    page = help_of(["backup", "on"], "fr")
    assert "UTILISATION :" in page and "USAGE:" not in page and "Show help" not in page


@pytest.mark.parametrize("command", [["backup", "on"], ["recover"], ["storage", "test"]], ids=" ".join)
def test_the_help_names_every_kind_of_storage(command):
    text = help_of(command)
    assert all(re.search(rf"^ *{kind}\S+ +\S", text, re.MULTILINE) for kind in ("folder:", "webdavs://", "s3://"))


def test_a_version_is_that_of_the_program_only_without_a_command():
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", run_sparekey("--version", json=False).out)
    for command in (["backup", "restore"], ["recover"]):
        text = help_of(command)
        assert len(re.findall("--version", text.split("OPTIONS:")[1])) == 1 and "Show the version." not in text


@pytest.mark.parametrize("typed, meant", [
    (["ad"], "add"), (["delete", "Shop"], "remove"), (["import", "x"], "add"), (["lst"], "list"), (["ls"], "list"),
    (["backup", "stauts"], "backup status"), (["acount"], "account"), (["restore"], "recover"),
    (["login"], "account sign-in"), (["account", "device"], "account devices"),
])
def test_a_mistyped_command_is_told_what_was_meant(typed, meant):
    told = run_sparekey(*typed, json=False, check=False)
    assert told.status == 64 and told.err.splitlines()[-1] == f"Did you mean: sparekey {meant}?"
    french = run_sparekey(*typed, json=False, check=False, language="fr")
    assert french.err.splitlines()[-1] == f"Vouliez-vous dire : sparekey {meant} ?"
    assert run_sparekey(*typed, check=False).error["remedy"] == f"Did you mean: sparekey {meant}?"


@pytest.mark.parametrize("typed", [["frobnicate"], ["JBSWY3DPEHPK3PXP"], ["jbswy3dpehpk3pxp"], ["list", "--what"]])
def test_what_is_like_no_command_is_not_guessed(typed):
    told = run_sparekey(*typed, json=False, check=False)
    assert told.status == 64 and "Did you mean: sparekey" not in told.err


def test_codes_in_a_terminal_are_kept_current_until_ctrl_c(phone):
    phone = phone()
    phone.add("otpauth://totp/Shop:ada?secret=MZXW6YTBOJRGC6RRGIZTI&period=1")
    with Terminal([BUILD / "sparekey", "--home", phone.home, "codes"], {"TERM": "xterm"}, phone.home) as terminal:
        for _ in range(3):
            terminal.read_until("Shop")
            terminal.shown = b""
        terminal.read_until("\x1b[2F")
        terminal.read_until("\x1b[31m")
        terminal.type(b"\x03")
        assert terminal.end() != 0
    plain = phone.run("codes", json=False).out
    assert "\x1b" not in plain and len(plain.splitlines()) == 2
    status, shown = at_terminal("codes", "--once", home=phone.home, env={"TERM": "xterm"})
    assert status == 0 and "\x1b" not in shown


def test_a_new_password_that_will_not_do_is_asked_for_again(phone, service):
    phone = phone()
    answers = ["short", "a longer secret of mine", "another one", *["a longer secret of mine"] * 2]
    status, shown = at_terminal("account", "create", "again", "--service", service.url, home=phone.home, answers=answers)
    assert status == 0, shown
    assert shown.count("New password") == 3


@pytest.mark.parametrize("typed, english, french", [
    (["lst"], "Error: Unexpected argument 'lst'", "Erreur : Argument inattendu : « lst »"),
    (["list", "a", "b"], "Error: 2 unexpected arguments: '…', '…'", "Erreur : 2 arguments inattendus : '…', '…'"),
    (["account", "create"], "Error: Missing expected argument '<user>'", "Erreur : Il manque l’argument « <user> »"),
    (["recover", "me", "--storage"], "Error: Missing value for '--storage <location>'",
     "Erreur : Il manque la valeur de « --storage <location> »"),
    (["list", "--what"], "Error: Unknown option '--what'", "Erreur : Option inconnue : « --what »"),
    (["list", "--jsn"], "Error: Unknown option '--jsn'. Did you mean '--json'?",
     "Erreur : Option inconnue : « --jsn ». Vouliez-vous dire « --json » ?"),
    (["list", "--json=yes"], "Error: The option '--json' does not take any value, but '…' was specified.",
     "Erreur : L’option « --json » ne prend pas de valeur, mais « … » est donné."),
    (["move", "Shop", "first"], "Error: The value '…' is invalid for '<position>'",
     "Erreur : La valeur « … » n’est pas valide pour « <position> »"),
    (["backup", "on", "--existing", "both"],
     "Error: The value '…' is invalid for '--existing <choice>'. Please provide one of 'recover', 'keep-both' or 'replace'.",
     "Erreur : La valeur « … » n’est pas valide pour « --existing <choice> ». Donnez l’une de celles-ci : "
     "'recover', 'keep-both' ou 'replace'."),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_what_is_wrong_with_the_arguments_is_told_in_both_languages(typed, english, french):
    told = run_sparekey(*typed, json=False, check=False)
    assert told.status == 64 and told.err.splitlines()[0] == english, told
    told = run_sparekey(*typed, json=False, check=False, language="fr")
    assert told.status == 64 and told.err.splitlines()[0] == french, told
    for word in ("Usage:", "Error:", "Help:", "See '", "for more information"):
        assert word not in told.err, told
    assert "Utilisation : sparekey" in told.err and "Pour plus de détails : sparekey" in told.err, told
    message = run_sparekey(*typed, check=False, language="fr").error["message"]
    assert f"Erreur : {message}" == french
