"""The story of the lost phone over real WebDAV and S3 servers, with the storage's own failures told apart on the way."""

from conftest import FIXTURES, PASSWORD

URIS = [line.split("\t")[-1] for line in (FIXTURES / "thirty-accounts.txt").read_text().splitlines() if "://" in line]


def test_a_phone_is_lost_and_recovered(server, phone, service):
    user = f"story-{server.name}"
    location = server.location("backup")
    secret = {"SPAREKEY_STORAGE_PASSWORD": server.password}
    old, new = phone(f"old-{server.name}"), phone(f"new-{server.name}")

    def run(device, *arguments, **options):
        return device.run(*arguments, password=PASSWORD, env=secret, **options)

    for uri in URIS[:5]:
        run(old, "add", "-", input=uri)
    run(old, "account", "create", user, "--service", service.url)
    tried = run(old, "storage", "test", location).json
    assert [step["result"] for step in tried["steps"]] == ["ok"] * 6
    assert run(old, "backup", "on", "--storage", location).json["entries"] == 6
    run(old, "add", "-", input=URIS[5])
    status = run(old, "backup", "status").json
    assert (status["pending"], status["entries"], status["generation"]) == (False, 7, 2)
    assert [line["state"] for line in run(old, "backup", "versions").json] == ["intact", "intact"]
    before = run(old, "codes", "--at", "1800000000").json

    report = run(new, "recover", user, "--service", service.url, "--storage", location).json
    assert (report["restored"], report["expected"]) == (7, 7)
    after = run(new, "codes", "--at", "1800000000").json
    assert [(c["id"], c["code"]) for c in before if c["account"] != user] == [
        (c["id"], c["code"]) for c in after if c["account"] != user
    ]

    # The old phone turns up again, and both go on with one backup.
    run(new, "add", "-", input=URIS[6])
    run(old, "backup", "now")
    assert {entry["id"] for entry in run(old, "list").json} == {entry["id"] for entry in run(new, "list").json}

    # A password of the storage that is no more accepted is told as that.
    wrong = {"SPAREKEY_STORAGE_PASSWORD": "wrong" + server.password}
    refused = phone(f"third-{server.name}").run(
        "recover", user, "--service", service.url, "--storage", location, password=PASSWORD, env=wrong, check=False
    )
    assert (refused.code, refused.status) == ("storage.refused", 77)
