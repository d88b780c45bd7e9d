"""Phones with and without accounts."""

import types

import pytest

from .accounts import OTHER_URI, URI


def backed_up(phone, user, service, storage):
    """A phone whose backup has three snapshots, of two, three and four accounts."""
    phone.add(URI)
    phone.create_account(user, service)
    phone.backup_on(storage)
    phone.add(OTHER_URI)
    phone.add("otpauth://totp/Post:ada?secret=MFRGGZDFMZTWQ2LK&issuer=Post")
    assert phone.backup_status()["generation"] == 3
    return phone


@pytest.fixture(scope="package")
def service(new_service):
    """The account service of all these tests. A test that stops it starts it again."""
    service = new_service()
    yield service
    service.stop()


@pytest.fixture(scope="package")
def world(phone, service, new_storage):
    """Ada's phone, with a backup that no test changes, and Bob's, who has an account and no backup."""
    storage = new_storage()
    world = types.SimpleNamespace(
        ada=backed_up(phone("ada"), "ada", service, storage), bob=phone("bob"), storage=storage
    )
    world.bob.create_account("bob", service)
    return world


@pytest.fixture
def new(phone):
    """A phone that holds nothing."""
    return phone("new")


@pytest.fixture
def used(phone):
    """A phone with one account on it."""
    used = phone("used")
    used.add(URI)
    return used
