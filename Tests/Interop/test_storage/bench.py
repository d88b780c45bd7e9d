"""A storage behind a server that can fail, driven operation by operation."""

import os

from .programs import failure_of

CONTENT = os.urandom(20_000)


class Bench:
    """A real server, the failing one in front of it, and how the storage behind both is reached."""

    def __init__(self, server, faults, path, open_storage):
        self.server = server
        self.faults = faults
        self.path = path
        self.open_storage = open_storage

    def open(self, **options):
        location = self.server.location(self.path, port=self.faults.port)
        return self.open_storage(location, self.server.password, **options)

    def direct(self):
        return self.open_storage(self.server.location(self.path), self.server.password)

    def stored(self):
        """The objects that are really there, without temporary files."""
        return {name: body for name, body in self.server.stored(self.path).items() if "/new-" not in name}


def perform(storage, operation, name):
    """Runs one operation: what it failed with or, for nil, its result was right."""
    if operation == "save":
        return failure_of(storage.save, name, CONTENT)
    if operation == "load":
        return failure_of(storage.load, name)
    if operation == "remove":
        return failure_of(storage.remove, name)
    return failure_of(storage.list, name.split("/")[0])
