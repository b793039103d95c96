"""For bots that still run on the official library: the operator's key sync on `TCPInterface.nodes`, unable to hang.

    from steadymesh.compat import sync_pubkeys_to_interface

    count = sync_pubkeys_to_interface(interface, keys, force=True)

**What this does not do.** `interface.nodes` is a dict in this process. The *radio* encrypts and decrypts, from its own
node database: a key that is only in the dict changes no direct message, and a DM to a node whose key the radio lacks
still comes back with `PKI_SEND_FAIL_PUBLIC_KEY`. Only `push=True` reaches the radio (`AdminMessage.add_contact`,
firmware ≥ 2.6.8). Each pushed contact takes the mark of a favourite there, overwrites names and key, and costs a write
to the radio's flash: so few are pushed, and only those whose key the radio does not hold.

The only module that may touch the rest of the `meshtastic` package, and it imports it late: when something is pushed.
Logging is the standard library's (`steadymesh.compat`), as the bot around it is not ours.
"""

from __future__ import annotations

import hashlib
import logging
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, cast

from steadymesh import words
from steadymesh.clock import monotonic
from steadymesh.errors import InvalidIdError
from steadymesh.ids import NodeNum, PublicKey, format_node_num
from steadymesh.keys.handed import Wanted, parse_key, usable_keys
from steadymesh.keys.sync.deadline import Call, DeadlineThread, NoAnswerError

log = logging.getLogger("steadymesh.compat")

DEADLINE_S: Final = 10.0
"""For one call, whatever the interface does."""

MAX_PUSHED: Final = 20
"""Contacts pushed through one interface: a quarter of the smallest node database (80, firmware `mesh-pb-constants.h`).
Pushed contacts are favourites, and firmware ≤ 2.7 overruns when all its nodes are."""

ANSWER_S: Final = 5.0
"""A radio answers an admin message to itself at once; one that takes longer is busy or does not answer at all."""

MARGIN_S: Final = 0.3
"""Kept of the deadline for saying what came of it."""

LEAST_PUSH_S: Final = 0.5
"""What must be left of the deadline for one more contact."""

ADMIN_APP: Final = 6
"""`PortNum.ADMIN_APP` (`portnums.proto`)."""

MAX_LONG_NAME_BYTES: Final = 39
"""`User.long_name` (`mesh.options`, max_size 40 with the closing zero)."""

MAX_SHORT_NAME_BYTES: Final = 4
"""`User.short_name` (`mesh.options`, max_size 5 with the closing zero)."""

_Nodes = dict[str, dict[str, object]]


class _Interface(Protocol):
    """What is used of the official library's `MeshInterface`; anything may be missing or wrong."""

    nodes: _Nodes | None


class _Sender(Protocol):
    """The one method that pushing needs; the same in 2.7.5 and 2.7.11."""

    sendData: Callable[..., object]  # noqa: N815


@dataclass(slots=True)
class _Memory:
    """What the last syncs did to one interface."""

    nodes: object = None
    """The very dict that was written to: the library makes a new one for each new link."""
    digest: bytes = b""
    ours: dict[NodeNum, object] = field(default_factory=dict)
    """The `user` dicts that we wrote a key into. The library puts a new one there when the radio tells of the node:
    until then nothing says that the radio holds that key."""
    made: set[NodeNum] = field(default_factory=set)
    """Nodes that the library did not have when we wrote them."""
    pushed: dict[NodeNum, PublicKey] = field(default_factory=dict)
    """Keys that the radio took from us on this link."""
    pushes: int = 0
    """Contacts written into the radio through this interface."""


def sync_pubkeys_to_interface(
    interface: object,
    keys: Mapping[str, object] | Mapping[int, object] | None,
    force: bool = False,  # noqa: FBT001, FBT002  (the operator's signature)
    push: bool = False,  # noqa: FBT001, FBT002
    *,
    deadline_s: float = DEADLINE_S,
) -> int:
    """Put public keys into `interface.nodes`; return how many of them it then carries.

    Never raises on what the interface does, and never takes longer than `deadline_s`: an interface whose nodes raise,
    are missing, are None, change while they are read or never answer gives 0 and one line in the log; the next call
    tries again. 0 also means that there was nothing to do: no key, or nothing changed on this interface since then.
    Keys that are None (or no mapping) give 0 and one line as well.

    Args:
        interface: The official library's `TCPInterface` (or any other `MeshInterface`), as it is.
        keys: Node (`!0badcafe`, `0x…`, decimal, or an int) → public key (base64, URL-safe base64, hex, 32 bytes), or
            an entry of `node_names.json` with a `publicKey`. An entry without a usable key is left out and counted.
        force: Sync even if nothing changed: at start-up, and on a new link.
        push: Also write the keys that the radio does not hold into the radio (`add_contact`). See above what that
            costs; at most `MAX_PUSHED` for one interface.
        deadline_s: For all of it, seconds.
    """
    if not isinstance(keys, Mapping):
        _say(logging.ERROR, "compat-keys-missing", kind=type(keys).__name__)
        return 0
    wanted, unusable = usable_keys(keys)
    if unusable:
        _say(logging.WARNING, "compat-keys-unusable", count=len(unusable), first=words.clean(unusable[0], 40))
    if not wanted:
        _say(logging.INFO, "pubkey-sync-none")
        return 0
    ends = monotonic() + deadline_s
    try:
        return _thread.run(interface, lambda call: _sync(interface, wanted, force, push, call), ends)
    except NoAnswerError as exc:
        _say(logging.ERROR, "compat-hangs", reason=exc.reason, deadline_s=deadline_s)
    except _NoNodesError:
        _say(logging.ERROR, "pubkey-sync-nodes-none")
    except _NodesError as exc:
        _say(logging.ERROR, "compat-nodes-error", error=str(exc))
        log.debug("Where it failed:", exc_info=exc)
    return 0


def _digest(keys: Mapping[NodeNum, PublicKey]) -> bytes:
    digest = hashlib.sha256()
    for num, key in sorted(keys.items(), key=lambda item: item[0]):
        digest.update(num.to_bytes(4, "big") + key.raw)
    return digest.digest()


# --- what runs in the worker's thread -------------------------------------------------------


class _NodesError(Exception):
    """`interface.nodes` can't be used."""


class _NoNodesError(Exception):
    """`interface.nodes` is None."""


def _sync(interface: object, wanted: Wanted, force: bool, push: bool, call: Call) -> int:  # noqa: FBT001
    """Write into the dict, and into the radio if asked."""
    try:
        nodes = _nodes_of(interface)
        call.check()
        memory = _memory_of(interface)
        if memory.nodes is not nodes:
            memory.nodes, memory.digest, memory.ours, memory.made, memory.pushed = nodes, b"", {}, set(), {}
        own = _own_number(interface)
        keys = {num: key for num, (key, _) in wanted.items() if num != own}
        digest = _digest(keys)
        carried = {num: key for num in keys if (key := _carried(nodes, num)) is not None}
        held = {num: key for num, key in carried.items() if memory.ours.get(num) is not _user(nodes, num)}
        missing = [num for num, key in keys.items() if push and key not in (held.get(num), memory.pushed.get(num))]
        if not force and not missing and memory.digest == digest and carried == keys:
            _say(logging.INFO, "pubkey-sync-skipped", reason="nothing-changed")
            return 0
        _say(logging.INFO, "pubkey-sync-started")
        _say(logging.DEBUG, "pubkey-sync-nodes", count=len(nodes))
        _say(logging.DEBUG, "pubkey-sync-known", known=len(keys))
        by_number = getattr(interface, "nodesByNum", None)
        for num, key in keys.items():
            call.check()
            if held.get(num) != key:
                _write(nodes, by_number, memory, num, (key, wanted[num][1]))
        memory.digest = digest
        contacts = [_Contact(num, keys[num], _user_of(nodes, by_number, num, ""), num in held) for num in missing]
        is_dumped = _is_dump_complete(interface, nodes, memory)
    except (_NoNodesError, NoAnswerError):
        raise
    except BaseException as exc:  # its own affair, sys.exit too: the library ends itself so on some errors
        raise _NodesError(f"{type(exc).__name__}: {words.clean(str(exc))}".removesuffix(": ")) from exc
    if not keys:
        _say(logging.INFO, "pubkey-sync-none")
        return 0
    _say(logging.INFO, "pubkey-sync-complete", known=len(keys))
    _say(logging.INFO, "pubkey-sync-result", known=len(keys))
    if contacts:
        _push(interface, own, contacts, call, is_dumped=is_dumped)
    return len(keys)


def _nodes_of(interface: object) -> _Nodes:
    nodes = cast("_Interface", interface).nodes
    if nodes is None:
        raise _NoNodesError
    return nodes


def _own_number(interface: object) -> int | None:
    number: int | None = getattr(getattr(interface, "myInfo", None), "my_node_num", None)
    return number


def _user(nodes: _Nodes, num: NodeNum) -> dict[str, object] | None:
    """Return the `user` dict of a node; None: the library knows none."""
    user = nodes.get(format_node_num(num), {}).get("user")
    return user if isinstance(user, dict) else None


def _is_dump_complete(interface: object, nodes: _Nodes, memory: _Memory) -> bool:
    """Return whether the radio has told of all its nodes, as far as it said how many there are (`nodedb_count`).

    Before, a node without a key in the dict says nothing of the radio: the library empties the dict on each new link
    and stays "connected" meanwhile.
    """
    expected: int = getattr(getattr(interface, "myInfo", None), "nodedb_count", 0)
    from_us = sum(_user(nodes, num) is memory.ours.get(num) for num in memory.made)
    by_number = getattr(interface, "nodesByNum", None)
    told = max(len(nodes), len(by_number)) if isinstance(by_number, dict) else len(nodes)
    return told - from_us >= expected


def _carried(nodes: _Nodes, num: NodeNum) -> PublicKey | None:
    """Return the key that the dict has for a node; None: none, or nothing that is one."""
    user = _user(nodes, num)
    value = user.get("publicKey") if user is not None else None
    try:
        return None if not value else parse_key(value)
    except InvalidIdError:
        return None


def _user_of(nodes: _Nodes, by_number: object, num: NodeNum, name: str) -> dict[str, object]:
    """Return the node's `user` dict, made as the library makes it (`_getOrCreateByNum`) where there is none."""
    node_id = format_node_num(num)
    shared = by_number if isinstance(by_number, dict) else {}
    entry = nodes.get(node_id) or shared.get(num)
    if entry is None:
        entry = {"num": num}
        shared[num] = entry
    nodes.setdefault(node_id, entry)
    user = entry.get("user")
    if not isinstance(user, dict):
        short = node_id[-4:]
        user = {"id": node_id, "longName": name or f"Meshtastic {short}", "shortName": short, "hwModel": "UNSET"}
        entry["user"] = user
    return user


def _write(nodes: _Nodes, by_number: object, memory: _Memory, num: NodeNum, what: tuple[PublicKey, str]) -> None:
    """Put a key into the dict, and remember that it is from us."""
    key, name = what
    known = _user(nodes, num)
    if known is None:
        memory.made.add(num)
    elif known is not memory.ours.get(num):
        memory.made.discard(num)  # the radio has told of it since
    user = _user_of(nodes, by_number, num, name)
    user["publicKey"] = key.base64
    memory.ours[num] = user


# --- into the radio -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Contact:
    num: NodeNum
    key: PublicKey
    user: Mapping[str, object]
    """As the library's dict has it."""
    replaces: bool
    """The radio holds another key."""


def _push(interface: object, own: int | None, contacts: Sequence[_Contact], call: Call, *, is_dumped: bool) -> None:
    """Write contacts into the radio, one at a time, as far as deadline and quota go; the next call goes on."""
    memory = _memory_of(interface)
    pushed, reason = 0, ""
    for contact in contacts:
        if own is None or getattr(interface, "noProto", False):
            reason = "no-radio"
        elif not is_dumped:
            reason = "dump"
        elif memory.pushes >= MAX_PUSHED:
            reason = "quota"
        elif call.remaining_s() < LEAST_PUSH_S:
            reason = "deadline"
        else:
            if contact.replaces:
                _say(logging.WARNING, "compat-push-replaces", node=format_node_num(contact.num))
            memory.pushes += 1
            reason = _push_one(interface, own, contact, call)
        if reason:
            break
        memory.pushed[contact.num] = contact.key
        pushed += 1
    level = logging.WARNING if reason else logging.INFO
    _say(level, "compat-pushed", pushed=pushed, left=len(contacts) - pushed, reason=reason or "none")


def _push_one(interface: object, own: int, contact: _Contact, call: Call) -> str:
    """Send one `add_contact` to our own radio and wait until it took it; return why not, empty if it did."""
    answered = threading.Event()
    errors: list[str] = []

    def answer(packet: Mapping[str, Mapping[str, Mapping[str, str]]]) -> None:
        """Runs in the library's reader: it only takes note."""
        errors.append(packet.get("decoded", {}).get("routing", {}).get("errorReason", "NONE"))
        answered.set()

    try:
        from meshtastic.protobuf import admin_pb2, mesh_pb2

        told = contact.user
        user = mesh_pb2.User(
            id=format_node_num(contact.num),
            long_name=_cut(told.get("longName"), MAX_LONG_NAME_BYTES),
            short_name=_cut(told.get("shortName"), MAX_SHORT_NAME_BYTES),
            hw_model=dict(mesh_pb2.HardwareModel.items()).get(str(told.get("hwModel")), 0),
            is_licensed=told.get("isLicensed") is True,
            public_key=contact.key.raw,
        )
        cast("_Sender", interface).sendData(
            admin_pb2.AdminMessage(add_contact=admin_pb2.SharedContact(node_num=contact.num, user=user)),
            own,
            portNum=ADMIN_APP,
            wantAck=True,
            wantResponse=True,
            onResponse=answer,
            onResponseAckPermitted=True,
        )
    except BaseException as exc:  # the library's own affair, sys.exit too
        log.debug("Where pushing %s failed:", format_node_num(contact.num), exc_info=exc)
        return "send-failed"
    if not answered.wait(min(ANSWER_S, call.remaining_s() - MARGIN_S)):
        return "no-answer"
    return "" if errors == ["NONE"] else "refused"


def _cut(value: object, limit: int) -> str:
    """Return text that fits the radio's field: one byte too many, and it drops the whole message without a word."""
    return str(value or "").encode("utf-8", "replace")[:limit].decode("utf-8", "ignore")


# --- memory of interfaces -------------------------------------------------------------------

_memories: dict[int, tuple[weakref.ref[object], _Memory]] = {}


def _memory_of(interface: object) -> _Memory:
    """Return what is remembered of this interface; of one that can't be weakly referenced, nothing is."""
    known = _memories.get(id(interface))
    if known is not None and known[0]() is interface:
        return known[1]
    memory = _Memory()
    number = id(interface)
    try:
        reference = weakref.ref(interface, lambda _: _memories.pop(number, None))
    except TypeError:
        return memory
    _memories[number] = (reference, memory)
    return memory


_thread: Final = DeadlineThread()


def _say(level: int, event: str, **fields: object) -> None:
    """Log a sentence in the language of the environment, with its id behind it."""
    if log.isEnabledFor(level):
        log.log(level, "%s [%s]", words.render(event, fields, words.language_of_environment()), event)
