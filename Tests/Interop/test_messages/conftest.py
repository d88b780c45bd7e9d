"""Mail servers with certificates of their own, and who writes to whom."""

import pytest

from mail import PASSWORD as MAIL_PASSWORD
from test_storage.certificates import Authority

ADDRESS = "ada.lovelace@example.org"
FROM = "accounts@example.net"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def certificate(authority):
    return authority.issue("server")


@pytest.fixture
def start():
    """Starts servers: start(MailServer, tls="starttls", …). They end with the test."""
    running = []

    def run(kind, *args, **options):
        running.append(kind(*args, **options))
        return running[-1]

    yield run
    for server in running:
        server.stop()


@pytest.fixture
def password_file(tmp_path):
    def write(text=MAIL_PASSWORD):
        path = tmp_path / "mail-password"
        path.write_text(text + "\n")
        return path

    return write
