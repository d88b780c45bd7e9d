"""The recipes of CONTRIBUTING.md for a storage, a command, an error code and a page, followed on a scratch copy.

Each changes the files that it names and no others, what comes of it works, and none of the changes can be left out unseen.
"""

import contextlib
import json
import re
import subprocess
import urllib.parse

import pytest
import requests

from conftest import BUILD, ROOT, environment
from recipes import NEW, WORDS, Copy, add_file, add_words, assert_checked, named, without
from test_page.world import OpenPhone
from workshop import Workshop


def asked(peer, *objects):
    """What `storage-peer` answers."""
    done = subprocess.run(
        [peer], input="".join(json.dumps(one) + "\n" for one in objects), env=environment(), capture_output=True, text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def kinds_of(peer):
    return asked(peer, {"location": "folder:/"}, {"do": "kinds"})[1]["kinds"]


def lacking(kinds, read):
    """What the kinds of storage lack in the catalogues and in the document; `read` gives the text of a file."""
    lack = []
    table = read("docs/storage.md").partition("Options stand behind")[0]
    for kind in kinds:
        begins = tuple(f"{scheme}:" for scheme in kind["schemes"])
        for name in WORDS.values():
            words = json.loads(read(name))
            lack += [(name, key) for key in kind["keys"] if key not in words]
            if not any(line.strip().startswith(begins) for line in words["help.storages"].split("\n")):
                lack.append((name, "help.storages"))
        if not any(f"| `{begin}" in table for begin in begins):
            lack.append(("docs/storage.md", kind["name"]))
    return lack


def test_every_kind_of_storage_has_its_words_and_its_line_in_the_document():
    kinds = kinds_of(BUILD / "storage-peer")
    assert {kind["name"] for kind in kinds} >= {"folder", "webdav", "s3"}
    assert lacking(kinds, lambda name: (ROOT / name).read_text(encoding="utf-8")) == []


def add_storage(copy):
    """Follows the recipe of a storage: one in memory, with locations such as drop:shelf."""
    for name in ("DropKind.swift", "DropStorage.swift"):
        add_file(copy, f"Sources/Storages/Drop/{name}")
    copy.put_behind("Sources/Storages/StorageKind.swift", "static let all: [StorageKind] = [.folder", ", .drop")
    add_words(copy, {
        "page.storage.drop": ("Memory, until the program ends", "Mémoire, jusqu’à la fin du programme"),
        "page.storage.kind.drop": ("Memory", "Mémoire"),
        "page.storage.shelf": ("Shelf", "Étagère"),
        "page.storage.shelfHint": ("Any name will do.", "N’importe quel nom convient."),
    })
    for name, line in zip(WORDS.values(), ("memory, until the program ends", "mémoire, jusqu’à la fin du programme")):
        copy.put_before(name, "\\n  webdavs://", f"\\n  drop:shelf                                 {line}")
    copy.put_before("docs/storage.md", "| S3: AWS,", "| memory, until the program ends | `drop:shelf` | none |\n")


@pytest.fixture(scope="module")
def storage(tmp_path_factory):
    """A copy with the new storage, and `storage-peer` made of it."""
    copy = Copy(tmp_path_factory.mktemp("storage") / "copy")
    add_storage(copy)
    shop = Workshop(copy, tmp_path_factory.mktemp("made") / "storage")
    for module, sources in (("Storages", "Sources/Storages"), ("storage-peer", "Tests/StoragePeer")):
        status, told = shop.compile(module, sources)
        assert status == 0, told
    return copy, shop.link("storage-peer")


def test_a_storage_changes_the_files_that_its_recipe_names(storage):
    copy, _ = storage
    assert copy.changed() == named("A storage.")
    assert len(copy.changed()) <= 4
    assert_checked(copy)


def test_a_storage_that_was_added_is_offered_and_keeps_each_clause_of_the_contract(storage):
    copy, peer = storage
    kind = next(kind for kind in kinds_of(peer) if kind["name"] == "drop")
    assert kind["example"] == "drop:shelf"
    assert lacking(kinds_of(peer), copy.read) == []
    clauses = asked(peer, {"location": "drop:shelf"}, {"do": "clauses"})[1]["clauses"]
    assert len(clauses) >= 8
    for clause in clauses:
        assert asked(peer, {"location": "drop:shelf"}, {"do": "check", "clause": clause}) == [{}, {}], clause


def test_no_change_of_a_storage_is_left_out_unseen(storage):
    copy, peer = storage
    for name in named("A storage."):
        with without(copy, name):
            if name == "Sources/Storages/StorageKind.swift":
                # The program of the build is what comes of all other changes.
                assert "unknownScheme" in asked(BUILD / "storage-peer", {"location": "drop:shelf"})[0]["error"]
            else:
                assert {place for place, _ in lacking(kinds_of(peer), copy.read)} == {name}


def add_command(copy):
    """Follows the recipe of a command: one that counts the accounts here."""
    add_file(copy, "Sources/DeviceCommands/Commands/Greet.swift")
    copy.put_behind("Sources/DeviceCommands/Sparekey.swift", "Doctor.self", ", Greet.self")
    add_words(copy, {
        "help.Greet.abstract": ("Say how many accounts are here.", "Indiquer combien de comptes sont ici."),
        "greet.done": ("Hello: {n}.", "Bonjour\u00a0: {n}."),
    })


def add_code(copy):
    """Follows the recipe of an error code, which the new command fails with where there is no account."""
    add_file(copy, "Sources/DeviceCommands/Commands/Greet+nobody.swift")
    greet = "Sources/DeviceCommands/Commands/Greet.swift"
    copy.put_before(greet, "        session.terminal.result", "        try Self.refuseNobody(count)\n")
    codes = "Sources/DeviceCore/Failures/FailureCode.swift"
    copy.put_before(codes, "\n    // unreachable: a party does not answer.", '    case nobodyHere = "greet.nobody"\n')
    add_words(copy, {
        "error.greet.nobody.message": ("Nobody is here", "Personne n’est ici"),
        "error.greet.nobody.remedy": ("Add an account.", "Ajoutez un compte."),
    })
    assert copy.run("script/make-errors-page").returncode == 0


@pytest.fixture(scope="module")
def command(tmp_path_factory):
    """Copies with the new command, without and with the new code, and `sparekey` made of the second."""
    plain, coded = (Copy(tmp_path_factory.mktemp("command") / name) for name in ("plain", "coded"))
    for copy in (plain, coded):
        add_command(copy)
    add_code(coded)
    shop = Workshop(coded, tmp_path_factory.mktemp("made") / "command")
    unknown = shop.compile("DeviceCommands", "Sources/DeviceCommands", check=True)
    for module in ("DeviceCore", "DeviceCommands"):
        status, told = shop.compile(module, f"Sources/{module}")
        assert status == 0, told
    shop.compile_words()
    return plain, coded, shop, shop.link("sparekey"), unknown


def told(program, *arguments, home="/nonexistent", language="en"):
    return subprocess.run(
        [program, *arguments], env=environment(SPAREKEY_HOME=home, SPAREKEY_LANG=language), capture_output=True, text=True,
    )


def test_a_command_changes_the_files_that_its_recipe_names(command):
    plain, *_ = command
    assert plain.changed() == named("A command of `sparekey`.")
    assert len(plain.changed()) <= 3
    assert_checked(plain)


def test_an_error_code_changes_the_files_that_its_recipe_names_and_the_page_that_is_made_of_them(command):
    plain, coded, *_ = command
    changed = {name for name in coded.before if coded.bytes(name) != plain.bytes(name)}
    assert changed - {"docs/errors.md"} == named("An error code.")
    assert len(named("An error code.")) <= 3 and "| `greet.nobody` | Nobody is here |" in coded.read("docs/errors.md")
    assert_checked(coded)


def test_a_command_and_a_code_that_were_added_work(command, tmp_path):
    program = command[3]
    listed = told(program, "--help").stdout
    assert re.search(r"^  greet +Say how many accounts are here\.$", listed, re.MULTILINE), listed
    assert "Indiquer combien de comptes sont ici." in told(program, "--help", language="fr").stdout
    failed = told(program, "greet", "--json", home=tmp_path)
    assert failed.returncode == 66, failed
    assert json.loads(failed.stdout)["error"] == {
        "code": "greet.nobody", "message": "Nobody is here", "remedy": "Add an account.",
    }
    added = told(program, "add", "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP", home=tmp_path)
    assert added.returncode == 0, added
    assert told(program, "greet", home=tmp_path, language="fr").stdout == "Bonjour\u00a0: 1.\n"


def test_no_change_of_a_command_is_left_out_unseen(command):
    _, coded, shop, _, _ = command
    for name in named("A command of `sparekey`."):
        if name == "Sources/DeviceCommands/Sparekey.swift":
            # The program of the build is what comes of all other changes.
            assert told(BUILD / "sparekey", "greet").returncode == 64
            continue
        with without(coded, name):
            shop.compile_words()
            program = shop.link("sparekey")
        language = "en" if name == WORDS["en"] else "fr"
        assert "help.Greet.abstract" in told(program, "--help", language=language).stdout


def test_no_change_of_an_error_code_is_left_out_unseen(command):
    _, coded, _, _, (status, said) = command
    for name in named("An error code."):
        if name == "Sources/DeviceCore/Failures/FailureCode.swift":
            # The module of the build is what comes of all other changes.
            assert status != 0 and "has no member 'nobodyHere'" in said, said
            continue
        with without(coded, name):
            done = coded.run("script/make-errors-page", "--check")
            assert done.returncode != 0 and "error.greet.nobody.message" in done.stderr, done


PAGES = "Sources/DevicePages/Site/AllPages.swift"


def add_page(copy):
    """Follows the recipe of a page: one that shows the weather over the accounts."""
    add_file(copy, "Sources/DevicePages/Weather/PageRoutes+weather.swift")
    copy.write("Sources/DevicePages/Templates/weather.mustache", (NEW / "weather.mustache").read_text(encoding="utf-8"))
    copy.put_behind(PAGES, "        routes.addTrouble()\n", "        routes.addWeather()\n")
    copy.put_before(PAGES, '        "welcome": ', '        "weather": PackageResources.weather_mustache,\n')
    add_words(copy, {
        "page.weather.title": ("Weather", "Météo"),
        "page.weather.text": ("Sun over {n} accounts.", "Soleil sur {n} comptes."),
    })


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A copy with the new page, and the workshop that has made `sparekey-page` of it."""
    copy = Copy(tmp_path_factory.mktemp("page") / "copy")
    add_page(copy)
    shop = Workshop(copy, tmp_path_factory.mktemp("made") / "page")
    template = copy.bytes("Sources/DevicePages/Templates/weather.mustache")
    embedded = shop.embed("DevicePages", {"weather_mustache": template})
    status, said = shop.compile("DevicePages", "Sources/DevicePages", beside=[embedded])
    assert status == 0, said
    shop.compile_words()
    return copy, shop, shop.link("sparekey-page")


def weather(program, home, language="en"):
    """What a program that serves the page answers to whoever asks for the weather: the status and the text."""
    phone = OpenPhone(home / "phone" / "home", language)
    phone.add("otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP")
    with contextlib.ExitStack() as stack:
        stack.callback(phone.stop)
        phone.start(program=program)
        parts = urllib.parse.urlsplit(phone.address)
        headers = {"Host": parts.netloc, "Origin": phone.address}
        ticket = re.search(r'name="ticket" value="([^"]+)"', phone.launcher.read_text(encoding="utf-8"))[1]
        place = f"http://127.0.0.1:{parts.port}"
        answer = requests.post(f"{place}/launch", {"ticket": ticket}, headers=headers, timeout=120)
        headers["Cookie"] = answer.headers["Set-Cookie"].partition(";")[0]
        answer = requests.get(f"{place}/weather", headers=headers, timeout=120)
    return answer.status_code, answer.content.decode()


def test_a_page_changes_the_files_that_its_recipe_names(page):
    copy, *_ = page
    assert copy.changed() == named("A page of the app.")
    assert len(copy.changed()) <= 3
    assert_checked(copy)


def test_a_page_that_was_added_is_served(page, tmp_path):
    for language, title, text in (("en", "Weather", "Sun over 1 accounts."), ("fr", "Météo", "Soleil sur 1 comptes.")):
        status, shown = weather(page[2], tmp_path / language, language)
        assert status == 200 and f"<h1>{title}</h1>" in shown and f"<p>{text}</p>" in shown, shown


def test_no_change_of_a_page_is_left_out_unseen(page, tmp_path):
    copy, shop, _ = page
    for number, name in enumerate(sorted(named("A page of the app."))):
        home = tmp_path / str(number)
        if name == PAGES:
            # The program of the build is what comes of all other changes.
            assert weather(BUILD / "sparekey-page", home)[0] == 404
            continue
        with without(copy, name):
            shop.compile_words()
            program = shop.link("sparekey-page")
        language = "en" if name == WORDS["en"] else "fr"
        assert "<h1>page.weather.title</h1>" in weather(program, home, language)[1]
