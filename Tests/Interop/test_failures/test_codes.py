"""The page of all codes."""

import re

from conftest import ROOT
from failures import documented


def test_every_code_that_can_be_printed_is_documented():
    source = (ROOT / "Sources/DeviceCore/Failures/FailureCode.swift").read_text(encoding="utf-8")
    codes = set(re.findall(r'case \w+ = "([a-z0-9.-]+)"', source))
    assert len(codes) > 60
    assert codes | {"usage"} == set(documented())
