"""A device that answers sign-in requests, written from docs/protocols/approvals.md with pyca/cryptography alone.

It says exactly what a test wants it to say: signatures of other keys, of other requests and of other moments too.
"""

import hashlib
import http.client
import json
import queue
import threading
import time

from enrollment_peer import Enrolling, b64, sign
from moments import PATIENCE

REQUESTS, WAIT, ANSWER, EVENTS = (
    "/v1/requests", "/v1/requests/wait", "/v1/requests/answer", "/v1/requests/events",
)


def refused(answer):
    """Status and code of a problem."""
    status, body = answer
    return status, body["code"]


class Approver:
    """A device with a credential."""

    def __init__(self, service, device, key):
        self.service, self.device, self.key, self.last = service, device, key, 0

    @classmethod
    def enroll(cls, service, code, name="peer"):
        """A member's device, by an enrollment code."""
        enrolling = Enrolling(code, name)
        enrolled = enrolling.use(service)
        approver = cls(service, enrolled.answer["device"], enrolling.credential)
        approver.session = enrolled
        return approver

    def moment(self):
        """Microseconds since 1970 by the clock of the service, never the same twice."""
        self.last = max(self.last + 1, time.time_ns() // 1000 + self.service.seconds_ahead * 1_000_000)
        return self.last

    def authorization(self, method, path, data=b"", moment=None, key=None):
        """The value of the header that authenticates one request."""
        moment = moment or self.moment()
        signed = f"sparekey device-request/v1\n{self.device}\n{moment}\n{method}\n{path}\n".encode()
        signature = sign(key or self.key, signed + hashlib.sha256(data).digest())
        return f"Sparekey-Device {self.device}:{moment}:{b64(signature)}"

    def call(self, method, path, body=None, **how):
        """A signed request: (status, body as a dictionary)."""
        data = b"" if body is None else json.dumps(body).encode()
        headers = {"Authorization": self.authorization(method, path, data, **how)}
        status, answer = self.service.request(method, path, body, headers)
        return status, json.loads(answer)

    def update(self):
        """What waits: requests, closed, notices, cursor, time."""
        status, body = self.call("GET", REQUESTS)
        assert status == 200, body
        return body

    def only(self):
        """The one request that waits."""
        request, = self.update()["requests"]
        return request

    def answer_body(self, request, decision="approve", number=0, key=None, signed=None):
        """An answer; `signed` replaces parts of what the signature is over."""
        parts = {
            "request": request["id"], "device": self.device, "client": request["client"], "decision": decision,
            "number": number, "expires": request["expires"],
        } | (signed or {})
        message = "sparekey answer/v1\n{request}\n{device}\n{client}\n{decision}\n{number}\n{expires}".format(**parts)
        signature = sign(key or self.key, message.encode())
        return {"request": request["id"], "decision": decision, "number": number, "signature": b64(signature)}

    def answer(self, request, decision="approve", number=0, **how):
        """Answers: (status, body as a dictionary)."""
        return self.call("POST", ANSWER, self.answer_body(request, decision, number, **how))

    def events(self, after=None):
        """Connects the stream of events."""
        return Stream(self, after)


class Stream:
    """An open stream of events: each is (name, data, id); a name is None where only a cursor was told."""

    def __init__(self, approver, after=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", approver.service.port, timeout=120)
        headers = {"Authorization": approver.authorization("GET", EVENTS), "Accept": "text/event-stream"}
        headers |= {"Last-Event-ID": after} if after else {}
        self.connection.request("GET", EVENTS, headers=headers)
        self.response = self.connection.getresponse()
        self.status, self.type = self.response.status, self.response.headers["Content-Type"]
        self.cursor, self.comments = None, []
        self.waiting = queue.Queue()
        if self.status == 200:
            threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        name, data = None, None
        try:
            while line := self.response.readline():
                field, _, value = line.decode().rstrip("\n").partition(":")
                value = value.removeprefix(" ")
                if line == b"\n":
                    if name or data or self.cursor:
                        self.waiting.put((name, data and json.loads(data), self.cursor))
                    name, data = None, None
                elif field == "":
                    self.comments.append(value)
                elif field == "event":
                    name = value
                elif field == "data":
                    data = value
                elif field == "id":
                    self.cursor = value
        except (OSError, ValueError, AttributeError, http.client.HTTPException):
            pass  # It was closed on one side or the other.
        self.waiting.put(None)

    def next(self, timeout=PATIENCE):
        """The next event that has a name; None at the end of the stream."""
        deadline = time.monotonic() + timeout
        while True:
            event = self.waiting.get(timeout=max(0.01, deadline - time.monotonic()))
            if event is None or event[0] is not None:
                return event

    def is_silent(self, seconds):
        """Whether nothing with a name comes for a while."""
        try:
            self.next(seconds)
        except queue.Empty:
            return True
        return False

    def close(self):
        self.response.close()
        self.connection.close()
