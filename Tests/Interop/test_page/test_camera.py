"""A QR code in front of the camera, dropped, pasted and chosen becomes an account."""

import base64
import io

import pytest
from PIL import Image

import pictures

from .eyes import Eyes
from .world import OpenPhone

URI = "otpauth://totp/Library:ada?secret=NRXW4ZZAMNQXEZBAN52XEIDM&issuer=Library"
# What a hand does: the file arrives in an event, as from a desktop or a clipboard.
DROP = """
const [type, event, text] = arguments;
const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0));
const data = new DataTransfer();
data.items.add(new File([bytes], "code.png", {type}));
const made = event === "paste" ? new ClipboardEvent(event, {clipboardData: data, bubbles: true, cancelable: true})
    : new DragEvent(event, {dataTransfer: data, bubbles: true, cancelable: true});
(document.getElementById("drop") ?? document).dispatchEvent(made);
"""


def film(path, picture, width=640, height=480, frames=2):
    """A film of a picture that does not move, in the form that Chromium's camera plays: YUV4MPEG2, 4:2:0."""
    frame = Image.new("L", (width, height), 128)
    picture = picture.convert("L")
    frame.paste(picture, ((width - picture.width) // 2, (height - picture.height) // 2))
    colorless = bytes([128]) * (width * height // 2)
    with open(path, "wb") as file:
        file.write(f"YUV4MPEG2 W{width} H{height} F15:1 Ip A1:1 C420mpeg2\n".encode())
        for _ in range(frames):
            file.write(b"FRAME\n" + frame.tobytes() + colorless)


@pytest.fixture
def phone(tmp_path):
    phone = OpenPhone(tmp_path / "phone" / "home").start()
    yield phone
    phone.stop()


@pytest.fixture
def look(tmp_path):
    """Starts a browser: look(*arguments)."""
    running = []

    def start(*arguments):
        running.append(Eyes(tmp_path / "browser", arguments=arguments))
        return running[-1]

    yield start
    for eyes in running:
        eyes.quit()


def test_the_camera_sees_a_code(phone, look, tmp_path):
    film(tmp_path / "film.y4m", pictures.code(URI, scale=6))
    eyes = phone.show(look(
        "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={tmp_path / 'film.y4m'}",
    ))
    eyes.go("/add/scan")
    eyes.until_at("/")
    assert phone.labels() == [("Library", "ada")]
    assert eyes.find(".accounts .title").text == "Library"


def test_a_camera_that_sees_nothing_goes_on_looking(phone, look, tmp_path):
    film(tmp_path / "film.y4m", Image.new("L", (200, 200), 40))
    eyes = phone.show(look(
        "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={tmp_path / 'film.y4m'}",
    ))
    eyes.go("/add/scan")
    eyes.find("#camera:not([hidden])")
    asked = "return performance.getEntriesByType('resource').filter(({name}) => name.includes('/scan/frame')).length"
    eyes.until(lambda _: eyes.run(asked) >= 3, "the camera was looked at once only")
    assert eyes.driver.current_url.endswith("/add/scan") and not eyes.find("#scan-said").is_displayed()


def test_without_a_camera_the_page_says_so(phone, look):
    eyes = phone.show(look())
    eyes.go("/add/scan")
    assert eyes.find("#no-camera:not([hidden])").text


@pytest.mark.parametrize("how", ["drop", "paste", "choose"])
def test_a_picture_of_a_code_becomes_an_account(how, phone, look, tmp_path):
    eyes = phone.show(look())
    eyes.go("/add/scan")
    give(eyes, how, pictures.code(URI), tmp_path)
    eyes.until_at("/")
    assert phone.labels() == [("Library", "ada")]


@pytest.mark.parametrize("how", ["drop", "paste", "choose"])
def test_a_picture_without_a_code_is_told(how, phone, look, tmp_path):
    eyes = phone.show(look())
    eyes.go("/add/scan")
    give(eyes, how, Image.new("L", (300, 300), 200), tmp_path)
    assert "no QR code" in eyes.find("#scan-said:not([hidden])").text
    assert phone.labels() == []


def give(eyes, how, picture, folder):
    png = io.BytesIO()
    picture.save(png, "PNG")
    if how == "choose":
        path = folder / "code.png"
        path.write_bytes(png.getvalue())
        eyes.find("#picture").send_keys(str(path))
    else:
        eyes.run(DROP, "image/png", how, base64.b64encode(png.getvalue()).decode())
