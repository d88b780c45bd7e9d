"""script/use-cases on a copy of this house: a device that grows where nobody looks for it is refused."""

import shutil
import subprocess

import pytest

from conftest import ROOT

NAMES = "Device/Device+useCases.swift"
HOLDER = "package struct Weather: Sendable {\n    let device: Device\n}\n"
GETTER = "    package var weather: Weather { Weather(device: self) }\n"


@pytest.fixture
def house(tmp_path):
    """What the real check reads of this project, to be changed."""
    for module in ("DeviceCore", "DevicePages", "DeviceHost", "DeviceCommands", "sparekey", "sparekey-page"):
        ignored = shutil.ignore_patterns("Words", "Templates", "Static")
        shutil.copytree(ROOT / "Sources" / module, tmp_path / "Sources" / module, ignore=ignored)
    return tmp_path


def check(house):
    done = subprocess.run([ROOT / "script/use-cases", house], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def add(house, file, text):
    """Writes a file, or more of one that is there."""
    path = house / "Sources" / file
    path.parent.mkdir(exist_ok=True)
    with path.open("a") as out:
        out.write(text)


def name_weather(house):
    """Adds a use case to those that are named."""
    names = house / "Sources/DeviceCore" / NAMES
    text = names.read_text()
    assert text.endswith("}\n")
    names.write_text(text.removesuffix("}\n") + GETTER + "}\n")


def assert_refused(house, file, why):
    status, _, told = check(house)
    assert status == 1 and f"Sources/{file}: {why}" in told, told


def test_each_use_case_of_this_house_is_in_its_folder(house):
    status, arrows, told = check(house)
    assert (status, told) == (0, "")
    assert "\nContacts -> Accounts Evidence\n" in arrows


def test_a_use_case_with_a_folder_of_its_own_is_taken(house):
    name_weather(house)
    add(house, "DeviceCore/Weather/Weather.swift", HOLDER)
    rain = "extension Weather {\n    func rain() { device.codes.rain() }\n}\n"
    add(house, "DeviceCore/Weather/Weather+rain.swift", rain)
    status, arrows, told = check(house)
    assert (status, told) == (0, "")
    assert "Weather -> Codes\n" in arrows


@pytest.mark.parametrize("file", [
    "DeviceCore/Backups/Added.swift", "DevicePages/Added.swift", "DeviceCommands/Added.swift",
])
def test_a_device_grows_in_its_own_folder_only(house, file):
    add(house, file, "extension Device {\n}\n")
    assert_refused(house, file, "Device grows here")


@pytest.mark.parametrize("file", ["DeviceCore/Contacts/Added.swift", "DeviceCore/Added.swift", "DevicePages/Added.swift"])
def test_a_use_case_grows_in_the_folder_of_its_feature_only(house, file):
    add(house, file, "extension Backups {\n}\n")
    assert_refused(house, file, "Backups grows here")


@pytest.mark.parametrize("file", ["DeviceCore/Backups/StorageTest.swift", "DeviceCore/Backups/Backupsadded.swift"])
def test_a_use_case_grows_in_files_of_its_name_only(house, file):
    add(house, file, "extension Backups {\n}\n")
    assert_refused(house, file, "Backups grows here, in no file Backups+topic.swift")


def test_a_command_may_have_the_name_of_a_use_case(house):
    add(house, "DeviceCommands/Added.swift", "extension Doctor {\n}\n")
    assert check(house)[0] == 0


def test_a_use_case_that_is_not_named_is_refused(house):
    add(house, "DeviceCore/Weather/Weather.swift", HOLDER)
    assert_refused(house, "DeviceCore/Weather/Weather.swift", "Weather is no use case")


def test_a_name_without_a_use_case_is_refused(house):
    name_weather(house)
    assert_refused(house, f"DeviceCore/{NAMES}", "there is no Weather")


@pytest.mark.parametrize("file", [
    "DeviceCore/Weather/Rain.swift", "DeviceCore/Device/Weather.swift", "DevicePages/Weather.swift",
])
def test_a_use_case_stands_in_its_file_in_a_folder_of_its_own(house, file):
    name_weather(house)
    add(house, file, HOLDER)
    assert_refused(house, file, "Weather is not in Weather.swift in a folder of its own")


def test_no_two_use_cases_share_a_folder(house):
    name_weather(house)
    add(house, "DeviceCore/Backups/Weather.swift", HOLDER)
    assert_refused(house, "DeviceCore/Backups/Weather.swift", "there is another use case in the folder")


def test_a_use_case_keeps_nothing_but_its_device(house):
    name_weather(house)
    file = "DeviceCore/Weather/Weather.swift"
    add(house, file, HOLDER.replace("Device\n}", "Device\n    let wind: Int\n}"))
    assert_refused(house, file, "Weather holds more than its device")
