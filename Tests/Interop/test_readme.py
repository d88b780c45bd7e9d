"""The command lines of README.md, run in order by the real programs: they print what it says that they print.

A block is one device. What differs from run to run is a placeholder on both sides: the service, the folder, days.
"""

import re
import subprocess

from conftest import BUILD, PASSWORD, ROOT, environment
from moments import wait_until
import pictures
from ports import free_port

README = (ROOT / "README.md").read_text(encoding="utf-8")
DAY = re.compile(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December) \d+, \d{4}"
    r"( at \d+:\d{2}\s[AP]M)?"
)
BANK = "otpauth://totp/Bank:me?secret=MZXW6YTBOJRGC6RRGIZTI&issuer=Bank"


def steps(block):
    """The commands of a block, each with the lines that it prints."""
    found = []
    for line in block.replace(" \\\n", " ").splitlines():
        if line.startswith("$ "):
            found.append((re.sub(r"\s+", " ", line[2:]), []))
        else:
            found[-1][1].append(line)
    return found


BLOCKS = [steps(block) for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL)]


class Reader:
    """Somebody who types what the document says."""

    def __init__(self, folder, service):
        self.folder, self.service = folder, service
        (folder / "stick").mkdir()
        pictures.code(BANK).save(folder / "screenshot.png")

    def type(self, command, home):
        """What a command prints, in the words of the document."""
        command = command.replace("https://accounts.example.org", self.service.url)
        command = command.replace("/media/stick", str(self.folder / "stick"))
        variables = {"SPAREKEY_HOME": home, "SPAREKEY_PASSWORD": PASSWORD}
        values = environment(**variables)
        values["PATH"] = f"{BUILD}:{values['PATH']}"
        done = subprocess.run(
            ["bash", "-c", command], env=values, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=120, start_new_session=True,
        )
        assert done.returncode == 0, (command, done.stdout)
        shown = done.stdout.replace(self.service.url, "https://accounts.example.org")
        shown = shown.replace("127.0.0.1:me", "accounts.example.org:me").replace(str(self.folder / "stick"), "/media/stick")
        return shown


def without_days(lines):
    return [DAY.sub("DAY", line) for line in lines]


def test_who_tries_it_by_hand_needs_nothing_but_what_the_document_says(tmp_path):
    serve, commands = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    port, log = free_port(), tmp_path / "log.txt"
    values = environment(SPAREKEY_PASSWORD=PASSWORD, SPAREKEY_LISTEN=f"127.0.0.1:{port}")
    values["PATH"] = f"{BUILD}:{values['PATH']}"
    with open(log, "wb") as out:
        service = subprocess.Popen(
            ["bash", "-c", f"exec {serve}"], env=values, cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            start_new_session=True,
        )
    try:
        wait_until(lambda: f"listening on http://127.0.0.1:{port}" in log.read_text(), log.read_text)
        done = subprocess.run(
            ["bash", "-e", "-c", commands.replace("http://127.0.0.1:8700", f"http://127.0.0.1:{port}")], env=values,
            cwd=tmp_path, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, start_new_session=True,
        )
    finally:
        service.terminate()
        service.wait(timeout=120)
    assert done.returncode == 0, done
    assert "2 of 2 accounts recovered" in done.stdout, done
    assert re.search(r"^Shop +me +\d{3} \d{3} ", done.stdout.split("recovered")[1], re.MULTILINE), done


def test_every_command_of_the_story_prints_what_the_document_says(tmp_path, service):
    reader = Reader(tmp_path, service)
    compared = 0
    for number, block in enumerate(BLOCKS):
        for command, expected in block:
            shown = reader.type(command, tmp_path / f"device-{number}").splitlines()
            if expected:
                assert without_days(shown) == without_days(expected), command
                compared += 1
    assert len(BLOCKS) >= 2 and compared >= 4
