"""How large a picture is, by its first bytes, and the sizes that the server makes of it."""

from struct import unpack_from

from .errors import bad_request

Size = tuple[int, int]

#: The longest sides of a photo's sizes, and of a thumbnail, in pixels.
LONGEST = (90, 320, 800, 1280)
THUMBNAIL = 320
#: Taken for granted of a picture that does not say.
UNKNOWN = (800, 600)
_MAX_SUM, _MAX_RATIO = 10_000, 20
# Segments of a JPEG that tell its size: all that begin a frame.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def size_of(content: bytes) -> Size | None:
    """Width and height of a PNG, GIF, JPEG or WebP; None of anything else."""
    if len(content) >= 24 and content.startswith(b"\x89PNG\r\n\x1a\n"):
        width, height = unpack_from(">II", content, 16)
    elif len(content) >= 10 and content.startswith(b"GIF8"):
        width, height = unpack_from("<HH", content, 6)
    elif content.startswith(b"\xff\xd8"):
        width, height = _jpeg(content)
    elif len(content) >= 30 and content[8:12] == b"WEBP":
        width, height = _webp(content)
    else:
        return None
    return (width, height) if width and height else None


def photo_sizes(content: bytes) -> list[Size]:
    """The sizes of a photo, from the smallest. Raises `ApiError` for one that is out of shape."""
    width, height = size_of(content) or UNKNOWN
    if width + height > _MAX_SUM or max(width, height) > _MAX_RATIO * min(width, height):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    smaller = [longest for longest in LONGEST if longest < max(width, height)]
    sizes = [_within((width, height), longest) for longest in smaller]
    return sizes if len(sizes) == len(LONGEST) else [*sizes, (width, height)]


def thumbnail_size(content: bytes) -> Size:
    """The size of a thumbnail that is made of a picture."""
    return _within(size_of(content) or UNKNOWN, THUMBNAIL)


def _within(size: Size, longest: int) -> Size:
    scale = min(longest / max(size), 1)
    return max(int(size[0] * scale), 1), max(int(size[1] * scale), 1)


def _jpeg(content: bytes) -> Size:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        if content[at + 1] in _FRAMES:
            height, width = unpack_from(">HH", content, at + 5)
            return width, height
        at += 2 + int(unpack_from(">H", content, at + 2)[0])
    return 0, 0


def _webp(content: bytes) -> Size:
    match content[12:16]:
        case b"VP8 ":
            width, height = unpack_from("<HH", content, 26)
            return width & 0x3FFF, height & 0x3FFF
        case b"VP8L":
            bits = int(unpack_from("<I", content, 21)[0])
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            width, height = content[24:27], content[27:30]
            return int.from_bytes(width, "little") + 1, int.from_bytes(height, "little") + 1
    return 0, 0
