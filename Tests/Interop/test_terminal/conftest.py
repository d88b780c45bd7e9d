"""A phone that is locked."""

import pytest

from .samples import OTHER_URI, URI


@pytest.fixture
def locked(phone):
    """A phone with two accounts and a passphrase."""
    locked = phone("locked")
    locked.add(URI)
    locked.add(OTHER_URI)
    locked.run("passphrase", env={"SPAREKEY_NEW_PASSPHRASE": "blue kettle"})
    return locked
