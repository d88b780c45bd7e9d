"""Every command and option that a text names is there: a remedy that leads to a mistyped command helps nobody."""

import functools
import json
import re
import subprocess

import pytest

from conftest import BUILD, ROOT, environment

PROGRAMS = {"sparekey": "DeviceCore", "sparekey-server": "AccountServer"}
# From the program's name to the end of the sentence, of the part of it, or of the line; a backslash goes on.
MENTION = re.compile(r"(?<![\w/.-])(sparekey(?:-server)?)(?=[ \u00a0])((?:(?![,;:.!?)”»](?:\s|$))(?:\\\n|[^\n]))*)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
WORD = re.compile(r"[a-z][a-z-]*")
# What the parser adds to every program, and what is another's.
OF_PARSER = {"--generate-completion-script"}
OF_OTHERS = re.compile(r"^ *systemctl .*$", re.MULTILINE)
# Where the program is one that does something.
PROSE = re.compile("sparekey-server (?:sent this message|a envoyé ce message|has changed)")


@functools.cache
def commands(program):
    """The options of every command of a program, by its path, as the program itself tells them."""
    dump = subprocess.run(
        [BUILD / program, "--experimental-dump-help"], env=environment(), capture_output=True, text=True, timeout=120,
        check=True,
    )
    found = {}

    def walk(command, path):
        below = command.get("subcommands", [])
        options = {f"--{name['name']}" for argument in command.get("arguments", []) for name in argument.get("names", [])
                   if name["kind"] == "long"}
        found[path] = options
        for one in below:
            walk(one, (*path, one["commandName"]))
        default = command.get("defaultSubcommand")
        if default:
            options |= found[(*path, default)]

    walk(json.loads(dump.stdout)["command"], ())
    return found


def texts(program, language):
    """The texts of a program in a language, by their keys."""
    file = ROOT / f"Sources/{PROGRAMS[program]}/Words/{language}.json"
    return json.loads(file.read_text(encoding="utf-8"))


def help_texts(program):
    """What the help of a program says of its commands and options."""
    dump = subprocess.run(
        [BUILD / program, "--experimental-dump-help"], env=environment(), capture_output=True, text=True, timeout=120,
        check=True,
    )
    found = {}

    def walk(command, path):
        for part in ("abstract", "discussion"):
            found[f"{path} {part}"] = command.get(part) or ""
            for argument in command.get("arguments", []):
                found[f"{path} {argument.get('valueName')} {part}"] = argument.get(part) or ""
        for one in command.get("subcommands", []):
            walk(one, f"{path} {one['commandName']}")

    walk(json.loads(dump.stdout)["command"], program)
    return found


def faults(text):
    """What a text names that is not there; and how many commands and options it names."""
    missing, named = [], 0
    text = PROSE.sub("", OF_OTHERS.sub("", text))
    for mention in MENTION.finditer(text):
        program, rest = mention.groups()
        known = commands(program)
        path = ()
        for word in rest.replace("\\\n", " ").split():
            if (*path, word) in known:
                path = (*path, word)
                continue
            is_group = any(other[:-1] == path for other in known if other)
            if is_group and WORD.fullmatch(word):
                missing.append(f"{program} {' '.join((*path, word))}")
            break
        for option in OPTION.findall(rest):
            named += 1
            if option not in known[path]:
                missing.append(f"{program} {' '.join((*path, option))}")
        named += 1
    for option in OPTION.findall(MENTION.sub("", text)):
        named += 1
        if not any(option in options for program in PROGRAMS for options in [OF_PARSER, *commands(program).values()]):
            missing.append(option)
    return missing, named


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("program, least", [("sparekey", 350), ("sparekey-server", 8)])
def test_every_command_and_option_that_a_text_names_is_there(program, language, least):
    count = 0
    for key, text in texts(program, language).items():
        missing, named = faults(text)
        assert not missing, f"{key}: {missing}: {text}"
        count += named
    assert count >= least


@pytest.mark.parametrize("program, least", [("sparekey", 100), ("sparekey-server", 30)])
def test_every_command_and_option_that_the_help_names_is_there(program, least):
    count = 0
    for place, text in help_texts(program).items():
        missing, named = faults(text)
        assert not missing, f"{place}: {missing}: {text}"
        count += named
    assert count >= least


def test_every_command_and_option_that_the_service_names_in_its_failures_is_there():
    count = 0
    for file in sorted((ROOT / "Sources/sparekey-server").glob("*.swift")):
        lines = file.read_text(encoding="utf-8").splitlines()
        missing, named = faults("\n".join(line for line in lines if not line.lstrip().startswith("//")))
        assert not missing, f"{file.name}: {missing}"
        count += named
    assert count >= 80


@pytest.mark.parametrize("text, missing", [
    ("Make one: sparekey backup begin --storage X", ["sparekey backup begin", "sparekey backup --storage"]),
    ("Then sparekey list --all.", ["sparekey list --all"]),
    ("Repeat the command with --no-such-thing, please.", ["--no-such-thing"]),
    ("sparekey recover me \\\n    --service X \\\n    --elsewhere Y", ["sparekey recover --elsewhere"]),
    ("Faites «\u00a0sparekey efface\u00a0», puis continuez.", ["sparekey efface"]),
    ("sparekey account letter USER --service X, and repeat the command with --letter-code.", []),
])
def test_a_command_that_is_not_there_is_found(text, missing):
    assert faults(text)[0] == missing
