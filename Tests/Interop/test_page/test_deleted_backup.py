"""A backup that was deleted on the page: a button there restores it, and makes no other one in its place."""

import pytest
from conftest import PASSWORD


def versions(device):
    return {line["generation"]: line["state"] for line in device.run("backup", "versions").json}


def deleted(page):
    """Deletes the backup on its page."""
    w = page.words
    page.open("/backup").at(w("backup.title")).press(w("backup.delete"), stays=True)
    page.press(w("backup.deleteNow"))
    return page.at(w("backup.title")).traverse()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_deleted_backup_is_restored_with_its_versions(language, ada, service, storage, open_phone, phone):
    ada.backup_on(storage)
    before = versions(ada)
    ada.close()
    page = deleted(open_phone("again", language, home=ada.home).page)
    w = page.words
    assert ada.backup_status()["state"] == "off"
    page.type(w("backup.deletedPassword"), "not the password at all")
    page.press(w("backup.restoreDeleted"))
    page.at(w("backup.restoreDeleted")).shows("signin.wrong-password").type(w("backup.deletedPassword"), PASSWORD)
    page.press(w("backup.restoreDeleted"))
    page.at(w("backup.restoreDeleted")).shows(w("backup.isOn"))
    assert ada.backup_status()["state"] == "on"
    assert before.items() <= versions(ada).items()
    assert phone("new").recover(ada.user, service, storage).json["restored"] == 1
    page.open("/backup").at(w("backup.title"))
    assert w("backup.restoreDeleted") not in page.text()


def test_a_deleted_backup_that_its_storage_lost_is_not_replaced(ada, storage):
    ada.backup_on(storage)
    page, w = deleted(ada.page), ada.page.words
    for path in storage.rglob("*-*"):
        if path.is_file():
            path.unlink()
    page.type(w("backup.deletedPassword"), PASSWORD)
    page.press(w("backup.restoreDeleted"))
    page.at(w("backup.restoreDeleted")).shows("storage.empty").shows(w("error.storage.empty.remedy.deleted"))
    assert ada.backup_status()["state"] == "off"
