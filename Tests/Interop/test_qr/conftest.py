"""Pictures in files, and what is read from them."""

import pytest
from PIL import Image

URI = "otpauth://totp/Shop:ada@example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Shop"


@pytest.fixture
def save(tmp_path):
    """Writes a picture, or bytes, into a file and returns its path."""

    def save(content, name="picture.png", **options):
        path = tmp_path / name
        if isinstance(content, Image.Image):
            content.save(path, **options)
        else:
            path.write_bytes(content)
        return path

    return save


def uris(entries):
    return [(entry["issuer"], entry["account"]) for entry in entries]
