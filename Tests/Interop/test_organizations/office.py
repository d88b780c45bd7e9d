"""An organisation with two members, as its administrator runs it from the console while the service runs."""

import sqlite3

NAME = "Acme Ltd"


class Office:
    """An organisation at a service of its own, with ada and eve in it."""

    def __init__(self, service):
        self.service = service
        self.console("organization", "create", "acme", "--name", NAME)
        for name in ("ada", "eve"):
            self.console("member", "add", "acme", name)

    def console(self, *args, **options):
        return self.service.command(*args, **options)

    def code(self, name="ada", *args):
        """A new code: the JSON that the console prints."""
        return self.console("member", "qr", "acme", name, *args).json

    def enroll(self, phone, name="ada", *args):
        phone.run("enroll", self.code(name)["link"], "--yes", *args)
        return phone

    def devices(self, name="ada"):
        return self.console("member", "devices", "acme", name).json

    def log(self):
        """The log, the newest first: (action, member, device)."""
        return [
            (line["action"], line.get("member"), line.get("device"))
            for line in self.console("organization", "audit", "acme").json
        ]

    def database(self, mode="ro"):
        return sqlite3.connect(f"file:{self.service.data}/sparekey.sqlite?mode={mode}", uri=True)

    def count(self, table):
        with self.database() as database:
            return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def listed(phone):
    """The state of the work account on a phone."""
    return next(entry for entry in phone.list() if entry["kind"] == "work")
