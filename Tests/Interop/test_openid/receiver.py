"""A web server on loopback that keeps what browsers send it, in place of an application."""

import http.server
import threading
import urllib.parse


class Receiver:
    """Serves pages, and keeps what is posted: `pages` by path, `posted` in order as (path, fields, headers)."""

    def __init__(self, pages=(), after_post=None):
        self.pages, self.posted = dict(pages), []
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = receiver.pages.get(self.path.partition("?")[0])
                self.answer(200 if body is not None else 404, (body or "").encode())

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                fields = dict(urllib.parse.parse_qsl(body, keep_blank_values=True, strict_parsing=True))
                receiver.posted.append((self.path, fields, self.headers))
                self.answer(303 if after_post else 200, b"<h1>received</h1>", after_post)

            def answer(self, status, body, location=None):
                self.send_response(status)
                if location:
                    self.send_header("Location", location)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
