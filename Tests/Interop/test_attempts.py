"""Guesses are counted before they are looked at: many at once get no more than their budget, for any name alike.

The budgets: five passwords an hour for a name from one network, ten for the name, three hundred sign-ins for an
address, five wrong codes in a quarter of an hour.
"""

import base64
import collections
import json
import sqlite3
import time

import pytest

from moments import STEP, settle


lib = pytest.importorskip("opaquepy.lib")

BUDGET = 5
CODE_BUDGET = 5


def standard(text):
    """The messages of the independent client, in the service's Base64."""
    return base64.b64encode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))).decode()


def start(service, user, password="a guess"):
    """Starts a sign-in the way any stranger can: (status, body)."""
    ke1, _ = lib.login_client(password)
    return service.request("POST", "/v1/sign-ins/start", {"username": user, "ke1": standard(ke1)})


def shape(answer):
    """What a stranger sees of an answer but for the values: status, and the length of every field."""
    status, body = answer
    fields = json.loads(body)
    lengths = {key: len(value) if isinstance(value, str) else type(value).__name__ for key, value in fields.items()}
    return status, tuple(sorted(lengths.items()))


def counters(service):
    """The counts of all attempts in the database, by window; their subjects cannot be read."""
    with sqlite3.connect(f"file:{service.data}/sparekey.sqlite?mode=ro", uri=True) as database:
        rows = database.execute("SELECT scope, count FROM attempt WHERE count > 0").fetchall()
    return collections.Counter((scope.split("/")[0], count) for scope, count in rows)


@pytest.fixture
def guarded(new_service, phone):
    """A service of its own, where Ada has an account and a phone, and nobody has guessed yet."""
    settle()
    service = new_service()
    service.ada = phone("ada")
    service.ada.create_account("ada", service)
    yield service
    service.stop()


def test_a_hundred_guesses_at_once_spend_exactly_the_budget_of_any_name(guarded, together):
    seen, spent = {}, {}
    for user in ("ada", "nobody"):
        # Letter case, blanks and the width of letters do not make another name.
        wide = "".join(chr(ord(letter) + 0xFEE0) for letter in user)
        spellings = [user, user.upper(), f" {user} ", wide]
        answers = together(lambda number: start(guarded, spellings[number % 4]), range(100))
        taken = [json.loads(body) for status, body in answers if status == 200]
        assert len(taken) == BUDGET
        assert sorted(answer["attemptsLeft"] for answer in taken) == list(range(BUDGET))
        refused = [json.loads(body) for status, body in answers if status != 200]
        assert {(answer["status"], answer["code"]) for answer in refused} == {(429, "signin.too-many-attempts")}
        assert all(1 <= answer["retryAfter"] <= 3600 for answer in refused)
        seen[user] = collections.Counter(map(shape, answers)), {len(body) for status, body in answers if status == 200}
        spent[user] = counters(guarded)
    assert seen["ada"] == seen["nobody"]
    # Each name has an hour and a day here, and a sum of both from everywhere, in which Ada's own network does not count;
    # the address has the hour of all, and one registration; Ada one device.
    here, others = [("hour", 5), ("day", 5)], [("hour", 1), ("hour", 1)]
    assert spent["ada"] == collections.Counter(here + [("hour", 5)] + others)
    assert spent["nobody"] == collections.Counter(here + here + here + [("hour", 10)] + others)


def test_a_wrong_last_message_gives_no_attempt_back_and_looks_alike_for_any_name(guarded):
    seen = {}
    for user in ("ada", "nobody"):
        left, ends = [], []
        for _ in range(3):
            status, body = start(guarded, user)
            assert status == 200
            answer = json.loads(body)
            left.append(answer["attemptsLeft"])
            wrong = {"signIn": answer["signIn"], "ke3": base64.b64encode(bytes(64)).decode(), "device": None}
            for _ in range(2):
                status, body = guarded.request("POST", "/v1/sign-ins/finish", wrong)
                ends.append((status, json.loads(body)["code"], len(body)))
        assert left == [4, 3, 2]
        assert [end[:2] for end in ends] == [(403, "signin.wrong-password"), (410, "signin.expired")] * 3
        seen[user] = ends
    assert seen["ada"] == seen["nobody"]


def test_a_right_password_gives_the_attempt_back(guarded):
    for _ in range(3):
        assert json.loads(start(guarded, "ada")[1])["attemptsLeft"] <= 4
    guarded.ada.run("account", "sign-in", "ada", "--service", guarded.url, password="nine wet umbrellas at noon")
    # Three were spent; neither the sign-in above nor those that made the account count.
    assert json.loads(start(guarded, "ada")[1])["attemptsLeft"] == 1


def test_strangers_cannot_lock_a_known_device_out(guarded, phone, together, storage):
    guarded.ada.backup_on(storage)
    statuses = together(lambda _: start(guarded, "ada")[0], range(30))
    assert statuses.count(200) == BUDGET
    # A device that the account does not know has to wait, with the right password too …
    refused = phone("stranger").sign_in("ada", guarded, check=False)
    assert (refused.status, refused.code) == (75, "signin.too-many-attempts")
    # … while Ada's own phone signs in, backs up and shows codes that are accepted.
    for _ in range(2):
        assert guarded.ada.sign_in("ada", guarded).json["state"] == "ready"
    guarded.ada.add("otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP")
    assert guarded.ada.backup_status()["pending"] is False
    assert guarded.verify("ada", guarded.ada.code("127.0.0.1:ada")) is True


def test_wrong_passwords_on_a_known_device_have_a_budget_of_their_own(guarded):
    for _ in range(3):
        wrong = guarded.ada.sign_in("ada", guarded, password="not the password", check=False)
        assert (wrong.status, wrong.code) == (77, "signin.wrong-password")
    assert json.loads(start(guarded, "ada")[1])["attemptsLeft"] == 4


def test_one_code_sent_fifty_times_at_once_is_accepted_once(guarded, together):
    party = guarded.client("shop")
    code = guarded.ada.code("127.0.0.1:ada")
    answers = together(lambda _: guarded.verify_request("ada", code, party), range(50))
    kinds = collections.Counter(body["valid"] if status == 200 else status for status, body in answers)
    assert kinds[True] == 1
    assert set(kinds) <= {True, False, 429}
    assert kinds[False] <= CODE_BUDGET


def test_one_code_sent_to_two_applications_at_once_is_accepted_once(guarded, together):
    parties = [guarded.client("shop"), guarded.client("bank")]
    for ahead in range(2):
        code = guarded.ada.code("127.0.0.1:ada", at=time.time() + 30 * ahead)
        answers = together(lambda party: guarded.verify("ada", code, party), parties)
        assert sorted(answers) == [False, True]


def test_the_codes_of_two_devices_are_each_accepted_once(guarded, phone):
    second = phone("second")
    second.sign_in("ada", guarded)
    codes = [device.code("127.0.0.1:ada") for device in (guarded.ada, second)]
    assert codes[0] != codes[1]
    assert [guarded.verify("ada", code) for code in codes] == [True, True]
    assert [guarded.verify("ada", code) for code in codes] == [False, False]


def test_a_code_is_accepted_one_step_early_or_late_and_not_two(guarded):
    settle(STEP, seconds=20)
    step = int(time.time()) // STEP
    offered = {offset: guarded.ada.code("127.0.0.1:ada", at=STEP * (step + offset)) for offset in (-2, 2, -1, 0, 1)}
    assert {offset: guarded.verify("ada", code) for offset, code in offered.items()} == {
        -2: False, 2: False, -1: True, 0: True, 1: True,
    }


def test_wrong_codes_bring_a_pause_for_any_name_alike(guarded, together):
    right = guarded.ada.code("127.0.0.1:ada")
    wrong = str((int(right) + 1) % 10**8).zfill(8)
    party = guarded.client("shop")
    seen = {}
    for user in ("ada", "nobody"):
        answers = together(lambda _: guarded.verify_request(user, wrong, party), range(30))
        seen[user] = collections.Counter(
            (status, body.get("valid"), body.get("code"), tuple(sorted(body))) for status, body in answers
        )
        assert sum(n for (status, *_), n in seen[user].items() if status == 200) == CODE_BUDGET
        assert sum(n for (status, *_), n in seen[user].items() if status == 429) == 30 - CODE_BUDGET
    assert seen["ada"] == seen["nobody"]


@pytest.mark.parametrize("party", [("", ""), ("0" * 32, "0" * 64), ("nobody", "secret")], ids=repr)
def test_nobody_but_an_application_may_have_codes_checked(party, guarded):
    code = guarded.ada.code("127.0.0.1:ada")
    status, body = guarded.verify_request("ada", code, party)
    assert (status, body["code"]) == (401, "client.refused")
    assert guarded.verify("ada", code) is True, "the refused request must not have used the code"
