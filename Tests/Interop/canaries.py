"""The known secrets, labels and passwords of the story that is searched, and where each may turn up."""

from canary import Canary, secret, text

SECRET = secret("one-time secret", bytes.fromhex("a1f5c3d2096b7e8844d01c5fe92b3a7061cd8e0f"))
SECRET_IN_FILE = secret("one-time secret from a file", bytes.fromhex("5be07d913ac4f2681b9e0d47c8a35f12e6907b2d"))
SECRET_BACKED_UP = secret("one-time secret added later", bytes.fromhex("c90e4b7fd81326a5ee1f0c6a9d527b38f4e16d0a"))
ISSUER = text("issuer", "Kanarienvogel Käfigbau")
ACCOUNT = text("account name", "zaunkoenig+otp@voliere.example")
USER = text("user name", "Goldammer.Emberiza")
DEVICE = text("device name", "rotkehlchen-telefon")
PASSWORD = text("password", "fünf nasse Sperlinge unterm Dach")
NEW_PASSWORD = text("new password", "sechs müde Amseln hinterm Zaun")
WRONG_PASSWORD = text("mistyped password", "fünf nasse Sperlinge unterm Dacb")
PASSPHRASE = text("passphrase", "Zilpzalp/Girlitz/Stieglitz")
STORAGE = text("storage address", "nistkasten-im-apfelbaum")
CONTACT = text("contact's address", "Rohrdommel.Nachts@voliere.example")
PHONE = Canary("contact's number", (b"4915550123467", b"1555 0123467"))
APPLICATION = text("application's name", "Zeisigforum der Voliere")
REDIRECT = text("application's address", "https://forum.zeisig-voliere.example/rueckweg")
DEVICE_SECRETS = "device's own secret"
CONTACT_CODES = "code sent to a contact"
# What the app asks with when the vault is locked.
PROMPT = "Vault passphrase"
FIXED = (
    SECRET, SECRET_IN_FILE, SECRET_BACKED_UP, ISSUER, ACCOUNT, USER, DEVICE, PASSWORD, NEW_PASSWORD, WRONG_PASSWORD,
    PASSPHRASE, STORAGE, CONTACT, PHONE, APPLICATION, REDIRECT,
)

# What each place may hold, and why. A place that is not named here may hold nothing.
ALLOWED = {
    "traffic": {
        USER.name: "the service must be told who signs in",
        DEVICE.name: "the service lists the account's devices by name; it keeps the names sealed",
        CONTACT.name: "the service must be told where to send codes; it keeps the address sealed, and shows it masked",
        PHONE.name: "the service must be told where to send codes; it keeps the number sealed, and shows it masked",
        CONTACT_CODES: "the service must be told what was typed",
    },
    "outbox": {
        CONTACT.name: "the outbox takes the place of a mail server, which must be told where to deliver",
        PHONE.name: "the outbox takes the place of a provider, which must be told where to deliver",
        CONTACT_CODES: "the message carries the code",
        DEVICE.name: "a notice names the device that was added, so that its owner can revoke it",
    },
    "arguments": {
        USER.name: "the user name is an argument of account create, account sign-in and recover",
        STORAGE.name: "the storage is an option of backup on and recover",
        APPLICATION.name: "the name is an argument of client add",
        REDIRECT.name: "the address is an option of client add",
    },
    "output": {
        ISSUER.name: "list, codes and recover show the accounts to their owner",
        ACCOUNT.name: "list, codes and recover show the accounts to their owner",
        USER.name: "list shows the recovery account to its owner",
        DEVICE.name: "account devices lists the devices to their owner",
        STORAGE.name: "backup status says where the backup is",
    },
    "output of failures": {STORAGE.name: "a failure of the storage says which one"},
    "memory of the service": {
        USER.name: "the service is told who signs in, and text in memory is not wiped",
        DEVICE.name: "the service is told the device's name, and text in memory is not wiped",
        CONTACT.name: "the service is told the address, and text in memory is not wiped",
        PHONE.name: "the service is told the number, and text in memory is not wiped",
        CONTACT_CODES: "the service makes the code, and text in memory is not wiped",
        APPLICATION.name: "the service opens it when the application asks, and text in memory is not wiped",
        REDIRECT.name: "the service opens it when the application asks, and text in memory is not wiped",
    },
    "memory of the locked app": {DEVICE.name: "it is the host's name, which the system tells every program"},
}
# These may be gone again by the time that a place is looked at; every other allowance must be needed.
FLEETING = {"memory of the service", "memory of the locked app"}

# What is known to be in each place: if it cannot be found there, the place was not recorded.
CONTROLS = {
    "traffic": b"/v1/sign-ins/start",
    "arguments": b"\0recover\0",
    "output": b'"restored"',
    "output of failures": b"signin.wrong-password",
    "terminal": b"Vault passphrase",
    "database": b"CREATE TABLE account",
    "key file": b'"oprfSeed"',
    "outbox": b"Kind: contact-code",
    "log of the service": b"/v1/sign-ins/start",
    "storage": b"spkysn\r\n",
    "vault": b"spkyvt\r\n",
    "other files": b"sparekey/",
    "memory of the service": b"/v1/sign-ins/finish",
    "memory of the locked app": b"SPAREKEY_PASSPHRASE",
}
