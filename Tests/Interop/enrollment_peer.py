"""A device of a member, written from docs/protocols/enrollment.md with pyca/cryptography alone."""

import base64
import hashlib
import hmac
import itertools
import json
import struct
import time

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def point(key):
    """The public half, X9.63 uncompressed."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def b64(data):
    return base64.b64encode(data).decode()


def sign(key, message):
    """ECDSA over SHA-256 as r ‖ s."""
    r, s = utils.decode_dss_signature(key.sign(message, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


class Refused(Exception):
    def __init__(self, status, body):
        super().__init__(f"{status} {body}")
        self.status, self.body = status, json.loads(body)
        self.code = self.body["code"]


def call(service, path, body):
    status, answer = service.request("POST", path, body)
    if status != 200:
        raise Refused(status, answer)
    return json.loads(answer)


class Enrolling:
    """What a device makes before it shows a code."""

    def __init__(self, code, name="peer"):
        self.code = code.replace("-", "").upper()
        self.name = name
        self.credential = ec.generate_private_key(ec.SECP256R1())
        self.share = ec.generate_private_key(ec.SECP256R1())

    def request(self):
        key_share, public_key = point(self.share), point(self.credential)
        message = b"sparekey device-credential/v1 enrollment\n" + hashlib.sha256(self.code.encode()).digest()
        return {
            "code": self.code, "name": self.name, "keyShare": b64(key_share), "publicKey": b64(public_key),
            "signature": b64(sign(self.credential, message + key_share + public_key)),
        }

    def use(self, service):
        return Device(self, service, call(service, "/v1/enrollments/use", self.request()))


class Device:
    """A device after its enrollment."""

    def __init__(self, enrolling, service, answer):
        self.service, self.answer = service, answer
        self.credential = enrolling.credential
        service_share = base64.b64decode(answer["keyShare"])
        point_of_service = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), service_share)
        shared = enrolling.share.exchange(ec.ECDH(), point_of_service)
        salt = hashlib.sha256(enrolling.code.encode()).digest()

        def derive(label, length):
            info = label + point(enrolling.share) + service_share
            return HKDF(hashes.SHA512(), length, salt, info).derive(shared)

        self.request_key = derive(b"sparekey enroll request/v1", 32)
        self.secret = derive(b"sparekey enroll device-code/v1" + answer["device"].encode(), 20)
        self.counters = itertools.count(1)

    def code_at(self, moment=None):
        """The six digits, RFC 6238."""
        step = int(moment or time.time()) // 30
        digest = hmac.new(self.secret, struct.pack(">Q", step), hashlib.sha1).digest()
        offset = digest[-1] & 15
        return str((struct.unpack(">I", digest[offset:offset + 4])[0] & 0x7FFFFFFF) % 10**6).zfill(6)

    def call(self, method, path, body=None):
        """A request of the session: (status, body as bytes)."""
        data = b"" if body is None else json.dumps(body).encode()
        session, counter = self.answer["session"], next(self.counters)
        signed = f"sparekey request/v1\n{session}\n{counter}\n{method}\n{path}\n".encode()
        mac = hmac.new(self.request_key, signed + hashlib.sha256(data).digest(), hashlib.sha256).digest()
        return self.service.request(
            method, path, body, {"Authorization": f"Sparekey-HMAC {session}:{counter}:{b64(mac)}"}
        )
