"""What shells complete: names of commands and accounts, and nothing secret."""

import subprocess

import pytest

from conftest import BUILD, environment, run_sparekey

from .samples import URI

SHELLS = ["bash", "zsh", "fish"]


@pytest.mark.parametrize("shell", SHELLS)
def test_there_is_a_completion_script_for_each_shell(shell, tmp_path):
    made = run_sparekey("--generate-completion-script", shell, json=False).out
    script = tmp_path / "script"
    script.write_text(made)
    checked = subprocess.run([shell, "-n", script], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "sparekey" in made and "backup" in made


def complete(home, *words, env=None):
    """What bash offers for the last word."""
    script = r'''
        source <(sparekey --generate-completion-script bash)
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
        _sparekey sparekey "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '%s\n' "${COMPREPLY[@]}"
    '''
    variables = environment(SPAREKEY_HOME=home, **(env or {}))
    variables["PATH"] = f"{BUILD}:{variables['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script, "bash", "sparekey", *words], env=variables, capture_output=True, text=True,
        stdin=subprocess.DEVNULL, start_new_session=True,
    )
    assert done.stderr == ""
    return [line for line in done.stdout.splitlines() if line]


def test_names_of_accounts_are_completed_and_nothing_secret_is_read_out(phone, service, storage):
    ada = phone("completed")
    ada.add(URI)
    ada.add("otpauth://totp/Nord%20Bank:Ada%20L?secret=GEZDGNBVGY3TQOJQ&issuer=Nord%20Bank")
    ada.create_account("completed", service)
    assert complete(ada.home, "ren") == ["rename"]
    assert complete(ada.home, "code", "") == ["Shop:ada", "Nord Bank:Ada L", "127.0.0.1:completed"]
    assert complete(ada.home, "remove", "Nord") == ["Nord Bank:Ada L"]
    assert complete(ada.home, "account", "password", "") == ["127.0.0.1:completed"]
    assert complete("/nonexistent", "code", "--home", str(ada.home), "Sh") == ["Shop:ada"]
    assert complete(ada.home, "backup", "on", "--existing", "k") == ["keep-both"]
    assert complete(ada.home, "settings", "") == ["language", "hide-codes"]
    before = (ada.home / "vault").read_bytes()
    assert complete(ada.home, "move", "Sh") == ["Shop:ada"]
    assert (ada.home / "vault").read_bytes() == before


def test_a_locked_vault_is_not_opened_for_completions(locked):
    assert complete(locked.home, "code", "") == []
    assert complete("/nonexistent", "code", "") == []
