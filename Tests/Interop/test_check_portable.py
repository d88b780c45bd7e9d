"""script/check-portable on a module of its own: each rule fails, and the compiler refuses what no rule knows."""

import os
import shutil
import subprocess

import pytest

from conftest import ROOT

REFUSED = [
    "import Foundation", "package import Foundation", "@_exported import Foundation",
    "import FoundationEssentials", "import struct Foundation.Data",
    "    import Foundation", "struct Entry: Codable {}", "func write(_ entry: some Encodable) {}",
    "func read(_ type: (some Decodable).Type) {}", "let mirror = Mirror(reflecting: 1)",
    "struct S: CustomReflectable {}",
    "func ask() async {}", "let answer = await ask()", "actor Vault {}",
]
TRAPS = [
    "let count = Int(header.length)", "let count = Int(wide & 0xffffffff)", "let count = Int(wide & mask)",
    "let count = Int(wide >> 4)", "let counts = lengths.map(Int.init)", "let count = Int.init(length)",
    "let count = UInt(length)", "let seconds = Int(date.milliseconds / 1000)",
    "let (a, b) = (Int(exactly: length), Int(other))", "let (a, b) = (Int(byte & 15), Int(other))",
]
FITS = [
    "let count = Int(exactly: length)", "let count = Int(clamping: length)",
    "let count = Int(truncatingIfNeeded: length)",
    "let counts = lengths.map(Int.init(exactly:))", "let digit = digits[Int(byte >> 4)] + digits[Int(byte & 15)]",
    "let digit = alphabet[Int(buffer << (6 - bits) & 63)]", "let number = Int(byte & 0x7f)",
    "let number = UInt32(length)",
    "// An actor may import Foundation and be Codable, and what is async may await.", "let point: Int = 1",
]


class Module:
    """A house of one portable module, and a compiler that accepts everything unless the real one is asked for."""

    def __init__(self, folder):
        self.folder = folder
        self.source = folder / "Sources" / "Bottom"
        for name in ("script/portable", "Sources/Bottom", "Sources/CSodium", "bin", "include/sodium"):
            (folder / name).mkdir(parents=True)
        shutil.copy(ROOT / "script" / "check-portable", folder / "script" / "check-portable")
        (folder / "script" / "floors").write_text("ground   Bottom* Native\n")
        (folder / "script" / "portable" / "Reached.swift").write_text("import Bottom\n")
        for header in ("Sources/CSodium/shim.h", "include/sodium/core.h", "include/sodium.h"):
            (folder / header).touch()
        self.program("pkg-config", f"echo {folder}/include")
        self.program("swiftc", f'echo "$@" >>{folder}/compiled')

    def program(self, name, text):
        path = self.folder / "bin" / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(0o755)

    def check(self, line="", real=False):
        (self.source / "File.swift").write_text(line + "\n")
        if real:
            (self.folder / "bin" / "swiftc").unlink()
        environment = os.environ | {"PATH": f"{self.folder}/bin:{os.environ['PATH']}"}
        return subprocess.run(
            [self.folder / "script" / "check-portable"], env=environment, capture_output=True, text=True,
        )


@pytest.fixture
def module(tmp_path):
    return Module(tmp_path)


@pytest.mark.parametrize("line", REFUSED)
def test_what_embedded_swift_has_not_is_refused_and_shown(module, line):
    done = module.check("// Above it.\n" + line)
    assert done.returncode == 1 and "are not portable" in done.stderr
    assert done.stdout == f"Sources/Bottom/File.swift:2:{line}\n"


@pytest.mark.parametrize("line", TRAPS)
def test_a_number_that_may_not_fit_is_refused(module, line):
    done = module.check(line)
    assert done.returncode == 1 and "make an Int that may not fit" in done.stderr
    assert done.stdout.startswith("Sources/Bottom/File.swift:1:")


@pytest.mark.parametrize("line", FITS)
def test_what_fits_is_left_alone(module, line):
    done = module.check(line)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_what_is_for_native_programs_and_other_modules_is_left_alone(module):
    for path in (module.source / "File+native.swift", module.folder / "Sources" / "Native" / "File.swift"):
        path.parent.mkdir(exist_ok=True)
        path.write_text("import Foundation\nlet count = Int(length)\n")
    assert module.check().returncode == 0
    assert "+native" not in (module.folder / "compiled").read_text()


def test_each_module_is_compiled_once_and_again_after_a_change(module):
    def compiled():
        return (module.folder / "compiled").read_text().count("-module-name Bottom")

    assert module.check("let one = 1").returncode == 0 and compiled() == 1
    assert module.check("let one = 1").returncode == 0 and compiled() == 1
    assert module.check("let two = 2").returncode == 0 and compiled() == 2


def test_a_module_that_does_not_compile_fails_each_time(module):
    module.program("swiftc", 'case "$*" in *-version) ;; *) exit 1 ;; esac')
    assert module.check().returncode == 1
    assert module.check().returncode == 1


@pytest.mark.parametrize("text,fails", [
    ("package func half(_ number: Int32) -> Int32 { number / 2 }", False),
    ("package struct Fault: Error {}\npackage func fail() throws { throw Fault() }", True),
    ("package final class Node {\n    package weak var next: Node?\n}", True),
    ("package let wide: Int = 4_294_967_296", True),
    ("package func number(_ bytes: UnsafePointer<Int>) -> Int { bytes.pointee }", True),
])
def test_the_compiler_refuses_what_no_rule_knows(module, text, fails):
    done = module.check(text, real=True)
    assert (done.returncode != 0) == fails, done.stderr
    assert ("error:" in done.stderr) == fails, done.stderr
