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


def test_who_takes_the_account_of_a_backup_back_is_told_to_give_it_a_new_key(phone, service, storage):
    old, thief = phone("old"), phone("thief")
    old.create_account("key-taken", service)
    old.backup_on(storage)
    old.create_account("no-key", service)
    for name in ("no-key", "key-taken"):
        thief.sign_in(name, service)
        listed = thief.run("account", "devices", f"127.0.0.1:{name}").json
        device = next(device["id"] for device in listed if not device["current"])
        thief.run("account", "devices", f"127.0.0.1:{name}", "--yes", "--revoke", device, password=PASSWORD)
        told = old.run(
            "account", "take-back", name, "--yes", json=False, password=PASSWORD,
            env={"SPAREKEY_NEW_PASSWORD": "eleven dry umbrellas at night"},
        )
        assert ("sparekey backup new-key" in told.out + told.err) == (name == "key-taken"), told
