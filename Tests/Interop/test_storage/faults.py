"""A server in front of another that passes requests on, except where it is told to fail."""

import dataclasses
import http.client
import http.server
import ssl
import threading

METHODS = ["GET", "HEAD", "PUT", "DELETE", "MKCOL", "MOVE", "PROPFIND"]


@dataclasses.dataclass
class Fault:
    """What goes wrong with requests of some methods.

    `kind` is `status`, `close` (the connection ends without a byte), `truncate` (half of the body comes), `stall`
    (nothing comes), `drip` (the head comes and the body does not). With `after` the request is carried out first and
    its answer lost. After `times` requests all is well.
    """

    kind: str
    methods: tuple = tuple(METHODS)
    status: int = 0
    headers: dict = dataclasses.field(default_factory=dict)
    body: bytes = b""
    after: bool = False
    times: int = 1_000_000
    header: str = ""

    def applies(self, request):
        has_header = not self.header or self.header in request.headers
        return self.times > 0 and request.command in self.methods and has_header


class FaultServer:
    """Listens on a port of its own; `fault` is what it does wrong, `requests` the methods it was asked for."""

    def __init__(self, target, certificate=None, port=0):
        self.target = target
        self.fault = None
        self.requests = []
        self.heads = []
        self.released = threading.Event()
        self.lock = threading.Lock()
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self):
                try:
                    super().handle_one_request()
                except (OSError, ssl.SSLError):
                    self.close_connection = True

            def log_message(self, *arguments):
                pass

        for method in METHODS:
            setattr(Handler, f"do_{method}", lambda handler: owner._serve(handler))

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request, client_address):
                pass

        self.server = Server(("127.0.0.1", port), Handler)
        self.port = self.server.server_address[1]
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(
                self.server.socket, server_side=True, do_handshake_on_connect=False
            )
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()

    def _serve(self, request):
        body = request.rfile.read(int(request.headers.get("Content-Length") or 0))
        with self.lock:
            self.requests.append(request.command)
            self.heads.append(f"{request.requestline}\n{request.headers}")
            fault = self.fault if self.fault and self.fault.applies(request) else None
            if fault:
                fault.times -= 1
        if not fault:
            self._answer(request, *self._forward(request, body))
            return
        status, headers, content = self._forward(request, body) if fault.after else (200, [], b"x" * 1000)
        if fault.kind == "status":
            self._answer(request, fault.status, [*fault.headers.items(), ("Connection", "close")], fault.body)
        elif fault.kind == "stall":
            self.released.wait()
        elif fault.kind in ("truncate", "drip"):
            self._answer(request, status, headers, content, whole=False)
            request.wfile.flush()
            if fault.kind == "drip":
                self.released.wait()
        request.close_connection = True

    def _forward(self, request, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.target, timeout=120)
        try:
            connection.putrequest(request.command, request.path, skip_host=True, skip_accept_encoding=True)
            for name, value in request.headers.items():
                connection.putheader(name, value)
            connection.endheaders(body or None)
            answer = connection.getresponse()
            dropped = ("connection", "transfer-encoding", "content-length", "keep-alive")
            headers = [(name, value) for name, value in answer.getheaders() if name.lower() not in dropped]
            return answer.status, headers, answer.read()
        finally:
            connection.close()

    @staticmethod
    def _answer(request, status, headers, content, whole=True):
        request.send_response_only(status)
        for name, value in headers:
            request.send_header(name, value)
        has_body = request.command != "HEAD" and status not in (204, 304)
        if has_body:
            request.send_header("Content-Length", str(len(content) if whole else max(len(content), 2)))
        request.end_headers()
        if has_body:
            request.wfile.write(content if whole else content[: len(content) // 2])
