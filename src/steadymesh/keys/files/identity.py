"""The file that keeps a radio's identity for the day after a reflash: its format. PURE; never prints a secret.

One JSON object. `checksum` is the SHA-256 of all the rest as JSON with sorted names and no spaces: a file that was cut
off, or changed by a bit, is recognised before anything is written to a radio.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from steadymesh.errors import InputFileError, InvalidIdError
from steadymesh.ids import KEY_BYTES, MAX_CHANNELS, ChannelIndex, NodeNum, PublicKey, format_node_num, parse_node_num
from steadymesh.model import PrivateKey
from steadymesh.model.identity import DISABLED, ChannelSlot, Identity

FORMAT: Final = "steadymesh-identity"
VERSION: Final = 1

MAX_BYTES: Final = 64 * 1024
"""A full one has some 3 KiB."""

MAX_SETTINGS_BYTES: Final = 200
"""Of one channel's settings, within one packet: those that we know of have at most 72 (`channel.pb.h`)."""

MAX_ADMIN_KEYS: Final = 3
"""`SecurityConfig.admin_key` (`config.options`)."""

_ROLES: Final = frozenset({"PRIMARY", "SECONDARY", DISABLED})

_OFFICIAL_YAML: Final = (b"# start of Meshtastic configure yaml", b"owner:", b"channel_url:", b"config:", b"location:")
"""How a file of the official client's `--export-config` begins."""


def public_key_of(private_key: PrivateKey) -> PublicKey | None:
    """Return the public key that belongs to a private one; None: it is none."""
    if len(private_key.raw) != KEY_BYTES or not any(private_key.raw):
        return None
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return PublicKey(X25519PrivateKey.from_private_bytes(private_key.raw).public_key().public_bytes_raw())


def document_of(identity: Identity) -> dict[str, object]:
    """Return an identity as JSON has it. Holds every secret: for a 0600 file or socket only."""
    body: dict[str, object] = {
        "format": FORMAT,
        "version": VERSION,
        "saved_at": identity.saved_at.isoformat(timespec="seconds"),
        "node": format_node_num(identity.node),
        "long_name": identity.long_name,
        "short_name": identity.short_name,
        "hw_model": identity.hw_model,
        "firmware": identity.firmware,
        "public_key": identity.public_key.base64,
        "fingerprint": identity.public_key.fingerprint,
        "private_key": _base64(identity.private_key.raw),
        "admin_keys": [key.base64 for key in identity.admin_keys],
        "channels": [
            {"index": slot.index, "role": slot.role, "name": slot.name, "settings": _base64(slot.settings)}
            for slot in identity.channels
        ],
    }
    return {**body, "checksum": _checksum(body)}


def format_identity(identity: Identity) -> str:
    """Return the text of an identity file."""
    return json.dumps(document_of(identity), ensure_ascii=False, indent=2) + "\n"


def parse_identity(data: bytes, what: str) -> Identity:
    """Return the identity that a file holds; every part of it was looked at.

    Args:
        data: The file.
        what: Its name, for the sentences.

    Raises:
        InputFileError: It is another kind of file, of a later version, or damaged.
    """
    try:
        document = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        # `from None`: the decoder's error carries the whole text
        raise _not_ours(data, what) from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise _not_ours(data, what)
    return identity_of(document, what)


def identity_of(document: Mapping[str, object], what: str) -> Identity:
    """Return the identity in a document that says it is one.

    Raises:
        InputFileError: It is of a later version, or damaged.
    """
    version = document.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version != VERSION:
        raise InputFileError(
            f"{what} is an identity of format version {_shown(version)}; this steadymesh knows {VERSION}.",
            remedy="Use the steadymesh that wrote it, or a later one.",
            sentence="identity-file-version",
            fields={"file": what, "version": _shown(version), "known": VERSION},
        )
    body = {name: value for name, value in document.items() if name != "checksum"}
    if document.get("checksum") != _checksum(body):
        raise _damaged(what, "checksum")
    try:
        identity = _read(body)
    except _PartError as exc:
        raise _damaged(what, exc.part) from None
    return identity


class _PartError(Exception):
    """A part of the document is not what it should be; names the part only, never what stood there."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


def _read(body: Mapping[str, object]) -> Identity:
    private_key = PrivateKey(_bytes(body, "private_key"))
    public_key = _key(body.get("public_key"), "public_key")
    if public_key_of(private_key) != public_key or body.get("fingerprint") != public_key.fingerprint:
        raise _PartError("private_key")
    admin_keys = body.get("admin_keys")
    if not isinstance(admin_keys, list) or len(admin_keys) > MAX_ADMIN_KEYS:
        raise _PartError("admin_keys")
    return Identity(
        saved_at=_moment(body),
        node=_node(body),
        long_name=_text(body, "long_name"),
        short_name=_text(body, "short_name"),
        hw_model=_text(body, "hw_model"),
        firmware=_text(body, "firmware"),
        public_key=public_key,
        private_key=private_key,
        admin_keys=tuple(_key(key, "admin_keys") for key in admin_keys),
        channels=_channels(body),
    )


def _channels(body: Mapping[str, object]) -> tuple[ChannelSlot, ...]:
    """Return the slots by index: each index once, and exactly one primary among them."""
    listed = body.get("channels")
    if not isinstance(listed, list):
        raise _PartError("channels")
    slots = sorted((_channel(entry) for entry in listed), key=lambda slot: slot.index)
    if len({slot.index for slot in slots}) != len(slots) or sum(slot.role == "PRIMARY" for slot in slots) != 1:
        raise _PartError("channels")
    return tuple(slots)


def _channel(entry: object) -> ChannelSlot:
    if not isinstance(entry, Mapping):
        raise _PartError("channels")
    index, role = entry.get("index"), _text(entry, "role")
    settings = _bytes(entry, "settings")
    if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < MAX_CHANNELS:
        raise _PartError("channels")
    if role not in _ROLES or len(settings) > MAX_SETTINGS_BYTES:
        raise _PartError("channels")
    return ChannelSlot(index=ChannelIndex(index), role=role, name=_text(entry, "name"), settings=settings)


def _key(value: object, part: str) -> PublicKey:
    if not isinstance(value, str):
        raise _PartError(part)
    try:
        return PublicKey.parse(value)
    except InvalidIdError:
        raise _PartError(part) from None


def _bytes(body: Mapping[str, object], name: str) -> bytes:
    value = body.get(name)
    if not isinstance(value, str):
        raise _PartError(name)
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise _PartError(name) from None


def _text(body: Mapping[str, object], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or any("\ud800" <= letter <= "\udfff" for letter in value):  # JSON can write halves
        raise _PartError(name)
    return value


def _node(body: Mapping[str, object]) -> NodeNum:
    try:
        return parse_node_num(_text(body, "node"))
    except InvalidIdError:
        raise _PartError("node") from None


def _moment(body: Mapping[str, object]) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(body, "saved_at"))
    except ValueError:
        raise _PartError("saved_at") from None
    if moment.tzinfo is None:
        raise _PartError("saved_at")
    return moment


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _checksum(body: Mapping[str, object]) -> str:
    text = json.dumps(body, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _shown(version: object) -> str:
    return str(version) if isinstance(version, int) else "?"


def _not_ours(data: bytes, what: str) -> InputFileError:
    """Return why a file is no identity: an official export is named, one of ours that was cut off is recognised."""
    if data.lstrip().startswith(_OFFICIAL_YAML):
        return InputFileError(
            f"{what} is an export of the official client (--export-config), not an identity of steadymesh.",
            remedy="Restore it with the official client: `meshtastic --configure FILE`.",
            sentence="identity-file-official",
            fields={"file": what},
        )
    if FORMAT.encode() in data[:200]:
        return _damaged(what, "end")
    return InputFileError(
        f"{what} is not an identity of steadymesh; nothing was written to the radio.",
        remedy="Name a file that `steadymesh identity backup` wrote.",
        sentence="identity-file-foreign",
        fields={"file": what},
    )


def _damaged(what: str, part: str) -> InputFileError:
    return InputFileError(
        f"{what} is damaged, or was changed by hand ({part}); nothing was written to the radio.",
        remedy="Use another copy of it.",
        sentence="identity-file-damaged",
        fields={"file": what, "part": part},
    )
