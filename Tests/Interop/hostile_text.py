"""Text that wants to be more than text: HTML, the end of a quotation, or what turns the text around it."""

import re
import unicodedata

# Letters that make one character of themselves and what follows, and marks that do so with what stands before them.
LETTERS = [chr(code) for code in (0x0D4E, 0x111C2, 0x1193F, 0x0600, 0x06DD, 0x070F, 0x08E2, 0x110BD)]
MARKS = ["\u0301", "\u0300", "\u20dd"]
DIRECTIONS = ["\u202e", "\u2066", "\u200f"]
PAYLOADS = [
    "<button formaction=/account/applications/revoke>Continue", "<meta http-equiv=refresh content=0;url=//evil.example>",
    "<form id=f action=members/add method=post>", '" autofocus onfocus=x a="', "' formaction=/x a='",
]


def joined(payload):
    """A payload whose every delimiter joins with a letter before it or a mark behind it."""
    for letter in LETTERS:
        yield "x" + re.sub("([<>\"'&/=])", letter + r"\1", payload)
    for mark in MARKS:
        yield "x" + re.sub("([<>\"'&/=])", r"\1" + mark, payload)


HOSTILE = [text for payload in PAYLOADS for text in joined(payload)]


def unseen(text):
    """What a terminal obeys, what turns text, and what nobody sees, but for ends of lines."""
    return [character for character in text
            if character != "\n" and unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"}]


def names(letters, length):
    """Names of this length that hold each delimiter of markup and of quotations behind each letter and before each mark."""
    pairs = [letter + delimiter for letter in letters for delimiter in "<>&\"'\u201c\u201d"]
    pairs += [delimiter + mark for mark in MARKS for delimiter in "<>&\"'\u201c\u201d"]
    return ["".join(pairs[start:start + length // 2]) for start in range(0, len(pairs), length // 2)]


# An application's name is as long as whoever runs the service likes, up to 100 characters.
APPLICATIONS = names(LETTERS + DIRECTIONS, 100)
# The service refuses letters of format in the name of a device, and 40 characters of it are shown in a sentence.
DEVICES = names([letter for letter in LETTERS if not unseen(letter)], 40)
