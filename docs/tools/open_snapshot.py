#!/usr/bin/env python3
"""Open or write a Sparekey snapshot without Sparekey.

Written from docs/formats/snapshot.md alone. Needs the packages pynacl and cryptography.

    open_snapshot.py FILE --key HEX --account HEX           print what FILE holds, as JSON
    open_snapshot.py FILE --key HEX --account HEX --write J  write the JSON file J as a snapshot to FILE

--key is the backup key, --account the identifier of the recovery account at the account service.
"""

import argparse
import hashlib
import hmac
import json
import os
import struct
import sys

from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt as decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt as encrypt,
)
from nacl.exceptions import CryptoError

# magic, version, suite, backup id, epoch, generation, salt, nonce, commitment, ciphertext length
HEADER = struct.Struct(">8sHH16sIQ32s24s32sI")
MAGIC = b"spkysn\r\n"
LEAST, GREATEST = 16 * 1024, 16 * 1024 * 1024
TAG = 16


class SnapshotError(Exception):
    """Says why a file is not a snapshot that opens."""


def keys(backup_key, salt, backup, epoch):
    """The data key and the commitment of one file."""
    info = b"snapshot/v1" + struct.pack(">H", 1) + backup + struct.pack(">I", epoch)
    derived = HKDF(algorithm=SHA512(), length=64, salt=salt, info=info).derive(backup_key)
    return derived[:32], derived[32:]


def additional_data(header, account):
    """What the ciphertext is bound to."""
    return header + struct.pack(">H", len(account)) + account


def bucket(length):
    """The padded length of a plaintext with `length` bytes of JSON."""
    size = LEAST
    while size < length + 4:
        size *= 2
    if size > GREATEST:
        raise SnapshotError("the contents are too large")
    return size


def open_snapshot(file, backup_key, account):
    """The header's and the sealed part's contents."""
    if len(file) < HEADER.size + TAG or len(file) > HEADER.size + GREATEST + TAG:
        raise SnapshotError("the length is not that of a snapshot")
    magic, version, suite, backup, epoch, generation, salt, nonce, commitment, length = HEADER.unpack_from(file)
    if magic != MAGIC:
        raise SnapshotError("not a snapshot")
    if version != 1:
        raise SnapshotError(f"version {version} is not known")
    if suite != 1:
        raise SnapshotError(f"suite {suite} is not known")
    sealed = file[HEADER.size :]
    if length != len(sealed) or bucket(length - TAG - 4) != length - TAG:
        raise SnapshotError("the length is wrong")
    data_key, expected = keys(backup_key, salt, backup, epoch)
    if not hmac.compare_digest(expected, commitment):
        raise SnapshotError("sealed under another key")
    try:
        plain = decrypt(sealed, additional_data(file[: HEADER.size], account), nonce, data_key)
    except CryptoError:
        raise SnapshotError("damaged, or sealed for another account") from None
    (size,) = struct.unpack_from(">I", plain)
    if size > len(plain) - 4 or any(plain[4 + size :]):
        raise SnapshotError("the padding is wrong")
    contents = json.loads(plain[4 : 4 + size])
    if contents["schema"] not in (1, 2):
        raise SnapshotError(f"schema {contents['schema']} is not known")
    inside = contents["snapshot"]
    if inside["backup"] != backup.hex() or inside["generation"] != generation:
        raise SnapshotError("header and contents disagree")
    return {"epoch": epoch, "hash": hashlib.sha256(file).hexdigest(), "contents": contents}


def write_snapshot(document, backup_key, account):
    """The file for a document as `open_snapshot` returns it."""
    contents, epoch = document["contents"], document["epoch"]
    inside = contents["snapshot"]
    backup, generation = bytes.fromhex(inside["backup"]), inside["generation"]
    plain = json.dumps(contents, ensure_ascii=False, separators=(",", ":")).encode()
    size = bucket(len(plain))
    plain = (struct.pack(">I", len(plain)) + plain).ljust(size, b"\0")
    salt, nonce = os.urandom(32), os.urandom(24)
    data_key, commitment = keys(backup_key, salt, backup, epoch)
    header = HEADER.pack(MAGIC, 1, 1, backup, epoch, generation, salt, nonce, commitment, size + TAG)
    return header + encrypt(plain, additional_data(header, account), nonce, data_key)


def main():
    parser = argparse.ArgumentParser(description="Open or write a Sparekey snapshot.")
    parser.add_argument("file")
    parser.add_argument("--key", required=True, type=bytes.fromhex, help="the backup key, hexadecimal")
    parser.add_argument("--account", required=True, type=bytes.fromhex, help="the account's identifier")
    parser.add_argument("--write", metavar="JSON", help="write FILE from this document")
    arguments = parser.parse_args()
    if len(arguments.key) != 32:
        parser.error("a backup key has 64 hexadecimal digits")
    try:
        if arguments.write:
            with open(arguments.write, encoding="utf-8") as source:
                document = json.load(source)
            file = write_snapshot(document, arguments.key, arguments.account)
            with open(arguments.file, "xb") as target:
                target.write(file)
        else:
            with open(arguments.file, "rb") as source:
                file = source.read(HEADER.size + GREATEST + TAG + 1)
            opened = open_snapshot(file, arguments.key, arguments.account)
            json.dump(opened, sys.stdout, ensure_ascii=False, indent=2)
            print()
    except SnapshotError as error:
        sys.exit(f"open_snapshot: error: {error}")


if __name__ == "__main__":
    main()
