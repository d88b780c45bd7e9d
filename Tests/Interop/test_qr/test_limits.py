"""Pictures that mean harm get a process that can only compute, and not for long."""

import io
import os
import re
import resource
import subprocess

import pytest
from PIL import Image

import pictures
from conftest import BUILD, environment
from failures import expect
from moments import wait_until

from .conftest import URI


def truncated(picture, share):
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()[:int(len(file.getvalue()) * share)]


@pytest.mark.parametrize("content, code, status", [
    (lambda: pictures.screenshot([]), "qr.not-found", 66),
    (lambda: truncated(pictures.code(URI), 0.4), "picture.unreadable", 65),
    (lambda: b"", "picture.unreadable", 65),
    (lambda: b"not a picture", "picture.unreadable", 65),
    (lambda: os.urandom(100_000), "picture.unreadable", 65),
    (lambda: bytes(33 << 20), "picture.too-large", 65),
    (lambda: pictures.bomb(40_000, 40_000), "picture.too-large", 65),
], ids=["no code", "truncated", "empty", "text", "random", "large file", "bomb"])
def test_a_picture_that_gives_nothing_says_why(phone, save, content, code, status):
    # Each of the runs has a minute.
    expect(code, status, phone().run, "add", "--qr", save(content()))


def test_the_largest_picture_is_read_within_the_limits(phone, save):
    large = Image.new("RGBA", (10_000, 10_000), (250, 250, 250, 255))
    large.paste(pictures.code(URI, scale=4).convert("RGBA"), (8_000, 8_000))
    path = save(large, compress_level=1)
    # The reading process has twenty seconds of a processor.
    assert len(phone().run("add", "--qr", path).json["added"]) == 1


def test_a_picture_that_unfolds_to_the_limit_ends_well(phone, save):
    assert phone().run("add", "--qr", save(pictures.bomb(10_000, 10_000)), check=False).code == "qr.not-found"


def processor_time():
    """Seconds that programs which have ended took of a processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_a_picture_that_keeps_the_decoder_busy_is_ended(phone, save):
    # Every three of these could belong to one code, and there are sixteen thousand.
    pattern = Image.new("L", (9, 9), 255)
    for inset, lightness in ((1, 0), (2, 255), (3, 0)):
        pattern.paste(lightness, (inset, inset, 9 - inset, 9 - inset))
    pattern = pattern.resize((27, 27), Image.Resampling.NEAREST)
    full = Image.new("L", (148 * 27, 110 * 27))
    for x in range(0, full.width, 27):
        for y in range(0, full.height, 27):
            full.paste(pattern, (x, y))
    path, before = save(full), processor_time()
    done = phone().run("add", "--qr", path, check=False, timeout=400)
    assert (done.code, done.status) == ("picture.too-hard", 65)
    # A reading process may have twenty seconds of a processor, however long those take on a busy machine.
    assert processor_time() - before < 30


@pytest.fixture
def reader():
    """The helper, which waits for its picture."""
    process = subprocess.Popen(
        [BUILD / "sparekey-qr"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(),
    )
    yield process
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()


def test_the_process_that_reads_has_its_limits_before_it_has_the_picture(reader):
    def limits():
        lines = open(f"/proc/{reader.pid}/limits", encoding="ascii").read().splitlines()[1:]
        return {re.split(r"  +", line)[0]: re.split(r"  +", line)[1] for line in lines}

    expected = {
        "Max cpu time": "20", "Max address space": str(2 << 30), "Max file size": "0", "Max core file size": "0",
        "Max processes": "0", "Max open files": "3",
    }
    # They are set one after the other.
    wait_until(lambda: expected.items() <= limits().items(), lambda: f"the limits are {limits()}")


ALLOWED = {
    "write", "mmap", "mprotect", "munmap", "mremap", "madvise", "brk", "futex", "getrandom", "clock_gettime",
    "rt_sigreturn", "exit", "exit_group",
}


def traced(request, tmp_path):
    """The reply to a request; what the helper asks of the kernel is what the kernel lets it."""
    trace = tmp_path / "trace"
    done = subprocess.run(
        ["strace", "-f", "-o", trace, BUILD / "sparekey-qr"], input=request, capture_output=True, env=environment(),
        timeout=120, check=True,
    )
    calls = [re.match(r"\d+ +(\w+)\(.* = (\S+ ?\w*)", line) for line in trace.read_text().splitlines()]
    calls = [(call[1], call[2]) for call in calls if call]
    # A thread that starts late would meet a call that is refused, and abort.
    assert not {name for name, _ in calls} & {"clone", "clone3", "fork", "vfork"}
    confined = [name for name, _ in calls].index("seccomp")
    assert calls[confined][1].startswith("0")
    after = calls[confined + 1:]
    assert {name for name, _ in after} <= ALLOWED
    assert not [call for call in after if "EPERM" in call[1]]
    return done.stdout


@pytest.mark.parametrize("name", ["code.png", "code.jpg", "code.webp"])
def test_the_process_that_reads_needs_nothing_that_the_kernel_refuses_it(save, tmp_path, name):
    assert URI.encode() in traced(b"P" + save(pictures.screenshot([URI]), name).read_bytes(), tmp_path)


def test_making_a_code_needs_nothing_that_the_kernel_refuses(tmp_path):
    modules = traced(b"C" + URI.encode(), tmp_path)
    size = modules[1]
    rows = [[modules[2 + row * size + column] == 1 for column in range(size)] for row in range(size)]
    assert len(modules) == 2 + size * size and pictures.read(pictures.of_modules(rows)) == [URI]
    png = traced(b"G\x08" + URI.encode(), tmp_path)[1:]
    assert pictures.read(Image.open(io.BytesIO(png))) == [URI]
