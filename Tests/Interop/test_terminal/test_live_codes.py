"""The table of codes in a terminal, which is kept current."""

from conftest import BUILD, PASSWORD
from terminal import Terminal

URI = "otpauth://totp/Shop:ada?secret=JBSWY3DPEHPK3PXP&issuer=Shop"


def test_the_table_of_codes_goes_once_another_command_locks_the_vault(phone):
    device = phone()
    device.add(URI)
    device.run("passphrase", env={"SPAREKEY_NEW_PASSPHRASE": PASSWORD})
    variables = {"SPAREKEY_LANG": "en", "TERM": "xterm"}
    with Terminal([BUILD / "sparekey", "codes", "--home", device.home], variables, None) as terminal:
        terminal.read_until("Vault passphrase: ")
        terminal.type(PASSWORD.encode())
        terminal.read_until("Shop")
        device.run("lock")
        assert terminal.end() == 77
    shown = terminal.shown.decode()
    assert "vault.passphrase-needed" in shown
    assert "Shop" not in shown[shown.rindex("\x1b[0J"):], shown
