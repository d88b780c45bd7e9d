"""TLS to the account service: whose certificate is trusted, what is said of one that is not, and ways through a proxy."""

import base64
import contextlib
import os
import shutil
import socket
import threading

import pytest

from conftest import PASSWORD, Service
from failures import expect
from ports import free_port
from test_storage.certificates import Authority


@contextlib.contextmanager
def tls_service(folder, certificate):
    """A service that shows a certificate, with its address."""
    folder.mkdir(parents=True, exist_ok=True)
    service = Service(folder, ["--tls-certificate", certificate, "--tls-key", certificate,
                               "--public-url", "https://localhost"])
    service.start()
    try:
        yield f"https://localhost:{service.port}", service
    finally:
        service.stop()


class Proxy:
    """An HTTP proxy that knows CONNECT, and leads every name to one port of this machine."""

    def __init__(self, port, credentials=None):
        self.target, self.credentials, self.asked = port, credentials, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.handle, args=(client,), daemon=True).start()

    def handle(self, client):
        head = b""
        while b"\r\n\r\n" not in head:
            part = client.recv(4096)
            if not part:
                return
            head += part
        lines = head.decode("latin-1").split("\r\n")
        self.asked.append(lines[0])
        wanted = self.credentials and "basic " + base64.b64encode(self.credentials.encode()).decode().lower()
        given = [line.partition(":")[2].strip().lower() for line in lines if line.lower().startswith("proxy-auth")]
        if not lines[0].startswith("CONNECT ") or (wanted and given != [wanted]):
            client.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n"
                           b"Proxy-Authenticate: Basic realm=x\r\n\r\n")
            client.close()
            return
        server = socket.create_connection(("127.0.0.1", self.target))
        client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for source, sink in ((client, server), (server, client)):
            threading.Thread(target=self.pump, args=(source, sink), daemon=True).start()

    @staticmethod
    def pump(source, sink):
        with contextlib.suppress(OSError):
            while part := source.recv(65536):
                sink.sendall(part)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)

    def close(self):
        self.listener.close()


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


def create(phone, url, *arguments, **options):
    return phone.run("account", "create", "ada", "--service", url, *arguments, password=PASSWORD, **options)


CASES = {
    "unknown": (dict(), "comes from an authority that this device does not know", "--ca"),
    "expired": (dict(days=(-10, -1)), "has expired", "renew"),
    "not yet": (dict(days=(1, 10)), "is not valid yet", "clock"),
}


@pytest.mark.parametrize("which", CASES)
def test_each_fault_of_a_certificate_is_told(phone, tmp_path, authority, which):
    options, message, remedy = CASES[which]
    with tls_service(tmp_path / "service", authority.issue("bad", **options)) as (url, _):
        said = expect("service.untrusted", 77, create, phone(f"tls-{which}"), url)
        assert message in said[0] and remedy in said[1] and url in said[0]


def test_another_hosts_certificate_is_told_even_of_a_trusted_authority(phone, tmp_path, authority):
    with tls_service(tmp_path / "service", authority.issue("other", hosts=("example.org",))) as (url, _):
        message, remedy = expect("service.untrusted", 77, create, phone("tls-host"), url, "--ca", authority.path)
        assert "another host name" in message and "address" in remedy


def test_an_authority_is_named_once_and_remembered_with_the_account(phone, tmp_path, authority, storage):
    with tls_service(tmp_path / "service", authority.issue("good")) as (url, service):
        owner = phone("tls-owner")
        ca = tmp_path / "given.pem"
        shutil.copy(authority.path, ca)
        create(owner, url, "--ca", ca)
        ca.unlink()
        owner.run("account", "devices")
        owner.backup_on(storage)
        assert owner.run("doctor").json["checks"][1]["result"] == "ok"
        new = phone("tls-new")
        lost = new.run("recover", "ada", "--service", url, "--storage", f"folder:{storage}", password=PASSWORD, check=False)
        assert lost.code == "service.untrusted" and "still work" not in lost.error["remedy"]
        new.run("recover", "ada", "--service", url, "--storage", f"folder:{storage}", "--ca", authority.path,
                password=PASSWORD)
        new.run("account", "devices")


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_the_systems_variables_are_honoured(phone, tmp_path, authority, variable):
    folder = tmp_path / "certificates"
    folder.mkdir()
    shutil.copy(authority.path, folder / "ours.crt")
    value = authority.path if variable == "SSL_CERT_FILE" else folder
    with tls_service(tmp_path / "service", authority.issue("good")) as (url, _):
        create(phone(variable.lower()), url, env={variable: value})


def test_a_file_of_authorities_that_cannot_be_read_is_told(phone, tmp_path):
    for wrong in (tmp_path / "none.pem", os.devnull):
        assert create(phone("no-ca"), "https://localhost:1", "--ca", wrong, check=False).code == "file.unreadable"


def test_a_proxy_of_the_environment_leads_to_the_service(phone, tmp_path, authority):
    certificate = authority.issue("named", hosts=("accounts.example.test", "localhost"))
    with tls_service(tmp_path / "service", certificate) as (_, service):
        proxy, url = Proxy(service.port, "me:sesame"), "https://accounts.example.test"
        try:
            through = {"HTTPS_PROXY": f"http://me:sesame@127.0.0.1:{proxy.port}"}
            owner = phone("proxied")
            create(owner, url, "--ca", authority.path, env=through)
            assert proxy.asked and all(line.startswith("CONNECT accounts.example.test:443 ") for line in proxy.asked)
            refused = {"https_proxy": f"http://127.0.0.1:{proxy.port}"}
            message, remedy = expect("network.proxy-refused", 69, owner.run, "account", "devices", env=refused)
            assert f"http://127.0.0.1:{proxy.port}" in message and "HTTPS_PROXY" in remedy and "sesame" not in message
            assert owner.run("account", "devices", env={"ALL_PROXY": "ftp://x"}, check=False).code == (
                "network.invalid-proxy")
            count = len(proxy.asked)
            exempt = through | {"NO_PROXY": "other.org,.example.test"}
            assert owner.run("account", "devices", env=exempt, check=False).code == "service.unreachable"
            assert len(proxy.asked) == count
            assert owner.run("account", "devices", env={"HTTPS_PROXY": f"http://127.0.0.1:{free_port()}"}, check=False,
                             ).code == "network.proxy-refused"
        finally:
            proxy.close()


def test_this_machine_is_never_asked_for_through_a_proxy(phone, service):
    dead = f"http://127.0.0.1:{free_port()}"
    everything = {"HTTPS_PROXY": dead, "HTTP_PROXY": dead, "ALL_PROXY": dead}
    phone("local").create_account("lou", service, env=everything)
