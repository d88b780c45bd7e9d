"""The canonical list of accounts, and what a format keeps of them."""

import base64
import json
import pathlib
import urllib.parse

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
PASSWORD = "correct horse 🐎"


def canonical():
    """The accounts with all their members."""
    return [complete(entry) for entry in json.loads(pathlib.Path(__file__).with_name("canonical.json").read_text())]


def complete(entry):
    """An account with the usual value of each member that it leaves out."""
    usual = {"type": "totp", "algorithm": "SHA1", "digits": 6, "period": 30, "counter": 0}
    return usual | {"tags": [], "note": "", "favourite": False} | entry


def key(entry):
    """The bytes of a secret; bits that make no whole byte are dropped."""
    letters = [letter for letter in entry["secret"].upper() if letter in ALPHABET]
    bits = "".join(f"{ALPHABET.index(letter):05b}" for letter in letters)
    return bytes(int(bits[start : start + 8], 2) for start in range(0, len(bits) - 7, 8))


def kept(entry, *, names=True, **lost):
    """What an importer must find of an account: what the format keeps, with its secret as regular Base32.

    `lost` gives the members that the format does not have, with what stands in their place.
    """
    found = entry | {"secret": base64.b32encode(key(entry)).decode().rstrip("=")} | lost
    if found["type"] == "steam":
        found |= {"algorithm": "SHA1", "digits": 5, "period": 30}
    if found["type"] == "hotp":
        found["period"] = 30
    return found


def address(entry, **more):
    """The `otpauth` address of an account."""
    name = urllib.parse.quote(entry["account"], safe="")
    if entry["issuer"]:
        name = urllib.parse.quote(entry["issuer"], safe="") + ":" + name
    query = {"secret": entry["secret"].replace(" ", "")}
    if entry["issuer"]:
        query["issuer"] = entry["issuer"]
    if entry["type"] != "steam":
        query |= {"algorithm": entry["algorithm"], "digits": entry["digits"]}
    query |= {"counter": entry["counter"]} if entry["type"] == "hotp" else {"period": entry["period"]}
    return f"otpauth://{entry['type']}/{name}?{urllib.parse.urlencode(query | more, quote_via=urllib.parse.quote)}"
