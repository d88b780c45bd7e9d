"""The programs that are measured, and what they talk to."""

import http.client
import json
import os
import pathlib
import re
import subprocess
import sys
import time

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "nine wet umbrellas at noon"
STORAGE_PASSWORD = "SPAREKEY_STORAGE_PASSWORD"


class Service:
    """An account service on loopback."""

    def __init__(self, programs, data):
        self.process = subprocess.Popen(
            [programs / "sparekey-server", "serve", "--data", data, "--listen", "127.0.0.1:0"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=open(f"{data}.log", "wb"),
        )
        deadline = time.monotonic() + 30
        while not (found := re.search(r"listening on (http://\S+:(\d+))", pathlib.Path(f"{data}.log").read_text())):
            if self.process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"the service did not start: {pathlib.Path(f'{data}.log').read_text()}")
            time.sleep(0.02)
        self.url, self.port = found[1], int(found[2])

    def request(self, method, path, body=None, headers=None):
        """Sends a request: (status, body as bytes)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        data = None if body is None else json.dumps(body)
        connection.request(method, path, data, (headers or {}) | {"Content-Type": "application/json"})
        answer = connection.getresponse()
        try:
            return answer.status, answer.read()
        finally:
            connection.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=30)


def uri(issuer):
    name = issuer.replace(" ", "%20")
    return f"otpauth://totp/{name}:me?secret={SECRET}&issuer={name}"


def output(command, **variables):
    """What a command prints."""
    done = subprocess.run(
        [str(part) for part in command], env=environment(variables), stdin=subprocess.DEVNULL, capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed: {done.stdout}{done.stderr}")
    return done.stdout


def peak_memory(command, **variables):
    """The greatest number of bytes that a command had in memory."""
    process = subprocess.Popen(
        [str(part) for part in command], env=environment(variables), stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )
    message = process.stderr.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} failed: {message}")
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def environment(variables):
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "SPAREKEY_PASSWORD": PASSWORD} | variables


def post(connection, step, **fields):
    connection.request("POST", f"/v1/sign-ins/{step}", json.dumps(fields), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    body = json.loads(answer.read())
    if answer.status != (200 if step == "start" else 403):
        sys.exit(f"the service answered {answer.status}: {body}")
    return body
