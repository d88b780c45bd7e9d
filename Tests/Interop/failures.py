"""What every failure has to have: a documented code, its exit status, and words in both languages."""

import functools
import os
import re
import shutil

import pytest

from conftest import ROOT

AS_ROOT = os.geteuid() == 0
# Root may read everything; without these two capabilities it may read what others may.
WITHOUT_PRIVILEGE = ["setpriv", "--bounding-set=-dac_override,-dac_read_search",
                     "--inh-caps=-dac_override,-dac_read_search"] if AS_ROOT else []


def needs(*programs):
    missing = [program for program in programs if shutil.which(program) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


@functools.cache
def documented():
    """The codes of docs/errors.md with their exit statuses."""
    codes, status = {}, None
    for line in (ROOT / "docs" / "errors.md").read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"## (.*)", line):
            number = re.match(r"(\d+):", heading[1])
            status = int(number[1]) if number else None
        elif status and (row := re.match(r"\| `([a-z0-9.-]+)` \|", line)):
            codes[row[1]] = status
    return codes


def check(result, code, status):
    """Checks one failure as a program reads it, and returns its words."""
    assert result.json.keys() == {"error"}, result
    error = result.error
    assert error.keys() == {"code", "message", "remedy"}
    assert (error["code"], result.status) == (code, status), result
    assert documented().get(code) == status, f"docs/errors.md does not list {code} under {status}"
    for words in (error["message"], error["remedy"]):
        assert words.strip(), error
        assert not re.search(r"[{}]", words), f"a gap in the words was not filled: {words}"
    return error["message"], error["remedy"]


def expect(code, status, run, *args, **options):
    """Runs a command that has to fail, for programs and for people, in English and in French.

    `run` is called three times, so the failure must leave things as they were, but for numbers that count down.
    Returns the English words.
    """
    english = check(run(*args, check=False, **options), code, status)
    french = check(run(*args, check=False, language="fr", **options), code, status)
    assert english[0] != french[0] and english[1] != french[1], "the words are the same in French"
    told = run(*args, check=False, json=False, **options)
    assert told.status == status
    assert told.out == ""
    # Notes may stand before; the failure itself is the last two lines.
    lines = f"sparekey: error: {english[0]}\nhint: {english[1]} [{code}]\n"
    assert re.sub(r"\d+", "#", told.err).endswith(re.sub(r"\d+", "#", lines)), told.err
    return english
