"""`doctor` and `storage test`: which party failed, what would fail, and when the backup was verified last."""

import re

from conftest import PASSWORD

from .samples import DATE, OTHER_URI, URI


def test_storage_test_needs_no_location_and_says_when_a_backup_there_was_verified(phone, service, storage, new_storage):
    ada = phone("tested")
    ada.add(URI)
    ada.create_account("tested", service)
    assert ada.run("storage", "test", check=False).code == "backup.off"
    ada.backup_on(storage)
    verified = ada.backup_status()["lastVerified"]
    assert ada.run("storage", "test").json["lastVerified"] == verified
    assert ada.run("storage", "test", f"folder:{storage}").json["lastVerified"] == verified
    assert "lastVerified" not in ada.run("storage", "test", f"folder:{new_storage()}").json
    told = ada.run("storage", "test", json=False).out
    assert re.search(rf"✓ Remove\n\nLast verified backup: {DATE}\n$", told)
    ada.run("passphrase", env={"SPAREKEY_NEW_PASSPHRASE": "blue kettle"})
    # A locked vault is not unlocked for this.
    assert "lastVerified" not in ada.run("storage", "test", f"folder:{storage}").json


def test_doctor_warns_of_what_would_fail_on_the_day_of_a_loss(phone, service, tmp_path):
    ada, storage = phone("warned"), tmp_path / "Nextcloud" / "backup"
    storage.mkdir(parents=True)
    ada.add(URI)
    advised = "127.0.0.1:warned has no contact yet: a new device would have to wait for days before it can change the " \
        "account. Add one with: sparekey account contacts add ADDRESS 127.0.0.1:warned\n"
    assert advised in ada.create_account("warned", service, json=False).err
    no_contact = {"name": "noContact", "label": "127.0.0.1:warned"}
    # A code of now would not open a backup that begins later.
    assert ada.run("doctor").json["warnings"] == [no_contact]
    assert f"! {advised}" in ada.run("doctor", json=False).out
    ada.backup_on(storage)
    told = ada.add("otpauth://totp/Nextcloud:ada?secret=MFRGGZDFMZTWQ2LK&issuer=Nextcloud", json=False)
    assert told.err.startswith("Nextcloud:ada seems to be the two-step verification of your storage account.")
    assert ada.add(OTHER_URI, json=False).err == ""
    report = ada.run("doctor").json
    assert report["warnings"] == [
        {"name": "noRecoveryCode"}, {"name": "secondFactor", "label": "Nextcloud:ada"}, no_contact,
    ]
    assert "! You have no recovery code yet" in ada.run("doctor", json=False).out
    french = ada.run("doctor", json=False, language="fr").out
    assert "! Vous n’avez pas encore de code de récupération" in french
    assert "! Nextcloud:ada semble être la validation en deux étapes de votre compte de stockage" in french
    ada.run("account", "recovery-code", password=PASSWORD)
    ada.run("remove", "Nextcloud", "--yes")
    assert ada.run("doctor").json["warnings"] == [no_contact]


def test_a_second_personal_account_does_not_silence_the_warning(phone, service, storage):
    ada = phone("several")
    ada.create_account("several", service)
    ada.create_account("several-more", service)
    ada.backup_on(storage, "--account", "several")
    assert ada.run("doctor").json["warnings"] == [{"name": "noRecoveryCode"}] + [
        {"name": "noContact", "label": f"127.0.0.1:{name}"} for name in ("several", "several-more")
    ]
    assert len(ada.run("account", "devices").json) == 1
