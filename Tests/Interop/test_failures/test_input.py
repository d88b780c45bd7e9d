"""Input that cannot be taken is refused, by command, and changes nothing."""

import re

import pytest

from failures import documented, expect

from .accounts import URI

BAD_INPUT = [
    ("a text", ["add", "-"], "hello", "uri.not-otpauth"),
    ("nothing", ["add", "-"], "", "uri.not-otpauth"),
    ("a web address", ["add", "-"], "https://example.org/?secret=JBSWY3DPEHPK3PXP", "uri.not-otpauth"),
    ("a file of no account that is not there", ["add", "no-accounts.txt"], "", "uri.not-otpauth"),
    ("a scheme alone", ["add", "-"], "otpauth://", "uri.not-otpauth"),
    ("bytes that are no text", ["add", "-"], "\udcff\udcfe://", "uri.not-otpauth"),
    ("a type nobody knows", ["add", "-"], "otpauth://yaotp/a?secret=JBSWY3DPEHPK3PXP", "uri.unsupported-type"),
    ("mOTP", ["add", "-"], "motp://a:b?secret=0123456789abcdef", "uri.unsupported-type"),
    ("Google's export", ["add", "-"], "otpauth-migration://offline?data=CjEKCg", "uri.migration"),
    ("no secret", ["add", "-"], "otpauth://totp/Shop:ada?issuer=Shop", "uri.missing-secret"),
    ("an empty secret", ["add", "-"], "otpauth://totp/Shop:ada?secret=&issuer=Shop", "secret.length"),
    ("digits in the secret", ["add", "-"], "otpauth://totp/Shop:ada?secret=JBSW0Y18", "secret.foreign-characters"),
    ("an accent in the secret", ["add", "-"], "otpauth://totp/a?secret=JBSWY3DPÉHPK", "secret.foreign-characters"),
    ("a wide letter in the secret", ["add", "-"], "otpauth://totp/a?secret=ＪBSWY3DP", "secret.foreign-characters"),
    ("three digits", ["add", "-"], "otpauth://totp/a?secret=JBSWY3DP&digits=3", "uri.invalid-parameter"),
    ("eleven digits", ["add", "-"], "otpauth://totp/a?secret=JBSWY3DP&digits=11", "uri.invalid-parameter"),
    ("six in words", ["add", "-"], "otpauth://totp/a?secret=JBSWY3DP&digits=six", "uri.invalid-parameter"),
    ("a period of 0", ["add", "-"], "otpauth://totp/a?secret=JBSWY3DP&period=0", "uri.invalid-parameter"),
    ("a period before 0", ["add", "-"], "otpauth://totp/a?secret=JBSWY3DP&period=-30", "uri.invalid-parameter"),
    ("a period of years", ["add", "-"], f"otpauth://totp/a?secret=JBSWY3DP&period={10**30}", "uri.invalid-parameter"),
    ("MD5", ["add", "-"], "otpauth://totp/a?secret=JBSWY3DP&algorithm=MD5", "uri.invalid-parameter"),
    ("a counter before 0", ["add", "-"], "otpauth://hotp/a?secret=JBSWY3DP&counter=-1", "uri.invalid-parameter"),
    ("a very long label", ["add", "-"], f"otpauth://totp/{'a' * 40000}?secret=JBSWY3DP", "uri.too-long"),
    ("a very long text", ["add", "-"], "a" * 70000, "uri.too-long"),
    ("a very long secret", ["add", "-"], f"otpauth://totp/a?secret={'A' * 8000}", "uri.too-long"),
    ("no name at all", ["add", "-"], "otpauth://totp/?secret=JBSWY3DPEHPK3PXP", "entry.empty-label"),
    ("an account twice", ["add", "-"], URI, "entry.duplicate"),
    ("an account twice, written otherwise", ["add", "-"],
     "otpauth://totp/Shop%3Aada?digits=8&secret=jbsw%20y3dp%20ehpk%203pxp", "entry.duplicate"),
    ("a secret that nobody can type", ["add", "--issuer", "Shop", "--secret"], "", "input.no-terminal"),
    ("a file that is not there", ["add", "--issuer", "Shop", "--secret-file", "/nonexistent"], "", "file.unreadable"),
    ("MD5 by hand", ["add", "--issuer", "a", "--secret-file", "SECRET", "--algorithm", "MD5"], "",
     "uri.invalid-parameter"),
    ("three digits by hand", ["add", "--issuer", "a", "--secret-file", "SECRET", "--digits", "3"], "",
     "uri.invalid-parameter"),
    ("a position before the first", ["move", "Shop", "0"], "", "entry.invalid-position"),
    ("a position behind the last", ["move", "Shop", "2"], "", "entry.invalid-position"),
    ("a name that fits nothing", ["code", "Nothing"], "", "entry.not-found"),
    ("an empty name", ["code", ""], "", "entry.not-found"),
    ("renaming to nothing", ["rename", "Shop", "--issuer", "", "--account", ""], "", "entry.empty-label"),
    ("removing without agreement", ["remove", "Shop"], "", "confirmation.needed"),
    ("an unknown setting", ["settings", "colour", "blue"], "", "settings.invalid"),
    ("an unknown language", ["settings", "language", "xx"], "", "settings.invalid"),
    ("locking without a passphrase", ["lock"], "", "vault.no-passphrase"),
    ("a backup that is off", ["backup", "now"], "", "backup.off"),
    ("verifying a backup that is off", ["backup", "verify"], "", "backup.off"),
    ("deleting a backup that is off", ["backup", "delete", "--yes"], "", "backup.off"),
    ("a backup without a recovery account", ["backup", "on", "--storage", "folder:/tmp"], "",
     "backup.no-recovery-account"),
    ("devices without an account", ["account", "devices"], "", "backup.no-recovery-account"),
    ("plain http to another machine", ["account", "create", "a", "--service", "http://accounts.example.org"], "",
     "service.insecure-address"),
    ("plain http to a name that begins like this machine's",
     ["account", "create", "a", "--service", "http://127.0.0.1.example.org"], "", "service.insecure-address"),
    ("a service that is no web address", ["account", "create", "a", "--service", "ftp://example.org"], "",
     "service.invalid-address"),
    ("a service with a password in it", ["account", "create", "a", "--service", "https://a:b@example.org"], "",
     "service.invalid-address"),
]


@pytest.mark.parametrize("args, text, code", [line[1:] for line in BAD_INPUT], ids=[line[0] for line in BAD_INPUT])
def test_bad_input_is_refused_and_changes_nothing(args, text, code, used, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("JBSWY3DPEHPK3PXP\n")
    args = [str(secret) if arg == "SECRET" else arg for arg in args]
    before = (used.home / "vault").read_bytes()
    run = used.run
    if "\udcff" in text:
        run = lambda *args, **options: used.run(*args, **options, under=["sh", "-c", r'printf "\377\376" | "$@"', "sh"])
        text = ""
    expect(code, documented()[code], run, *args, input=text)
    assert (used.home / "vault").read_bytes() == before


@pytest.mark.parametrize("location, code", [
    ("", "storage.invalid-location"),
    ("media/stick", "storage.invalid-location"),
    ("folder:", "storage.invalid-location"),
    ("floppy:/a", "storage.invalid-location"),
    ("folder:https://cloud.example.org/dav", "storage.invalid-location"),
])
def test_a_text_that_is_no_storage_location_is_refused(location, code, new, service):
    expect(code, 65, new.run, "recover", "ada", "--service", service.url, "--storage", location)


def test_an_absolute_path_is_a_folder(new, service, tmp_path):
    missing = str(tmp_path / "missing")
    message, _ = expect("storage.no-folder", 66, new.run, "recover", "ada", "--service", service.url, "--storage", missing)
    assert missing in message


def test_nothing_is_found_on_a_phone_that_holds_nothing(new):
    for command in (["code", "Shop"], ["move", "Shop", "1"], ["remove", "Shop", "--yes"], ["lock"], ["backup", "now"]):
        expect("vault.missing", 66, new.run, *command)


def test_a_name_that_fits_several_accounts_is_ambiguous(used):
    used.add("otpauth://totp/Shop:bob?secret=JBSWY3DPEHPK3PXP&issuer=Shop")
    message, _ = expect("entry.ambiguous", 65, used.run, "code", "Shop")
    assert "2" in message


def test_an_account_is_known_by_issuer_account_and_secret(used):
    used.add("otpauth://totp/Shop:ada?secret=GEZDGNBVGY3TQOJQ&issuer=Shop")
    used.add("otpauth://totp/Shop:bob?secret=JBSWY3DPEHPK3PXP&issuer=Shop")
    used.add("otpauth://totp/Store:ada?secret=JBSWY3DPEHPK3PXP&issuer=Store")
    assert used.add(URI, check=False).code == "entry.duplicate"
    used.add(URI, "--keep-both")
    assert len(used.list()) == 5


def test_the_note_of_a_duplicate_says_where_the_account_is(used):
    message, remedy = expect("entry.duplicate", 65, used.add, URI)
    assert "number 1" in message and "--keep-both" in remedy


@pytest.mark.parametrize("args", [
    ["unknown-command"], ["add"], ["add", URI, "--secret"], ["move", "Shop"], ["move", "Shop", "first"],
    ["codes", "--at", "noon"], ["rename", "Shop"], ["settings", "language"], ["list", "--what"],
    ["add", "--issuer", "Shop", "--secret", "JBSWY3DPEHPK3PXP"],
], ids=" ".join)
def test_a_wrong_command_line_is_a_usage_error(args, used):
    is_a_usage_error(used, args)


def test_a_secret_in_the_command_is_told_why_it_is_not_taken_and_never_shown(used):
    for args in (["--secret", "JBSWY3DPEHPK3PXP"], ["JBSWY3DPEHPK3PXP", "--secret"]):
        told = used.run("add", "--issuer", "Bank", "--account", "me", *args, json=False, check=False)
        assert told.status == 64 and "--secret takes no value" in told.err and "JBSWY3DP" not in told.err, told


def test_a_recovery_without_a_storage_is_a_usage_error(phone):
    is_a_usage_error(phone("empty"), ["recover", "ada"])


def is_a_usage_error(device, args):
    result = device.run(*args, check=False)
    assert (result.status, result.code) == (64, "usage")
    assert result.error["message"] and result.error["remedy"]
    told = device.run(*args, check=False, json=False)
    assert (told.status, told.out) == (64, "")
    assert "sparekey" in told.err


def test_a_picture_without_its_option_is_told_how_it_is_read(phone, tmp_path):
    picture = tmp_path / "shop.png"
    picture.write_bytes(b"\x89PNG")
    message, remedy = expect("uri.not-otpauth", 65, phone().run, "add", str(picture))
    assert message == f"{picture} is a picture, not a list of addresses"
    assert remedy == f"Read the QR code in it: sparekey add --qr {picture}"


def test_what_looks_like_a_file_is_told_as_one_and_a_secret_is_never_shown(phone):
    for name in ("no-accounts.txt", "/nonexistent/accounts", "My-accounts.TXT", "backup/export.2fas"):
        message, _ = expect("uri.not-otpauth", 65, phone().run, "add", name)
        assert message == f"There is no file {name}, and this is not an otpauth address"
    secrets = (
        "JBSWY3DPEHPK3PXP", "otpauth:/totp/Shop?secret=JBSWY3DP.PK", "JBSWY3DP/Zq1xYw2vT+9aQm3", "JBSWY3DP.3secret",
        "JBSW Y3DP EHPK.txt", "/JBSW Y3DP EHPK", "JBSW\u00a0Y3DP.csv",
    )
    for secret in secrets:
        told = phone().run("add", secret, json=False, check=False)
        assert told.status == 65 and not re.search("JBSW|Y3DP", told.err), told
    for text in ("accounts", "JBSWY3DP/Zq1xYw2vT+9aQm3", "My accounts.txt"):
        message, remedy = expect("uri.not-otpauth", 65, phone().run, "add", text)
        assert message == "This is neither an otpauth address nor the name of a file that exists"
        assert "--issuer, --account and --secret" in remedy
