"""libsodium as it is compiled for WebAssembly computes and refuses what it does on a device: its vectors, and OPAQUE's."""

from portable_peers import NUMBERS, vectors


def test_xchacha20_poly1305_seals_and_opens_as_wycheproof_says(peers):
    cases = vectors("Primitives", "xchacha20-poly1305")["vectors"]
    assert len(cases) == 315
    start = [f"{case['key']} {case['nonce'] or '-'} {case['aad'] or '-'}" for case in cases]
    seal = [f"seal {key} {case['msg'] or '-'}" for key, case in zip(start, cases)]
    opening = [f"open {key} {case['ct'] + case['tag'] or '-'}" for key, case in zip(start, cases)]
    for case, sealed, opened in zip(cases, peers.answers("cipher", seal), peers.answers("cipher", opening)):
        is_valid = case["result"] == "valid"
        assert (sealed == case["ct"] + case["tag"]) == is_valid, case["id"]
        assert opened == case["msg"] if is_valid else opened in ("!cannot open", "!length"), case["id"]


def test_a_changed_or_cut_ciphertext_opens_nowhere(peers):
    case = next(case for case in vectors("Primitives", "xchacha20-poly1305")["vectors"] if len(case["msg"]) > 100)
    sealed = bytes.fromhex(case["ct"] + case["tag"])
    changed = [sealed[:end] for end in range(len(sealed))]
    for index in range(len(sealed)):
        changed.append(sealed[:index] + bytes([sealed[index] ^ 1 << index % 8]) + sealed[index + 1:])
    orders = [f"open {case['key']} {case['nonce']} {case['aad']} {text.hex() or '-'}" for text in changed]
    assert set(peers.answers("cipher", orders)) == {"!cannot open"}


def test_argon2id_makes_the_tags_of_a_second_implementation(peers):
    """At small costs, at the vault's own, and at that of the suite that passwords are registered with."""
    cases = vectors("Primitives", "argon2id")["vectors"]
    # The dear ones once each.
    costs = {}
    for case in cases:
        costs.setdefault((case["memoryKiB"], case["iterations"]), []).append(case)
    cases = [case for (memory, _), alike in costs.items() for case in (alike if memory <= 1024 else alike[:1])]
    assert {(65536, 3), (262144, 3)} <= costs.keys()
    orders = [f"{case['memoryKiB']} {case['iterations']} {len(case['tag']) // 2} {case['salt']} {case['password']}"
              for case in cases]
    assert peers.answers("stretched", orders) == [case["tag"] for case in cases]


def test_a_cost_out_of_bounds_is_refused_and_never_cut_to_32_bits(peers):
    salt = "00" * 16
    plain = [number for number in NUMBERS if number.isdigit() and str(int(number)) == number]
    orders = [f"{number} 1 32 {salt} 61" for number in plain if not 8 <= int(number) <= 4 * 2**20]
    orders += [f"8 {number} 32 {salt} 61" for number in plain if not 1 <= int(number) <= 64]
    orders += [f"8 1 {number} {salt} 61" for number in plain if not 16 <= int(number) <= 128]
    # Natively such a number is out of bounds; in WebAssembly most are no numbers at all.
    for command in (peers.native, peers.wasm):
        assert set(peers.run(command, "stretched", orders)) <= {"!parameter", "!length", "?"}
    assert peers.answers("stretched", [f"8 1 32 {salt[2:]} 61", "7 1 32 " + salt + " 61"]) == ["!length", "!parameter"]


def test_more_memory_than_a_phone_gives_is_refused_in_order(peers):
    orders = [f"{memory} 1 32 {'00' * 16} 61" for memory in (1024 * 1024, 2 * 1024 * 1024, 4 * 1024 * 1024, 8)]
    answers = peers.run(peers.wasm, "stretched", orders)
    assert answers[:3] == ["!memory"] * 3 and not answers[3].startswith("!")


def test_ristretto255_is_that_of_rfc_9496(peers):
    found = vectors("Primitives", "ristretto255")
    scalars = [bytes([number]) + bytes(31) for number in range(6)]
    base = peers.answers("group", [f"base {scalar.hex()}" for scalar in scalars])
    assert base == ["!scalar", *found["multiples"]]
    invalid = found["invalid"] + vectors("OPAQUE", "rfc9496")["invalid"] + ["00" * 32, "01" * 31, "01" * 33]
    assert set(peers.answers("group", [f"valid {element}" for element in invalid])) == {"false"}
    answers = peers.answers("group", [f"times {element} {scalars[2].hex()}" for element in invalid])
    assert set(answers) == {"!element", "!length"}


def test_elements_and_scalars_are_computed_alike(peers):
    uniform = [bytes((37 * place + number) % 256 for place in range(64)).hex() for number in range(40)]
    elements = peers.answers("group", [f"map {text}" for text in uniform])
    scalars = peers.answers("group", [f"reduce {text}" for text in uniform])
    inverses = peers.answers("group", [f"invert {scalar}" for scalar in scalars])
    products = peers.answers("group", [f"times {pair[0]} {pair[1]}" for pair in zip(elements, scalars)])
    back = peers.answers("group", [f"times {pair[0]} {pair[1]}" for pair in zip(products, inverses)])
    assert back == elements and len(set(products)) == 40


def test_randomness_comes_from_the_host(peers):
    counts = [8, 16, 32, 255, 256, 257, 4096]
    assert peers.answers("random", list(map(str, counts))) == [f"{count} {count} True".lower() for count in counts]


def opaque(case, kind, password=None, answer=None):
    """An order to register or to sign in as a vector of RFC 9807 does."""
    names = ("blindRegistration", "envelopeNonce") if kind == "register" else ("blindLogin", "clientNonce", "clientKeyshareSeed")
    identities = [case.get("clientIdentity") or "-", case.get("serverIdentity") or "-"]
    answer = answer or case["registrationResponse" if kind == "register" else "ke2"]
    return " ".join([kind, case["context"], *identities, password or case["password"], *(case[name] for name in names), answer])


def test_opaque_registers_and_signs_in_as_rfc_9807_says(peers):
    cases = vectors("OPAQUE", "rfc9807")["real"]
    assert peers.answers("opaque", [opaque(case, "register") for case in cases]) == [
        f"{case['registrationRequest']} {case['registrationUpload']} {case['exportKey']}" for case in cases]
    assert peers.answers("opaque", [opaque(case, "sign-in") for case in cases]) == [
        f"{case['ke1']} {case['ke3']} {case['sessionKey']} {case['exportKey']}" for case in cases]


def test_opaque_refuses_another_password_and_every_changed_answer(peers):
    case = vectors("OPAQUE", "rfc9807")["real"][0]
    answer = bytes.fromhex(case["ke2"])
    orders = [opaque(case, "sign-in", password="61"), opaque(case, "sign-in", answer=answer[:-1].hex())]
    for index in range(0, len(answer), 3):
        changed = answer[:index] + bytes([answer[index] ^ 1 << index % 8]) + answer[index + 1:]
        orders.append(opaque(case, "sign-in", answer=changed.hex()))
    answers = peers.answers("opaque", orders)
    assert answers[:2] == ["!password", "!message"]
    assert set(answers[2:]) == {"!password", "!message"}
