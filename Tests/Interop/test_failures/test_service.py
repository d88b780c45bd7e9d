"""The account service's own program says why it cannot run."""

import json
import subprocess

import pytest

from conftest import BUILD, environment


def serve(data, *args, json=True):
    done = subprocess.run(
        [BUILD / "sparekey-server", "serve", "--data", data, *args, *(["--json"] if json else [])],
        env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
    )
    return done.returncode, done.stdout, done.stderr


def test_a_port_in_use_ends_the_service_with_69(service, tmp_path):
    status, out, _ = serve(tmp_path, "--listen", f"127.0.0.1:{service.port}")
    assert status == 69
    error = json.loads(out)["error"]
    assert error["code"] == "server.port-in-use"
    assert error["message"] and error["remedy"]
    status, out, err = serve(tmp_path, "--listen", f"127.0.0.1:{service.port}", json=False)
    assert (status, out) == (69, "")
    assert err.startswith("sparekey-server: error: ") and "\nhint: " in err


@pytest.mark.parametrize("args, code", [
    (["--listen", "0.0.0.0:0"], "server.plain-http"),
    (["--listen", "192.0.2.1:0", "--behind-proxy"], "server.cannot-listen"),
    (["--tls-certificate", "/nonexistent", "--tls-key", "/nonexistent"], "server.invalid-certificate"),
], ids=lambda value: value if isinstance(value, str) else " ".join(value))
def test_a_service_that_cannot_be_run_says_why(args, code, tmp_path):
    status, out, _ = serve(tmp_path, *args)
    error = json.loads(out)["error"]
    assert error["code"] == code
    assert status == (69 if code == "server.cannot-listen" else 78)
    assert error["message"] and error["remedy"]


def test_a_service_without_its_keys_does_not_start(new_service):
    own = new_service()
    own.stop()
    (own.data / "keys.json").rename(own.data / "elsewhere")
    status, out, _ = serve(own.data, "--listen", "127.0.0.1:0")
    assert (status, json.loads(out)["error"]["code"]) == (78, "keys.missing")
    (own.data / "elsewhere").rename(own.data / "keys.json")
    (own.data / "keys.json").chmod(0o644)
    status, out, _ = serve(own.data, "--listen", "127.0.0.1:0")
    assert (status, json.loads(out)["error"]["code"]) == (78, "keys.readable-by-others")
