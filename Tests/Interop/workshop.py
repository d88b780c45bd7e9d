"""Programs that are made of the sources of a scratch copy, and for the rest of what `swift build` has made already."""

import json
import pathlib
import re
import subprocess

from phones import BUILD, environment

# With these a module of a copy is compiled as the build compiles it; what says where the build puts things is left out.
ALONE = re.compile(r"-(D\w+|O\w+|parse-as-library|enable-testing|warnings-as-errors|strict-memory-safety)")
WITH_VALUE = {"-I", "-target", "-swift-version", "-enable-upcoming-feature", "-package-name", "-module-cache-path", "-Xcc",
              "-Xfrontend"}

# How the names of what the build makes end: the system, and debug or release.
TARGET = re.escape(f"{BUILD.parent.name}-{BUILD.name}")


class Manifest:
    """How `swift build` compiles and links."""

    def __init__(self):
        self.text = (BUILD.parent.parent / f"{BUILD.name}.yaml").read_text(encoding="utf-8")

    def arguments(self, name):
        """The command that makes what is called so, an expression."""
        found = re.search(rf'^  "{name}":\n(?:    .*\n)*?    args: (\[.*\])$', self.text, re.MULTILINE)
        assert found, f"the build makes no {name}"
        return json.loads(found[1])

    def flags(self, module):
        arguments = self.arguments(rf"C\.{module}-{TARGET}\.module")
        kept, waiting = [], iter(arguments[1:])
        for argument in waiting:
            if argument in WITH_VALUE:
                kept += [argument, next(waiting)]
            elif ALONE.fullmatch(argument):
                kept.append(argument)
        return arguments[0], kept


class Workshop:
    """Compiles modules of a copy and links them with the others, which are those of the build."""

    def __init__(self, copy, folder):
        self.copy, self.folder, self.manifest = copy, folder, Manifest()
        self.made = {}
        folder.mkdir()

    def compile(self, module, sources, check=False, beside=()):
        """Makes a module of the sources in a folder of the copy, or only checks them; returns what the compiler says.

        `beside` are files that the build makes for it.
        """
        compiler, flags = self.manifest.flags(module)
        name = module.replace("-", "_")
        files = [*sorted((self.copy.folder / sources).rglob("*.swift")), *beside]
        made = self.folder / f"{name}.o"
        output = ["-typecheck"] if check else [
            "-emit-module", "-emit-module-path", self.folder / f"{name}.swiftmodule", "-c", "-o", made,
        ]
        # What the copy has changed comes before what the build has made.
        done = subprocess.run(
            [compiler, "-module-name", name, "-wmo", "-I", self.folder, *flags, *output, *files],
            env=environment(), capture_output=True, text=True,
        )
        if done.returncode == 0 and not check:
            self.made[name] = made
        return done.returncode, done.stderr

    def embed(self, module, added):
        """A file with the resources of the build's module, and with others: bytes by their names in Swift."""
        made = BUILD / f"{module}.build" / "DerivedSources" / "embedded_resources.swift"
        lines = "".join(f"static let {name}: [UInt8] = {list(content)}\n" for name, content in added.items())
        file = self.folder / f"{module}_resources.swift"
        text = made.read_text(encoding="utf-8")
        assert text.count("struct PackageResources {\n") == 1, "the build embeds resources in another way"
        file.write_text(text.replace("struct PackageResources {\n", "struct PackageResources {\n" + lines), encoding="utf-8")
        return file

    def compile_words(self):
        """Compiles the catalogues of the copy."""
        arguments = self.manifest.arguments(r'[^"]*/CDeviceWords\.build/words\.c\.o')
        made = self.folder / "words.o"
        source = self.copy.folder / "Sources/CDeviceWords"
        include = arguments[arguments.index("-target"):arguments.index("-target") + 2] + ["-fblocks", "-fPIC"]
        subprocess.run(
            [arguments[0], *include, "-I", source / "include", "-c", source / "words.c", "-o", made],
            env=environment(), check=True,
        )
        self.made["CDeviceWords"] = made

    def link(self, program):
        """Links a program of what was made here, and for the rest of what the build has made."""
        arguments = self.manifest.arguments(rf"C\.{program}-{TARGET}\.exe")
        listed = next(argument for argument in arguments if argument.startswith("@"))
        others = [
            line for line in pathlib.Path(listed[1:]).read_text(encoding="utf-8").splitlines()
            if pathlib.Path(line).parent.name.removesuffix(".build") not in self.made
        ]
        objects = self.folder / f"{program}.list"
        objects.write_text("\n".join([*others, *map(str, self.made.values())]) + "\n", encoding="utf-8")
        made = self.folder / program
        arguments[arguments.index("-o") + 1] = made
        arguments[arguments.index(listed)] = f"@{objects}"
        subprocess.run(arguments, env=environment(), check=True)
        return made
