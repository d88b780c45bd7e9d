"""What whoever is in an account tries to do with it, and how that ends."""

from conftest import PASSWORD

MAIL = "ada@example.org"
NEW = "eleven dry umbrellas at night"
OTHER = "six red kites over the hill"
ELSEWHERE = "198.51.100.66"
SHOP = "127.0.0.1:ada"


def password_changed(phone, password=PASSWORD):
    return phone.run("account", "password", "ada", password=password, env={"SPAREKEY_NEW_PASSWORD": NEW}, check=False)


def acts(phone, password=PASSWORD):
    """Begins each guarded act that a device without a backup can: (what it was, how it ended)."""
    yield "password", password_changed(phone, password)
    yield "recovery code", phone.run("account", "recovery-code", "--yes", password=password, check=False)
    yield "contact", phone.run(
        "account", "contacts", "add", "--email", "-", input="thief@example.net", password=password, check=False
    )


def held(ended, day):
    """Checks that an act was refused because the device is new, and that the day is named from which on it is not."""
    assert (ended.status, ended.code) == (77, "account.evidence-needed"), ended
    assert day in ended.error["remedy"], (day, ended)


def taken_back(world, phone, password=PASSWORD, code=None, contact=None):
    """Takes the account back from whoever changed it, with what it had before, and signs in with a new password."""
    env = {"SPAREKEY_NEW_PASSWORD": OTHER} | ({"SPAREKEY_RECOVERY_CODE": code} if code else {})
    options = ["--recovery-code"] if code else []
    done = phone.run("account", "take-back", "ada", *options, password=password, env=env, check=contact is None)
    assert done.status == 0, done
    assert phone.sign_in("ada", world, password=OTHER).json["state"] == "ready"


def refused_back(phone, password=PASSWORD):
    """Tries to take the account back with the password of before, which is refused."""
    ended = phone.run("account", "take-back", "ada", password=password, env={"SPAREKEY_NEW_PASSWORD": OTHER}, check=False)
    assert ended.status not in (0, 64), ended
    return ended
