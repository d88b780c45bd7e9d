"""script/modules on a small house: each rule of it fails, and names what is wrong."""

import re
import shutil
import subprocess

import pytest

from conftest import ROOT

FLOORS = "ground   Bottom* Beside\ndevice/model   Model\nserver/service   Service\n"
README = """| floor | folders |
|---|---|
| `ground` | `Bottom` `Beside` |
| `device/model` | `Model` |
| `server/service` | `Service` |
| `bridges` | `CBridge` |
"""
SWIFT = {"Bottom": "import CBridge", "Beside": "import Bottom", "Model": "import Bottom", "Service": "import Beside"}
NEEDS = {"Bottom": ["CBridge"], "Beside": ["Bottom"], "Model": ["Bottom"], "Service": ["Beside"]}
NEEDS["BottomTests"] = ["Bottom"]


class House:
    """A package of four modules on three floors, with one bridge to C."""

    def __init__(self, folder):
        self.folder = folder
        self.swift, self.needs, self.floors, self.readme = dict(SWIFT), dict(NEEDS), FLOORS, README
        (folder / "script").mkdir()
        shutil.copy(ROOT / "script" / "modules", folder / "script" / "modules")

    def module(self, name, text, *needs):
        self.swift[name], self.needs[name] = text, list(needs)

    def check(self):
        """Whether it stands, what is printed, and what is wrong."""
        (self.folder / "script" / "floors").write_text(self.floors)
        for name, text in self.swift.items():
            (self.folder / "Sources" / name).mkdir(parents=True, exist_ok=True)
            (self.folder / "Sources" / name / "File.swift").write_text(text + "\n")
        (self.folder / "Sources" / "CBridge").mkdir(exist_ok=True)
        (self.folder / "Sources" / "CBridge" / "module.modulemap").write_text("module CBridge {}\n")
        (self.folder / "Sources" / "README.md").write_text(self.readme)
        targets = "".join(self.target(name, needs) for name, needs in self.needs.items())
        package = f"let package = Package(\n    targets: [{targets}\n    ],\n    swiftLanguageModes: [.v6]\n)\n"
        (self.folder / "Package.swift").write_text(package)
        done = subprocess.run([self.folder / "script" / "modules"], capture_output=True, text=True)
        return done.returncode, done.stdout, done.stderr

    @staticmethod
    def target(name, needs):
        kind = "testTarget" if name.endswith("Tests") else "target"
        return f'\n        .{kind}(name: "{name}", dependencies: [{", ".join(map(repr, needs))}]),'.replace("'", '"')


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


def test_a_house_that_stands_is_printed_from_the_roof_down(house):
    code, printed, wrong = house.check()
    assert (code, wrong) == (0, "")
    assert re.findall(r"^    (\w+) .*-> (.*)$", printed, re.M) == [
        ("Service", "Beside"), ("Model", "Bottom"), ("Bottom", "nothing of ours"), ("Beside", "Bottom"),
    ]
    assert "    CBridge <- Bottom\n" in printed and "3 arrows between 4 modules" in printed


@pytest.mark.parametrize("line", [
    "import Model", "package import Model", "@testable import Model", "import struct Model.Entry",
    "#if os(Linux)\nimport Model\n#endif", "#if os(Linux)\n    import Model\n#endif",
    "#if os(macOS)\n    import Model\n#endif",
    "#if os(macOS)\n    package import Model\n#endif", "#if os(macOS)\n    import struct Model.Entry\n#endif",
])
def test_an_arrow_that_runs_up_is_found_however_it_is_written(house, line):
    house.module("Beside", line, "Model")
    code, _, wrong = house.check()
    assert code == 1 and "the arrow from Beside to Model runs up" in wrong


def test_a_circle_has_an_arrow_that_runs_up(house):
    house.module("Bottom", "import Beside\nimport CBridge", "Beside", "CBridge")
    code, _, wrong = house.check()
    assert code == 1 and wrong == "the arrow from Bottom to Beside runs up\n"


def test_device_and_service_do_not_meet(house):
    house.module("Service", "import Model", "Model")
    code, _, wrong = house.check()
    assert code == 1 and wrong == "Service and Model stand on two sides\n"


def test_a_folder_without_a_floor_is_found(house):
    house.module("Attic", "import Bottom", "Bottom")
    code, _, wrong = house.check()
    assert code == 1 and "Attic stands on no floor" in wrong


def test_a_floor_for_what_there_is_not_is_found(house):
    house.floors += "device/roof   Roof\n"
    code, _, wrong = house.check()
    assert code == 1 and "Roof is on a floor, but not in Sources" in wrong


def test_what_is_for_tests_alone_stands_on_no_floor(house):
    house.module("Model", "import Bottom\nimport BottomTests", "Bottom", "BottomTests")
    code, _, wrong = house.check()
    assert code == 1 and wrong == "Model imports BottomTests, which stands on no floor\n"


@pytest.mark.parametrize("needs,wrong", [
    ([], "Model imports Bottom, which Package.swift does not name for it"),
    (["Bottom", "Beside"], "Package.swift names Beside for Model, which imports it nowhere"),
])
def test_package_and_imports_say_the_same(house, needs, wrong):
    house.module("Model", "import Bottom", *needs)
    assert house.check()[::2] == (1, wrong + "\n")


def test_a_bridge_to_c_has_one_module(house):
    house.module("Model", "import Bottom\nimport CBridge", "Bottom", "CBridge")
    assert house.check()[::2] == (1, "not one module uses CBridge, but 2\n")
    house.module("Model", "import Bottom\nimport CBridge", "Bottom")
    assert house.check()[::2] == (1, "Model imports CBridge, which Package.swift does not name for it\n")


@pytest.mark.parametrize("before,after", [
    ("`Bottom` `Beside`", "`Beside` `Bottom`"), (" `CBridge`", ""), ("`Model` |\n", "`Model` `Attic` |\n"),
])
def test_the_list_of_folders_is_that_of_the_floors(house, before, after):
    assert README.count(before) == 1
    house.readme = README.replace(before, after)
    code, _, wrong = house.check()
    assert code == 1 and wrong.startswith("Sources/README.md does not list the folders")
