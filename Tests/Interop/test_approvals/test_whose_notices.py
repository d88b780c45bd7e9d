"""What people are asked of what happened: whether a device or a change was theirs, which one, and never of their own device."""

from approving import kinds, own_device
from conftest import PASSWORD

URI = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop"


def test_a_recovered_device_does_not_ask_of_the_one_that_the_account_began_with(phone, service, storage):
    old, new = phone("old"), phone("new")
    old.create_account("whose", service)
    old.add(URI)
    old.backup_on(storage)
    new.recover("whose", service, storage)
    assert "device-added" not in kinds(new), "the account began with that device"
    told = new.run("notices", json=False).out
    assert own_device(old) not in told and own_device(new) not in told and "--revoke" not in told, told
    # The old one is asked of the new one, by its name and with the time.
    told = old.run("notices", json=False, language="en").out
    question = next(line for line in told.splitlines() if "was this you?" in line)
    name = next(device["name"] for device in old.run("account", "devices").json if not device["current"])
    assert question.startswith(f"“{name}”, ") and f"--revoke {own_device(new)}" in question, told
    moment = next(line for line in told.splitlines() if "signed in to recover" in line).partition("  ")[0]
    assert moment in question, told


def test_each_question_says_of_what_it_is(phone, service):
    old, new = phone("old"), phone("new")
    old.create_account("which", service)
    new.sign_in("which", service)
    old.run("account", "password", "which", password=PASSWORD, env={"SPAREKEY_NEW_PASSWORD": "eleven dry towels at dawn"})
    third = phone("third")
    third.sign_in("which", service, password="eleven dry towels at dawn")
    lines = old.run("notices", json=False, language="en").out.splitlines()
    events, questions = lines[:lines.index("")], lines[lines.index("") + 1:]
    assert len(questions) == len(set(questions)), lines
    moments = [line.partition("  ")[0] for line in events]
    for question in questions:
        assert "was this you?" in question and any(moment in question for moment in moments), lines
    asked = [question for question in questions if "--revoke" in question]
    devices = {device["id"] for device in old.run("account", "devices").json if not device["current"]}
    assert {question.rpartition(" ")[2] for question in asked} == devices, lines
