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


def test_the_help_of_a_command_says_where_the_folder_is_where_no_variable_is_set():
    for language in ("en", "fr"):
        assert "~/.local/share/sparekey" in help_of(["list"], language)


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
    assert "UTILISATION\u00a0:" in page and "USAGE:" not in page and "Show help" not in page


# What the parser says on its own, and what French has a blank before: a sign at the end of a word.
ENGLISH = re.compile(r"(OVERVIEW|USAGE|OPTIONS|ARGUMENTS|SUBCOMMANDS):|\((default|values)\b|; default:|<subcommand>|Show help")
WITHOUT_BLANK = re.compile("[^\\s\u00a0\u202f][:;?!»](?![^\\s\u00a0\u202f.,)])")

# A sign after a blank at which a line can break, and after the opening mark.
BREAKING = re.compile(" [:;?!»](?!\\w)|« ")
SHORT = (".short", ".short.code", ".short.revoke")


def test_the_french_help_is_all_french_and_no_line_begins_with_a_sign():
    for path in commands():
        page = help_of(path, "fr")
        assert not ENGLISH.search(page), (path, ENGLISH.search(page))
        for line in page.splitlines():
            assert not re.match("\\s*[:;?!»]", line), (path, line)
            assert not WITHOUT_BLANK.search(line), (path, line)
    groups = [line for line in help_of([], "fr").splitlines() if line.isupper() and line.endswith(":")]
    assert groups == [
        f"{group}\u00a0:" for group in
        ("OPTIONS", "COMPTES ET CODES", "SAUVEGARDE ET RÉCUPÉRATION", "DEMANDES DE CONNEXION", "CET APPAREIL")
    ], groups
    assert "list (par défaut)   " in help_of(["account", "contacts"], "fr")


def test_a_sign_stands_in_french_behind_a_blank_in_every_text_and_wherever_texts_are_put_together():
    for module in ("DeviceCore", "AccountServer"):
        words = json.loads((ROOT / f"Sources/{module}/Words/fr.json").read_text(encoding="utf-8"))
        for key, text in words.items():
            assert not WITHOUT_BLANK.search(text), (key, text)
            # A text message keeps to the small alphabet of phones, which has none that does not break.
            assert key.endswith(SHORT) or not BREAKING.search(text), (key, text)
    for module in ("DeviceCore", "DevicePages", "DeviceCommands"):
        for file in (ROOT / f"Sources/{module}").rglob("*.swift"):
            for line in file.read_text(encoding="utf-8").splitlines():
                assert ": \\(" not in line or "preconditionFailure" in line, (file, line)
    for module in ("DevicePages", "AccountServer"):
        for file in (ROOT / f"Sources/{module}").rglob("*.mustache"):
            assert "}}:" not in file.read_text(encoding="utf-8"), file


def test_a_command_speaks_the_language_that_its_option_asks_for(phone):
    ada = phone()
    ada.add("otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP")
    ada.run("settings", "language", "fr")
    for option in (["--language", "en"], ["--language=en_GB"]):
        told = ada.run(*option, "code", "Nothing", json=False, check=False, language="fr").err
        assert "There is no account" in told or told.startswith("sparekey: error: "), told
        assert ada.run("code", "Nothing", *option, json=False, check=False).err == told
    french = run_sparekey("list", "--help", "--language", "fr", json=False, language="en").out
    assert french.startswith("PRÉSENTATION\u00a0: "), french
    unknown = run_sparekey("list", "--language", "xx", json=False, check=False)
    assert unknown.status == 64 and "Choose one of these languages: en, fr" in unknown.err, unknown
    refused = run_sparekey("list", "--language", "de", json=False, check=False, language="fr")
    assert refused.status == 64 and refused.err.startswith("sparekey\u00a0: erreur"), refused
    missing = run_sparekey("list", "--language", json=False, check=False, home="/nonexistent")
    assert missing.status == 64, missing


def test_the_help_of_a_command_that_is_meant_without_its_name_shows_those_beside_it():
    for asked in (["account", "contacts", "--help"], ["account", "contacts", "-h"], ["help", "account", "contacts"]):
        shown = subprocess.run([BUILD / "sparekey", *asked], env=environment(), capture_output=True, text=True)
        assert shown.returncode == 0 and "SUBCOMMANDS:" in shown.stdout, shown
        for name in ("list", "add", "verify", "remove"):
            assert re.search(rf"^  {name}\b", shown.stdout, re.MULTILINE), shown
    assert "USAGE: sparekey account contacts list" in help_of(["account", "contacts", "list"])


SERVICE_COMMANDS = [
    [], ["serve"], ["init"], ["doctor"], ["mail", "test"], ["member"], ["member", "qr"],
]


@pytest.mark.parametrize("command", SERVICE_COMMANDS, ids=lambda command: " ".join(command) or "none")
def test_every_line_of_an_example_of_the_service_is_shown_on_one_line(command):
    def told(columns):
        shown = subprocess.run(
            [BUILD / "sparekey-server", *command, "--help"], env=environment(COLUMNS=columns), capture_output=True,
            text=True, check=True,
        ).stdout
        return shown.split("USAGE:")[0]

    examples = re.findall(r"^ +(?:sparekey-server|--).*$", told(300), re.MULTILINE)
    assert examples, "the help has no example"
    lines = told(80).splitlines()
    for example in examples:
        assert example in lines, example
        assert not example.endswith(" "), "a line that goes on ends with a backslash"


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
    (["ad"], "add"), (["delete", "Shop"], "remove"), (["imprt", "x"], "import"), (["lst"], "list"), (["ls"], "list"),
    (["backup", "stauts"], "backup status"), (["acount"], "account"), (["restore"], "recover"),
    (["login"], "account sign-in"), (["account", "device"], "account devices"),
    (["help", "cods"], "code"), (["cods", "--help"], "code"), (["help", "account", "device"], "account devices"),
    (["account", "devces"], "account devices"),
    (["account", "remove"], "remove"), (["account", "remove", "4"], "remove"),
    (["account", "approvals", "of"], "account approvals off"),
    (["approvals"], "account approvals"), (["storage", "check"], "storage test"), (["contacts"], "account contacts"),
])
def test_a_mistyped_command_is_told_what_was_meant(typed, meant):
    told = run_sparekey(*typed, json=False, check=False)
    assert told.status == 64 and told.err.splitlines()[-1] == f"Did you mean: sparekey {meant}?"
    french = run_sparekey(*typed, json=False, check=False, language="fr")
    assert french.err.splitlines()[-1] == f"Vouliez-vous dire\u00a0: sparekey {meant}\u202f?"
    assert run_sparekey(*typed, check=False).error["remedy"] == f"Did you mean: sparekey {meant}?"


def test_a_word_that_is_no_command_of_a_group_is_told_as_that_alone():
    for typed in (["account", "remove", "4"], ["account", "remove", "Shop", "--yes"], ["account", "remove", "--yes"]):
        told = run_sparekey(*typed, json=False, check=False).err.splitlines()
        assert told[0] == "sparekey: error: sparekey account has no command “remove”", told
        assert told[-1] == "Did you mean: sparekey remove?" and "--yes" not in "".join(told), told
        error = run_sparekey(*typed, check=False).error
        assert error["message"] == "sparekey account has no command “remove”", error
        assert error["remedy"] == "Did you mean: sparekey remove?", error


def test_a_mistyped_command_that_a_group_takes_for_an_account_is_told_as_well(phone):
    told = run_sparekey("account", "contacts", "verfy", json=False, check=False)
    assert told.status == 66 and told.err.splitlines()[-1] == "Did you mean: sparekey account contacts verify?"
    shop = phone()
    shop.add("otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP")
    told = shop.run("account", "contacts", "ad", json=False, check=False)
    assert "[entry.not-found]" in told.err, told
    assert told.err.splitlines()[-1] == "Did you mean: sparekey account contacts add?"
    assert "Did you mean" not in shop.run("account", "contacts", "frobnicate", json=False, check=False).err


def test_the_usage_of_a_group_is_in_one_language():
    assert "sparekey account <commande>" in run_sparekey("account", "--help", json=False, language="fr").out
    assert "<subcommand>" not in run_sparekey("help", json=False, language="fr").out


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
    (["lst"], "sparekey: error: sparekey has no command “lst”", "sparekey\u00a0: erreur\u00a0: sparekey n’a pas de commande «\u00a0lst\u00a0»"),
    (["list", "a", "b"], "sparekey: error: 2 unexpected arguments: '…', '…'", "sparekey\u00a0: erreur\u00a0: 2 arguments inattendus\u00a0: '…', '…'"),
    (["account", "create"], "sparekey: error: Missing expected argument '<user>'", "sparekey\u00a0: erreur\u00a0: Il manque l’argument «\u00a0<user>\u00a0»"),
    (["recover", "me", "--storage"], "sparekey: error: Missing value for '--storage <location>'",
     "sparekey\u00a0: erreur\u00a0: Il manque la valeur de l’option «\u00a0--storage <location>\u00a0»"),
    (["help", "lst"], "sparekey: error: sparekey has no command “lst”", "sparekey\u00a0: erreur\u00a0: sparekey n’a pas de commande «\u00a0lst\u00a0»"),
    (["codes", "--home", "--once"], "sparekey: error: Missing value for '--home <dir>'",
     "sparekey\u00a0: erreur\u00a0: Il manque la valeur de l’option «\u00a0--home <dir>\u00a0»"),
    (["--home", "list"], "sparekey: error: Missing value for '--home <dir>'",
     "sparekey\u00a0: erreur\u00a0: Il manque la valeur de l’option «\u00a0--home <dir>\u00a0»"),
    (["lock", "--what"], "sparekey: error: Unknown option '--what'", "sparekey\u00a0: erreur\u00a0: Option inconnue\u00a0: «\u00a0--what\u00a0»"),
    (["list", "--jsn"], "sparekey: error: Unknown option '--jsn'. Did you mean '--json'?",
     "sparekey\u00a0: erreur\u00a0: Option inconnue\u00a0: «\u00a0--jsn\u00a0». Vouliez-vous dire «\u00a0--json\u00a0»\u202f?"),
    (["list", "--json=yes"], "sparekey: error: The option '--json' does not take any value, but '…' was specified.",
     "sparekey\u00a0: erreur\u00a0: L’option «\u00a0--json\u00a0» ne prend pas de valeur, mais «\u00a0…\u00a0» est donné."),
    (["move", "Shop", "first"], "sparekey: error: The value '…' is invalid for '<position>'",
     "sparekey\u00a0: erreur\u00a0: La valeur «\u00a0…\u00a0» n’est pas valide pour «\u00a0<position>\u00a0»"),
    *[(typed, "sparekey: error: Give the two digits that the sign-in shows: sparekey approve --number NN. "
       "If you are not signing in, deny it: sparekey deny --report",
       "sparekey\u00a0: erreur\u00a0: Donnez les deux chiffres affichés à la connexion\u00a0: sparekey approve --number NN. "
       "Si ce n’est pas vous qui vous connectez, refusez-la\u00a0: sparekey deny --report")
      for typed in (["approve"], ["approve", "42"], ["approve", "--number", "4"], ["approve", "--number", "four"],
                    ["approve", "--number", "05"], ["approve", "--number", "123"])],
    (["backup", "on", "--existing", "both"],
     "sparekey: error: The value '…' is invalid for '--existing <choice>'. Please provide one of 'recover', 'keep-both' or 'replace'.",
     "sparekey\u00a0: erreur\u00a0: La valeur «\u00a0…\u00a0» n’est pas valide pour «\u00a0--existing <choice>\u00a0». Donnez l’une de celles-ci\u00a0: "
     "'recover', 'keep-both' ou 'replace'."),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_what_is_wrong_with_the_arguments_is_told_in_both_languages(typed, english, french):
    told = run_sparekey(*typed, json=False, check=False)
    assert told.status == 64 and told.err.splitlines()[0] == english, told
    told = run_sparekey(*typed, json=False, check=False, language="fr")
    assert told.status == 64 and told.err.splitlines()[0] == french, told
    for word in ("Usage:", "Error:", "error:", "Help:", "See '", "for more information", "<subcommand>"):
        assert word not in told.err, told
    assert "Utilisation\u00a0: sparekey" in told.err and "Pour plus de détails\u00a0: sparekey" in told.err, told
    message = run_sparekey(*typed, check=False, language="fr").error["message"]
    assert f"sparekey\u00a0: erreur\u00a0: {message}" == french
