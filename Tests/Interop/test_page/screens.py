"""Every screen with its name and what it is, and the one walk that shows them all.

    for name in walk(world):
        look(name)

A screen is added where a walk shows it, with `yield NAME`, and here with its words.
"""

from .phone_screens import last, phone_walk
from .recovery_screens import recovery_walk
from .service_screens import service_walk


def walk(world):
    """Yields the name of each screen once the browser shows it, in an order in which each finds what it needs."""
    yield from phone_walk(world)
    yield from recovery_walk(world)
    yield from last(world)
    yield from service_walk(world)


SCREENS = {
    "Accounts": {
        "first": "A phone that holds nothing: add an account, import, or, at the bottom, begin recovery",
        "accounts": "The accounts, each with its code and the ring that counts down",
        "accounts-hidden": "Codes that show when they are tapped",
        "accounts-nothing-found": "A search that finds nothing",
        "account": "One account: its next code, its QR code, its name, its place",
        "account-counter": "An account whose codes count instead of following the clock",
        "account-remove": "Before an account is removed",
        "account-removed": "After it was removed: for two minutes it can be put back",
        "show-qr-warning": "Before an account's own QR code is shown",
        "show-qr": "An account's QR code, for another app",
    },
    "Adding": {
        "add": "The ways to add an account",
        "add-scan": "Scanning, with a camera or a picture; here without a camera",
        "add-personal": "A personal account",
        "add-personal-new": "A personal account that does not exist yet",
        "add-work": "A work or school account",
        "add-hand": "An account typed by hand",
        "add-hand-failure": "A secret that cannot be one",
        "add-duplicate": "A scanned account that is here already",
        "import": "Import from another app",
        "import-done": "What became of an import",
    },
    "Backup": {
        "backup-needs-account": "Backup without a personal account yet",
        "backup-off": "Turning automatic backup on: two accounts, one button",
        "backup-merge": "Merging with a backup that was made on another device",
        "backup-on": "Automatic backup is on",
        "backup": "The backup: when it was last read back and opened, and how many accounts it held",
        "backup-paused": "Paused",
        "backup-failing": "The storage does not answer",
        "backup-versions": "Versions",
        "new-key": "Before the backup gets another key, after a loss",
        "new-key-wrong-password": "The password for it is wrong",
        "new-key-done": "The backup has another key",
        "backup-version": "What a version holds that is missing here",
        "recovery-code": "The recovery code on paper, shown once",
        "recovery-code-done": "The recovery code was typed back",
    },
    "Recovery": {
        "recover": "Begin recovery: two accounts, one button",
        "report": "The report: what is ready, and what needs more verification",
        "accounts-waiting": "The recovered accounts, two of which need more",
        "sign-in-to-recover": "Sign in to recover",
        "sign-in-to-recover-choice": "Where the code goes",
        "sign-in-to-recover-code": "The code that proves whose the new device is",
        "sign-in-to-recover-done": "The new device answers sign-in requests",
        "scan-to-recover": "Scan QR code to recover",
        "scan-to-recover-offer": "Whose code it is, before it is used",
        "scan-to-recover-done": "The work account is ready again",
    },
    "When recovery fails": {
        "recover-wrong-password": "The password is wrong",
        "recover-storage-empty": "No backup in this storage",
        "recover-storage-unreachable": "The storage does not answer",
        "recover-storage-refused": "The storage refuses the sign-in",
        "recover-service-unreachable": "The account service does not answer",
        "recover-wrong-recovery-account": "The backup belongs to another recovery account",
        "recover-backup-damaged": "The newest backup is damaged",
        "recover-backup-rolled-back": "The storage holds an older backup than the last one made",
        "recover-backup-deleted": "The backup was deleted",
        "recover-entries-present": "The app holds accounts already",
    },
    "Sign-in requests": {
        "request": "A sign-in elsewhere: what asks, from where, and the number to type",
        "request-none": "No sign-in waits",
        "request-wrong-number": "Another number than the sign-in shows",
        "accounts-asked": "The accounts while a sign-in waits",
        "approvals-choice": "Letting this device answer: where the proof's code goes",
        "approvals-code": "The code that proves it",
        "approvals-on": "This device answers sign-in requests",
    },
    "Settings": {
        "settings": "Settings",
        "contacts-none": "No alternate address yet",
        "contact-code": "The code that was sent to an address",
        "contact-code-wrong": "A code that is wrong",
        "contacts": "Alternate e-mail and phone",
        "devices": "Devices",
        "devices-removed": "A device that another one has removed from the account",
        "password": "Another password for an account",
        "password-mismatch": "Two different new passwords",
        "password-done": "The password was changed",
        "account-data": "A copy of an account's data, and its end",
        "take-back": "Taking an account back from someone else",
        "take-back-more": "The password from before is not enough",
        "take-back-code": "The code that was sent to a contact from before",
        "take-back-done": "The account is taken back",
        "letter": "A letter to the contacts, for whom a stranger has used up the tries",
        "trouble": "A test of every step of the path",
        "about": "About",
        "unlock": "The passphrase opens the app",
        "unlock-failure": "A passphrase that is wrong",
        "not-let-in": "A browser that was not let in, or too long ago",
        "not-found": "An address that leads to nothing",
        "offline": "The installed page while the app does not run",
    },
    "The account service": {
        "service-sign-in": "Signing in to an application",
        "service-sign-in-wrong-name": "A name that cannot be one",
        "service-sign-in-number": "The number to type on the device",
        "service-sign-in-denied": "The sign-in was denied on the device",
        "service-code": "Signing in with a code",
        "service-code-wrong": "A code that is wrong",
        "service-consent": "What an application asks for",
        "service-account": "My account",
        "service-administration": "Administration: the members",
        "service-administration-wrong-name": "A member's name that cannot be one",
        "service-member": "One member",
        "service-enrollment-code": "A QR code that adds a member's device",
        "service-log": "The log",
        "service-sign-out": "Signing out",
        "service-signed-out": "Signed out",
        "service-error": "A request that cannot be answered",
    },
}
