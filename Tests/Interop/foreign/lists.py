"""Lists of addresses, Ente Auth, and Google Authenticator's codes to move accounts."""

import base64
import json
import os
import urllib.parse

from nacl import bindings

from . import sealing
from .entries import address, key, kept


def otpauth(entries, password=None):
    return "\n".join(["# my accounts", "", *(address(entry) for entry in entries)]).encode()


def otpauth_kept(entry):
    return kept(entry, tags=[], note="", favourite=False)


def ente(entries, password=None):
    def line(entry):
        shown = {"pinned": entry["favourite"], "trashed": False, "tags": entry["tags"], "note": entry["note"]}
        return address(entry, codeDisplay=json.dumps(shown))

    text = "\n".join(map(line, entries)).encode()
    if password is None:
        return text
    salt = os.urandom(16)
    secret = sealing.argon2id(password, salt, 8192, 2, 1)
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    header = bindings.crypto_secretstream_xchacha20poly1305_init_push(state, secret)
    # Real files end in both kinds of message; this one in the kind that is harder to accept.
    sealed = bindings.crypto_secretstream_xchacha20poly1305_push(state, text, None, 0)
    parameters = {"memLimit": 8192 * 1024, "opsLimit": 2, "salt": base64.b64encode(salt).decode()}
    return json.dumps(
        {
            "version": 1,
            "kdfParams": parameters,
            "encryptedData": base64.b64encode(sealed).decode(),
            "encryptionNonce": base64.b64encode(header).decode(),
        }
    ).encode()


def ente_kept(entry):
    return kept(entry)


def varint(number):
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def google_parts(entries, batch=-1234567890):
    """The addresses of an export, ten accounts each."""
    chunks = [entries[start : start + 10] for start in range(0, len(entries), 10)]
    for index, chunk in enumerate(chunks):
        message = b""
        for entry in chunk:
            algorithms = {"SHA1": 1, "SHA256": 2, "SHA512": 3}
            account = field(1, key(entry)) + field(2, entry["account"].encode()) + field(3, entry["issuer"].encode())
            account += field(4, algorithms[entry["algorithm"]]) + field(5, {6: 1, 8: 2}[entry["digits"]])
            account += field(6, {"hotp": 1, "totp": 2}[entry["type"]]) + field(7, entry["counter"])
            message += field(1, account + field(8, b"id"))
        message += field(2, 2) + field(3, len(chunks)) + field(4, index) + field(5, batch)
        data = urllib.parse.quote(base64.b64encode(message).decode(), safe="+")
        yield f"otpauth-migration://offline?data={data}"


def google(entries, password=None):
    return "\n".join(google_parts([entry for entry in entries if google_kept(entry)])).encode()


def google_kept(entry):
    """Only six and eight digits and half a minute, and no Steam."""
    fits = entry["digits"] in (6, 8) and entry["period"] == 30 and entry["type"] != "steam"
    return kept(entry, tags=[], note="", favourite=False) if fits else None
