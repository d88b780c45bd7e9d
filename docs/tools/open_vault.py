#!/usr/bin/env python3
"""Open or write a Sparekey vault without Sparekey.

Written from docs/formats/vault.md alone. Needs the packages pynacl and cryptography.

    open_vault.py FILE                            ask for the passphrase and print what FILE holds, as JSON
    open_vault.py FILE --passphrase-file P        take the first line of P
    open_vault.py FILE --key-file K               open a vault without a passphrase
    open_vault.py FILE … --write J                write the JSON file J as a vault to FILE; K is made if missing

What the note beside FILE knows of the backup since takes the place of what FILE says of it.
"""

import argparse
import getpass
import hmac
import json
import os
import struct
import sys
import unicodedata

from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt as decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt as encrypt,
)
from nacl.exceptions import CryptoError
from nacl.pwhash import argon2id

# magic, version, suite, vault id, number of keyslots, zero, salt, commitment
HEADER = struct.Struct(">8sHH16sHH32s32s")
# kind, zero, memory in KiB, iterations, salt | nonce, wrapped master key, zeros
SLOT_START, SLOT_REST = struct.Struct(">HHII16s"), struct.Struct(">24s48s28s")
SECTION = struct.Struct(">24sI")
# magic, version, salt of the vault
NOTE = struct.Struct(">8sH32s")
MAGIC, NOTE_MAGIC = b"spkyvt\r\n", b"spkybn\r\n"
PASSPHRASE, KEY_FILE = 1, 2
SECTIONS = {"portable": b"portable", "deviceBound": b"device-bound"}
SLOT_LABEL = b"sparekey-vault/v1 keyslot"
SCHEMAS = {"portable": (1, 2), "deviceBound": (1,), "note": (1,)}
STEP, LIMIT, NOTE_LIMIT, TAG = 4096, 64 * 1024 * 1024, 1024 * 1024, 16


class VaultError(Exception):
    """Says why a file is not a vault that opens."""


def hkdf(secret, salt, info, length):
    return HKDF(algorithm=SHA512(), length=length, salt=salt, info=info).derive(secret)


def secret_of(kind, unlock, salt, memory, iterations):
    """What a keyslot's wrapping key is derived from."""
    if kind == KEY_FILE:
        return unlock
    return argon2id.kdf(32, unlock, salt, opslimit=iterations, memlimit=memory * 1024)


def section_keys(master, salt, vault):
    """The keys of the two sections and of the note, and the commitment."""
    info = b"sparekey-vault/v1 sections" + struct.pack(">H", 1) + vault
    derived = hkdf(master, salt, info, 128)
    return {"portable": derived[:32], "deviceBound": derived[32:64], "note": derived[96:]}, derived[64:96]


def unlock_slot(slot, kind, unlock, vault):
    """The master key, or None where the slot is of another kind or does not open."""
    start, rest = slot[: SLOT_START.size], slot[SLOT_START.size :]
    found, _, memory, iterations, salt = SLOT_START.unpack(start)
    if found != kind:
        return None
    nonce, wrapped, _ = SLOT_REST.unpack(rest)
    if kind == PASSPHRASE and not (8 <= memory <= 1024 * 1024 and 1 <= iterations <= 16):
        raise VaultError("a keyslot's cost is out of bounds")
    secret = secret_of(kind, unlock, salt, memory, iterations)
    key = hkdf(secret, salt, SLOT_LABEL + struct.pack(">H", kind) + vault, 32)
    try:
        return decrypt(wrapped, SLOT_LABEL + vault + start, nonce, key)
    except CryptoError:
        return None


def unpad(plain, name):
    """The JSON document of the plaintext of the section with this name."""
    (size,) = struct.unpack_from(">I", plain)
    if size > len(plain) - 4 or any(plain[4 + size :]):
        raise VaultError("the padding is wrong")
    document = json.loads(plain[4 : 4 + size])
    if document["schema"] not in SCHEMAS[name]:
        raise VaultError(f"schema {document['schema']} is not known")
    return document


def open_note(note, start, salt, key):
    """What a note says of the backup; None where it stands beside another state of the vault or is damaged."""
    if len(note) < NOTE.size + SECTION.size or NOTE.unpack_from(note) != (NOTE_MAGIC, 1, salt):
        return None
    nonce, length = SECTION.unpack_from(note, NOTE.size)
    sealed = note[NOTE.size + SECTION.size :]
    try:
        plain = decrypt(sealed, start + b"backup-note", nonce, key)
        return unpad(plain, "note")["backup"] if length == len(sealed) else None
    except (CryptoError, ValueError, VaultError):
        return None


def open_vault(file, kind, unlock, note=b""):
    """What both sections hold, and what the note says in the place of the backup."""
    if len(file) < HEADER.size or len(file) > LIMIT:
        raise VaultError("the length is not that of a vault")
    magic, version, suite, vault, count, zero, salt, commitment = HEADER.unpack_from(file)
    if magic != MAGIC:
        raise VaultError("not a vault")
    if version != 1:
        raise VaultError(f"version {version} is not known")
    if suite != 1:
        raise VaultError(f"suite {suite} is not known")
    if not 1 <= count <= 8 or zero != 0:
        raise VaultError("the header is damaged")
    position = HEADER.size + 128 * count
    if len(file) < position:
        raise VaultError("the file is cut")
    start = file[:position]
    slots = [start[HEADER.size + 128 * index :][:128] for index in range(count)]
    masters = (unlock_slot(slot, kind, unlock, vault) for slot in slots)
    master = next((master for master in masters if master is not None), None)
    if master is None:
        raise VaultError("the passphrase or key file opens no keyslot")
    keys, expected = section_keys(master, salt, vault)
    if not hmac.compare_digest(expected, commitment):
        raise VaultError("the header is damaged")
    contents = {}
    for name, label in SECTIONS.items():
        if len(file) < position + SECTION.size:
            raise VaultError("the file is cut")
        nonce, length = SECTION.unpack_from(file, position)
        position += SECTION.size
        sealed = file[position : position + length]
        position += length
        try:
            plain = decrypt(sealed, start + label, nonce, keys[name])
        except (CryptoError, ValueError):
            raise VaultError(f"the section {name} is damaged") from None
        contents[name] = unpad(plain, name)
    if position != len(file):
        raise VaultError("something follows the last section")
    if backup := open_note(note, start, salt, keys["note"]):
        contents["deviceBound"]["backup"] = backup
    return contents


def write_vault(contents, kind, unlock, memory=64 * 1024, iterations=3):
    """The file for contents as `open_vault` returns them."""
    vault, master, salt = os.urandom(16), os.urandom(32), os.urandom(32)
    slot_salt, slot_nonce = os.urandom(16), os.urandom(24)
    if kind == KEY_FILE:
        memory = iterations = 0
    start = SLOT_START.pack(kind, 0, memory, iterations, slot_salt)
    secret = secret_of(kind, unlock, slot_salt, memory, iterations)
    key = hkdf(secret, slot_salt, SLOT_LABEL + struct.pack(">H", kind) + vault, 32)
    wrapped = encrypt(master, SLOT_LABEL + vault + start, slot_nonce, key)
    keys, commitment = section_keys(master, salt, vault)
    file = HEADER.pack(MAGIC, 1, 1, vault, 1, 0, salt, commitment)
    file += start + SLOT_REST.pack(slot_nonce, wrapped, bytes(28))
    before = file
    for name, label in SECTIONS.items():
        plain = json.dumps(contents[name], ensure_ascii=False, separators=(",", ":")).encode()
        plain = struct.pack(">I", len(plain)) + plain
        plain += bytes(-len(plain) % STEP)
        nonce = os.urandom(24)
        file += SECTION.pack(nonce, len(plain) + TAG) + encrypt(plain, before + label, nonce, keys[name])
    return file


def create(path, data):
    """Writes a new file that only its user may read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        target.write(data)


def main():
    parser = argparse.ArgumentParser(description="Open or write a Sparekey vault.")
    parser.add_argument("file")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--passphrase-file", metavar="FILE")
    way.add_argument("--key-file", metavar="FILE")
    parser.add_argument("--write", metavar="JSON", help="write FILE from this document")
    arguments = parser.parse_args()
    try:
        if arguments.key_file:
            if arguments.write and not os.path.exists(arguments.key_file):
                create(arguments.key_file, os.urandom(32))
            with open(arguments.key_file, "rb") as source:
                kind, unlock = KEY_FILE, source.read(33)
            if len(unlock) != 32:
                raise VaultError("a key file has 32 bytes")
        else:
            if arguments.passphrase_file:
                with open(arguments.passphrase_file, encoding="utf-8") as source:
                    text = source.readline().rstrip("\n")
            else:
                text = getpass.getpass("Passphrase: ")
            kind, unlock = PASSPHRASE, unicodedata.normalize("NFC", text).encode()
        if arguments.write:
            with open(arguments.write, encoding="utf-8") as source:
                create(arguments.file, write_vault(json.load(source), kind, unlock))
        else:
            with open(arguments.file, "rb") as source:
                file = source.read(LIMIT + 1)
            note = b""
            if os.path.exists(beside := arguments.file + ".backup-note"):
                with open(beside, "rb") as source:
                    note = source.read(NOTE_LIMIT)
            json.dump(open_vault(file, kind, unlock, note), sys.stdout, ensure_ascii=False, indent=2)
            print()
    except VaultError as error:
        sys.exit(f"open_vault: error: {error}")


if __name__ == "__main__":
    main()
