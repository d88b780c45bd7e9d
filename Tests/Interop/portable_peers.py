"""portable-peer as it is compiled for this machine and for WebAssembly: both get the same orders, and answer the same."""

import json
import random
import struct
import subprocess

import pytest

from conftest import BUILD, ROOT

# Around what 8, 16, 31, 32, 53, 63 and 64 bits hold, numbers that 32 bits cut to a valid one, and far more than any hold.
NUMBERS = [str(number) for number in [
    0, -1, 127, 128, 255, 65535, 65536, 2**31 - 1, 2**31, -2**31, -2**31 - 1, 2**32 - 1, 2**32, 2**32 + 6, 2**32 + 30,
    2**32 + 443, 2**33 + 8, 2**53, 2**63 - 1, 2**63, -2**63, 2**64 - 1, 2**64, 2**64 + 6, 10**40,
]] + ["007", "+6", "6.0", "1e9", "", "0x10"]
SEPARATOR = "\x1f"


class Peers:
    """Both programs."""

    def __init__(self):
        # script/test has compiled it before; whoever runs a file of tests alone may wait for the compiler.
        subprocess.run([ROOT / "script" / "build-phone"], check=True)
        self.native = [BUILD / "portable-peer"]
        self.wasm = ["wasmkit", "run", ROOT / ".build" / "phone" / "portable-peer.wasm"]

    def answers(self, kind, texts):
        """What is answered to each text, once both have answered the same."""
        native, wasm = (self.run(command, kind, texts) for command in (self.native, self.wasm))
        for text, mine, other in zip(texts, native, wasm):
            assert mine == other, text
        return native

    def answers_to_changes(self, kind, order, changes):
        """What is answered to an order with each change: a place, and what its byte is turned by, 0 for an end there."""
        start = struct.pack(">I", len(changes)) + b"".join(struct.pack(">IB", *change) for change in changes)
        answers = self.answers(f"changed-{kind}", [start + order])[0].split("\x1e")
        assert len(answers) == len(changes)
        return answers

    def run(self, command, kind, texts):
        """What one of them answers to each text."""
        texts = [text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass") for text in texts]
        orders = "".join(f"{kind} {text.hex()}\n" for text in texts)
        found = subprocess.run(command, input=orders, capture_output=True, text=True)
        assert found.returncode == 0, found.stderr
        answers = [bytes.fromhex(answer) for answer in found.stdout.splitlines()]
        assert len(answers) == len(texts)
        return [answer.decode() for answer in answers]


@pytest.fixture(scope="module")
def peers():
    return Peers()


def vectors(module, name):
    """The vectors that a module's own tests read."""
    return json.loads((ROOT / "Tests" / f"{module}Tests" / "Vectors" / f"{name}.json").read_text())


def variants(document, signs, count, seed):
    """The document cut anywhere, with bits turned, bytes doubled, left out and replaced by signs that mean something, and
    with each of NUMBERS in the place of each number."""
    chance = random.Random(seed)
    document = document.encode()
    found = [document] + [document[:end] for end in range(0, len(document), 3)]
    for _ in range(count):
        changed = bytearray(document)
        for _ in range(chance.randint(1, 3)):
            index = chance.randrange(len(changed))
            match chance.randrange(4):
                case 0: changed[index] ^= 1 << chance.randrange(8)
                case 1: changed[index] = ord(chance.choice(signs))
                case 2: del changed[index]
                case _: changed.insert(index, changed[index])
        found.append(bytes(changed))
    start = 0
    while start < len(document):
        end = start
        while end < len(document) and document[end:end + 1].isdigit():
            end += 1
        if end > start:
            found += [document[:start] + number.encode() + document[end:] for number in NUMBERS]
        start = end + 1
    return found
