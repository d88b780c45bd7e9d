"""What a storage that lies is told with: two users' backups at one place, and the check of one lie.

Each lie is told to a new phone that recovers, and to the old phone, which verifies its backup and runs the doctor. The
service is honest throughout; what a lying service can do is in Tests/EndToEndTests/LyingServiceTests.swift.
"""

from failures import check, documented

URIS = [
    f"otpauth://totp/{issuer}:ada?secret={secret}&issuer={issuer}"
    for issuer, secret in [("Shop", "JBSWY3DPEHPK3PXP"), ("Bank", "GEZDGNBVGY3TQOJQ"), ("Post", "MFRGGZDFMZTWQ2LK")]
]

# What is told to a new phone that recovers, or to the old one.
DAMAGED, ROLLED_BACK = ("backup.damaged", 65), ("backup.rolled-back", 65)
EMPTIED, OTHER = ("storage.emptied", 69), ("storage.other-backup", 69)
EMPTY, OTHERS = ("storage.empty", 66), ("backup.wrong-recovery-account", 77)
HEADER = 132


class World:
    """Ada's phone and Bob's, each with a backup of three snapshots at one place, and what the place held then."""

    def __init__(self, place, phone, service, what):
        self.place = place
        self.ada, self.of_ada = self.make(f"ada-{what}-{place.kind}", phone, service)
        self.bob, self.of_bob = self.make(f"bob-{what}-{place.kind}", phone, service)
        self.truth = place.objects()

    def make(self, user, phone, service):
        others, owner = set(self.place.snapshots()), phone(user)
        owner.user = user
        owner.add(URIS[0])
        owner.create_account(user, service)
        owner.backup_on(self.place)
        for uri in URIS[1:]:
            owner.add(uri)
        assert owner.backup_status()["generation"] == 3
        return owner, [name for name in self.place.snapshots() if name not in others]


def check_lie(world, storage, phone, service, lie, recovering, keeping, version):
    """Tells a lie to a new phone that recovers, and to the old phone; then the storage is honest again."""
    lie(world, storage)

    new = phone("new")
    message, remedy = check(new.recover(world.ada.user, service, storage, check=False), *recovering)
    if recovering in (DAMAGED, ROLLED_BACK):
        assert storage.location in message, "the storage is not named"
    assert f"--version {version}" in remedy if version else "--version" not in remedy
    assert "by hand" in remedy or version or recovering == OTHERS, "nothing is left, and nobody says so"
    assert not new.home.exists() or list(new.home.iterdir()) == []

    before = world.ada.backup_status()
    assert before["problem"] is None
    message, remedy = check(world.ada.run("backup", "verify", check=False), *keeping)
    assert storage.location in message or "storage" in message
    mending = f"sparekey backup on --storage {storage.location}" if keeping in (EMPTIED, OTHER) else "sparekey backup now"
    assert mending in remedy and "--version" not in remedy
    # The status tells it from now on, and that it was well until then.
    after = world.ada.backup_status()
    assert (after["problem"], after["lastVerified"]) == (keeping[0], before["lastVerified"])
    assert isinstance(after["problemSince"], int) and after["entries"] == 4
    status = world.ada.run("backup", "status", json=False, check=False)
    told = status.out
    assert status.status == keeping[1] and told.splitlines()[0].startswith("Automatic backup to "), status
    assert "does not work: " in told.splitlines()[0] and "The backup has had that problem since" in told and "{" not in told

    doctor = world.ada.run("doctor", check=False)
    assert doctor.status == keeping[1] == documented()[keeping[0]]
    failed = [line for line in doctor.json["checks"] if line["result"] == "failed"]
    # An emptied storage is told before anything is tried in it.
    names = ["storage", "backup"] if keeping in (EMPTIED, OTHER) else ["backup"]
    assert failed == [{"name": name, "result": "failed", "code": keeping[0]} for name in names], doctor.json

    storage.fill(world.truth)
    world.ada.run("backup", "verify")
    status = world.ada.backup_status()
    assert (status["problem"], status["problemSince"], status["pending"]) == (None, None, False)
