"""An organisation for each test.

The console makes codes while the service runs, staff enroll devices, codes get stolen. The devices are real ones and,
where a test needs a stranger's hands, one that was written from the documents alone.
"""

import pytest

from .office import Office


@pytest.fixture
def acme(new_service):
    service = new_service()
    yield Office(service)
    service.stop()
