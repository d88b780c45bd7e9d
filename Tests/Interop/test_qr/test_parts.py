"""An account in several codes is joined, or refused where one of them is missing."""

import pytest
import segno
from PIL import Image

import pictures
from failures import expect

from .conftest import uris

LONG = "otpauth://totp/Shop:ada?issuer=Shop&secret=" + "JBSWY3DPEHPK3PXP" * 4


def parts(text, count):
    return [pictures.drawn(symbol) for symbol in segno.make_sequence(text, symbol_count=count)]


def beside(codes):
    picture = Image.new("L", (sum(code.width for code in codes), max(code.height for code in codes)), 255)
    left = 0
    for code in codes:
        picture.paste(code, (left, 0))
        left += code.width
    return picture


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 0, 1]], ids=["in order", "in disorder"])
def test_codes_that_hold_one_address_together_are_joined(phone, save, order):
    phone = phone()
    codes = parts(LONG, 3)
    report = phone.run("add", "--qr", save(beside([codes[place] for place in order]))).json
    assert uris(report["added"]) == [("Shop", "ada")]
    other = phone.__class__(phone.home.parent / "other")
    other.add(LONG)
    assert phone.code("Shop", at=59) == other.code("Shop", at=59)


@pytest.mark.parametrize("shown", [[0], [1], [0, 1], [0, 2]], ids=str)
def test_a_part_of_an_address_is_no_account(phone, save, shown):
    phone = phone()
    codes = parts(LONG, 3)
    expect("qr.one-of-several", 65, phone.run, "add", "--qr", save(beside([codes[place] for place in shown])))
    assert phone.list() == []
