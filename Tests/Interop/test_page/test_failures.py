"""The ten causes for which a recovery fails, on the page: each has a screen with its own cause and its own remedy.

They are provoked as for the command line, over WebDAV.
"""

import re

import pytest
from conftest import PASSWORD
from test_storage.test_causes import CAUSES, entries_present, world  # noqa: F401: `world` is a fixture
from test_storage.webdav import USER

from .conftest import OpenPhone
from .words import Words

# A sentence that another one holds.
REMEDIES = {
    "backup.damaged": "backup.damaged.intact",
    "service.unreachable": "error.service.unreachable.remedy.nothingHere",
    "signin.wrong-password": "page.error.signin.wrong-password.remedy.recovering",
}
IDS = [line[0].__name__ for line in CAUSES]


def fill(page, user, service, place, password):
    """Types both accounts, begins the recovery, and waits for what comes of it."""
    w = page.words
    page.type(w("recover.service"), service.url)
    page.type(w("recover.username"), user)
    page.type(w("recover.password"), password)
    page.tick(w("storage.webdav"))
    page.type(w("storage.url"), f"http://{place.location.partition('@')[2]}")
    page.type(w("storage.user"), USER, within=w("storageAccount"))
    page.type(w("storage.password"), place.password)
    page.press(w("recovery.begin"))
    return page.at(w("recover.progress"))


def banner(page):
    """What a failure says: its code, what happened, and what to do."""
    return page.driver.execute_script(
        "return ['.error-code', '.in-banner', '.in-banner + p'].map(s => document.querySelector('main ' + s)?.textContent)"
    )


@pytest.fixture(scope="module")
def empty(chromium_for, tmp_path_factory):
    """A phone in each language that holds nothing, and that no failed recovery changes: empty("fr")."""
    phones = {}

    def open_one(language):
        if language not in phones:
            home = tmp_path_factory.mktemp("empty") / language / "home"
            phones[language] = OpenPhone(home, chromium_for(language=language), Words(language))
        return phones[language]

    yield open_one
    for phone in phones.values():
        phone.close()


@pytest.fixture(scope="module")
def told():
    """What was read on each screen, by language."""
    return {"en": {}, "fr": {}}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("cause, code", [line[:2] for line in CAUSES], ids=IDS)
def test_a_failure_tells_its_cause_and_its_remedy(cause, code, language, world, empty, open_phone, told):
    with cause(world) as changes:
        holds = cause is entries_present
        page = (open_phone("used", language, home=changes["phone"].home) if holds else empty(language)).page
        w = page.words
        page.open("/recover").at(w("recover.title"))
        if holds:
            # What would be refused is not asked for first, and nothing has failed.
            page.shows(w("recover.present.one", n=1))
            told[language][code] = (w("recover.present.one"), w("settings.merge"))
            assert w("recover.username") not in page.text()
            page.press(w("settings.merge"))
            page.at(w("settings.merge"))
            return
        page = fill(
            page, changes.get("user", world.ada.user), world.service, changes.get("storage", world.place),
            changes.get("password", PASSWORD),
        )
        found, message, remedy = banner(page)
    assert found == code
    assert re.fullmatch(w.pattern(f"error.{code}.message"), message), message
    # all rows: the others have the remedy of the catalogue.
    assert re.fullmatch(w.pattern(REMEDIES.get(code, f"error.{code}.remedy")), remedy), remedy
    assert "sparekey " not in message + remedy and "--" not in remedy, remedy
    told[language][code] = (message, remedy)
    # What was typed is still there, but for the passwords.
    kept = page.find(w("recover.username")).get_attribute("value")
    assert kept == changes.get("user", world.ada.user)
    assert page.find(w("recover.password")).get_attribute("value") == ""


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_ten_screens_differ(told, language):
    assert len(told[language]) == len(CAUSES), "the tests above have not run"
    for part in (0, 1):
        assert len({words[part] for words in told[language].values()}) == len(CAUSES), told[language]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("cause", ["snapshot_damaged", "snapshot_older_than_the_head"])
def test_an_older_backup_is_recovered_by_the_button_beside_the_failure(cause, language, world, open_phone):
    with next(line[0] for line in CAUSES if line[0].__name__ == cause)(world):
        page = open_phone("new", language).page
        w = page.words
        page.at(w("first.title")).press(w("recovery.begin"))
        page = fill(page.at(w("recover.title")), world.ada.user, world.service, world.place, PASSWORD)
        page.type(w("recover.password"), PASSWORD)
        page.type(w("storage.password"), world.place.password)
        page.press(w("recover.instead", n=2))
        page.at(w("recover.progress")).shows(w("report.allHere", expected=3))
