"""A work account comes back from a backup, and becomes ready with a new code of the administrator only."""

import shutil
import time

from failures import expect

from .office import NAME, listed


def test_a_work_account_comes_back_from_a_backup_and_asks_for_a_code(acme, phone, storage):
    old = acme.enroll(phone("old"))
    old.add("otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP")
    old.create_account("ada", acme.service)
    old.backup_on(storage)
    step = int(time.time()) // 30
    before = {n: old.code(NAME, at=30 * n) for n in range(step, step + 20)}
    shutil.rmtree(old.home)

    new = phone("new")
    report = new.recover("ada", acme.service, storage).json
    assert {entry["kind"]: entry["state"] for entry in report["entries"]} == {
        "work": "needsQRCode", "third-party": "ready", "personal": "ready",
    }
    expect("entry.not-ready", 77, new.run, "code", NAME)
    position = listed(new)["position"]

    # A code of somebody else is refused, and stays good for whom it was made.
    other = acme.code("eve")
    expect("enrollment.other-member", 65, new.run, "recover-entry", NAME, other["link"], "--yes")
    expect("enrollment.other-member", 65, new.run, "recover-entry", NAME, other["code"], "--yes")
    acme.enroll(phone("eve"), "eve")
    expect("entry.nothing-to-recover", 65, new.run, "recover-entry", "Shop", other["link"], "--yes")

    # Typed, the code needs no address: the account has it.
    made = acme.code()
    entry = new.run("recover-entry", NAME, made["code"], "--yes").json
    assert (entry["state"], entry["position"], entry["digits"]) == ("ready", position, 6)
    now = int(time.time()) // 30
    code = new.code(NAME, at=30 * now)
    assert code != before[now]
    assert acme.service.verify("ada@acme", before[now]) is True
    assert acme.service.verify("ada@acme", code) is True
    assert acme.service.verify("ada@acme", before[now]) is False
    assert acme.service.verify("ada@acme", code) is False
    assert len(acme.devices()) == 2


def test_the_code_of_another_organisation_does_not_recover_an_account(acme, phone):
    device = acme.enroll(phone())
    acme.console("organization", "create", "other", "--name", NAME)
    acme.console("member", "add", "other", "ada")
    made = acme.console("member", "qr", "other", "ada").json
    expect("enrollment.other-member", 65, device.run, "recover-entry", NAME, made["link"], "--yes")
    phone().run("enroll", made["link"], "--yes")
