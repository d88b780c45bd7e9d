"""Requests that name no host, several, or another one, at the page and at the service, byte by byte."""

import json
import socket
import urllib.parse

import pytest

from test_page.world import OpenPhone


def ask(port, path, *hosts, version="1.1"):
    """Sends a request with these `Host` fields: (status, the whole answer); the status is 0 where nothing came back."""
    fields = "".join(f"Host: {host}\r\n" for host in hosts)
    with socket.create_connection(("127.0.0.1", port), timeout=120) as connection:
        connection.sendall(f"GET {path} HTTP/{version}\r\n{fields}Connection: close\r\n\r\n".encode())
        answer = b""
        while data := connection.recv(65536):
            answer += data
    return int(answer.split(b" ", 2)[1]) if answer else 0, answer.decode()


@pytest.fixture
def page(tmp_path):
    """The page of a phone: the name of its host, and its port."""
    phone = OpenPhone(tmp_path / "phone" / "home")
    phone.start()
    parts = urllib.parse.urlsplit(phone.address)
    yield parts.hostname, parts.port
    phone.stop()


def test_the_page_answers_to_its_own_name_once_and_to_nothing_else(page):
    name, port = page
    ours = f"{name}:{port}"
    path = "/static/app.js"
    status, answer = ask(port, path, ours)
    assert status == 200 and "addEventListener" in answer
    others = [
        (), ("",), (ours, ours), (ours, "evil.example"), ("evil.example", ours), (f"{name}:{port + 1}",), (name,),
        ("evil.example",), (f"evil.example:{port}",), (f"127.0.0.1:{port}",), (f"localhost:{port}",), (f"{ours}.",),
        (f"{ours}, evil.example",), (f"{ours}@evil.example",), (f"x.{ours}",),
    ]
    for hosts in others:
        status, answer = ask(port, path, *hosts)
        assert status in (0, 400, 403) and "addEventListener" not in answer, hosts
    assert ask(port, path, version="1.0")[0] in (0, 400, 403)


def test_the_service_refuses_a_request_that_names_no_host_or_two(service):
    ours = f"127.0.0.1:{service.port}"
    for path in ("/v1/time", "/sign-in", "/openid/keys", "/healthz"):
        assert ask(service.port, path, ours)[0] == 200, path
        for hosts in ((ours, ours), (ours, "evil.example"), ("evil.example", ours)):
            assert ask(service.port, path, *hosts)[0] == 400, (path, hosts)
    for hosts in ((), ("",)):
        status, answer = ask(service.port, "/v1/time", *hosts)
        assert status == 400
        assert json.loads(answer.partition("\r\n\r\n")[2])["code"] == "request.invalid"
    # What looks after a service asks by HTTP/1.0 at times, which needs none.
    assert ask(service.port, "/healthz", version="1.0")[0] == 200


def test_no_answer_of_the_service_depends_on_the_host_that_a_request_names(service):
    # Proxies pass on a name of their own: everything that leads back to the service has its public address.
    for path in ("/v1/time", "/sign-in", "/account", "/openid/logout", "/.well-known/openid-configuration", "/nowhere"):
        named, other = (ask(service.port, path, host) for host in (f"127.0.0.1:{service.port}", "evil.example:81"))
        assert named[0] == other[0], path
        assert "evil" not in other[1], path
