"""Options, and what is said of a mistake."""

import json
import subprocess

import pytest

from conftest import BUILD, environment, run_sparekey

from .samples import URI


def test_common_options_may_stand_anywhere(phone):
    ada = phone("anywhere")
    ada.add(URI)
    for args in (["--home", ada.home, "--json", "list"], ["--json", "list", f"--home={ada.home}"],
                 ["list", "--home", ada.home, "--json"]):
        done = subprocess.run([BUILD / "sparekey", *args], env=environment(), capture_output=True, text=True)
        assert [entry["issuer"] for entry in json.loads(done.stdout)] == ["Shop"], done
    done = subprocess.run(
        [BUILD / "sparekey", "--home", ada.home, "settings", "--json", "hide-codes", "on"],
        env=environment(), capture_output=True, text=True,
    )
    assert json.loads(done.stdout)["hide-codes"] == "on"


@pytest.mark.parametrize("args", [
    ["account", "create", "ada"], ["account", "sign-in", "ada"], ["recover", "ada"], ["account", "letter", "ada"],
], ids=" ".join)
def test_what_a_command_lacks_is_told_with_its_own_usage(args, phone):
    command = " ".join(["sparekey", *args[:-1]])
    told = phone().run(*args, json=False, check=False)
    assert told.status == 64 and "Give the account service: --service " in told.err, told
    assert f"Usage: {command} [" in told.err and f"See '{command} --help' for more information." in told.err, told
    french = phone().run(*args, json=False, check=False, language="fr")
    assert f"Utilisation\u00a0: {command} [" in french.err and f"Pour plus de détails\u00a0: {command} --help" in french.err


@pytest.mark.parametrize("args, shown, hidden", [
    (["lst"], "sparekey has no command “lst”", None),
    (["backup", "nwo"], "sparekey backup has no command “nwo”", None),
    (["list", "--what"], "Unknown option '--what'", None),
    (["list", "--what=hunter2"], "Unknown option '--what'", "hunter2"),
    (["JBSWY3DPEHPK3PXP"], "Unexpected argument '…'", "JBSWY3DPEHPK3PXP"),
    (["list", "correct horse"], "Unexpected argument '…'", "correct horse"),
    (["list", "it's a secret"], "Unexpected argument '…'", "secret"),
    (["move", "Shop", "first"], "The value '…' is invalid for '<position>'", "first"),
    (["codes", "--at=noon"], "The value '…' is invalid for '--at <unixtime>'", "noon"),
    (["add", "--issuer", "a", "--secret", "JBSWY3DPEHPK3PXP"], None, "JBSWY3DPEHPK3PXP"),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_a_mistyped_name_is_shown_and_a_value_never(args, shown, hidden):
    told = run_sparekey(*args, json=False, check=False)
    assert told.status == 64
    assert shown is None or shown in told.err, told.err
    assert hidden is None or hidden not in told.err
    assert "Usage: sparekey" in told.err
    assert hidden is None or hidden not in run_sparekey(*args, check=False).out
