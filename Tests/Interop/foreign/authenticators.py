"""Authenticators that write JSON: Aegis, 2FAS, Proton Authenticator, Stratum, andOTP, FreeOTP+, LastPass, 2FAuth."""

import base64
import hashlib
import json
import os
import uuid

from . import sealing
from .entries import address, key, kept


def numbered(entries):
    """The names of all tags with an identifier each."""
    names = sorted({tag for entry in entries for tag in entry["tags"]})
    return {name: str(uuid.uuid5(uuid.NAMESPACE_URL, name)) for name in names}


def aegis(entries, password=None):
    groups = numbered(entries)

    def one(entry):
        info = {"secret": entry["secret"], "algo": entry["algorithm"], "digits": entry["digits"]}
        info |= {"counter": entry["counter"]} if entry["type"] == "hotp" else {"period": entry["period"]}
        return {
            "type": entry["type"], "uuid": str(uuid.uuid4()), "name": entry["account"], "issuer": entry["issuer"],
            "note": entry["note"], "favorite": entry["favourite"], "icon": None, "info": info,
            "groups": [groups[tag] for tag in entry["tags"]],
        }

    named = [{"uuid": number, "name": name} for name, number in groups.items()]
    database = {"version": 3, "entries": [one(entry) for entry in entries], "groups": named}
    header = {"slots": None, "params": None}
    if password is not None:
        master, salt = os.urandom(32), os.urandom(32)
        derived = hashlib.scrypt(password.encode(), salt=salt, n=1024, r=8, p=1, dklen=32)
        nonce, sealed = sealing.gcm(derived, master)
        slot = {"type": 1, "uuid": str(uuid.uuid4()), "key": sealed[:-16].hex(), "n": 1024, "r": 8, "p": 1}
        slot |= {"key_params": {"nonce": nonce.hex(), "tag": sealed[-16:].hex()}, "salt": salt.hex()}
        other = slot | {"salt": os.urandom(32).hex()}
        nonce, sealed = sealing.gcm(master, json.dumps(database).encode())
        header = {"slots": [other, slot], "params": {"nonce": nonce.hex(), "tag": sealed[-16:].hex()}}
        database = base64.b64encode(sealed[:-16]).decode()
    return json.dumps({"version": 1, "header": header, "db": database}).encode()


def aegis_kept(entry):
    return kept(entry)


def twofas(entries, password=None):
    groups = numbered(entries)

    def one(position, entry):
        otp = {"account": entry["account"], "issuer": entry["issuer"], "digits": entry["digits"]}
        otp |= {"period": entry["period"], "algorithm": entry["algorithm"], "tokenType": entry["type"].upper()}
        otp |= {"counter": entry["counter"], "source": "manual"}
        service = {"name": entry["issuer"], "secret": entry["secret"], "otp": otp, "order": {"position": position}}
        return service | ({"groupId": groups[entry["tags"][0]]} if entry["tags"] else {})

    services = [one(position, entry) for position, entry in enumerate(entries)]
    named = [{"id": number, "name": name, "isExpanded": True} for name, number in groups.items()]
    document = {"services": services, "groups": named, "schemaVersion": 4, "appOrigin": "ios"}
    if password is not None:
        salt = os.urandom(256)
        nonce, sealed = sealing.gcm(sealing.pbkdf2("sha256", password, salt, 10_000), json.dumps(services).encode())
        parts = [base64.b64encode(part).decode() for part in (sealed, salt, nonce)]
        document |= {"services": [], "servicesEncrypted": ":".join(parts)}
    return json.dumps(document).encode()


def twofas_kept(entry):
    """One group, and neither notes nor favourites."""
    return kept(entry, tags=entry["tags"][:1], note="", favourite=False)


def proton(entries, password=None):
    def one(entry):
        steam = entry["type"] == "steam"
        content = {"uri": f"steam://{entry['secret']}" if steam else address(entry), "name": entry["account"]}
        content["entry_type"] = "Steam" if steam else "Totp"
        return {"id": str(uuid.uuid4()), "content": content, "note": entry["note"] or None}

    document = json.dumps({"version": 1, "entries": [one(entry) for entry in entries if proton_kept(entry)]}).encode()
    if password is None:
        return document
    salt = os.urandom(16)
    secret = sealing.argon2id(password, salt, 19_456, 2, 1)
    nonce, sealed = sealing.gcm(secret, document, b"proton.authenticator.export.v1")
    content = base64.b64encode(nonce + sealed).decode()
    return json.dumps({"version": 1, "salt": base64.b64encode(salt).decode(), "content": content}).encode()


def proton_kept(entry):
    """No HOTP, tags or favourites."""
    return None if entry["type"] == "hotp" else kept(entry, tags=[], favourite=False)


def stratum(entries, password=None, legacy=False):
    entries = [entry for entry in entries if stratum_kept(entry)]
    ids = {name: hashlib.sha1(name.encode()).hexdigest()[:8] for name in numbered(entries)}

    def one(entry):
        return {
            "Type": {"hotp": 1, "totp": 2, "steam": 4}[entry["type"]], "Issuer": entry["issuer"],
            "Username": entry["account"] or None, "Secret": entry["secret"], "Pin": None,
            "Algorithm": ["SHA1", "SHA256", "SHA512"].index(entry["algorithm"]), "Digits": entry["digits"],
            "Period": entry["period"], "Counter": entry["counter"], "Ranking": 0, "CopyCount": 3,
        }

    links = [
        {"CategoryId": ids[tag], "AuthenticatorSecret": entry["secret"], "Ranking": 0}
        for entry in entries
        for tag in entry["tags"]
    ]
    document = {
        "Authenticators": [one(entry) for entry in entries],
        "Categories": [{"Id": number, "Name": name, "Ranking": 0} for name, number in ids.items()],
        "AuthenticatorCategories": links,
        "CustomIcons": [],
    }
    plain = json.dumps(document).encode()
    if password is None:
        return plain
    if legacy:
        salt = os.urandom(20)
        vector, sealed = sealing.cbc(sealing.pbkdf2("sha1", password, salt, 64_000), plain)
        return b"AuthenticatorPro" + salt + vector + sealed
    salt = os.urandom(16)
    nonce, sealed = sealing.gcm(sealing.argon2id(password, salt, 65_536, 3, 4), plain)
    return b"AUTHENTICATORPRO" + salt + nonce + sealed


def stratum_kept(entry):
    """No notes and favourites, and accounts of one secret share their tags, so the second is left away."""
    return None if entry["account"] == "two" else kept(entry, note="", favourite=False)


def andotp(entries, password=None, old=False):
    def one(entry):
        counted = {"counter": entry["counter"]} if entry["type"] == "hotp" else {"period": entry["period"]}
        return counted | {
            "secret": entry["secret"], "issuer": entry["issuer"], "label": entry["account"], "tags": entry["tags"],
            "digits": entry["digits"], "type": entry["type"].upper(), "algorithm": entry["algorithm"],
            "thumbnail": "Default", "last_used": 0, "used_frequency": 0,
        }

    plain = json.dumps([one(entry) for entry in entries]).encode()
    if password is None:
        return plain
    if old:
        return b"".join(sealing.gcm(hashlib.sha256(password.encode()).digest(), plain))
    salt = os.urandom(12)
    return (2000).to_bytes(4, "big") + salt + b"".join(sealing.gcm(sealing.pbkdf2("sha1", password, salt, 2000), plain))


def andotp_kept(entry):
    return kept(entry, note="", favourite=False)


def freeotp_plus(entries, password=None):
    def one(entry):
        signed = [byte - 256 if byte > 127 else byte for byte in key(entry)]
        return {
            "algo": entry["algorithm"], "counter": entry["counter"] - 1, "digits": entry["digits"],
            "issuerExt": entry["issuer"], "issuerInt": entry["issuer"], "label": entry["account"],
            "period": entry["period"], "secret": signed, "type": entry["type"].upper(),
        }

    entries = [entry for entry in entries if freeotp_plus_kept(entry)]
    order = [f"{entry['issuer']}:{entry['account']}" for entry in entries]
    return json.dumps({"tokenOrder": order, "tokens": [one(entry) for entry in entries]}).encode()


def freeotp_plus_kept(entry):
    """No counter of 0, which the app writes as one before it, and no Steam."""
    if entry["type"] == "steam" or entry["type"] == "hotp" and entry["counter"] == 0:
        return None
    return kept(entry, tags=[], note="", favourite=False)


def lastpass(entries, password=None):
    entries = [entry for entry in entries if lastpass_kept(entry)]
    folders = {name: number for number, name in enumerate(numbered(entries))}

    def one(entry):
        folder = {"folderId": folders[entry["tags"][0]], "position": 0} if entry["tags"] else None
        return {
            "accountID": str(uuid.uuid4()), "issuerName": entry["issuer"], "originalIssuerName": "other",
            "userName": entry["account"], "originalUserName": "other", "pushNotification": False,
            "secret": entry["secret"], "timeStep": entry["period"], "digits": entry["digits"],
            "algorithm": entry["algorithm"], "isFavorite": entry["favourite"], "folderData": folder,
        }

    named = [{"id": number, "name": name, "isOpened": True} for name, number in folders.items()]
    return json.dumps(
        {"version": 3, "deviceId": "d", "deviceName": "d", "accounts": [one(e) for e in entries], "folders": named}
    ).encode()


def lastpass_kept(entry):
    """Time-based codes alone, one folder, no notes."""
    return kept(entry, tags=entry["tags"][:1], note="") if entry["type"] == "totp" else None


def twofauth(entries, password=None):
    def one(entry):
        return {
            "otp_type": "steamtotp" if entry["type"] == "steam" else entry["type"], "account": entry["account"],
            "service": entry["issuer"], "icon": None, "secret": entry["secret"], "digits": entry["digits"],
            "algorithm": entry["algorithm"].lower(), "period": entry["period"], "counter": entry["counter"],
        }

    return json.dumps({"app": "2fauth_v5", "schema": 1, "data": [one(entry) for entry in entries]}).encode()


def twofauth_kept(entry):
    return kept(entry, tags=[], note="", favourite=False)
