"""Files and the media made of them: what a message carries, what can be sent again by its id."""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from .errors import ApiError, bad_request
from .images import photo_sizes, thumbnail_size
from .links import LinkError, check_address
from .wire import JsonObject

MAX_UPLOAD = 50 * 1024 * 1024
MAX_DOWNLOAD = 20 * 1024 * 1024
# Some kinds must be smaller (check_full_local_location in FileLoaderUtils.cpp).
_SMALLER = {"photo": 10 * 1024 * 1024, "video_note": 12 * 1024 * 1024}

# First letters of a file id, folder and ending on the server, and the server's name of the type.
_KINDS: Mapping[str, tuple[str, str, str, str]] = {
    "photo": ("AgAC", "photos", "jpg", "Photo"),
    "voice": ("AwAC", "voice", "oga", "VoiceNote"),
    "video": ("BAAC", "videos", "mp4", "Video"),
    "document": ("BQAC", "documents", "bin", "Document"),
    "sticker": ("CAAC", "stickers", "webp", "Sticker"),
    "audio": ("CQAC", "music", "mp3", "Audio"),
    "animation": ("CgAC", "animations", "mp4", "Animation"),
    "video_note": ("DQAC", "video_notes", "mp4", "VideoNote"),
    "thumbnail": ("AAMC", "thumbnails", "jpg", "Thumbnail"),
}
# These may have one that the sender has made.
WITH_THUMBNAIL = frozenset({"animation", "audio", "document", "video", "video_note"})

# How an id ends that Telegram's servers give.
_LAST = b"\x04"

_SIGNATURES = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF8", "image/gif"),
    (0, b"BM", "image/bmp"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1a\x45\xdf\xa3", "video/webm"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\x1f\x8b", "application/x-tgsticker"),
    (0, b"%PDF", "application/pdf"),
)
# What each kind must be; an upload of another type arrives as a plain document.
_ACCEPTED = {
    "animation": ("video/mp4", "image/gif"),
    "video": ("video/mp4",),
    "video_note": ("video/mp4",),
    "voice": ("audio/ogg", "audio/mpeg", "video/mp4"),
    "audio": ("audio/mpeg", "audio/ogg", "video/mp4"),
    "sticker": ("image/webp", "image/png", "image/jpeg", "video/webm", "application/x-tgsticker"),
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file inside a request."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Details:
    """What the sender says about a file; seconds and pixels. `thumbnail` is a picture."""

    duration: int = 0
    width: int = 0
    height: int = 0
    length: int = 0
    title: str = ""
    performer: str = ""
    emoji: str = ""
    thumbnail: bytes = b""


@dataclass(frozen=True, slots=True)
class Media:
    """A file as part of a message: the field's name and its value in the Bot API."""

    kind: str
    payload: object


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file on the server."""

    id: str
    unique_id: str
    path: str
    content: bytes

    def json(self, *, with_path: bool = False) -> JsonObject:
        """The fields that every file object has; with the path, the `File` object."""
        shown: JsonObject = {"file_id": self.id, "file_unique_id": self.unique_id}
        if self.content:
            shown["file_size"] = len(self.content)
        if with_path and len(self.content) <= MAX_DOWNLOAD:
            shown["file_path"] = self.path
        return shown


@dataclass(slots=True)
class FileStore:
    """All files of a world, by id and by path."""

    _by_id: dict[str, StoredFile] = field(default_factory=dict)
    _by_path: dict[str, StoredFile] = field(default_factory=dict)
    _media: dict[str, Media] = field(default_factory=dict)

    def keep(self, kind: str, content: bytes, name: str, details: Details) -> Media:
        """Store a file and make the media of it."""
        if kind == "photo":
            sizes = []
            for width, height in photo_sizes(content):
                stored = self._store(kind, content)
                sizes.append(stored.json() | {"width": width, "height": height})
            return self._remember(Media(kind, sizes), [str(size["file_id"]) for size in sizes])
        stored = self._store(kind, content)
        payload = _described(kind, name, sniffed(content), details)
        if details.thumbnail and kind in WITH_THUMBNAIL:
            payload["thumbnail"] = payload["thumb"] = self.thumbnail(details.thumbnail)
        payload |= stored.json()
        return self._remember(Media(kind, payload), [stored.id])

    def thumbnail(self, content: bytes) -> JsonObject:
        """Store a thumbnail; answers with its `PhotoSize`."""
        width, height = thumbnail_size(content)
        return self._store("thumbnail", content).json() | {"width": width, "height": height}

    def receive(self, kind: str, upload: Upload, details: Details) -> Media:
        """Store what a bot has uploaded as `kind`. Raises `ApiError`."""
        if not upload.content:
            raise bad_request("File must be non-empty")
        if len(upload.content) > MAX_UPLOAD:
            raise ApiError(413, "Request Entity Too Large")
        if len(upload.content) > _SMALLER.get(kind, MAX_UPLOAD):
            raise bad_request(
                f"File of size {len(upload.content)} bytes is too big for a"
                f" {kind.replace('_', ' ')}; the maximum size is {_SMALLER[kind]} bytes"
            )
        mime = sniffed(upload.content)
        if kind == "photo" and not mime.startswith("image/"):
            raise bad_request("IMAGE_PROCESS_FAILED")
        if mime not in _ACCEPTED.get(kind, (mime,)):
            kind = "document"
        return self.keep(kind, upload.content, upload.name, details)

    def again(self, kind: str, file_id: str) -> Media:
        """The media behind a file id, sent as `kind`. Raises `ApiError`.

        A photo stays a photo; any other file arrives as what it is, whatever method sends it.
        """
        media = self._media.get(file_id)
        if media is None:
            raise _not_found(file_id)
        if media.kind != kind and "photo" in (media.kind, kind):
            raise bad_request(
                f"Can't use file of type {_KINDS[media.kind][3]} as {_KINDS[kind][3]}"
            )
        return media

    def by_id(self, file_id: str) -> StoredFile | None:
        """The file with this id."""
        return self._by_id.get(file_id)

    def by_path(self, path: str) -> StoredFile | None:
        """The file at a `file_path`."""
        return self._by_path.get(path)

    def _store(self, kind: str, content: bytes) -> StoredFile:
        first, folder, ending, _ = _KINDS[kind]
        number = len(self._by_id)
        digest = hashlib.sha256(content + kind.encode() + number.to_bytes(4)).digest()
        stored = StoredFile(
            id=first + _encoded(digest[:30]),
            unique_id="AgAD" + _encoded(digest[:6]),
            path=f"{folder}/file_{number}.{ending}",
            content=content,
        )
        self._by_id[stored.id] = self._by_path[stored.path] = stored
        return stored

    def _remember(self, media: Media, ids: list[str]) -> Media:
        for file_id in ids:
            self._media[file_id] = media
        return media


def sniffed(content: bytes) -> str:
    """The MIME type by the first bytes."""
    for at, signature, mime in _SIGNATURES:
        if content[at : at + len(signature)] == signature:
            return mime
    return "application/octet-stream"


def _described(kind: str, name: str, mime: str, details: Details) -> JsonObject:
    named: JsonObject = {"file_name": name, "mime_type": mime} if name else {"mime_type": mime}
    picture: JsonObject = {"width": details.width or 320, "height": details.height or 320}
    match kind:
        case "animation":
            return {**named, "duration": details.duration, **picture}
        case "video":
            return {"duration": details.duration, **picture, **named}
        case "voice":
            return {"duration": details.duration, "mime_type": mime}
        case "video_note":
            return {"duration": details.duration, "length": details.length or 240}
        case "audio":
            shown = {"duration": details.duration, **named}
            titles = {"title": details.title, "performer": details.performer}
            return shown | {name: title for name, title in titles.items() if title}
        case "sticker":
            emoji: JsonObject = {"emoji": details.emoji} if details.emoji else {}
            flags = {"is_animated": mime.endswith("tgsticker"), "is_video": mime == "video/webm"}
            return {"width": 512, "height": 512, **emoji, **flags, "type": "regular"}
    return named


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _not_found(file_id: str) -> ApiError:
    """What is said of an id that this server has not given (from_persistent_id in FileManager.cpp).

    Whatever has a dot is an address. An id of another server is one that the main server refuses.
    """
    if "." in file_id:
        try:
            check_address(file_id)
        except LinkError as error:
            return bad_request(f"Invalid file HTTP URL specified: {error}")
        return bad_request("Failed to get HTTP URL content")
    if flaw := _flaw(file_id):
        return bad_request(f"Wrong remote file identifier specified: {flaw}")
    return bad_request("Wrong file identifier/HTTP URL specified")


def _flaw(file_id: str) -> str:
    """What is wrong with the form of a file id; empty if nothing is."""
    bare = file_id.rstrip("=")
    padding = len(file_id) - len(bare)
    if padding > 2:
        return "Wrong string padding"
    if padding and len(file_id) % 4:
        return "Wrong padding length"
    if len(bare) % 4 == 1:
        return "Wrong string length"
    if not re.fullmatch(r"[A-Za-z0-9_-]*", bare):
        return "Wrong character in the string"
    binary = base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    if _encoded(binary) != bare:
        return "Wrong padding in the string"
    return "" if binary[-1:] == _LAST else "can't unserialize it. Wrong last symbol"
