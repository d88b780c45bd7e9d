"""script/check-failures on a copy of this house: what a failure mentions is read back by nothing that decides."""

import shutil
import subprocess

import pytest

from conftest import ROOT

MODULES = ("DeviceCore", "DevicePages", "DeviceHost", "DeviceCommands", "sparekey", "sparekey-page")
KEEPER = "Sources/DeviceCore/Backups/Backups.swift"
REFUSED = [
    'let isElsewhere = failure.values["n"] == nil',
    'guard missing?.values["situation"] == nil else { return }',
    'let left = Failure(explaining: error).values["left"]',
    "let values = failure.values",
    "return failure?.mentions ?? [:]",
    'extension Failure {\n    var count: Int? { values["n"].flatMap { Int($0) } }\n}',
    'extension Failure {\n    var isLast: Bool { self.mentions["left"] == nil }\n}',
]
TAKEN = [
    "if case .duplicate(let position) = failure.detail { show(position) }",
    "let values = words.values(of: failure)",
    "let counts = sessions.values.map(\\.count)",
    '// failure.values["n"]',
    'extension Catalogue {\n    func name(_ values: [String: String]) -> String? { values["name"] }\n}',
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    for module in MODULES:
        ignored = shutil.ignore_patterns("*.json", "Templates", "Static")
        shutil.copytree(ROOT / "Sources" / module, folder / "Sources" / module, ignore=ignored)
    return folder


@pytest.fixture
def house(copy):
    """What the real check reads of this project, to be changed."""
    shutil.copy(ROOT / KEEPER, copy / KEEPER)
    yield copy
    for file in (copy / "Sources").glob("*/Added.swift"):
        file.unlink()


def check(house):
    done = subprocess.run([ROOT / "script/check-failures", house], capture_output=True, text=True)
    return done.returncode, done.stderr


def test_nothing_of_this_house_reads_back_what_a_failure_mentions(house):
    assert check(house) == (0, "")


@pytest.mark.parametrize("code", REFUSED)
@pytest.mark.parametrize("module", MODULES)
def test_reading_it_back_is_refused_in_every_module_of_the_device(house, module, code):
    (house / "Sources" / module / "Added.swift").write_text(code + "\n")
    status, told = check(house)
    assert status == 1 and f"Sources/{module}/Added.swift:" in told, told


@pytest.mark.parametrize("code", TAKEN)
def test_details_and_words_are_taken(house, code):
    (house / "Sources/DeviceCore/Added.swift").write_text(code + "\n")
    assert check(house) == (0, "")


def test_the_vault_keeps_what_a_failure_mentions_and_decides_nothing_by_it(house):
    with (house / KEEPER).open("a") as out:
        out.write('func left(_ failure: Failure) -> String? { failure.values["left"] }\n')
    status, told = check(house)
    assert status == 1 and "Backups.swift:" in told, told
