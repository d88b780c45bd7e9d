"""S3 servers: moto with its check of signatures turned on, and a Ceph cluster with its gateway."""

import functools
import json
import sys
import time
import urllib.parse
import urllib.request
import uuid

from ports import free_port

from .programs import Missing, Programs, find, wait_until

REGION = "us-east-1"


class S3Server:
    """One server with one bucket."""

    bucket = "sparekey-tests"

    def __init__(self):
        self.programs = Programs(self.name)
        self.port = free_port()
        try:
            self.start()
            self.client.create_bucket(Bucket=self.bucket)
        except BaseException:
            self.programs.stop()
            raise

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.port}"

    @functools.cached_property
    def client(self):
        """Somebody else's client."""
        return self.client_of("s3", self.access_key, self.secret)

    def client_of(self, service, access_key, secret):
        try:
            import boto3
            import botocore.config
        except ImportError:
            raise Missing("boto3 is not installed: pip install -r Tests/Interop/requirements.txt") from None
        return boto3.client(
            service, endpoint_url=self.endpoint, region_name=REGION, aws_access_key_id=access_key,
            aws_secret_access_key=secret, config=botocore.config.Config(s3={"addressing_style": "path"}),
        )

    def location(self, path="", user=None, port=None, bucket=None, scheme="http", host="127.0.0.1", options=""):
        user = urllib.parse.quote(user or self.access_key)
        endpoint = f"{scheme}://{host}:{port or self.port}"
        return f"s3://{user}@{bucket or self.bucket}/{urllib.parse.quote(path)}?endpoint={endpoint}{options}"

    @property
    def password(self):
        return self.secret

    def names(self, path):
        """The names of what lies under a path of the storage."""
        prefix = path.rstrip("/") + "/"
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return {item["Key"].removeprefix(prefix) for page in pages for item in page.get("Contents", [])}

    def stored(self, path):
        """What lies under a path of the storage: {name: content}."""
        prefix = path.rstrip("/") + "/"
        return {
            name: self.client.get_object(Bucket=self.bucket, Key=prefix + name)["Body"].read()
            for name in self.names(path)
        }

    def stop(self):
        self.programs.stop()


class Moto(S3Server):
    name = "moto"

    def start(self):
        try:
            import moto.server  # noqa: F401
        except ImportError:
            raise Missing("moto is not installed: pip install -r Tests/Interop/requirements.txt") from None
        self.programs.start(
            sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", self.port,
            env={"INITIAL_NO_AUTH_ACTION_COUNT": "9999"}, port=self.port, timeout=120,
        )
        identities = self.client_of("iam", "none", "none")
        identities.create_user(UserName="sparekey")
        everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [everything]})
        identities.put_user_policy(UserName="sparekey", PolicyName="all", PolicyDocument=policy)
        key = identities.create_access_key(UserName="sparekey")["AccessKey"]
        self.access_key, self.secret = key["AccessKeyId"], key["SecretAccessKey"]
        identities.create_role(RoleName="sparekey", AssumeRolePolicyDocument=policy)
        identities.put_role_policy(RoleName="sparekey", PolicyName="all", PolicyDocument=policy)
        # From here on every request is checked; without this moto believes everything.
        reset = urllib.request.Request(f"{self.endpoint}/moto-api/reset-auth", b"0", {"Content-Type": "text/plain"})
        urllib.request.urlopen(reset, timeout=120).close()

    def temporary_credentials(self):
        """An access key with a secret and a token."""
        tokens = self.client_of("sts", self.access_key, self.secret)
        role = "arn:aws:iam::123456789012:role/sparekey"
        return tokens.assume_role(RoleArn=role, RoleSessionName="tests")["Credentials"]


class Ceph(S3Server):
    """A monitor, a manager, one disk in memory and the gateway; up in about twenty seconds."""

    name = "ceph"
    access_key, secret = "SPAREKEYTESTS", "a+secret/of=forty.characters-and_signs~1"

    def start(self):
        package = "ceph-mon ceph-mgr ceph-osd radosgw ceph-common"
        monitor, manager, disk, gateway = (
            find(name, package) for name in ("ceph-mon", "ceph-mgr", "ceph-osd", "radosgw")
        )
        tools = {name: find(name, package) for name in ("ceph", "ceph-authtool", "monmaptool", "radosgw-admin")}
        folder = self.programs.folder
        identifier = str(uuid.uuid4())
        port = free_port()
        keyring = folder / "keyring"
        (folder / "ceph.conf").write_text(f"""
[global]
fsid = {identifier}
mon host = [v2:127.0.0.1:{port}]
public network = 127.0.0.0/8
keyring = {keyring}
run dir = {folder}
admin socket = {folder}/$name.asok
log file = {folder}/$name.log
pid file = {folder}/$name.pid
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd crush chooseleaf type = 0
mon allow pool size one = true
mon allow pool delete = true
mon data = {folder}/mon
mon data avail warn = 1
mon data avail crit = 1
mgr data = {folder}/mgr
osd data = {folder}/osd
osd objectstore = memstore
memstore device bytes = 1073741824
osd journal size = 1
ms bind ipv6 = false
auth allow insecure global id reclaim = false
[client.rgw.a]
rgw frontends = beast endpoint=127.0.0.1:{self.port}
rgw enable usage log = false
""")
        config = ["--conf", folder / "ceph.conf"]
        run = self.programs.run
        authority = [tools["ceph-authtool"], keyring]
        run(*authority, "--create-keyring", "--gen-key", "-n", "mon.", "--cap", "mon", "allow *")
        run(*authority, "--gen-key", "-n", "client.admin", "--cap", "mon", "allow *", "--cap", "osd", "allow *",
            "--cap", "mgr", "allow *")
        run(*authority, "--gen-key", "-n", "osd.0", "--cap", "mon", "allow profile osd", "--cap", "osd", "allow *",
            "--cap", "mgr", "allow profile osd")
        run(*authority, "--gen-key", "-n", "mgr.x", "--cap", "mon", "allow profile mgr", "--cap", "osd", "allow *")
        run(*authority, "--gen-key", "-n", "client.rgw.a", "--cap", "mon", "allow rwx", "--cap", "osd", "allow rwx")
        run(tools["monmaptool"], "--create", "--fsid", identifier, "--addv", "a", f"[v2:127.0.0.1:{port}]",
            folder / "monmap")
        for name in ("mon", "mgr", "osd"):
            (folder / name).mkdir()
        run(monitor, "--mkfs", "-i", "a", "--monmap", folder / "monmap", "--keyring", keyring, *config)
        self.programs.start(monitor, "-f", "-i", "a", *config, port=port)
        ceph = [tools["ceph"], *config, "--connect-timeout", "20"]
        run(*ceph, "osd", "create")
        run(disk, "--mkfs", "-i", "0", "--osd-uuid", str(uuid.uuid4()), *config)
        self.programs.start(manager, "-f", "-i", "x", *config)
        self.programs.start(disk, "-f", "-i", "0", *config)
        wait_until(lambda: "1 up" in run(*ceph, "osd", "stat"), "ceph-osd", timeout=120)
        self.programs.start(gateway, "-f", "-n", "client.rgw.a", *config, port=self.port, timeout=120)
        run(tools["radosgw-admin"], "-n", "client.rgw.a", *config, "user", "create", "--uid", "tests",
            "--display-name", "Tests", "--access-key", self.access_key, "--secret", self.secret)
        time.sleep(1)  # time: the gateway reads the new user a moment later.
