"""The ciphers that other apps seal their files with."""

import hashlib
import os

from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id


def gcm(key, plain, data=None, nonce=None):
    """The nonce, and what AES-GCM makes of a text: ciphertext and tag."""
    nonce = nonce or os.urandom(12)
    return nonce, AESGCM(key).encrypt(nonce, plain, data)


def cbc(key, plain):
    """The initial vector, and what AES-CBC makes of a text."""
    vector = os.urandom(16)
    padder = padding.PKCS7(128).padder()
    encryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    return vector, encryptor.update(padder.update(plain) + padder.finalize()) + encryptor.finalize()


def pbkdf2(name, password, salt, iterations):
    """A key of 32 bytes."""
    return hashlib.pbkdf2_hmac(name, password.encode(), salt, iterations, 32)


def argon2id(password, salt, kibibytes, iterations, lanes):
    """A key of 32 bytes."""
    return Argon2id(salt=salt, length=32, iterations=iterations, lanes=lanes, memory_cost=kibibytes).derive(
        password.encode()
    )


def expand(key, info):
    """HKDF-Expand with SHA-256 to 32 bytes."""
    from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

    return HKDFExpand(hashes.SHA256(), 32, info).derive(key)
