"""The account service's own pages: sign-in, my account, administration."""

import time
import urllib.parse

from moments import STEP, wait_until

CALLBACK = "http://127.0.0.1:9/callback"


def service_walk(world):
    eyes = world.eyes
    eyes.base = world.url
    old = world.phones[1]
    application, _ = world.service.client("Staff wiki", "--redirect", CALLBACK)
    query = urllib.parse.urlencode({
        "client_id": application, "response_type": "code", "scope": "openid profile", "redirect_uri": CALLBACK,
        "code_challenge_method": "S256", "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    })
    eyes.go(f"/openid/authorize?{query}")
    yield "service-sign-in"
    eyes.fill(username="   ")
    eyes.press("button[value=approval]")
    eyes.find(".problem")
    yield "service-sign-in-wrong-name"
    eyes.fill(username="ada@acme")
    eyes.press("button[value=approval]")
    eyes.find(".number")
    yield "service-sign-in-number"
    yield from denied(world, old)
    eyes.press("button[value=code]")
    eyes.find("#code")
    yield "service-code"
    eyes.fill(code="000000")
    eyes.press("main form .button")
    eyes.find(".problem")
    yield "service-code-wrong"
    sign_in(world, old)
    eyes.find("button[value=allow]")
    yield "service-consent"
    eyes.go("/account")
    yield "service-account"
    eyes.go("/administration")
    approve(eyes, old)
    yield from administration(eyes)
    eyes.go("/openid/logout")
    yield "service-sign-out"
    eyes.press("main form .button")
    eyes.find("main a.button")
    yield "service-signed-out"
    eyes.go("/openid/authorize?client_id=nobody")
    yield "service-error"


def denied(world, old):
    """Ada says on her phone that it was not her."""
    eyes = world.eyes
    old.run("deny", old.run("requests").json[0]["id"])
    eyes.find("button[value=approval]")
    yield "service-sign-in-denied"


def sign_in(world, old):
    """Types a code that was not used before."""
    wait_until(lambda: int(time.time()) // STEP > getattr(world, "used", 0))
    world.used = int(time.time()) // STEP
    world.eyes.fill(code=old.code("Acme", at=STEP * world.used))
    world.eyes.press("main form .button")


def approve(eyes, phone):
    """Administration asks for more than a code."""
    eyes.fill(username="ada@acme")
    eyes.press("button[value=approval]")
    number = eyes.find(".number").text
    phone.run("approve", phone.run("requests").json[0]["id"], "--number", number)
    eyes.until_at("/administration")


def administration(eyes):
    yield "service-administration"
    eyes.fill(name="ada@acme")
    eyes.press("#add .button")
    eyes.find(".problem")
    yield "service-administration-wrong-name"
    eyes.go("/administration")
    eyes.press("#members li:first-child a")
    eyes.find("#actions")
    yield "service-member"
    eyes.press("#actions form .button")
    eyes.find("img.qr")
    yield "service-enrollment-code"
    eyes.go("/administration/log")
    yield "service-log"
