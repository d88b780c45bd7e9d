"""WebDAV servers: Apache, nginx, rclone and WsgiDAV, each with one user and an empty folder."""

import base64
import hashlib
import http.client
import json
import os
import pwd
import ssl
import sys
import urllib.parse

from ports import free_port

from .programs import Missing, Programs, find, require

USER, PASSWORD = "alice", "pass:wörd 1"


def users_file():
    """The one user and the password's hash, as Apache and nginx read it."""
    return f"{USER}:{{SHA}}{base64.b64encode(hashlib.sha1(PASSWORD.encode()).digest()).decode()}\n"


class WebDAVServer:
    """One server; `folder` is what it serves."""

    scheme = "webdav"
    options = ""

    def __init__(self):
        self.programs = Programs(self.name)
        self.folder = self.programs.folder / "served"
        self.folder.mkdir()
        self.port = free_port()
        try:
            self.start()
        except BaseException:
            self.programs.stop()
            raise

    def location(self, path="", user=USER, port=None):
        return f"{self.scheme}://{user}@localhost:{port or self.port}/{urllib.parse.quote(path)}{self.options}"

    password = PASSWORD

    def stored(self, path):
        """What lies under a path of the storage, temporary files as well: {name: content}."""
        folder = self.folder / path
        return {
            str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
        }

    def connection(self):
        return http.client.HTTPConnection("localhost", self.port, timeout=120)

    def put(self, path, content):
        """Puts a file of somebody else's there; its folder must exist. Returns the path on the disk."""
        connection = self.connection()
        token = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        connection.request("PUT", "/" + urllib.parse.quote(path), content, {"Authorization": f"Basic {token}"})
        assert connection.getresponse().status in (201, 204)
        connection.close()
        return self.folder / path

    def stop(self):
        self.programs.stop()


class Apache(WebDAVServer):
    name = "apache"
    modules = "mpm_event authn_core authn_file authz_core authz_user auth_basic dav dav_fs"
    listener = ""

    def start(self):
        apache = find("apache2", "apache2-bin")
        folder = self.programs.folder
        require("/usr/lib/apache2/modules/mod_dav_fs.so", "apache2-bin")
        (folder / "users").write_text(users_file())
        if os.geteuid() == 0:
            # Apache does not serve as root, and drops to this user.
            user = pwd.getpwnam("www-data")
            for path in (folder, self.folder):
                os.chown(path, user.pw_uid, user.pw_gid)
            identity = "User www-data\nGroup www-data"
        else:
            identity = ""
        modules = "\n".join(
            f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in self.modules.split()
        )
        (folder / "apache.conf").write_text(f"""
            {modules}
            ServerRoot {folder}
            ServerName localhost
            Listen 127.0.0.1:{self.port}
            PidFile {folder}/pid
            ErrorLog {folder}/error.log
            {identity}
            DavLockDB {folder}/locks
            DocumentRoot {self.folder}
            {self.listener_lines()}
            <Directory {self.folder}>
                Dav On
                AuthType Basic
                AuthName storage
                AuthUserFile {folder}/users
                Require valid-user
            </Directory>
            """)
        self.programs.start(apache, "-f", folder / "apache.conf", "-DFOREGROUND", port=self.port)

    def listener_lines(self):
        return ""


class ApacheTLS(Apache):
    """Over TLS, with a certificate of its own authority."""

    name = "apache-tls"
    scheme = "webdavs"
    modules = Apache.modules + " ssl"

    def listener_lines(self):
        # Not above: who wants no certificates need not have the library for them.
        from .certificates import Authority

        self.authority = Authority(self.programs.folder)
        certificate = self.authority.issue("server")
        self.options = f"?ca={self.authority.path}"
        return f"SSLEngine on\nSSLCertificateFile {certificate}"

    def connection(self):
        trust = ssl.create_default_context(cafile=self.authority.path)
        return http.client.HTTPSConnection("localhost", self.port, timeout=120, context=trust)


class Nginx(WebDAVServer):
    name = "nginx"

    def start(self):
        nginx = find("nginx", "nginx-light")
        module = require("/usr/lib/nginx/modules/ngx_http_dav_ext_module.so", "libnginx-mod-http-dav-ext")
        folder = self.programs.folder
        (folder / "users").write_text(users_file())
        (folder / "nginx.conf").write_text(f"""
            load_module {module};
            daemon off;
            {"user root;" if os.geteuid() == 0 else ""}
            pid {folder}/pid;
            error_log {folder}/error.log;
            events {{}}
            http {{
                access_log off;
                client_body_temp_path {folder}/body;
                proxy_temp_path {folder}/proxy;
                fastcgi_temp_path {folder}/fastcgi;
                uwsgi_temp_path {folder}/uwsgi;
                scgi_temp_path {folder}/scgi;
                client_max_body_size 64m;
                server {{
                    listen 127.0.0.1:{self.port};
                    root {self.folder};
                    location / {{
                        auth_basic storage;
                        auth_basic_user_file {folder}/users;
                        dav_methods PUT DELETE MKCOL COPY MOVE;
                        dav_ext_methods PROPFIND OPTIONS;
                    }}
                }}
            }}
            """)
        self.programs.start(nginx, "-p", folder, "-c", folder / "nginx.conf", port=self.port)


class Rclone(WebDAVServer):
    name = "rclone"

    def start(self):
        self.programs.start(
            find("rclone", "rclone"), "serve", "webdav", "--addr", f"127.0.0.1:{self.port}", "--user", USER,
            "--pass", PASSWORD, "--vfs-cache-mode", "off", "--dir-cache-time", "0", self.folder,
            env={"RCLONE_CONFIG": "/dev/null"}, port=self.port,
        )


class WsgiDAV(WebDAVServer):
    name = "wsgidav"

    def start(self):
        folder = self.programs.folder
        (folder / "wsgidav.json").write_text(json.dumps({
            "host": "127.0.0.1", "port": self.port, "server": "cheroot", "verbose": 1,
            "provider_mapping": {"/": str(self.folder)},
            "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
            "simple_dc": {"user_mapping": {"*": {USER: {"password": PASSWORD}}}},
        }))
        try:
            import wsgidav  # noqa: F401
        except ImportError:
            raise Missing("wsgidav is not installed: pip install -r Tests/Interop/requirements.txt") from None
        self.programs.start(
            sys.executable, "-m", "wsgidav.server.server_cli", "--config", folder / "wsgidav.json", port=self.port
        )
