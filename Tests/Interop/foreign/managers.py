"""Password managers: Bitwarden, KeePass, 1Password, and the exchange format of the FIDO Alliance."""

import base64
import csv
import hashlib
import hmac
import io
import json
import os
import uuid
from xml.sax.saxutils import escape

from . import sealing
from .authenticators import numbered
from .entries import address, kept


def field(entry):
    """What stands in the field for codes."""
    if entry["type"] == "steam":
        return f"steam://{entry['secret']}"
    usual = (entry["algorithm"], entry["digits"], entry["period"], entry["type"]) == ("SHA1", 6, 30, "totp")
    return entry["secret"] if usual else address(entry)


def bitwarden(entries, password=None, kdf=0):
    folders = numbered(entries)

    def one(entry):
        login = {"username": entry["account"] or None, "password": "p", "totp": field(entry), "uris": None}
        folder = folders[entry["tags"][0]] if entry["tags"] else None
        shared = {"id": str(uuid.uuid4()), "type": 1, "folderId": folder, "favorite": entry["favourite"]}
        return shared | {"name": entry["issuer"], "notes": entry["note"] or None, "login": login}

    items = [one(entry) for entry in entries if bitwarden_kept(entry)]
    named = [{"id": number, "name": name} for name, number in folders.items()]
    document = {"encrypted": False, "folders": named, "items": items}
    if password is None:
        return json.dumps(document).encode()
    salt = base64.b64encode(os.urandom(16)).decode()
    if kdf == 0:
        costs = {"kdfIterations": 5000}
        secret = sealing.pbkdf2("sha256", password, salt.encode(), 5000)
    else:
        costs = {"kdfIterations": 2, "kdfMemory": 16, "kdfParallelism": 4}
        secret = sealing.argon2id(password, hashlib.sha256(salt.encode()).digest(), 16 * 1024, 2, 4)

    def seal(text):
        vector, sealed = sealing.cbc(sealing.expand(secret, b"enc"), text)
        code = hmac.digest(sealing.expand(secret, b"mac"), vector + sealed, "sha256")
        return "2." + "|".join(base64.b64encode(part).decode() for part in (vector, sealed, code))

    check = {"encKeyValidation_DO_NOT_EDIT": seal(str(uuid.uuid4()).encode())}
    head = {"encrypted": True, "passwordProtected": True, "salt": salt, "kdfType": kdf}
    return json.dumps(head | costs | check | {"data": seal(json.dumps(document).encode())}).encode()


def bitwarden_kept(entry):
    """One folder."""
    return kept(entry, tags=entry["tags"][:1])


def table(columns, rows):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([columns, *rows])
    return text.getvalue().encode()


def bitwarden_csv(entries, password=None):
    columns = "folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp"

    def row(entry):
        start = [entry["tags"][0] if entry["tags"] else "", "1" if entry["favourite"] else "", "login"]
        return [*start, entry["issuer"], entry["note"], "", "0", "https://x", entry["account"], "p", field(entry)]

    return table(columns.split(","), map(row, entries))


def keepassxc_csv(entries, password=None):
    columns = ["Group", "Title", "Username", "Password", "URL", "Notes", "TOTP", "Icon", "Last Modified", "Created"]
    return table(
        columns,
        (
            ["Root", entry["issuer"], entry["account"], "p", "", entry["note"], keepass_otp(entry), "0", "", ""]
            for entry in entries
        ),
    )


def keepass_otp(entry):
    if entry["type"] != "steam":
        return address(entry)
    return address(entry | {"type": "totp", "digits": 5, "period": 30}, encoder="steam")


def keepassxc_csv_kept(entry):
    return kept(entry, tags=[], favourite=False)


def onepassword_csv(entries, password=None):
    columns = ["Title", "Url", "Username", "Password", "OTPAuth", "Favorite", "Archived", "Tags", "Notes"]
    return table(
        columns,
        (
            [
                entry["issuer"], "", entry["account"], "p", field(entry), str(entry["favourite"]).lower(), "false", "",
                entry["note"],
            ]
            for entry in entries
        ),
    )


def onepassword_csv_kept(entry):
    return kept(entry, tags=[])


def keepass_xml(entries, password=None):
    def strings(position, entry):
        shared = {"Title": entry["issuer"], "UserName": entry["account"], "Notes": entry["note"], "Password": "p"}
        if entry["type"] == "hotp":
            counted = {"HmacOtp-Secret-Base32": entry["secret"], "HmacOtp-Counter": entry["counter"]}
            return shared | counted | {"HmacOtp-Length": entry["digits"]}
        settings = "S" if entry["type"] == "steam" else entry["digits"]
        hashed = entry["algorithm"].replace("SHA", "HMAC-SHA-")
        timed = {"TimeOtp-Secret-Base32": entry["secret"], "TimeOtp-Algorithm": hashed}
        timed |= {"TimeOtp-Length": entry["digits"], "TimeOtp-Period": entry["period"]}
        seeded = {"TOTP Seed": entry["secret"], "TOTP Settings": f"{entry['period']};{settings}"}
        # Each of the three ways in turn, where it can say it all.
        if entry["type"] == "steam" or (position % 3 == 1 and entry["algorithm"] == "SHA1"):
            return shared | seeded
        return shared | (timed if position % 3 == 0 else {"otp": address(entry)})

    def element(position, entry):
        pairs = strings(position, entry).items()
        texts = "".join(f"<String><Key>{k}</Key><Value>{escape(str(v))}</Value></String>" for k, v in pairs)
        return f"<Entry>{texts}<History><Entry><String><Key>Title</Key><Value>old</Value></String></Entry></History></Entry>"

    groups = {}
    for position, entry in enumerate(entries):
        groups.setdefault(entry["tags"][0] if entry["tags"] else "", []).append(element(position, entry))
    top = "".join(groups.pop("", []))
    rest = "".join(f"<Group><Name>{escape(name)}</Name>{''.join(inner)}</Group>" for name, inner in groups.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?><KeePassFile><Meta><Generator>KeePassXC</Generator></Meta>'
        f"<Root><Group><Name>Root</Name>{top}{rest}</Group></Root></KeePassFile>"
    ).encode()


def keepass_xml_kept(entry):
    return kept(entry, tags=entry["tags"][:1], favourite=False)


def cxf(entries, password=None):
    entries = [entry for entry in entries if cxf_kept(entry)]
    names = numbered(entries)

    def one(number, entry):
        totp = {"type": "totp", "secret": entry["secret"], "period": entry["period"], "digits": entry["digits"]}
        totp |= {"algorithm": entry["algorithm"].lower(), "username": entry["account"], "issuer": entry["issuer"]}
        note = [{"type": "note", "content": {"fieldType": "string", "value": entry["note"]}}] if entry["note"] else []
        return {
            "id": str(number), "title": entry["issuer"] or entry["account"], "favorite": entry["favourite"],
            "credentials": [{"type": "basic-auth", "username": {"fieldType": "string", "value": "u"}}, totp, *note],
        }

    collections = [
        {"id": id, "title": name, "items": [{"item": str(n)} for n, e in enumerate(entries) if name in e["tags"]]}
        for name, id in names.items()
    ]
    account = {"id": "a", "username": "", "email": "", "collections": collections}
    account["items"] = [one(number, entry) for number, entry in enumerate(entries)]
    head = {"version": {"major": 1, "minor": 0}, "exporterRpId": "x.example", "exporterDisplayName": "X"}
    return json.dumps(head | {"timestamp": 1, "accounts": [account]}).encode()


def cxf_kept(entry):
    """Time-based codes alone; the period is one byte."""
    fits = entry["type"] == "totp" and entry["period"] < 256
    return kept(entry, tags=sorted(entry["tags"])) if fits else None
