"""Known values that must not turn up, and the forms in which they are looked for.

A value is looked for as it is and as Base32, Base64, hexadecimal, percent-encoded text, UTF-16 and JSON would write it,
also where it begins in the middle of the encoded text.
"""

import base64
import dataclasses
import json
import unicodedata
import urllib.parse

SHORTEST = 8


@dataclasses.dataclass(frozen=True)
class Canary:
    """A value with a name, and the spellings in which it may be kept."""

    name: str
    spellings: tuple

    def needles(self):
        """The bytes to look for, each with the name of its form."""
        found = {}
        for spelling in self.spellings:
            for form, needle in forms(spelling):
                assert len(needle) >= SHORTEST, f"{self.name} is too short to be looked for as {form}"
                found.setdefault(needle, form)
        return found


def text(name, value):
    """A text: as it is, in other letter case, and decomposed."""
    spellings = [value, value.lower(), value.upper(), unicodedata.normalize("NFD", value)]
    return Canary(name, tuple(dict.fromkeys(spelling.encode() for spelling in spellings)))


def secret(name, value):
    """A one-time-password secret: its bytes, and the Base32 that people copy, also in groups of four."""
    letters = base64.b32encode(value).decode().rstrip("=")
    groups = " ".join(letters[index:index + 4] for index in range(0, len(letters), 4))
    return Canary(name, (value, *(t.encode() for t in (letters, letters.lower(), groups, groups.lower()))))


def forms(value):
    """Every form of a value, as pairs of a name and bytes."""
    yield "raw", value
    yield "hexadecimal", value.hex().encode()
    yield "hexadecimal, upper case", value.hex().upper().encode()
    for offset in range(5):
        letters = inside(value, offset, 5, base64.b32encode)
        yield f"Base32 from bit {offset * 8 % 5}", letters
        yield f"Base32 from bit {offset * 8 % 5}, lower case", letters.lower()
    for offset in range(3):
        letters = inside(value, offset, 6, base64.b64encode)
        yield f"Base64 from byte {offset}", letters
        yield f"Base64 for addresses from byte {offset}", letters.replace(b"+", b"-").replace(b"/", b"_")
    yield "percent-encoded", urllib.parse.quote(value, safe="").encode()
    yield "percent-encoded, lower case", percent(value, "%{:02x}")
    yield "percent-encoded throughout", percent(value, "%{:02X}", every=True)
    yield "percent-encoded throughout, lower case", percent(value, "%{:02x}", every=True)
    yield "form-encoded", urllib.parse.quote_plus(value, safe="").encode()
    try:
        characters = value.decode()
    except UnicodeDecodeError:
        return
    yield "UTF-16, little end first", characters.encode("utf-16-le")
    yield "UTF-16, big end first", characters.encode("utf-16-be")
    yield "JSON", json.dumps(characters)[1:-1].encode()
    yield "JSON, upper case", json.dumps(characters)[1:-1].replace("\\u00e", "\\u00E").encode()


def inside(value, offset, bits, encode):
    """The characters of `value` that do not change with its neighbours, when it begins `offset` bytes in."""
    encoded = encode(bytes(offset) + value + bytes(5))
    first = -(-offset * 8 // bits)
    end = (offset + len(value)) * 8 // bits
    return encoded[first:end]


def percent(value, form, every=False):
    plain = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    return b"".join(
        bytes([byte]) if byte in plain and not every else form.format(byte).encode() for byte in value
    )


def search(canaries, haystack):
    """What is in `haystack`: the names of the canaries, each with the first form found."""
    found = {}
    for canary in canaries:
        for needle, form in canary.needles().items():
            if needle in haystack:
                found[canary.name] = form
                break
    return found
