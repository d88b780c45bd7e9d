"""An Apache whose pages are behind mod_auth_openidc, as a distribution ships both."""

import pathlib

from ports import free_port
from test_storage.programs import Programs, find
from test_storage.programs import require as require_file

MODULES = pathlib.Path("/usr/lib/apache2/modules")

CONFIGURATION = """
ServerRoot {folder}
ServerName 127.0.0.1
PidFile {folder}/apache.pid
ErrorLog {folder}/error.log
Listen 127.0.0.1:{port}
{modules}
DocumentRoot {folder}/pages
OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration
OIDCClientID {id}
OIDCClientSecret {secret}
OIDCRedirectURI http://127.0.0.1:{port}/app/callback
OIDCCryptoPassphrase a-test-of-this-machine
OIDCPKCEMethod S256
OIDCScope "{scope}"
OIDCRemoteUserClaim preferred_username
OIDCIDTokenSignedResponseAlg {algorithm}
OIDCDefaultLoggedOutURL http://127.0.0.1:{port}/bye.txt
OIDCJWKSRefreshInterval 300
{extra}
<Location /app>
  AuthType openid-connect
  {require}
  Header always set X-User "expr=%{{REMOTE_USER}}"
  Header always set X-Level "%{{OIDC_CLAIM_acr}}e"
  Header always set X-Subject "%{{OIDC_CLAIM_sub}}e"
</Location>
<Location /bye.txt>
  Require all granted
</Location>
"""


class Apache(Programs):
    """One application at Apache; `scope`, `require` and `algorithm` are settings of mod_auth_openidc."""

    def __init__(self, service, algorithm="RS256", scope="openid profile", require="Require valid-user", extra=""):
        super().__init__("apache-openid")
        apache = find("apache2", "apache2-bin")
        require_file(MODULES / "mod_auth_openidc.so", "libapache2-mod-auth-openidc")
        self.port = free_port()
        self.id, secret = service.client(
            "Staff wiki", "--redirect", f"{self.url}/app/callback", "--post-logout", f"{self.url}/bye.txt",
            "--algorithm", algorithm,
        )
        pages = self.folder / "pages"
        (pages / "app").mkdir(parents=True)
        (pages / "app" / "page.txt").write_text("what only members read\n")
        (pages / "bye.txt").write_text("signed out\n")
        names = [
            "mpm_event", "authn_core", "authz_core", "authz_user", "auth_openidc", "headers", "dir", "mime", "alias",
        ]
        modules = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in names)
        modules += "\nTypesConfig /etc/mime.types" if pathlib.Path("/etc/mime.types").exists() else ""
        (self.folder / "apache.conf").write_text(
            CONFIGURATION.format(
                folder=self.folder, port=self.port, modules=modules, issuer=service.url, id=self.id, secret=secret,
                scope=scope, algorithm=algorithm, require=require, extra=extra,
            )
        )
        self.folder.chmod(0o755)
        self.start(apache, "-f", self.folder / "apache.conf", "-DFOREGROUND", port=self.port)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def page(self):
        return f"{self.url}/app/page.txt"

    def error_log(self):
        return (self.folder / "error.log").read_text()

