"""The program format-peer, the tools of docs/tools, and the contents that tests of formats put through both.

Needs pynacl and cryptography, and format-peer in the folder SPAREKEY_BUILD (.build/debug).
"""

import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOOLS = ROOT / "docs" / "tools"
PEER = ROOT / os.environ.get("SPAREKEY_BUILD", ".build/debug") / "format-peer"
sys.path.insert(0, str(TOOLS))
sys.dont_write_bytecode = True

KEY = bytes(range(32))
ACCOUNT = bytes.fromhex("00112233445566778899aabbccddeeff")
BACKUP = "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"
DEVICE = "000102030405060708090a0b0c0d0e0f"
STAMP = f"1700000000000.0.{DEVICE}"
PASSPHRASE = "caf\u00e9 battery staple"

PORTABLE = {
    "schema": 1,
    "entries": [
        {
            "id": "1" * 32,
            "issuer": "Zürich 💶",
            "account": 'a:b "c"\\\n',
            "modified": STAMP,
            "kind": "third-party",
            "otp": {
                "type": "hotp",
                "algorithm": "SHA256",
                "digits": 8,
                "period": 30,
                "counter": 2**64 - 1,
                "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
            },
        },
        {
            "id": "2" * 32,
            "issuer": "Sparekey",
            "account": "alice",
            "modified": STAMP,
            "kind": "personal",
            "service": "https://id.example",
            "username": "alice",
        },
        {
            "id": "3" * 32,
            "issuer": "Acme",
            "account": "a.smith",
            "modified": STAMP,
            "kind": "work",
            "service": "https://id.example",
            "organization": "acme",
            "member": "a.smith",
        },
    ],
    "tombstones": {"4" * 32: STAMP},
    "settings": {"language": "fr", "hidesCodes": True, "modified": STAMP},
    "ordered": STAMP,
    "clock": STAMP,
    "revision": 7,
}
# What people say of the entries, and what only a newer version of the app does: the second schema.
DESCRIBED = {
    **PORTABLE,
    "schema": 2,
    "entries": [
        {**PORTABLE["entries"][0], "described": STAMP, "favourite": True, "note": 'é 💶\n\t"x"', "tags": ["one two", "ü"]},
        {**PORTABLE["entries"][1], "described": STAMP, "icon": {"picture": "AAEC"}, "zone": [1, None, {"a": "b"}]},
        {**PORTABLE["entries"][2], "icon": {"name": "acme.example"}},
    ],
}
SNAPSHOT = {"backup": BACKUP, "generation": 5, "parent": "ab" * 32, "device": DEVICE, "made": 1700000000123}
DEVICE_BOUND = {
    "schema": 1,
    "device": DEVICE,
    "deviceName": "old phone",
    "codes": {
        "2" * 32: {
            "serviceDevice": "77",
            "otp": {"type": "totp", "algorithm": "SHA1", "digits": 8, "period": 30, "counter": 0, "secret": "GEZDG"},
        }
    },
    "sessions": {"2" * 32: {"id": "aa", "accountID": ACCOUNT.hex(), "requestKey": "A" * 52}},
    "backup": {
        "location": "folder:/media/stick",
        "storagePassword": "ONXW2ZI",
        "recoveryEntry": "2" * 32,
        "accountID": ACCOUNT.hex(),
        "backupID": BACKUP,
        "epoch": 3,
        "key": "A" * 52,
        "newest": {"generation": 4, "hash": "ab" * 32, "entries": 3, "made": 1700000000000},
        "backedUpRevision": 6,
        "lastVerified": 1700000000000,
        "problem": "storage.unreachable",
    },
}


def start(operation, document, **options):
    process = subprocess.Popen(
        [PEER, operation],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )
    process.stdin.write(json.dumps(document).encode())
    process.stdin.close()
    process.stdin = None
    return process


def peer(operation, document):
    """What the app answers, or an AssertionError with what it says."""
    process = start(operation, document)
    output, error = process.communicate(timeout=120)
    assert process.returncode == 0, error.decode()
    return json.loads(output)


def refusal(operation, document):
    process = start(operation, document)
    _, error = process.communicate(timeout=120)
    assert process.returncode == 1
    return error.decode().strip()


def tool(name, *arguments, expect=0):
    """What a tool prints on standard output, or on standard error where it is to fail."""
    command = [sys.executable, TOOLS / name, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    assert done.returncode == expect, done.stderr.decode()
    return done.stderr.decode() if expect else done.stdout.decode()
