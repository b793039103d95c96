"""What a restored identity would change in a radio, step by step, and what a person should know before. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from steadymesh.errors import InputFileError
from steadymesh.ids import MAX_CHANNELS, ChannelIndex, NodeNum, PublicKey, format_node_num
from steadymesh.model import AdminIntent, RadioInfo, WriteChannel, WriteOwner, WriteSecurity
from steadymesh.model.identity import DISABLED, ChannelSlot, Identity, Owner, Security
from steadymesh.wire.convert import identity as wire
from steadymesh.words import clean

NUMBER_FROM_KEY_SINCE: Final = (2, 8, 0)
"""First firmware whose node number is the crc32 of its key (`NodeDB.cpp`, createNewIdentity)."""

Fact = str | int


@dataclass(frozen=True, slots=True, kw_only=True)
class RadioNow:
    """What a radio has now."""

    info: RadioInfo
    security: Security
    channels: tuple[ChannelSlot, ...]
    owner: Owner

    @property
    def public_key(self) -> PublicKey | None:
        """The key by which people know it; None: it has none yet."""
        return self.security.public_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that is written."""

    what: str
    """`channel`, `channel-off`, `key`, `key-and-admins`, `admins` or `owner`; a sentence `identity-step-…` says it."""
    facts: Mapping[str, Fact]
    intent: AdminIntent = field(repr=False)
    slot: ChannelSlot | None = field(default=None, repr=False)
    """Of a channel: as it shall be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something that a person should know; a sentence `identity-note-…` says it."""

    what: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All of it, in the order in which it is done."""

    steps: tuple[Step, ...]
    notes: tuple[Note, ...]


def check(identity: Identity, what: str) -> None:
    """Say what the radio could not take, before anything is written.

    Raises:
        InputFileError: A channel or a name that no radio has; such a packet would be dropped without a word.
    """
    part = next((f"channel {slot.index}" for slot in identity.channels if not wire.is_channel_sound(slot)), "")
    if not part and not wire.is_owner_sound(identity.long_name, identity.short_name):
        part = "names"
    if part:
        raise InputFileError(
            f"{what} is damaged, or was changed by hand ({part}); nothing was written to the radio.",
            remedy="Use another copy of it.",
            sentence="identity-file-damaged",
            fields={"file": what, "part": part},
        )


def plan(identity: Identity, now: RadioNow) -> Plan:
    """Return what has to be written so that the radio is the one that the identity was taken from. No step: it is."""
    steps = (*_channels(identity, now), *_security(identity, now), *_owner(identity, now))
    return Plan(steps=steps, notes=tuple(_notes(identity, now)) if steps else ())


def number_after(identity: Identity, info: RadioInfo) -> NodeNum:
    """Return the number that the radio will have with this identity's key."""
    if info.firmware_version >= NUMBER_FROM_KEY_SINCE:
        return wire.number_of_key(identity.public_key)
    return info.num


def came_of(step: Step, identity: Identity, now: RadioNow) -> str:
    """Return whether the radio has what a step wrote: `same`, `adjusted` (in what does not matter here) or `other`."""
    match step.what:
        case "channel" | "channel-off":
            assert step.slot is not None
            has = _slot(now.channels, step.slot.index)
            if wire.is_same_channel(has, step.slot):
                return "same"
            return "adjusted" if wire.is_same_room(has, step.slot) else "other"
        case "owner":
            return _owner_came(identity, now.owner)
        case "admins":
            return "same" if set(identity.admin_keys) <= set(now.security.admin_keys) else "other"
        case _:
            security = now.security
            pair = (security.private_key, security.public_key) == (identity.private_key, identity.public_key)
            return "same" if pair and set(identity.admin_keys) <= set(security.admin_keys) else "other"


def _owner_came(identity: Identity, owner: Owner) -> str:
    pairs = ((identity.long_name, owner.long_name), (identity.short_name, owner.short_name))
    wanted = [(wanted, has) for wanted, has in pairs if wanted]
    if all(name == has for name, has in wanted):
        return "same"
    # 2.8 has room for shorter names than those before it (`AdminModule.cpp`, clampLongName)
    return "adjusted" if all(has and name.startswith(has) for name, has in wanted) else "other"


def _channels(identity: Identity, now: RadioNow) -> Iterator[Step]:
    """Yield a step for each slot that differs; the primary first: setting it demotes another one (`Channels.cpp`)."""
    wanted = [_slot(identity.channels, ChannelIndex(index)) for index in range(MAX_CHANNELS)]
    for slot in sorted(wanted, key=lambda slot: (slot.role != "PRIMARY", slot.index)):
        has = _slot(now.channels, slot.index)
        if wire.is_same_channel(has, slot):
            continue
        facts: dict[str, Fact] = {
            "index": slot.index,
            "name": clean(slot.name),
            "role": slot.role,
            "was": clean(has.name),
            "was_role": has.role,
        }
        yield Step(
            what="channel" if slot.is_used else "channel-off",
            facts=facts,
            intent=WriteChannel(channel=wire.channel_bytes(slot)),
            slot=slot,
        )


def _security(identity: Identity, now: RadioNow) -> Iterator[Step]:
    """Yield the one step that writes the key pair, the admin keys, or both."""
    security = now.security
    has_pair = (security.private_key, security.public_key) == (identity.private_key, identity.public_key)
    has_admins = set(identity.admin_keys) <= set(security.admin_keys)
    if has_pair and has_admins:
        return
    what = "admins" if has_pair else "key" if has_admins else "key-and-admins"
    yield Step(
        what=what,
        facts={
            "fingerprint": identity.public_key.fingerprint,
            "was": _fingerprint(security.public_key),
            "admins": " ".join(key.fingerprint for key in identity.admin_keys),
        },
        intent=WriteSecurity(
            security=wire.security_bytes(security, identity.private_key, identity.public_key, identity.admin_keys)
        ),
    )


def _owner(identity: Identity, now: RadioNow) -> Iterator[Step]:
    owner = now.owner
    if _owner_came(identity, owner) != "other":
        return
    yield Step(
        what="owner",
        facts={
            "name": clean(identity.long_name),
            "short_name": clean(identity.short_name),
            "was": clean(owner.long_name),
            "was_short_name": clean(owner.short_name),
        },
        intent=WriteOwner(
            long_name=identity.long_name,
            short_name=identity.short_name,
            is_licensed=owner.is_licensed,
            is_unmessagable=owner.is_unmessagable,
        ),
    )


def _notes(identity: Identity, now: RadioNow) -> Iterator[Note]:
    """Yield what follows for people, the weightiest first."""
    info = now.info
    after = number_after(identity, info)
    old = now.public_key
    if old is not None and old != identity.public_key:
        yield Note(what="key-lost", facts={"fingerprint": old.fingerprint})
    if old != identity.public_key:
        yield Note(what="peers", facts={"fingerprint": identity.public_key.fingerprint})
    if after != info.num:
        yield Note(what="renumbered", facts={"before": format_node_num(info.num), "after": format_node_num(after)})
    if after != identity.node:
        facts: dict[str, Fact] = {"before": format_node_num(identity.node), "after": format_node_num(after)}
        yield Note(what="known-elsewhere", facts=facts)
    if identity.hw_model and info.hw_model and identity.hw_model != info.hw_model:
        yield Note(what="hardware", facts={"before": identity.hw_model, "now": info.hw_model})
    if info.region == "UNSET":
        yield Note(what="region")


def _slot(slots: tuple[ChannelSlot, ...], index: ChannelIndex) -> ChannelSlot:
    return next((slot for slot in slots if slot.index == index), ChannelSlot(index=index, role=DISABLED))


def _fingerprint(key: PublicKey | None) -> str:
    return key.fingerprint if key is not None else ""
