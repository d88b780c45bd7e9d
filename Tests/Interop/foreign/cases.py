"""Each format that can be imported, with its writer and what it keeps of an account."""

import dataclasses
from functools import partial
from typing import Callable

from . import authenticators, lists, managers


@dataclasses.dataclass(frozen=True)
class Case:
    file: str
    format: str
    write: Callable
    kept: Callable
    sealed: bool = False
    # Its content does not tell the format, so that it has to be named.
    named: bool = False


def both(name, format, writer, kept, ending, **more):
    """A format in the clear and sealed."""
    yield Case(f"{name}.{ending}", format, writer, kept)
    yield Case(f"{name}-sealed.{ending}", format, writer, kept, sealed=True, **more)


CASES = [
    *both("aegis", "aegis", authenticators.aegis, authenticators.aegis_kept, "json"),
    *both("andotp", "andotp", authenticators.andotp, authenticators.andotp_kept, "json", named=True),
    Case(
        "andotp-old.json.aes", "andotp", partial(authenticators.andotp, old=True), authenticators.andotp_kept,
        sealed=True, named=True,
    ),
    *both("bitwarden", "bitwarden", managers.bitwarden, managers.bitwarden_kept, "json"),
    Case(
        "bitwarden-argon2.json", "bitwarden", partial(managers.bitwarden, kdf=1), managers.bitwarden_kept, sealed=True
    ),
    Case("bitwarden.csv", "bitwarden-csv", managers.bitwarden_csv, managers.bitwarden_kept),
    Case("cxf.json", "cxf", managers.cxf, managers.cxf_kept),
    *both("ente", "ente", lists.ente, lists.ente_kept, "txt"),
    Case("freeotp-plus.json", "freeotp-plus", authenticators.freeotp_plus, authenticators.freeotp_plus_kept),
    Case("google.txt", "google", lists.google, lists.google_kept),
    Case("keepass.xml", "keepass-xml", managers.keepass_xml, managers.keepass_xml_kept),
    Case("keepassxc.csv", "keepassxc-csv", managers.keepassxc_csv, managers.keepassxc_csv_kept),
    Case("lastpass.json", "lastpass", authenticators.lastpass, authenticators.lastpass_kept),
    Case("1password.csv", "1password-csv", managers.onepassword_csv, managers.onepassword_csv_kept),
    Case("otpauth.txt", "otpauth", lists.otpauth, lists.otpauth_kept),
    *both("proton-authenticator", "proton-authenticator", authenticators.proton, authenticators.proton_kept, "json"),
    *both("stratum", "stratum", authenticators.stratum, authenticators.stratum_kept, "stratum"),
    Case(
        "authenticator-pro.authpro", "stratum", partial(authenticators.stratum, legacy=True),
        authenticators.stratum_kept, sealed=True,
    ),
    *both("2fas", "2fas", authenticators.twofas, authenticators.twofas_kept, "2fas"),
    Case("2fauth.json", "2fauth", authenticators.twofauth, authenticators.twofauth_kept),
]
