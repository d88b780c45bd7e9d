"""Accounts that are in no backup: whoever adds or lists them at a terminal is told so, without being pestered."""

import pytest

from terminal import at_terminal

NEXT = {
    "en": "Your accounts are not backed up yet. "
          "Backup needs a personal account first: sparekey account create USER --service URL",
    "fr": "Vos comptes ne sont pas encore sauvegardés. "
          "Il faut d’abord un compte personnel\u00a0: sparekey account create IDENTIFIANT --service URL",
}
TURN_ON = "Your accounts are not backed up yet. Turn on backup with: sparekey backup on"


def uri(number):
    return f"otpauth://totp/Shop{number}:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop{number}"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_whoever_adds_accounts_is_told_with_the_first_and_every_tenth(language, phone):
    phone = phone("unsaved")
    told = []
    for number in range(1, 11):
        status, shown = at_terminal("add", uri(number), home=phone.home, language=language)
        assert status == 0, shown
        if NEXT[language] in shown:
            assert shown.splitlines()[-1] == NEXT[language], shown
            told.append(number)
    assert told == [1, 10]


def test_a_list_ends_with_it_and_a_script_is_told_nothing(phone, tmp_path):
    phone = phone("unsaved")
    several = tmp_path / "several.txt"
    several.write_text("\n".join(uri(number) for number in range(1, 4)))
    assert at_terminal("add", str(several), home=phone.home)[1].splitlines()[-1] == NEXT["en"]
    status, shown = at_terminal("list", home=phone.home)
    assert status == 0 and shown.splitlines()[-1] == NEXT["en"], shown
    assert NEXT["en"] not in at_terminal("list", "--json", home=phone.home)[1]
    assert phone.run("list", json=False).err == ""
    assert NEXT["en"] not in phone.run("add", uri(4), json=False).err


def test_an_empty_list_speaks_of_no_backup(phone):
    assert "backed up" not in at_terminal("list", home=phone("empty").home)[1]


def test_accounts_that_are_backed_up_are_not_said_to_be_unsaved(phone, service, storage):
    phone = phone("saved")
    phone.create_account("saved", service)
    assert at_terminal("list", home=phone.home)[1].splitlines()[-1] == TURN_ON
    phone.backup_on(storage)
    for args in (["add", uri(1)], ["list"]):
        status, shown = at_terminal(*args, home=phone.home)
        assert status == 0 and "not backed up yet" not in shown, shown
