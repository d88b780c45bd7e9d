"""The app's host, a storage of another origin, and a place that nothing may reach, each on loopback.

The storage keeps what it is given, and can be told to leave a request without an answer, to send elsewhere, or to send more
than it was given.
"""

import http.server
import json
import pathlib
import sys
import threading
import time
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "script"))

import phone_host  # noqa: E402

# Seconds for each answer: far more than any takes, so that only what never comes fails.
PATIENCE = 120
REMOTE = pathlib.Path(__file__).with_name("remote.js").read_bytes()
# A service worker that holds requests open for a moment alone, and that forgets all it has when a test says so, as one that
# the browser has ended.
SHORT_LIVED = (b"PATIENCE = 10000", b"PATIENCE = 300")
FORGETFUL = pathlib.Path(__file__).with_name("forgetful.js").read_bytes()


class Quiet(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, handler):
        super().__init__(("127.0.0.1", 0), handler)
        self.origin = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        pass  # a browser that ends closes its connections

    def close(self):
        self.shutdown()
        self.server_close()


class Tab:
    """What one tab is asked, and what it says. An order stands until it is answered: a page that is loaded again gets it
    again."""

    def __init__(self):
        self.changed = threading.Condition()
        self.order = self.done = None
        self.count = 0

    def ask(self, name, patience=PATIENCE, **order):
        with self.changed:
            self.count += 1
            self.order, self.done = order | {"name": name, "id": self.count}, None
            self.changed.notify_all()
            assert self.changed.wait_for(lambda: self.done, patience), f"{name} {order}: no answer"
            assert "error" not in self.done, self.done
            return self.done["value"]

    def poll(self, done):
        """Takes what a page has done, and returns the next order; an empty one after a while without any."""
        with self.changed:
            if self.order and done.get("id") == self.order["id"]:
                self.order, self.done = None, done
                self.changed.notify_all()
            # time: how long a request for an order is held open; without any, the page asks again
            self.changed.wait_for(lambda: self.order, 5)
            return self.order or {}

    def until(self, wanted, name, patience=PATIENCE, **order):
        """Asks until the answer is as wanted, and returns it."""
        end = time.monotonic() + patience
        while not wanted(value := self.ask(name, **order)):
            assert time.monotonic() < end, f"{name} {order}: {value!r}"
        return value

    def report(self):
        outcome = self.until(bool, "data", selector="#report [data-outcome]", field="outcome")
        assert outcome != "unavailable", self.ask("faults")
        return outcome

    def send(self, form, value):
        self.ask("fill", selector=f"{form} input", value=value)
        self.ask("press", selector=f"{form} button")


class Host(Server):
    """The app's host with one more script in the page."""

    def __init__(self, dist, storage):
        self.tabs = {}
        self.paths = []

        class Handler(phone_host.handler(dist, [storage])):
            def send_page(handler, body):
                super().send_page(body.replace(b"</head>", b'<script src="__test.js" defer></script></head>'))

            def do_GET(handler):
                self.paths.append(handler.path)
                if handler.path == "/__test.js":
                    handler.send_bytes("text/javascript", REMOTE)
                elif handler.path == "/sw.js":
                    script = (pathlib.Path(dist) / "sw.js").read_bytes()
                    assert SHORT_LIVED[0] in script
                    handler.send_bytes("text/javascript", script.replace(*SHORT_LIVED) + FORGETFUL)
                else:
                    super().do_GET()

            def do_POST(handler):
                address = urllib.parse.urlsplit(handler.path)
                body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
                if address.path != "/__test":
                    self.paths.append(handler.path)
                    handler.send_error(404)
                    return
                tab = self.tab(urllib.parse.parse_qs(address.query)["tab"][0])
                order = tab.poll(json.loads(body))
                handler.send_bytes("application/json", json.dumps(order).encode())

        super().__init__(Handler)

    def tab(self, name):
        return self.tabs.setdefault(name, Tab())

    def address(self, tab, way):
        return f"{self.origin}/?tab={tab}&way={way}"


class Storage(Server):
    """Files by name, for whatever origin asks."""

    def __init__(self):
        self.files = {}
        self.mode = "whole"
        self.elsewhere = None
        self.begun = threading.Event()
        self.ended = threading.Event()
        self.released = threading.Event()

        class Handler(Quiet):
            def allowing(handler, status, body=b"", **headers):
                handler.answer(status, body, Access_Control_Allow_Origin="*", Access_Control_Allow_Methods="GET, PUT",
                               Access_Control_Allow_Headers="*", **headers)

            def do_OPTIONS(handler):
                handler.allowing(204)

            def do_PUT(handler):
                if self.mode == "silent":
                    handler.rfile.read(4096)
                    self.begun.set()
                    # No answer comes; this reads until the browser gives the connection up.
                    handler.connection.settimeout(PATIENCE)
                    try:
                        while handler.connection.recv(1 << 16):
                            pass
                        self.ended.set()
                    except ConnectionError:
                        self.ended.set()
                    except TimeoutError:
                        pass
                    handler.close_connection = True
                    return
                body = handler.body()
                if self.mode == "slow":
                    self.begun.set()
                    assert self.released.wait(PATIENCE)
                if self.mode == "moved":
                    handler.allowing(307, Location=self.elsewhere + handler.path)
                    return
                self.files[handler.path] = body
                handler.allowing(201)

            def do_GET(handler):
                if self.mode != "endless":
                    body = self.files.get(handler.path)
                    handler.allowing(404 if body is None else 200, body or b"")
                    return
                handler.send_response(200)
                handler.send_header("Access-Control-Allow-Origin", "*")
                handler.send_header("Content-Length", str(1 << 40))
                handler.end_headers()
                try:
                    while True:
                        handler.wfile.write(bytes(1 << 16))
                except OSError:
                    self.ended.set()
                handler.close_connection = True

        super().__init__(Handler)

    def behave(self, mode):
        self.mode = mode
        for event in (self.begun, self.ended, self.released):
            event.clear()


class Elsewhere(Server):
    """Where nothing may come."""

    def __init__(self):
        self.visits = []

        class Handler(Quiet):
            def handle_one_request(handler):
                self.visits.append(handler.client_address)
                handler.close_connection = True

        super().__init__(Handler)
