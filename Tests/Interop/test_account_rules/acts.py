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


def held(ended, day, act=None):
    """Checks that an act was refused because the device is new, and that the day is named from which on it is not."""
    assert (ended.status, ended.code) == (77, "account.evidence-needed"), (act, ended)
    assert day in ended.error["remedy"], (act, day, ended)


def taking_back(phone, password=PASSWORD, code=None):
    """Tries to take the account back with what it had before: how that ended."""
    env = {"SPAREKEY_NEW_PASSWORD": OTHER} | ({"SPAREKEY_RECOVERY_CODE": code} if code else {})
    options = ["--recovery-code"] if code else []
    return phone.run("account", "take-back", "ada", "--yes", *options, password=password, env=env, check=False)


def taken_back(world, phone, password=PASSWORD, code=None):
    """Takes the account back from whoever changed it, and signs in with the new password."""
    done = taking_back(phone, password, code)
    assert done.status == 0, done
    assert phone.sign_in("ada", world, password=OTHER).json["state"] == "ready"


def refused_back(phone, password=PASSWORD, status=77, code="account.take-back-refused"):
    """Tries to take the account back with the password of before alone, which is refused, or not enough."""
    ended = taking_back(phone, password)
    assert (ended.status, ended.code) == (status, code), ended
