"""The service's certificate is read again on SIGHUP, and its end and its name are told."""

import http.client
import json
import shutil
import signal
import ssl

import pytest

from conftest import Service
from console import checks
from moments import stays, wait_until
from test_storage.certificates import Authority


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


class Secure:
    """A service that does TLS itself, with a certificate that a test exchanges."""

    def __init__(self, folder, certificate, *arguments):
        self.file = folder / "service.pem"
        shutil.copy(certificate, self.file)
        self.service = Service(folder, ["--tls-certificate", self.file, "--tls-key", self.file, *arguments])

    def connect(self):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return http.client.HTTPSConnection("127.0.0.1", self.service.port, context=context, timeout=120)

    def get(self, connection, path="/healthz"):
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer, answer.read()

    def certificate(self):
        connection = self.connect()
        connection.connect()
        try:
            return ssl.DER_cert_to_PEM_cert(connection.sock.getpeercert(binary_form=True)).strip()
        finally:
            connection.close()

    def renew(self, contents):
        """Puts another file in place, and says so; waits for the line that answers."""
        before = len(self.log)
        self.file.write_bytes(contents)
        self.service.process.send_signal(signal.SIGHUP)
        wait_until(lambda: "certificate" in self.log[before:], "the signal is not answered")
        return self.log[before:]

    @property
    def log(self):
        return self.service.log.read_text()


def first(path):
    """The certificate of a file without its key."""
    return path.read_text().split("-----END CERTIFICATE-----")[0].strip() + "\n-----END CERTIFICATE-----"


def test_a_renewed_certificate_is_taken_on_sighup(tmp_path, authority):
    old, new = authority.issue("old"), authority.issue("new")
    secure = Secure(tmp_path, old)
    secure.service.start()
    try:
        assert secure.certificate() == first(old)
        kept = secure.connect()
        answer, body = secure.get(kept)
        assert (answer.status, body) == (200, b"ok\n")
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert "read the certificate again" in secure.renew(new.read_bytes())
        assert secure.certificate() == first(new)
        # Who is connected stays so.
        assert secure.get(kept)[1] == b"ok\n"
        # What cannot be used changes nothing.
        for broken in (b"", b"nonsense", new.read_bytes().replace(b"PRIVATE", b"PUBLIC")):
            assert "cannot be used" in secure.renew(broken)
            assert secure.certificate() == first(new)
        kept.close()
    finally:
        secure.service.stop()


def test_sighup_does_not_end_a_service_without_a_certificate(new_service):
    service = new_service()
    service.process.send_signal(signal.SIGHUP)
    assert stays(lambda: service.process.poll() is None and service.request("GET", "/healthz")[0] == 200, 0.5)


@pytest.mark.parametrize("hosts, days, url, status, code", [
    (("localhost", "127.0.0.1"), (-1, 30), None, 0, "ok"),
    (("localhost",), (-30, -1), None, 78, "server.certificate-expired"),
    (("localhost",), (1, 30), None, 78, "server.certificate-not-yet-valid"),
    (("localhost",), (-30, 13), None, 0, "server.certificate-ends"),
    (("accounts.example.org",), (-1, 30), "https://accounts.example.org", 0, "ok"),
    (("*.example.org",), (-1, 30), "https://ACCOUNTS.example.org", 0, "ok"),
    (("*.example.org",), (-1, 30), "https://a.b.example.org", 78, "server.certificate-of-other-host"),
    (("*.example.org",), (-1, 30), "https://example.org", 78, "server.certificate-of-other-host"),
    (("mail.example.org",), (-1, 30), "https://accounts.example.org", 78, "server.certificate-of-other-host"),
    (("192.0.2.7",), (-1, 30), "https://192.0.2.7", 0, "ok"),
    (("192.0.2.7",), (-1, 30), "https://192.0.2.8", 78, "server.certificate-of-other-host"),
    (("xn--bcher-kva.example",), (-1, 30), "https://bücher.example", 0, "ok"),
])
def test_doctor_and_start_tell_the_end_and_the_name(tmp_path, authority, hosts, days, url, status, code):
    secure = Secure(tmp_path, authority.issue(f"c{abs(hash((hosts, days, url)))}", hosts, days),
                    *([] if url is None else ["--public-url", url]))
    secure.service.start()
    try:
        told, found = checks("--data", secure.service.data, *secure.service.arguments)
        assert (told, found["certificate"]) == (status, code)
        assert ("warning: the certificate" in secure.log) == (code != "ok")
        issuer = json.loads(secure.get(secure.connect(), "/.well-known/openid-configuration")[1])["issuer"]
        assert issuer.isascii()
    finally:
        secure.service.stop()
