"""A backup that gets a new key while another device takes the account back."""

import os
from concurrent.futures import ThreadPoolExecutor

from approving import own_device
from conftest import PASSWORD
from moments import wait_until
from test_account_rules.acts import OTHER


def test_the_new_password_opens_a_backup_that_got_a_new_key_meanwhile(world, storage, tmp_path):
    old, tablet = world.owner("ada"), world.phone("tablet")
    tablet.sign_in("ada", world)
    world.wait(days=7, hours=1)
    tablet.run("account", "devices", "--yes", "--revoke", own_device(old), password=PASSWORD)
    # There was none when the older device was removed, so this one stays.
    tablet.backup_on(storage)
    pipe, opened = tmp_path / "password", []
    os.mkfifo(pipe)

    def is_asked():
        try:
            opened.append(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
        except OSError:
            return False
        return True

    with ThreadPoolExecutor() as pool:
        arguments = ["account", "take-back", "ada", "--yes", "--new-password-file", pipe]
        taking = pool.submit(old.run, *arguments, password=PASSWORD)
        wait_until(is_asked, "no new password was asked for")
        tablet.run("backup", "new-key", password=PASSWORD)
        os.write(opened[0], f"{OTHER}\n".encode())
        os.close(opened[0])
        taking.result()
    new = world.phone("new")
    new.recover("ada", world, storage, password=OTHER)
    assert [entry["kind"] for entry in new.list()] == ["personal"]
