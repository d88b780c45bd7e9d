"""A small world to look at: the account service with an organisation, a storage, and phones whose pages are open."""

import contextlib
import http.server
import os
import pathlib
import re
import socket
import subprocess
import threading

from conftest import BUILD, Phone, Service, environment
from mail import newest_code
from moments import PATIENCE
from ports import free_port, page_port

# Whoever has these accounts is called ada.
ACCOUNTS = [
    "otpauth://totp/Bank:ada?secret=MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U&issuer=Bank&digits=8&period=60",
    "otpauth://totp/Code%20Forge:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Code%20Forge&algorithm=SHA512",
    "otpauth://totp/Library:ada@example.org?secret=NRXW4ZZAMNQXEZBAN52XEIDM&issuer=Library",
    "otpauth://totp/Mail:ada@example.org?secret=ONSWG4TFOQQGC3TEEB2GC3DF&issuer=Mail",
    "otpauth://totp/Photos:ada@example.org?secret=KRUGKIDROVUWG2ZAMJZG653OEBTG66A&issuer=Photos&algorithm=SHA256",
    "otpauth://hotp/Shop:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Shop&counter=4",
]


class OpenPhone(Phone):
    """A phone whose page can be opened in a browser."""

    def __init__(self, home, language="en"):
        super().__init__(home)
        self.language = language
        self.process = None
        self.address = self.launcher = None

    def start(self, under=(), program=BUILD / "sparekey"):
        """Runs `sparekey open`, below another program if there is one, and waits for the file that opens the page."""
        self.home.parent.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(
            [*under, program, "open", "--no-browser", "--home", self.home, "--port", page_port(self.home)],
            env=environment(XDG_RUNTIME_DIR=self.home.parent, SPAREKEY_LANG=self.language), stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, start_new_session=True,
        )
        said = ""
        for line in self.process.stderr:
            said += line
            if found := re.search(r"http://\S+:\d+", line):
                self.address = found[0]
            if found := re.search(r"/\S+\.html", line):
                self.launcher = pathlib.Path(found[0])
                threading.Thread(target=self.process.stderr.read, daemon=True).start()
                return self
        raise AssertionError(f"the page did not open: {said}")

    def show(self, eyes):
        """Opens the page in a browser."""
        eyes.open(self.launcher.as_uri())
        eyes.base = self.address
        eyes.until_at("/")
        return eyes

    def stop(self):
        process, self.process = self.process, None
        if process:
            process.terminate()
            process.wait(timeout=PATIENCE)


class RefusingStorage:
    """A WebDAV server that accepts no sign-in."""

    def __init__(self):
        class Handler(http.server.BaseHTTPRequestHandler):
            def refuse(self):
                self.send_response(401)
                self.send_header("WWW-Authenticate", 'Basic realm="storage"')
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_HEAD = do_PUT = do_PROPFIND = do_MKCOL = do_OPTIONS = refuse

            def log_message(self, *_):
                """Says nothing."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/backup"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


def port_on_pictures(wished=8700):
    """The port of every service; another one where somebody has it, or tests run side by side."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        with contextlib.suppress(OSError), socket.socket() as listening:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(("127.0.0.1", wished))
            return wished
    return free_port()


class World:
    """Everything; it lies in one folder and ends with `stop`."""

    def __init__(self, folder, eyes, language="en"):
        self.folder, self.eyes, self.language = pathlib.Path(folder), eyes, language
        self.storage = self.folder / "stick" / "backup"
        self.empty_storage = self.folder / "another-stick"
        for path in (self.storage, self.empty_storage, self.folder / "service"):
            path.mkdir(parents=True)
        self.refusing = RefusingStorage()
        self.phones = []
        port = port_on_pictures()
        self.service = Service(self.folder / "service", ["--public-url", f"http://localhost:{port}"])
        self.service.port = port
        self.service.start()
        self.url = f"http://localhost:{port}"
        self.service.run("organization", "create", "acme", "--name", "Acme")
        self.service.run("member", "add", "acme", "ada", "--administrator")
        for name in ("alan", "grace"):
            self.service.run("member", "add", "acme", name)

    def phone(self, name):
        phone = OpenPhone(self.folder / name / "home", self.language)
        self.phones.append(phone)
        return phone

    def enrollment(self, name="ada"):
        """A new code of the organisation for a member: the JSON that the console prints."""
        return self.service.command("member", "qr", "acme", name, "--public-url", self.url).json

    def old_phone(self):
        """Ada's phone, with accounts of all kinds; its page is open."""
        phone = self.phone("old")
        for uri in ACCOUNTS[:2]:
            phone.add(uri)
        phone.create_account("ada", self)
        phone.run("enroll", self.enrollment()["link"], "--yes")
        for uri in ACCOUNTS[2:]:
            phone.add(uri)
        phone.create_account("family", self)
        phone.start().show(self.eyes)
        return phone

    def new_phone(self, name="new"):
        """A phone that holds nothing; its page is open."""
        phone = self.phone(name).start()
        phone.show(self.eyes)
        return phone

    def message_code(self):
        """The code of the newest message with one that the service has written."""
        return newest_code(self.service)

    def snapshots(self):
        """The snapshots in the storage, the oldest first; the mark of the folder is none."""
        files = [path for path in self.storage.rglob("*-*") if path.is_file()]
        return sorted(files, key=lambda path: (path.stat().st_mtime_ns, path.name))

    def stop(self):
        for phone in self.phones:
            phone.stop()
        self.service.stop()
        self.refusing.stop()

