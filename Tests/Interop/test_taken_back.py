"""A device that an older one has put out by taking the account back is told that, and nothing else."""

from conftest import PASSWORD


def test_a_device_that_taking_back_has_put_out_is_told_that_and_no_more(phone, service):
    old, thief = phone("old"), phone("thief")
    old.create_account("taken-back", service)
    old.run("account", "devices", "--name-this", "Blue phone")
    thief.sign_in("taken-back", service)
    device = next(device["id"] for device in thief.run("account", "devices").json if not device["current"])
    thief.run("account", "devices", "--yes", "--revoke", device, password=PASSWORD)
    new = {"SPAREKEY_NEW_PASSWORD": "eleven dry umbrellas at night"}
    old.run("account", "take-back", "taken-back", "--yes", password=PASSWORD, env=new)
    told = thief.run("account", "devices", check=False)
    who = "An older device, “Blue phone”, took this account back on "
    assert told.code == "device.not-found" and told.error["remedy"].startswith(who), told
    assert set(told.error) == {"code", "message", "remedy"}, told
    assert who in thief.run("codes", json=False).err
    assert "Un appareil plus ancien, «\u00a0Blue phone\u00a0», a repris ce compte le" in thief.run(
        "list", json=False, language="fr").err
    assert next(entry for entry in old.list() if entry["account"] == "taken-back")["removal"] is None
