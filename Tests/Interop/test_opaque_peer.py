"""Runs OPAQUE between this project and opaque-ke 3.0.0 (as opaquepy 0.6.0), each side as client and as server."""

import base64
import json
import os
import pathlib
import subprocess

import pytest

lib = pytest.importorskip("opaquepy.lib")

PASSWORD = "correct horse battery staple"
USER = "user-1"
ROOT = pathlib.Path(__file__).resolve().parents[2]


class Peer:
    """The program `opaque-peer`, which answers one JSON line with another."""

    def __init__(self):
        build = pathlib.Path(os.environ.get("SPAREKEY_BUILD", ROOT / ".build" / "debug"))
        self.process = subprocess.Popen(
            [build / "opaque-peer"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, role, step, **fields):
        self.process.stdin.write(json.dumps({"role": role, "step": step, **fields}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        assert self.process.wait(timeout=120) == 0
        self.process.stdout.close()


@pytest.fixture
def peer():
    peer = Peer()
    yield peer
    peer.close()


def size(message):
    return len(base64.urlsafe_b64decode(message + "=" * (-len(message) % 4)))


def register_our_client(peer, setup):
    """Our client registers with their server."""
    request = peer.run("client", "register-start", password=PASSWORD)["message"]
    response = lib.register(setup, request, USER)
    finished = peer.run("client", "register-finish", message=response)
    return lib.register_finish(finished["record"]), finished["exportKey"]


def register_their_client(peer):
    """Their client registers with our server."""
    request, state = lib.register_client(PASSWORD)
    response = peer.run("server", "register-start", message=request, credentialIdentifier=USER)["message"]
    upload = lib.register_client_finish(state, PASSWORD, response)
    return peer.run("server", "register-finish", message=upload)["record"]


def test_our_client_signs_in_to_their_server(peer):
    setup = lib.create_setup()
    record, registered_export_key = register_our_client(peer, setup)
    assert size(record) == 192
    ke1 = peer.run("client", "login-start", password=PASSWORD)["message"]
    ke2, state = lib.login(setup, record, ke1, USER)
    finished = peer.run("client", "login-finish", message=ke2)
    assert lib.login_finish(finished["message"], state) == finished["sessionKey"]
    assert finished["exportKey"] == registered_export_key


def test_their_client_signs_in_to_our_server(peer):
    peer.run("server", "setup")
    record = register_their_client(peer)
    ke1, state = lib.login_client(PASSWORD)
    ke2 = peer.run("server", "login-start", message=ke1, record=record, credentialIdentifier=USER)["message"]
    assert size(ke2) == 320
    ke3, session_key = lib.login_client_finish(state, PASSWORD, ke2)
    assert peer.run("server", "login-finish", message=ke3)["sessionKey"] == session_key


def test_our_server_takes_over_their_keys_and_records(peer):
    setup = lib.create_setup()
    record, export_key = register_our_client(peer, setup)
    peer.run("server", "setup", setup=setup)
    ke1 = peer.run("client", "login-start", password=PASSWORD)["message"]
    ke2 = peer.run("server", "login-start", message=ke1, record=record, credentialIdentifier=USER)["message"]
    client = peer.run("client", "login-finish", message=ke2)
    server = peer.run("server", "login-finish", message=client["message"])
    assert client["sessionKey"] == server["sessionKey"]
    assert client["exportKey"] == export_key


def test_our_client_notices_a_wrong_password(peer):
    setup = lib.create_setup()
    record, _ = register_our_client(peer, setup)
    ke1 = peer.run("client", "login-start", password="wrong")["message"]
    ke2, _ = lib.login(setup, record, ke1, USER)
    assert peer.run("client", "login-finish", message=ke2) == {"error": "wrongPassword"}


def test_their_client_notices_a_wrong_password(peer):
    peer.run("server", "setup")
    record = register_their_client(peer)
    ke1, state = lib.login_client("wrong")
    ke2 = peer.run("server", "login-start", message=ke1, record=record, credentialIdentifier=USER)["message"]
    with pytest.raises(ValueError, match="InvalidLoginError"):
        lib.login_client_finish(state, "wrong", ke2)


def test_an_unknown_user_looks_like_a_wrong_password_to_their_client(peer):
    peer.run("server", "setup")
    ke1, state = lib.login_client(PASSWORD)
    ke2 = peer.run("server", "login-start", message=ke1, credentialIdentifier="nobody")["message"]
    assert size(ke2) == 320
    with pytest.raises(ValueError, match="InvalidLoginError"):
        lib.login_client_finish(state, PASSWORD, ke2)


def test_our_server_refuses_a_forged_last_message(peer):
    peer.run("server", "setup")
    record = register_their_client(peer)
    ke1, _ = lib.login_client(PASSWORD)
    peer.run("server", "login-start", message=ke1, record=record, credentialIdentifier=USER)
    forged = base64.urlsafe_b64encode(bytes(64)).decode().rstrip("=")
    assert peer.run("server", "login-finish", message=forged) == {"error": "clientAuthentication"}
