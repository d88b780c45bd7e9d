"""A vault of a thousand accounts, filled through the page."""

import base64

COUNT = 1000


def fill(eyes, count=COUNT, at_once=500):
    """Imports accounts of sites that do not exist, each with a secret of its own."""
    for begin in range(0, count, at_once):
        lines = "\n".join(uri(number) for number in range(begin, begin + at_once))
        eyes.go("/import")
        # A person pastes; keys would take minutes.
        eyes.run("document.getElementById('list').value = arguments[0]", lines)
        eyes.send("main form .button")
        eyes.find(".banner.done")


def uri(number):
    secret = base64.b32encode(number.to_bytes(20)).decode()
    return f"otpauth://totp/Site%20{number:04}:ada?secret={secret}&issuer=Site%20{number:04}"
