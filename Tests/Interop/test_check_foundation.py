"""script/check-foundation on a house of its own: what makes `sparekey` large is refused, wherever it is imported."""

import re
import shutil
import subprocess

import pytest

from conftest import ROOT

REFUSED = [
    "import Foundation", "package import Foundation", "@_exported import Foundation", "@preconcurrency import Foundation",
    "import struct Foundation.Data", "    import Foundation", "import FoundationNetworking", "import FoundationXML",
    "import FoundationInternationalization", "#if canImport(Darwin)\n    import Foundation\n#endif",
    "#if canImport(FoundationEssentials)\n    import Foundation\n#else\n    import FoundationEssentials\n#endif",
]
TAKEN = [
    "import FoundationEssentials", "import struct FoundationEssentials.Data", "// import Foundation",
    "#if canImport(FoundationEssentials)\n    package import FoundationEssentials\n#else\n"
    "    package import Foundation\n#endif",
]


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "Sources", folder / "Sources", ignore=shutil.ignore_patterns("*.json", "*.mustache"))
    return folder


@pytest.fixture
def house(copy):
    """What the real check reads of this project, to be changed."""
    shutil.copy(ROOT / "Package.swift", copy)
    yield copy
    for file in (copy / "Sources").glob("*/Added.swift"):
        file.unlink()


def check(house):
    done = subprocess.run([ROOT / "script/check-foundation", house], capture_output=True, text=True)
    return done.returncode, done.stderr


def test_what_sparekey_links_imports_no_more_than_the_essentials(house):
    assert check(house) == (0, "")


@pytest.mark.parametrize("line", REFUSED)
@pytest.mark.parametrize("module", ["sparekey", "DeviceCommands", "Storages", "OutsideText", "QRCode"])
def test_all_of_foundation_is_refused_in_every_module_that_sparekey_links(house, module, line):
    (house / "Sources" / module / "Added.swift").write_text(line + "\n")
    status, told = check(house)
    assert status == 1 and f"Sources/{module}/Added.swift:" in told, told


@pytest.mark.parametrize("line", TAKEN)
def test_the_essentials_are_taken(house, line):
    (house / "Sources/DeviceCore/Added.swift").write_text(line + "\n")
    assert check(house) == (0, "")


def test_the_page_and_the_service_may_import_all_of_it(house):
    for module in ("sparekey-page", "DeviceHost", "AccountServer", "sparekey-server"):
        (house / "Sources" / module / "Added.swift").write_text("import Foundation\n")
    assert check(house) == (0, "")


@pytest.mark.parametrize("line", ["import Foundation", "import FoundationEssentials", "struct A: Codable {}"])
def test_the_pages_do_without_any_of_it(house, line):
    (house / "Sources/DevicePages/Added+native.swift").write_text(line + "\n")
    assert check(house) == (0, "")
    (house / "Sources/DevicePages/Added.swift").write_text(line + "\n")
    status, told = check(house)
    assert status == 1 and "Sources/DevicePages/Added.swift:1 " in told, told


def test_neither_the_page_nor_a_package_that_nobody_has_looked_at_is_linked(house):
    package = house / "Package.swift"
    text = package.read_text()
    dependencies = '"Encodings", "HTTPExchange", "LocalFiles",\n                "DeviceCore", "AccountAPI"'
    assert text.count(dependencies) == 1
    for added in ('"DeviceHost"', '.product(name: "NIOCore", package: "swift-nio")'):
        package.write_text(text.replace(dependencies, f"{added}, {dependencies}"))
        status, told = check(house)
        assert status == 1 and re.search(r"sparekey links (NIOCore|Hummingbird)", told), told
