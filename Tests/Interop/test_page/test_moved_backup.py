"""A backup that is moved on the page: it says so, and what follows a failed try is a move still."""

import pytest
from conftest import PASSWORD


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_backup_that_was_moved_says_so_and_that_the_old_place_has_its_files(
    language, ada, storage, new_storage, open_phone
):
    ada.backup_on(storage)
    old, new = ada.backup_status()["location"], new_storage()
    ada.close()
    page = open_phone("again", language, home=ada.home).page
    w = page.words
    page.open("/backup").at(w("backup.title")).press(w("backup.move"), stays=True)
    page.type(w("storage.path"), str(new))
    page.type(w("recover.password"), "not the password at all")
    # The fold has the name of the button, so that the form is sent from its last field.
    page.press(w("recover.password"))
    page.at(w("backup.move")).shows("signin.wrong-password").type(w("recover.password"), PASSWORD)
    page.press(w("backup.move"))
    page.at(w("backup.move")).shows(w("backup.movedFrom", place=old))
    assert ada.backup_status()["location"] == f"folder:{new}"
    assert [path for path in storage.rglob("*-*") if path.is_file()], "nothing is removed from the old place"
