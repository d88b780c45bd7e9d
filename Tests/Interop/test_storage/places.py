"""Places for backups, as the programs use them and as their owner sees them: a folder, Apache's WebDAV, moto's S3."""

import os
import pathlib
import uuid

from ports import free_port

from .s3 import Moto, S3Server
from .webdav import USER, Apache


class Place:
    """A place for backups; `location` and `secret` are what `sparekey` is given, the rest is done behind its back."""

    password = None

    @property
    def secret(self):
        """The environment with the storage's password."""
        return {"SPAREKEY_STORAGE_PASSWORD": self.password} if self.password else {}

    def snapshots(self, backup=""):
        """The names of the snapshots, or of those of one backup, the oldest first."""
        names = (name for name in self.names() if not name.rpartition("/")[2].startswith(("new-", ".")))
        return sorted((name for name in names if name.startswith(backup)), key=lambda name: name.rpartition("/")[2])

    def fill(self, objects):
        """Makes the place hold exactly these objects."""
        for name in self.names() - objects.keys():
            self.delete(name)
        for name, content in objects.items():
            self.put(name, content)


class Files(Place):
    """Objects that are files."""

    folder = None

    def names(self):
        return {str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file()}

    def objects(self):
        return {name: (self.folder / name).read_bytes() for name in self.names()}

    def put(self, name, content):
        path = self.folder / name
        for missing in [folder for folder in reversed(path.parents) if not folder.exists()] + [path]:
            missing.mkdir() if missing != path else path.write_bytes(content)
            owner = missing.parent.stat()
            # The server has another user than the tests, where those run as root.
            os.chown(missing, owner.st_uid, owner.st_gid)

    def delete(self, name):
        (self.folder / name).unlink()


class FolderPlace(Files):
    kind = "folder"

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.location = f"folder:{folder}"

    def elsewhere(self):
        """A place of the same kind that does not answer."""
        return FolderPlace(self.folder / "unplugged")


class Served(Place):
    """A path of its own at a server; `port` is that of something in front of it."""

    def __init__(self, server, port=None, path=None):
        self.server, self.path = server, path or f"places/{uuid.uuid4().hex[:12]}"
        self.location = server.location(self.path, port=port)
        self.password = server.password

    def through(self, port):
        """The same place by another way."""
        return type(self)(self.server, port, self.path)

    def over_tls(self, port, authority):
        """The same place by way of something that speaks TLS, with certificates of an authority."""
        place = self.through(port)
        place.location = tls_location(self.server, port, self.path, f"ca={authority.path}")
        return place

    def elsewhere(self):
        """A place of the same kind that does not answer."""
        return self.through(free_port())


class WebDAVPlace(Served, Files):
    kind, server_kind = "webdav", Apache

    @property
    def folder(self):
        return self.server.folder / self.path


class S3Place(Served):
    kind, server_kind = "s3", Moto

    def names(self):
        return self.server.names(self.path)

    def objects(self):
        return self.server.stored(self.path)

    def put(self, name, content):
        self.server.client.put_object(Bucket=self.server.bucket, Key=f"{self.path}/{name}", Body=content)

    def delete(self, name):
        self.server.client.delete_object(Bucket=self.server.bucket, Key=f"{self.path}/{name}")


def tls_location(server, port, path, options=""):
    """A path of a server by way of something in front of it that speaks TLS."""
    if isinstance(server, S3Server):
        return server.location(path, port=port, scheme="https", options="&" + options if options else "")
    return f"webdavs://{USER}@127.0.0.1:{port}/{path}{'?' + options if options else ''}"


KINDS = {kind.kind: kind for kind in (FolderPlace, WebDAVPlace, S3Place)}
