"""What every storage must do, against real servers: the contract of BackupStorage over the network."""

import os
import time
import uuid

import pytest

from clock import Clock

from .programs import Storage, failure_of, new_backup, new_name
from .s3 import Ceph, Moto
from .webdav import USER, ApacheTLS, WsgiDAV

SIZES = [0, 1, 132, 16_532, 3 << 20]


@pytest.fixture
def path():
    """A folder of its own for each test, two levels deep, that is not there yet."""
    return f"backups/{uuid.uuid4().hex[:12]}"


@pytest.fixture
def storage(server, path, open_storage):
    return open_storage(server.location(path), server.password)


def test_nothing_is_there_at_first(storage):
    name = new_name()
    assert storage.list() == []
    assert storage.list(name.split("/")[0]) == []
    assert failure_of(storage.load, name) == "notFound"
    assert failure_of(storage.remove, name) == "notFound"


def test_what_is_saved_is_loaded(storage, server, path):
    backup = new_backup()
    saved = {}
    for generation, size in enumerate(SIZES, 1):
        name = new_name(backup, generation)
        saved[name] = os.urandom(size)
        storage.save(name, saved[name])
        assert storage.load(name, limit=size) == saved[name]
    assert storage.list(backup) == sorted(saved)
    # As another program sees it: these objects and nothing else.
    assert server.stored(path) == saved


def test_an_object_is_never_overwritten(storage, server, path):
    name = new_name()
    storage.save(name, b"first")
    assert failure_of(storage.save, name, b"second") == "alreadyExists"
    assert failure_of(storage.save, name, b"first") == "alreadyExists"
    assert storage.load(name) == b"first"
    assert server.stored(path) == {name: b"first"}


def test_an_object_longer_than_the_limit_is_not_read(storage):
    name = new_name()
    storage.save(name, bytes(70_000))
    assert failure_of(storage.load, name, 69_999) == "tooLarge"
    assert storage.load(name, limit=70_000) == bytes(70_000)


def test_a_removed_object_is_gone_and_the_others_stay(storage):
    backup = new_backup()
    first, other = new_name(backup), new_name(backup, 123_456_789_012)
    storage.save(first, b"1")
    storage.save(other, b"2")
    storage.remove(first)
    assert storage.list(backup) == [other]
    assert storage.load(other) == b"2"
    assert failure_of(storage.remove, first) == "notFound"


def test_all_backups_are_listed_when_none_is_named(storage, path, server, open_storage):
    names = sorted(new_name() for _ in range(3))
    for name in names:
        storage.save(name, b"x")
    assert storage.list() == names
    assert storage.list(names[1].split("/")[0]) == [names[1]]
    assert storage.list(new_backup()) == []
    # A storage beside it, or around it, sees none of them.
    assert open_storage(server.location(path + "x"), server.password).list() == []
    assert open_storage(server.location("backups"), server.password).list() == []


def test_storages_that_are_used_at_once_keep_every_object(server, path, open_storage, together):
    backup = new_backup()
    names = [new_name(backup, generation) for generation in range(1, 7)]

    def save(name):
        open_storage(server.location(path), server.password).save(name, name.encode() * 500)

    together(save, names)
    reader = open_storage(server.location(path), server.password)
    assert reader.list(backup) == names
    assert all(reader.load(name) == name.encode() * 500 for name in names)


def test_of_several_writers_of_one_name_the_object_is_one_writers_whole(storage, server, path):
    name = new_name()
    winners = storage.race(name, 6)
    content = storage.load(name)
    assert len(content) == 50_000
    assert content[0] in winners
    assert content == bytes([content[0]]) * 50_000
    # A server that fails in the middle may keep a temporary file for an hour.
    stored = {key: value for key, value in server.stored(path).items() if "/new-" not in key}
    assert stored == {name: content}


def test_names_that_need_encoding(server, open_storage):
    path = f"backups/{uuid.uuid4().hex[:12]} é+%41#?&=;~'(x)"
    if isinstance(server, WsgiDAV):
        # It takes an encoded question mark in `Destination` for the begin of a query.
        path = path.replace("?", "")
    storage = open_storage(server.location(path), server.password)
    name = new_name()
    storage.save(name, b"x")
    assert storage.list() == [name]
    assert storage.load(name) == b"x"
    assert server.stored(path) == {name: b"x"}
    storage.remove(name)
    assert storage.list() == []


def test_a_wrong_password_is_refused(server, path, open_storage):
    name = new_name()
    storage = open_storage(server.location(path), server.password + "x")
    for failure in (failure_of(storage.save, name, b"x"), failure_of(storage.load, name), failure_of(storage.list),
                    failure_of(storage.remove, name)):
        assert failure == "refused"
    assert server.stored(path) == {}


def test_an_unknown_user_is_refused(server, path, open_storage):
    storage = open_storage(server.location(path, user="NOBODY"), server.password)
    assert failure_of(storage.list) == "refused"


def test_a_server_that_is_gone_is_unreachable(server, path, open_storage):
    storage = open_storage(server.location(path, port=1), server.password, attempts=1)
    assert failure_of(storage.list) == "unreachable"
    assert failure_of(storage.save, new_name(), b"x") == "unreachable"


# WebDAV


def test_a_missing_password_is_asked_for(webdav, path):
    storage = Storage(webdav.location(path))
    assert storage.refusal == "passwordNeeded"
    storage.close()


def test_what_killed_writers_left_is_ignored_and_swept_up_after_an_hour(webdav, path, open_storage):
    backup = new_backup()
    storage = open_storage(webdav.location(path), webdav.password)
    first = new_name(backup)
    storage.save(first, b"1")
    left = webdav.put(f"{path}/{backup}/new-{uuid.uuid4().hex}", b"half")
    young = webdav.put(f"{path}/{backup}/new-{uuid.uuid4().hex}", b"half")
    strange = webdav.put(f"{path}/{backup}/notes.txt", b"mine")
    os.utime(left, (time.time() - 3700,) * 2)
    os.utime(strange, (time.time() - 3700,) * 2)
    assert storage.list(backup) == [first]
    assert storage.list() == [first]
    second = new_name(backup, 2)
    storage.save(second, b"2")
    assert storage.list() == [first, second]
    assert not left.exists()
    assert young.exists()
    assert strange.exists()


def test_a_certificate_of_another_authority_is_not_trusted(start_server, path, open_storage):
    server = start_server(ApacheTLS)
    storage = open_storage(server.location(path).split("?")[0], server.password)
    untrusted = "certificate(HTTPExchange.CertificateProblem.unknownAuthority)"
    assert failure_of(storage.list) == untrusted
    assert failure_of(storage.save, new_name(), b"x") == untrusted


def test_a_page_that_is_no_webdav_is_told_from_an_empty_folder(start_server, path, open_storage):
    # An S3 server answers PROPFIND with an error of its own.
    server = start_server(Moto)
    storage = open_storage(f"webdav://{USER}@127.0.0.1:{server.port}/x", "p", attempts=1)
    assert failure_of(storage.list) in ("notThere", "refused", "noListing")


# S3


def test_a_bucket_that_is_not_there_is_told(s3, path, open_storage):
    storage = open_storage(s3.location(path, bucket="sparekey-missing"), s3.password)
    assert failure_of(storage.list) == "notThere"
    assert failure_of(storage.save, new_name(), b"x") == "notThere"


def test_a_long_listing_comes_in_pages(s3, path, open_storage):
    backup = new_backup()
    names = sorted(new_name(backup, generation) for generation in range(1, 1102))
    client = s3.client
    for name in names:
        client.put_object(Bucket=s3.bucket, Key=f"{path}/{name}", Body=b"x")
    assert open_storage(s3.location(path), s3.password).list(backup) == names


def test_objects_of_others_are_left_out(s3, path, open_storage):
    name = new_name()
    storage = open_storage(s3.location(path), s3.password)
    storage.save(name, b"x")
    client = s3.client
    for key in ("notes.txt", f"{name}.part", f"deeper/{new_name()}", "odd \x01\t<&>\"é+%41", new_backup() + "/"):
        client.put_object(Bucket=s3.bucket, Key=f"{path}/{key}", Body=b"y")
    assert storage.list() == [name]


def test_temporary_credentials_come_with_a_token(start_server, path, open_storage):
    server = start_server(Moto)
    token = server.temporary_credentials()
    name = new_name()
    location = server.location(path, user=token["AccessKeyId"])
    storage = open_storage(location, f"{token['SecretAccessKey']}\n{token['SessionToken']}\n")
    storage.save(name, b"x")
    assert storage.load(name) == b"x"
    for password in (token["SecretAccessKey"], f"{token['SecretAccessKey']}\nother"):
        assert failure_of(open_storage(location, password).list) == "refused"


def test_the_access_key_may_come_with_the_secret(s3, path, open_storage):
    location = s3.location(path).replace(f"{s3.access_key}@", "")
    storage = open_storage(location, f"{s3.access_key}:{s3.secret}")
    storage.save(new_name(), b"x")
    assert Storage(location, s3.secret.replace(":", "")).refusal == "noAccessKey"


def test_the_region_is_the_one_of_the_location(start_server, path, open_storage):
    server = start_server(Moto)
    storage = open_storage(server.location(path, options="&region=eu-west-3"), server.password)
    name = new_name()
    storage.save(name, b"x")
    assert storage.list() == [name]


@pytest.mark.peers
def test_a_clock_that_is_off_is_told(start_server, path, open_storage, tmp_path):
    server = start_server(Ceph)
    two_hours = Clock(tmp_path / "clock", 7200).under
    storage = open_storage(server.location(path), server.password, under=two_hours)
    assert failure_of(storage.list) == "clockOff"
