#!/usr/bin/env python3
"""Serves what script/build-phone made on loopback, with the headers of a real host.

    script/phone_host.py DIST [--port PORT] [--storage ORIGIN]

A page may talk to its own origin and to https; a storage on loopback has to be named.
"""

import argparse
import http.server
import pathlib
import urllib.parse

TYPES = {".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".wasm": "application/wasm"}


def policy(storages):
    """What the page may do: its own scripts and WebAssembly, no inline code, HTML by one function alone."""
    return "; ".join([
        "default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "worker-src 'self'", "style-src 'self'",
        " ".join(["connect-src 'self' https:", *storages]), "base-uri 'none'", "form-action 'none'",
        "frame-ancestors 'none'", "trusted-types sparekey", "require-trusted-types-for 'script'",
    ])


def handler(dist, storages=()):
    """A class that answers requests for the files of a folder, and nothing else."""

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def send_bytes(self, kind, body):
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("Content-Security-Policy", policy(storages))
            self.send_header("Referrer-Policy", "no-referrer")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            self.wfile.write(body)

        def send_page(self, body):
            self.send_bytes(TYPES[".html"], body)

        def do_GET(self):
            name = urllib.parse.urlsplit(self.path).path.removeprefix("/") or "index.html"
            files = {path.name: path for path in pathlib.Path(dist).iterdir() if path.suffix in TYPES}
            if name not in files:
                self.send_error(404)
            elif name == "index.html":
                self.send_page(files[name].read_bytes())
            else:
                self.send_bytes(TYPES[files[name].suffix], files[name].read_bytes())

    return Handler


def main():
    parser = argparse.ArgumentParser(description="Serves the app for phones on loopback.")
    parser.add_argument("dist")
    parser.add_argument("--port", type=int, default=8787)
    parser.add_argument("--storage", action="append", default=[])
    options = parser.parse_args()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", options.port), handler(options.dist, options.storage))
    print(f"http://127.0.0.1:{server.server_port}/  (Ctrl-C ends it)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
