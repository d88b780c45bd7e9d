"""The recipes of CONTRIBUTING.md, and scratch copies of the project to follow them on."""

import contextlib
import json
import re
import shutil
import subprocess

from phones import FIXTURES, ROOT, environment

WORDS = {language: f"Sources/DeviceCore/Words/{language}.json" for language in ("en", "fr")}
NEW = FIXTURES / "recipes"
CHECKS = ("check-text", "check-tests", "check-named-tests", "check-links", "check-failures", "modules")


class Copy:
    """The files of the working tree in a folder of their own."""

    def __init__(self, folder):
        self.folder = folder
        listed = subprocess.run(
            ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            capture_output=True, check=True,
        )
        names = [name for name in listed.stdout.decode().split("\0") if (ROOT / name).is_file()]
        assert len(names) > 500, "the files of the project are not listed"
        # As they are now, also where somebody goes on writing meanwhile.
        self.before = {name: (ROOT / name).read_bytes() for name in names}
        for name, content in self.before.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
            shutil.copymode(ROOT / name, folder / name)

    def read(self, name):
        return (self.folder / name).read_text(encoding="utf-8")

    def bytes(self, name):
        return (self.folder / name).read_bytes()

    def write(self, name, text):
        (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_text(text, encoding="utf-8")

    def replace(self, name, old, new):
        text = self.read(name)
        assert text.count(old) == 1, f"{name} has {old!r} {text.count(old)} times"
        self.write(name, text.replace(old, new))

    def put_before(self, name, old, new):
        self.replace(name, old, new + old)

    def put_behind(self, name, old, new):
        self.replace(name, old, old + new)

    def put_back(self, name):
        """Leaves a change out; returns what brings it in again."""
        changed = self.read(name)
        (self.folder / name).write_bytes(self.before[name])
        return lambda: self.write(name, changed)

    def changed(self):
        """The files of the project that are no longer what they were."""
        return {name for name, content in self.before.items() if self.bytes(name) != content}

    def words(self, language):
        return json.loads(self.read(f"Sources/DeviceCore/Words/{language}.json"))

    def run(self, *command):
        return subprocess.run(command, cwd=self.folder, env=environment(), capture_output=True, text=True)


def named(recipe):
    """The files that a recipe says it changes."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    begin = re.search(rf"^\*\*{re.escape(recipe)}\*\* It changes (.*?):\s", text, re.MULTILINE | re.DOTALL)
    files = re.findall(r"`([^`]+)`|\]\(([^)]+)\)", begin[1])
    return {one or other for one, other in files}


def add_words(copy, words):
    """Puts sentences into both catalogues: words are keys with the English and the French."""
    for index, name in enumerate(WORDS.values()):
        lines = "".join(
            f"  {json.dumps(key)}: {json.dumps(texts[index], ensure_ascii=False)},\n" for key, texts in words.items()
        )
        copy.write(name, copy.read(name).replace("{\n", "{\n" + lines, 1))


def add_file(copy, name):
    """Puts a file of its own where it belongs."""
    copy.write(name, (NEW / name.rpartition("/")[2]).with_suffix(".swift.txt").read_text(encoding="utf-8"))
    assert copy.run("swift", "format", "lint", "--strict", name).stderr == ""


def assert_checked(copy):
    for check in CHECKS:
        done = copy.run(f"script/{check}")
        assert done.returncode == 0, done.stdout + done.stderr
    done = copy.run("script/make-errors-page", "--check")
    assert done.returncode == 0, done.stdout + done.stderr


@contextlib.contextmanager
def without(copy, name):
    """Leaves the change of one file out."""
    bring_back = copy.put_back(name)
    try:
        yield
    finally:
        bring_back()
