"""The screens of a phone in use: accounts, adding, backup, devices, settings."""

import io

import segno
from approving import own_device
from conftest import PASSWORD

from .words import Words
from .world import ACCOUNTS

ANOTHER = "eleven dry umbrellas at night"


def phone_walk(world):
    yield from empty(world)
    old = world.old_phone()
    yield from accounts(world, old)
    yield from backup(world)
    yield from settings(world)
    yield from requests(world, old)
    yield from safety(world, old)


def empty(world):
    """A phone that holds nothing."""
    eyes = world.eyes
    world.new_phone("empty")
    yield "first"
    eyes.go("/add")
    yield "add"
    eyes.go("/add/scan")
    eyes.find("#no-camera:not([hidden])")
    yield "add-scan"
    eyes.go("/add/personal")
    yield "add-personal"
    eyes.go("/add/personal/new")
    yield "add-personal-new"
    eyes.go("/add/work")
    yield "add-work"
    eyes.go("/add/hand")
    yield "add-hand"
    eyes.fill(issuer="Bank", account="ada", secret="not a secret!")
    eyes.press("main form .button")
    eyes.find(".banner.danger")
    yield "add-hand-failure"
    eyes.go("/import")
    yield "import"
    eyes.go("/backup")
    yield "backup-needs-account"


def accounts(world, old):
    eyes = world.eyes
    eyes.go("/")
    yield "accounts"
    eyes.fill(search="nothing like it")
    eyes.find("[data-nothing]:not([hidden])")
    yield "accounts-nothing-found"
    entries = {entry["issuer"]: entry["id"] for entry in old.list()}
    eyes.go(f"/accounts/{entries['Code Forge']}")
    yield "account"
    eyes.press("details summary.danger")
    yield "account-remove"
    eyes.go(f"/accounts/{entries['Shop']}")
    yield "account-counter"
    eyes.go(f"/accounts/{entries['Code Forge']}/qr")
    yield "show-qr-warning"
    eyes.press("main form .button")
    eyes.find(".qr svg")
    yield "show-qr"
    show_picture(eyes, ACCOUNTS[0])
    eyes.until_at("/add/duplicate")
    yield "add-duplicate"
    eyes.press("button[value=cancel]")
    eyes.until_at("/")
    eyes.go("/import")
    eyes.fill(list="\n".join([*ACCOUNTS[:1], "otpauth://totp/Music:ada?secret=JBSWY3DPEHPK3PXP&issuer=Music"]))
    eyes.press("main form .button")
    eyes.find(".banner.done")
    yield "import-done"
    music = next(entry["id"] for entry in old.list() if entry["issuer"] == "Music")
    eyes.go(f"/accounts/{music}")
    eyes.press("details summary.danger")
    eyes.press("details .button.danger")
    eyes.find(".banner.undo")
    yield "account-removed"
    eyes.press(".banner.undo .button")
    eyes.until(lambda _: "Music" in [entry["issuer"] for entry in old.list()], "the account is not back")


def show_picture(eyes, text):
    """Chooses a picture of a QR code on the page that scans."""
    picture = io.BytesIO()
    segno.make(text, micro=False).save(picture, kind="png", scale=5)
    eyes.go("/add/scan")
    path = eyes.folder / "picture.png"
    path.write_bytes(picture.getvalue())
    eyes.find("#picture").send_keys(str(path))


def backup(world):
    eyes = world.eyes
    eyes.go("/backup/merge")
    yield "backup-merge"
    eyes.go("/backup")
    yield "backup-off"
    eyes.fill(password=PASSWORD, folder=str(world.storage))
    eyes.press("main form .button.wide")
    eyes.find(".banner.done")
    yield "backup-on"
    eyes.go("/backup")
    yield "backup"
    eyes.go("/add/hand")
    eyes.fill(issuer="Tickets", account="ada", secret="JBSWY3DPEHPK3PXP")
    eyes.press("main form .button")
    eyes.until_at("/")
    entry = next(entry["id"] for entry in world.phones[-1].list() if entry["issuer"] == "Tickets")
    eyes.until(lambda _: len(world.snapshots()) == 2, "no second snapshot")
    world.phones[-1].run("remove", entry, "--yes")
    eyes.until(lambda _: len(world.snapshots()) == 3, "no third snapshot")
    eyes.go("/backup/versions")
    yield "backup-versions"
    eyes.go("/backup/versions/2")
    yield "backup-version"
    eyes.go("/backup")
    eyes.press(".switch-button")
    eyes.find(".switch-button[aria-checked=false]")
    yield "backup-paused"
    eyes.press(".switch-button")
    eyes.find(".switch-button[aria-checked=true]")
    world.storage.rename(world.folder / "unplugged")
    eyes.press("form[action='/backup/verify'] .button")
    eyes.find(".banner.danger")
    yield "backup-failing"
    (world.folder / "unplugged").rename(world.storage)
    eyes.go("/recovery-code")
    yield "recovery-code"
    eyes.fill(typed=eyes.find(".paper").text, password=PASSWORD)
    eyes.press("main form .button")
    eyes.find(".banner.done")
    yield "recovery-code-done"


def settings(world):
    eyes = world.eyes
    eyes.go("/settings")
    yield "settings"
    eyes.go("/contacts")
    yield "contacts-none"
    yield from contacts(world)
    eyes.go("/devices")
    yield "devices"
    eyes.go("/backup/new-key")
    yield "new-key"
    eyes.fill(password="not the password")
    eyes.press("main form .button")
    eyes.find(".banner.danger")
    yield "new-key-wrong-password"
    account = next(entry["id"] for entry in world.phones[-1].list() if entry["account"] == "family")
    eyes.go(f"/accounts/{account}/data")
    yield "account-data"
    eyes.go(f"/accounts/{account}/take-back")
    yield "take-back"
    yield from password(world, account)
    eyes.go("/letter")
    yield "letter"
    eyes.go("/trouble")
    eyes.find(".list")
    yield "trouble"
    eyes.go("/about")
    yield "about"


def password(world, account):
    """Another password for the account, and the present one again."""
    eyes = world.eyes
    eyes.go(f"/accounts/{account}/password")
    yield "password"
    eyes.fill(password=PASSWORD, newPassword=ANOTHER, repeated=PASSWORD)
    eyes.press("main form .button")
    eyes.find(".banner.danger")
    yield "password-mismatch"
    eyes.fill(password=PASSWORD, newPassword=ANOTHER, repeated=ANOTHER)
    eyes.press("main form .button")
    eyes.find(".banner.done")
    yield "password-done"
    eyes.go(f"/accounts/{account}/password")
    eyes.fill(password=ANOTHER, newPassword=PASSWORD, repeated=PASSWORD)
    eyes.press("main form .button")
    eyes.find(".banner.done")


def contacts(world):
    """An address for the account that another device will have to prove, and then a number."""
    eyes = world.eyes
    account = next(entry["id"] for entry in world.phones[-1].list() if entry["account"] == "family")
    form = f"form[action='/contacts/add']:has(input[value='{account}'])"
    eyes.type(f"{form} input[name=value]", "ada@example.org")
    eyes.press(f"{form} .button")
    eyes.find("#code")
    yield "contact-code"
    eyes.fill(code="00000000")
    eyes.press("main form .button")
    eyes.find(".banner.danger")
    yield "contact-code-wrong"
    eyes.fill(code=world.message_code())
    eyes.press("main form .button")
    eyes.until_at("/contacts")
    eyes.press(f"{form} input[value=phone]")
    eyes.type(f"{form} input[name=value]", "+33 6 55 50 10 42")
    eyes.press(f"{form} .button")
    eyes.find("#code")
    while eyes.has("#code"):
        eyes.fill(code=world.message_code())
        eyes.send("main form .button")
    eyes.until_at("/contacts")
    yield "contacts"
    eyes.press(f"form[action='/accounts/{account}/approvals'] .button")
    eyes.find("input[name=contact]")
    yield "approvals-choice"
    eyes.press("label.choice")
    eyes.send("main form .button")
    eyes.find("#code")
    yield "approvals-code"
    eyes.fill(code=world.message_code())
    eyes.send("main form .button")
    eyes.find(".banner.done")
    yield "approvals-on"


def requests(world, old):
    """Somebody signs in elsewhere, and this phone is asked."""
    eyes = world.eyes
    eyes.go("/requests")
    yield "request-none"
    eyes.base = world.url
    eyes.go("/account")
    eyes.fill(username="ada@acme")
    eyes.press("button[value=approval]")
    number = int(eyes.find(".number").text)
    eyes.base = old.address
    eyes.go("/")
    eyes.find("#asked:not([hidden])")
    yield "accounts-asked"
    eyes.go("/requests")
    yield "request"
    eyes.type("input[name=number]", str(10 + (number - 9) % 90))
    eyes.send("button[value=approve]")
    yield "request-wrong-number"


def safety(world, old):
    """Locks, and doors that stay closed."""
    eyes = world.eyes
    eyes.go("/offline")
    yield "offline"
    eyes.go("/accounts/nothing")
    yield "not-found"
    old.run("settings", "hide-codes", "on")
    eyes.go("/")
    yield "accounts-hidden"
    old.run("settings", "hide-codes", "off")
    eyes.go("/settings")
    eyes.press("details summary")
    eyes.fill(passphrase=PASSWORD, repeated=PASSWORD)
    eyes.press("form[action='/settings/passphrase'] .button")
    eyes.until_at("/settings")
    eyes.press("form[action='/lock'] .button")
    eyes.find("#passphrase")
    yield "unlock"
    eyes.fill(passphrase="a wrong one")
    eyes.press("main form .button")
    eyes.find(".banner.danger")
    yield "unlock-failure"
    eyes.fill(passphrase=PASSWORD)
    eyes.press("main form .button")
    eyes.until_at("/")
    eyes.go("/settings")
    eyes.press("details summary")
    eyes.fill(present=PASSWORD)
    eyes.press("form[action='/settings/passphrase'] .button")
    eyes.until_at("/settings")
    eyes.press("form[action='/lock'] .button")
    closed = Words(world.language)("notLetIn.title")
    eyes.until(lambda driver: driver.find_element("tag name", "h1").text == closed, "the page is not closed")
    eyes.go("/")
    assert eyes.find("h1").text == closed and not eyes.has("[data-code]")
    yield "not-let-in"


def last(world):
    """What a recovery would miss had it come before: the backup gets another key, and a device is removed."""
    eyes = world.eyes
    old = world.phones[1]
    old.stop()
    old.start().show(eyes)
    eyes.go("/backup/new-key")
    eyes.fill(password=PASSWORD)
    eyes.press("main form .button")
    eyes.find(".banner.done")
    yield "new-key-done"
    yield from taken(world, old)


def taken(world, old):
    """Somebody with the password and the mailbox removes the phone, which takes the account back."""
    eyes = world.eyes
    device = own_device(old, "family")
    thief = world.phone("thief")
    thief.sign_in("family", world)
    sent = thief.run("account", "confirm", "--by", contact(thief), password=PASSWORD, check=False)
    code = {"SPAREKEY_CONTACT_CODE": world.message_code()}
    thief.run("account", "contacts", "verify", sent.error["proof"], env=code)
    thief.run("account", "devices", "--yes", "--revoke", device, password=PASSWORD)
    eyes.go("/devices")
    eyes.find(".banner a.plain")
    yield "devices-removed"
    eyes.press(".banner a:not(.plain)")
    eyes.fill(password=PASSWORD, newPassword=ANOTHER)
    eyes.press("main form .button")
    eyes.find("input[name=contact]")
    yield "take-back-more"
    eyes.press("label.choice")
    eyes.send("main form .button")
    eyes.find("#code")
    yield "take-back-code"
    eyes.fill(code=world.message_code())
    eyes.send("main form .button")
    eyes.find(".banner.done")
    yield "take-back-done"


def contact(phone):
    """The first contact of a phone's account."""
    return phone.run("account", "contacts").json[0]["id"]
