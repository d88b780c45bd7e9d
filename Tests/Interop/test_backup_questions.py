"""What is said, and asked first, where a backup is turned on, moved, recovered or given a new key."""

from conftest import PASSWORD
from mail import newest_code
from terminal import at_terminal

URI = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop"
ADDRESS = "ada@example.org"
# A wrong password is asked for again twice.
WRONG = ["a guess of somebody else"] * 3


def test_a_wrong_password_makes_no_folder(phone, service, tmp_path):
    ada, folder = phone(), tmp_path / "stick" / "backup"
    ada.create_account("folder", service)
    on = ["backup", "on", "--storage", f"folder:{folder}"]
    told = ada.run(*on, "--create", password="a guess of somebody else", check=False)
    assert told.code == "signin.wrong-password" and not folder.parent.exists(), told
    # Agreed to at the question, it is made no earlier either.
    status, shown = at_terminal(*on, home=ada.home, answers=["y", *WRONG])
    assert status == 77 and "Create it?" in shown and not folder.parent.exists(), shown
    ada.backup_on(folder, "--create")
    other = phone()
    other.sign_in("folder", service)
    elsewhere = tmp_path / "elsewhere"
    told = other.run("backup", "on", "--storage", f"folder:{elsewhere}", "--create", password=PASSWORD, check=False)
    assert told.code == "backup.exists" and not elsewhere.exists(), told


def test_whoever_moves_the_backup_to_another_account_is_told_what_becomes_of_the_old_one(phone, service, new_storage):
    ada, old, new = phone(), new_storage(), new_storage()
    ada.add(URI)
    ada.create_account("former", service)
    ada.create_account("later", service)
    ada.backup_on(old, "--account", "former")
    on = ["backup", "on", "--storage", f"folder:{new}", "--account", "later"]
    status, shown = at_terminal(*on, home=ada.home, answers=["n"])
    assert status == 0 and "The backup of 127.0.0.1:former stays as it is" in shown and "Cancelled" in shown, shown
    assert ada.backup_status()["location"] == f"folder:{old}"
    status, shown = at_terminal(*on, home=ada.home, answers=["y", PASSWORD])
    assert status == 0 and "Recovery account password (127.0.0.1:later): " in shown, shown
    # A script goes on, and is told.
    told = ada.run("backup", "on", "--storage", f"folder:{old}", "--account", "former", "--existing", "keep-both",
                   password=PASSWORD, language="fr")
    assert "La sauvegarde du compte 127.0.0.1:later reste telle quelle" in told.err, told
    # A new account with a storage of its own does the same.
    status, shown = at_terminal(
        "account", "create", "third", "--service", service.url, "--storage", f"folder:{new}", home=ada.home, answers=["n"]
    )
    assert status == 0 and "The backup of 127.0.0.1:former stays as it is" in shown, shown
    assert len(ada.list()) == 3 and ada.backup_status()["location"] == f"folder:{old}"
    # What the old account kept is recovered with it.
    assert phone().recover("later", service, new).json["restored"] == 3


def test_whoever_merges_with_a_backup_that_there_is_not_is_told_before_a_new_one_begins(phone, service, new_storage):
    ada, storage = phone(), new_storage()
    ada.add(URI)
    ada.create_account("none-yet", service)
    on = ["backup", "on", "--storage", f"folder:{storage}", "--existing", "keep-both"]
    status, shown = at_terminal(*on, home=ada.home, answers=[PASSWORD, "n"])
    assert status == 66 and "Start a new one in" in shown and "[backup.none-yet]" in shown, shown
    assert ada.backup_status()["state"] == "off"
    # A script goes on, and is told.
    told = ada.run(*on, password=PASSWORD, json=False)
    assert "The account 127.0.0.1:none-yet has no backup yet, so a new one starts in" in told.err, told
    assert ada.backup_status()["state"] == "on"


def test_an_account_without_a_backup_is_told_how_to_turn_it_on(phone, service, storage):
    ada, next_step = phone(), "Turn on backup with: sparekey backup on\n"
    told = ada.create_account("next", service, json=False)
    assert next_step in told.err, told
    other = phone()
    assert next_step in other.sign_in("next", service, json=False).err
    french = phone().sign_in("next", service, json=False, language="fr")
    assert "Activez la sauvegarde avec\u00a0: sparekey backup on\n" in french.err
    backed_up = phone().run(
        "account", "create", "next-with", "--service", service.url, "--storage", f"folder:{storage}", password=PASSWORD,
        json=False,
    )
    assert next_step not in backed_up.err, backed_up


def test_whoever_recovers_with_a_wrong_password_hears_of_the_recovery_code(phone, service, storage):
    ada = phone()
    ada.create_account("forgotten", service)
    ada.backup_on(storage)
    told = phone().recover("forgotten", service, storage, password="a guess of somebody else", check=False)
    assert told.code == "signin.wrong-password" and "--recovery-code" in told.error["remedy"], told


def test_a_new_backup_key_says_first_what_becomes_of_the_recovery_code_and_makes_another(phone, service, storage):
    ada = phone()
    ada.create_account("key", service)
    ada.backup_on(storage)
    status, shown = at_terminal("backup", "new-key", home=ada.home, answers=[PASSWORD])
    before, after = shown.split("Recovery account password (127.0.0.1:key): ")
    assert status == 0 and "Make a recovery code afterwards, not before" in before, shown
    assert "Create a new recovery code with: sparekey account recovery-code" in after, shown
    ada.run("account", "recovery-code", "--yes", password=PASSWORD)
    status, shown = at_terminal("backup", "new-key", home=ada.home, answers=[PASSWORD, "n"])
    before, after = shown.split("Recovery account password (127.0.0.1:key): ")
    assert status == 0 and "your present recovery code no longer opens the backup" in before, shown
    assert "Create a new recovery code now?" in after and "Create a new recovery code with:" in after, shown
    ada.run("account", "recovery-code", "--yes", password=PASSWORD)
    told = ada.run("backup", "new-key", json=False, password=PASSWORD)
    assert "your present recovery code" in told.err and "Create a new recovery code with" in told.err, told


def test_a_recovery_calls_nothing_ready_whose_codes_are_not_accepted_yet(phone, service, storage):
    ada, new = phone(), phone()
    ada.add(URI)
    ada.create_account("held", service)
    add = ["account", "contacts", "add", ADDRESS]
    assert at_terminal(*add, home=ada.home, answers=[lambda: newest_code(service, ADDRESS)])[0] == 0
    ada.backup_on(storage)
    told = new.recover("held", service, storage, json=False).out
    ready, held = told.split("Here, but their codes are accepted later:")
    assert "✓ Shop:ada" in ready and "!" not in ready and "! 127.0.0.1:held · codes accepted from" in held, told


def test_a_new_key_that_is_refused_leaves_the_backup_as_it_was(phone, service, storage):
    old, new = phone(), phone()
    old.create_account("refused-key", service)
    old.backup_on(storage)
    new.recover("refused-key", service, storage)
    told = new.run("backup", "new-key", password=PASSWORD, check=False)
    assert told.code == "account.evidence-needed", told
    new.add(URI)
    status = new.backup_status()
    assert (status["pending"], status["problem"]) == (False, None), status
    assert new.run("list", json=False).err == ""


def test_a_version_under_an_earlier_key_is_not_called_damaged(phone, service, storage):
    ada = phone()
    ada.create_account("earlier-key", service)
    ada.backup_on(storage)
    ada.run("backup", "new-key", password=PASSWORD)
    told = ada.run("backup", "restore", "--version", 1, "--yes", check=False)
    message = "Backup number 1 was encrypted with an earlier key and can no longer be opened"
    assert told.code == "backup.damaged" and told.error["message"] == message, told
    assert "choose another version" in told.error["remedy"] and "by hand" not in told.error["remedy"], told
