"""Attacks on whoever answers: a sign-in at the same moment as the victim's, and prompts without end."""

import collections
import time

import pytest
import requests

from approving import Program, database, kinds, letters, waiting
from conftest import Service
from moments import stays, wait_until
from ports import free_port
from test_openid.pages import Browser

ELSEWHERE = "203.0.113.66"


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    """A service behind a proxy, so that an attacker has an address of its own."""
    service = Service(tmp_path_factory.mktemp("service"))
    service.port = free_port()
    service.arguments = ["--behind-proxy", "--public-url", service.url, "--mail", f"outbox:{service.data}/outbox"]
    yield service.start()
    service.stop()


class TestConcurrentSignIn:
    """The attacker knows the victim's user name, and when the victim signs in."""

    @pytest.mark.parametrize("first", ["attacker", "victim"])
    def test_one_request_of_strangers_is_open_and_only_its_own_number_approves_it(self, ada, first):
        desk, attacker = Program(ada.service, "Cash desk"), Program(ada.service, "Cash desk")
        opened, second = (attacker, desk) if first == "attacker" else (desk, attacker)
        asked = opened.started(ada.name)
        # The second one is told nothing of the first: it waits for an answer that never comes.
        unheard = second.started(ada.name)
        assert second.poll(unheard) == "authorization_pending"
        request, = waiting(ada.phone)
        if first == "victim":
            ada.phone.run("approve", request["id"], "--number", asked["number"])
            assert "id_token" in opened.poll(asked)
            return
        # The victim types the number of their own page for the attacker's request: it is never the same number.
        assert unheard["number"] != asked["number"]
        wrong = ada.phone.run("approve", request["id"], "--number", unheard["number"], check=False)
        assert wrong.code == "approval.wrong-number"
        assert attacker.poll(asked) == "access_denied"
        assert waiting(ada.phone, 0) == []

    def test_the_victims_page_waits_in_the_same_way_and_signs_in_with_a_code(self, ada):
        attacker = Program(ada.service)
        asked = attacker.started(ada.name)
        browser = Browser()
        page = browser.submit(browser.open(f"{ada.service.url}/account"), "/sign-in", username=ada.name, way="approval")
        assert "Approve on your device" in page.text
        page = browser.submit(page, "/sign-in", way="code")
        page = browser.submit(page, "/sign-in/code", code=ada.phone.code(f"127.0.0.1:{ada.name}"))
        assert "My account" in page.text
        assert attacker.poll(asked) == "authorization_pending"

    def test_of_twenty_sign_ins_at_the_same_moment_one_gets_through(self, ada, together):
        programs = [Program(ada.service, f"Desk {number}") for number in range(20)]
        answers = together(lambda program: program.ask(ada.name), programs)
        # None can tell whether it is the one that does.
        assert collections.Counter(status for status, _ in answers) == {200: 20}
        request, = waiting(ada.phone)
        winner = int(request["application"].removeprefix("Desk "))
        ada.phone.run("approve", request["id"], "--number", answers[winner][1]["number"])
        programs[winner].asked = time.monotonic()
        assert "id_token" in programs[winner].poll(answers[winner][1])

    def test_the_device_shows_where_the_sign_in_comes_from(self, member):
        attacker = Program(member.peer.service)
        attacker.started(member.username, address=ELSEWHERE)
        request = member.peer.only()
        assert (request["application"], request["place"]) == ("Cash desk", ELSEWHERE)

    def test_a_name_that_nobody_has_is_answered_in_the_same_way(self, service, member):
        program, shapes = Program(service), []
        for username in (member.username, "nobody"):
            status, body = program.ask(username)
            second, error = program.ask(username)
            shapes.append((status, body.keys(), body["expires_in"], body["interval"], second, error["error"]))
        assert shapes[0] == shapes[1]


class TestFlood:
    """The attacker starts one sign-in after another, and hopes that the victim gives in."""

    def flood(self, program, peer, username, rounds):
        """What each start is answered with; each request that arrives is denied, so that the next can come."""
        statuses = []
        for _ in range(rounds):
            status, _ = program.ask(username)
            statuses.append(status)
            if status == 200:
                peer.answer(peer.only(), "deny")
        return statuses

    def test_three_arrive_in_ten_minutes_and_then_none_with_a_notice(self, member):
        service = member.peer.service
        program = Program(service)
        assert self.flood(program, member.peer, member.username, 12) == [200] * 3 + [429] * 9
        told = [notice["kind"] for notice in member.peer.update()["notices"]]
        assert told == ["requests-muted"], "told once, not as often as it is tried"
        # Another application, and a browser that nobody knows, reach nobody either: it is the person who is left alone.
        Program(service, "Other").started(member.username)
        browser = Browser()
        page = browser.submit(browser.open(f"{service.url}/account"), "/sign-in", username=member.username, way="approval")
        assert "Approve on your device" in page.text
        assert member.peer.update()["requests"] == []
        page = browser.submit(page, "/sign-in", way="code")
        code = member.peer.session.code_at()
        assert "My account" in browser.submit(page, "/sign-in/code", code=code).text
        # From now on the browser is known, and strangers keep it from nothing.
        browser.open(f"{service.url}/account")
        page = browser.open(f"{service.url}/sign-in")
        page = browser.submit(page, "/sign-in", username=member.username, way="approval")
        assert "Approve on your device" in page.text
        assert len(member.peer.update()["requests"]) == 1

    def test_it_goes_on_when_the_ten_minutes_are_over(self, member):
        service = member.peer.service
        program = Program(service)
        self.flood(program, member.peer, member.username, 4)
        with database(service, "rw") as held:
            held.execute("UPDATE sign_in_request SET created = created - 600000, changed = changed - 600000")
        asked = program.started(member.username)
        assert member.peer.answer(member.peer.only(), number=int(asked["number"])) == (200, {})

    def test_what_was_approved_does_not_count(self, member):
        program = Program(member.peer.service)
        for _ in range(5):
            asked = program.started(member.username)
            assert member.peer.answer(member.peer.only(), number=int(asked["number"])) == (200, {})

    def test_a_hundred_at_once_reach_the_device_once(self, member, together):
        program = Program(member.peer.service)
        statuses = collections.Counter(status for status, _ in together(lambda _: program.ask(member.username), range(100)))
        assert statuses == {200: 1, 429: 99}
        assert len(member.peer.update()["requests"]) == 1

    def test_the_wait_is_told_and_the_mute_ends_by_itself(self, member):
        service = member.peer.service
        program = Program(service)
        self.flood(program, member.peer, member.username, 3)
        answer = requests.post(
            f"{service.url}/openid/backchannel", {"scope": "openid", "login_hint": member.username},
            auth=(program.id, program.secret), timeout=120,
        )
        assert answer.status_code == 429 and 1 <= int(answer.headers["Retry-After"]) <= 600

    def test_a_flood_fills_nobodys_mailbox(self, ada):
        """A stranger mutes the requests of a name as often as there are ten minutes in a day."""
        program, service = Program(ada.service), ada.service
        for _ in range(4):
            for _ in range(3):
                program.started(ada.name)
                ada.phone.run("deny")
            assert program.ask(ada.name)[0] == 429
            with database(service, "rw") as held:
                held.execute("UPDATE sign_in_request SET created = created - 601000, changed = changed - 601000")
                held.execute("UPDATE notice SET created = created - 601000")
        assert kinds(ada.phone).count("requests-muted") == 4

        def muted():
            return [text for _, _, text in letters(service, "notice") if "Too many requests" in text]

        wait_until(muted, "the contact is told nothing")
        assert stays(lambda: len(muted()) == 1, 3), "the contact is told more than once"
