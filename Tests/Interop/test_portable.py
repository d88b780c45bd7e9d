"""The portable modules read the same in WebAssembly, where Int has 32 bits, as on a device: one program, portable-peer,
compiled for both, gets the same vectors and the same damaged documents, and its answers are compared one by one.
"""

import hashlib
import json
import struct

import pytest

from portable_peers import NUMBERS, SEPARATOR, variants, vectors


def test_codes_are_those_of_the_vectors(peers):
    cases = [(f"{case['algorithm']} {case['digits']} {case['counter']} {case['secret']}", case["code"])
             for case in vectors("OneTimePassword", "hotp-python")["cases"]]
    totp = vectors("OneTimePassword", "rfc6238")
    cases += [(f"{case['algorithm']} {totp['digits']} {case['time'] // totp['period']} {case['secret'].encode().hex()}",
               case["code"]) for case in totp["cases"]]
    hotp = vectors("OneTimePassword", "rfc4226")
    cases += [(f"SHA1 6 {counter} {hotp['secret'].encode().hex()}", code) for counter, code in enumerate(hotp["codes"])]
    cases += [(f"steam 5 {case['time'] // 30} {case['secret']}", case["code"])
              for case in vectors("OneTimePassword", "steam")["cases"]]
    assert len(cases) > 80
    assert peers.answers("code", [order for order, _ in cases]) == [code for _, code in cases]


def test_hashes_codes_and_derived_keys_are_those_of_the_vectors(peers):
    cases = [(f"{case['hash']} hash {case['message'] * case['repeated'] or '-'}", case["digest"])
             for case in vectors("Primitives", "hashes")["vectors"] if case["repeated"] < 1000]
    cases += [(f"{case['hash']} hmac {case['key'] or '-'} {case['message'] or '-'}", case["code"])
              for case in vectors("Primitives", "hmac")["vectors"]]
    cases += [(f"{case['hash']} hkdf {case['length']} {case['ikm']} {case['salt'] or '-'} {case['info'] or '-'}", case["okm"])
              for case in vectors("Primitives", "hkdf")["vectors"] if "okm" in case]
    for algorithm in ("sha1", "sha256", "sha512"):
        messages = [bytes(range(256))[:length] for length in range(1, 256)]
        cases += [(f"{algorithm.upper()} hash {message.hex()}", hashlib.new(algorithm, message).hexdigest())
                  for message in messages]
    assert len(cases) > 800
    assert peers.answers("hashes", [order for order, _ in cases]) == [answer for _, answer in cases]


def test_base32_is_read_as_the_vectors_say(peers):
    base32 = vectors("OneTimePassword", "base32")
    accepted = base32["rfc4648"] + base32["dirty"]
    answers = peers.answers("codecs", [case["text"] for case in accepted])
    for case, answer in zip(accepted, answers):
        regular = "regular" if case.get("isRegular", True) else "irregular"
        assert f" ={case['hex']} {regular} " in answer, case
    for text, answer in zip(base32["refused"], peers.answers("codecs", base32["refused"])):
        assert "regular" not in answer, text


def test_addresses_are_read_as_the_vectors_say(peers):
    cases = vectors("OneTimePassword", "otpauth-uris")["cases"]
    answers = peers.answers("otpauth", [case["uri"] for case in cases])
    for case, answer in zip(cases, answers):
        if "accepted" in case:
            assert answer.split(SEPARATOR)[:2] == [case["accepted"]["issuer"], case["accepted"]["account"]], case["name"]
        else:
            assert answer.startswith("!"), case["name"]


# all rows: each kind has a reader of its own
@pytest.mark.parametrize("kind,document,signs,accepted", [
    ("json", '{"a":[1,-2,0,3.5e-7,true,false,null],"b":{"c":"é💶\\u00e9\\ud83d\\udcb6\\n\\\\\\"","":[]},\n"d":18 , "e" : {}}',
     '{}[]",:\\u0-+.eE \n', lambda answer: "!" not in answer),
    ("xml", "<?xml version='1.0'?><!-- a --><D:m xmlns:D='DAV:'><D:r><D:h>/a%20b/é</D:h>\r\n<D:p a='1'><x/>&lt;&#65;"
     "&#x1F4B6;<![CDATA[<&]]></D:p ></D:r></D:m>\n", "<>/&;'\"=!?-[]: \n#x0", lambda answer: answer != "!"),
    ("otpauth", "otpauth://hotp/Sh%C3%B6p:me@example.com?secret=GEZDGNBVGY3TQOJQ&issuer=Sh%C3%B6p&algorithm=SHA512&digits=8"
     "&counter=4711", "%&=?:/#+ 0", lambda answer: not answer.startswith("!")),
    ("otpauth", "otpauth://totp/Steam:me?secret=GEZDGNBVGY3TQOJQ&digits=6&period=45", "%&=?:/#+ 0",
     lambda answer: not answer.startswith("!")),
])
def test_what_is_cut_turned_or_out_of_range_is_read_alike(peers, kind, document, signs, accepted):
    cases = variants(document, signs, 600, seed=kind + document)
    answers = peers.answers(kind, cases)
    assert accepted(answers[0])
    assert 10 < sum(map(accepted, answers)) < len(cases)


# all rows: encodings and rules for text have nothing in common
@pytest.mark.parametrize("kind,document,signs", [
    ("codecs", "GEZDGNBVGY3TQOJQ", "ABab2357890=+/-_% \n"),
    ("codecs", "Zm9vYmE+/w== %C3%A9%2f é", "=+/-_%0 \n"),
    ("text", " [::1]:443, Zoë\u202e.example:65536\r\n\u2028recove {a} <b&\"'> e\u0301İß 4294967739 \t.", ":,.{}<&'0 \n"),
])
def test_encodings_and_rules_for_text_say_the_same(peers, kind, document, signs):
    cases = set(variants(document, signs, 600, seed=document))
    assert len(set(peers.answers(kind, cases))) > len(cases) / 2


def test_numbers_beyond_what_a_type_holds_are_refused_and_never_cut(peers):
    answers = peers.answers("text", NUMBERS)
    for number, answer in zip(NUMBERS, answers):
        ends = [2**7, 2**16, 2**31, 2**32, 2**63, 2**64]
        fitting = [str(int(number)) if number.isdigit() and int(number) < end else "-" for end in ends]
        assert answer.split(SEPARATOR)[:6] == fitting, number
    codes = peers.answers("code", [f"SHA1 {number} 0 00" for number in NUMBERS])
    assert [number for number, code in zip(NUMBERS, codes) if code != "?"] == ["007"]


def test_lengths_of_a_json_document_are_read_in_full(peers):
    documents = [f"[{number}]" for number in NUMBERS]
    for number, answer in zip(NUMBERS, peers.answers("json", documents)):
        if number.lstrip("-").isdigit() and str(int(number)) == number:
            value = int(number)
            fitting = [str(value) if least <= value < end else "-" for least, end in
                       [(-2**31, 2**31), (0, 2**32), (-2**63, 2**63), (0, 2**64)]]
            assert answer.startswith("[" + ",".join(fitting)), number


NUMBERED = [0, 1, 2**31 - 1, 2**31, 2**32 - 1]
# The contents of a vault or a snapshot with one entry of each kind, a counter and times beyond 2^32 and 2^63.
CONTENTS = json.dumps({
    "clock": "1700000000000.0.000102030405060708090a0b0c0d0e0f",
    "entries": [
        {"account": 'a:b "c"\\\n', "id": "1" * 32, "issuer": "Zürich 💶", "kind": "third-party",
         "modified": "1700000000000.0.000102030405060708090a0b0c0d0e0f",
         "otp": {"algorithm": "SHA256", "counter": 2**64 - 1, "digits": 8, "period": 30, "secret": "GEZDGNBVGY3TQOJQ", "type": "hotp"}},
        {"account": "alice", "id": "2" * 32, "issuer": "Sparekey", "kind": "personal",
         "modified": "1700000000000.4294967295.000102030405060708090a0b0c0d0e0f",
         "service": "https://id.example", "username": "alice"},
        {"account": "a.smith", "id": "3" * 32, "issuer": "Acme", "kind": "work", "member": "a.smith",
         "modified": "1700000000000.0.000102030405060708090a0b0c0d0e0f", "organization": "acme", "service": "https://id.example"},
    ],
    "ordered": "1700000000000.0.000102030405060708090a0b0c0d0e0f", "revision": 2**53, "schema": 1,
    "settings": {"hidesCodes": True, "language": "fr", "modified": "1700000000000.0.000102030405060708090a0b0c0d0e0f"},
    "tombstones": {"4" * 32: "1700000000000.0.000102030405060708090a0b0c0d0e0f"},
}, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def described(document):
    """The same contents in the second schema, with what people say of the first two entries, and a member of a later one."""
    document = json.loads(document) | {"schema": 2}
    first, second, third = document["entries"]
    first |= {"described": first["modified"], "favourite": True, "note": "é 💶", "tags": ["one two", "ü"]}
    second |= {"described": second["modified"], "icon": {"picture": "AAEC"}, "tags": ["x"]}
    third |= {"icon": {"name": "acme.example"}, "zone": [1, None, {"a": "b"}]}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


DESCRIBED = described(CONTENTS)


def snapshot_header(version=1, suite=1, epoch=3, generation=5):
    """The first 132 bytes of a snapshot, docs/formats/snapshot.md."""
    return b"spkysn\r\n" + struct.pack(">HH16sIQ", version, suite, b"b" * 16, epoch, generation) + bytes(88) + b"\0\0\x40\x10"


def vault_header(version=1, suite=1, slots=((1, 65536, 3), (2, 0, 0)), count=None):
    """The header and the keyslots of a vault, docs/formats/vault.md."""
    start = b"spkyvt\r\n" + struct.pack(">HH16sHH", version, suite, b"v" * 16, len(slots) if count is None else count, 0)
    return start + bytes(64) + b"".join(struct.pack(">HHII", kind, 0, *cost) + bytes(116) for kind, *cost in slots)


def test_headers_of_snapshots_are_read_in_full(peers):
    series = [(epoch, generation) for epoch in NUMBERED for generation in [*NUMBERED, 2**32, 2**63, 2**64 - 1]]
    headers = [snapshot_header(epoch=epoch, generation=generation) for epoch, generation in series]
    assert peers.answers("snapshot", headers) == [f"{epoch} {generation}" for epoch, generation in series]
    others = [snapshot_header(version=version) for version in (0, 2, 65535)] + [snapshot_header(suite=2)]
    assert peers.answers("snapshot", others) == ["!version 0", "!version 2", "!version 65535", "!suite 2"]
    cut = [snapshot_header()[:length] for length in range(132)]
    assert set(peers.answers("snapshot", cut)) == {"!damaged"}


def test_headers_of_vaults_are_read_as_they_are_written(peers):
    costs = [(1, memory, turns) for memory in NUMBERED for turns in NUMBERED]
    headers = [vault_header(slots=[slot]) for slot in costs] + [vault_header(), vault_header(slots=[(9, 0, 0)] * 8)]
    for header, answer in zip(headers, peers.answers("vault", headers)):
        assert answer.startswith(f"{header.hex()} {len(header)} "), header
    refused = [vault_header(slots=[]), vault_header(slots=[(1, 8, 1)] * 9), vault_header(count=3), vault_header()[:-1]]
    assert set(peers.answers("vault", refused)) == {"!damaged"}
    assert peers.answers("vault", [vault_header(version=2), vault_header(suite=2)]) == ["!version 2", "!suite 2"]


def test_contents_are_written_as_they_were_read(peers):
    # A line's end is written by its number.
    for contents in [CONTENTS, DESCRIBED]:
        assert peers.answers("contents", [contents]) == [contents.replace("\\n", "\\u000a")]
    later = CONTENTS.replace('"schema":1', '"schema":3')
    assert peers.answers("contents", [later, "{}", ""]) == ["!schema 3", "!damaged", "!damaged"]


def test_contents_that_are_cut_turned_or_out_of_range_are_read_alike(peers):
    # Among the later ones is the member that nobody knows.
    contents = [*variants(CONTENTS, '{}[]",:\\0-.e \n', 400, seed="contents"),
                *variants(DESCRIBED, '{}[]",:\\0-.e \n', 400, seed="described")]
    answers = peers.answers("contents", contents)
    assert 10 < sum(answer.startswith("!") for answer in answers) < len(answers)
