"""Sizes of photos and thumbnails."""

from struct import pack

import pytest

from bot.rehearsal.botapi import Upload
from bot.rehearsal.botapi.images import photo_sizes, size_of, thumbnail_size


def png(width, height):
    return b"\x89PNG\r\n\x1a\n" + pack(">I4sII", 13, b"IHDR", width, height)


def jpeg(width, height):
    head = b"\xff\xd8" + b"\xff\xe0" + pack(">H", 4) + b"xx"
    return head + b"\xff\xc2" + pack(">HBHH", 11, 8, height, width) + b"x" * 6


def webp(kind, body):
    return b"RIFF\0\0\0\0WEBP" + kind + b"\0\0\0\0" + body + b"\0" * 10


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (png(640, 480), (640, 480)),
        (jpeg(1280, 720), (1280, 720)),
        (b"GIF89a" + pack("<HH", 320, 200), (320, 200)),
        (webp(b"VP8X", b"\0\0\0\0" + b"\xff\x01\0" + b"\xff\0\0"), (512, 256)),
        (webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + pack("<HH", 512, 300)), (512, 300)),
        (webp(b"VP8L", b"\x2f" + pack("<I", 511 | 255 << 14)), (512, 256)),
        (b"\xff\xd8\xff", None),
        (b"\xff\xd8", None),
        (b"%PDF", None),
        (png(0, 5), None),
    ],
)
def test_pictures_say_how_large_they_are(content, size):
    assert size_of(content) == size


@pytest.mark.parametrize(
    ("content", "sizes"),
    [
        (png(60, 40), [(60, 40)]),
        (png(640, 480), [(90, 67), (320, 240), (640, 480)]),
        (png(4000, 2000), [(90, 45), (320, 160), (800, 400), (1280, 640)]),
        (b"\xff\xd8\xff", [(90, 67), (320, 240), (800, 600)]),
    ],
)
def test_the_sizes_of_a_photo(content, sizes):
    assert photo_sizes(content) == sizes


def test_a_thumbnail_is_small():
    assert thumbnail_size(png(640, 480)) == (320, 240)
    assert thumbnail_size(png(64, 48)) == (64, 48)


@pytest.mark.parametrize(("width", "height"), [(9000, 1001), (2100, 100)])
def test_a_photo_out_of_shape_is_refused(scene, width, height):
    chat = scene.private()
    photo = {"photo": Upload("a.png", png(width, height))}

    refusal = scene.refusal("sendPhoto", photo, chat_id=chat.id)

    assert refusal == "400 Bad Request: PHOTO_INVALID_DIMENSIONS"


@pytest.mark.parametrize("method", ["sendVideo", "sendMediaGroup"])
def test_a_thumbnail_comes_with_its_film(scene, method):
    chat = scene.private()
    files = {
        "film": Upload("a.mp4", b"\0\0\0\x18ftypmp42"),
        "small": Upload("a.jpg", jpeg(640, 480)),
    }
    if method == "sendVideo":
        given = {"video": "attach://film", "thumbnail": "attach://small"}
    else:
        media = {"type": "video", "media": "attach://film", "thumbnail": "attach://small"}
        given = {"media": [media, media]}

    sent = scene.call(method, files, chat_id=chat.id, **given)

    message = sent if method == "sendVideo" else sent[0]
    small = message["video"]["thumbnail"]
    assert message["video"]["thumb"] == small
    assert (small["width"], small["height"]) == (320, 240)
    path = scene.call("getFile", file_id=small["file_id"])["file_path"]
    assert scene.world.files.by_path(path).content == files["small"].content
    assert not scene.world.ledger.amiss


def test_a_picture_can_be_a_sticker(scene):
    chat = scene.private()

    sent = scene.call(
        "sendSticker", {"sticker": Upload("a.jpg", jpeg(512, 512))}, chat_id=chat.id, emoji="🙂"
    )

    assert sent["sticker"]["emoji"] == "🙂"
