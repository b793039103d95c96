"""`keys` and `rekey`: whose public key we know and how far; what to do after a node was reset. Fingerprints only."""

from __future__ import annotations

from collections.abc import Sequence

from steadymesh.bot.plugin import Context, How, Reply, Rest, command
from steadymesh.errors import InvalidIdError
from steadymesh.ids import NodeNum, PublicKey, format_node_num, parse_node_num
from steadymesh.model import NodeKey
from steadymesh.model.names import fold_name, folded_names

WARM_SINCE = (2, 8, 0)
"""Firmware that keeps keys of nodes which its dump does not tell of (warm tier, `NodeDB.cpp`)."""


@command("keys", help="help-keys")
async def keys(context: Context, who: Rest = "") -> Reply:
    """Answer with the asker's key as we see it, or with somebody else's; with the numbers where they fit."""
    if not who:
        return Reply(context.fitting([*_yours(context), _counts(context)]))
    match _meant(context, who):
        case [num]:
            return Reply(context.fitting(_theirs(context, num)))
        case several:
            return Reply(_not_one(context, who, several))


@command("rekey", help="help-rekey")
async def rekey(context: Context, who: Rest = "") -> Reply:
    """Have the asker's new key weighed again, or take somebody's held key for current as an administrator wishes."""
    if who:
        return _accepted(context, who) if context.is_admin else context.not_admin()
    if context.is_console:
        return Reply(context.say("rekey-ours", prefix=context.prefix))
    services = context.services
    outcome = services.rekeying.rekey(context.sender, context.key)
    known = services.keys.held(context.sender) if outcome == "held" else services.keys.get(context.sender)
    key = context.key or (None if known is None else known.key)
    fingerprint = None if key is None else key.fingerprint
    return Reply(context.say(f"rekey-{outcome}", fingerprint=fingerprint, prefix=context.prefix))


def _accepted(context: Context, who: str) -> Reply:
    """Accept a held key. Who is meant must be written out: the beginning of a name is good enough for looking only."""
    match _exactly(context, who):
        case [num]:
            name = _who(context, num)
            accepted = context.services.rekeying.accept(num)
            if accepted is None:
                return Reply(context.say("rekey-none-held", name=name))
            return Reply(context.say("rekey-taken", name=name, fingerprint=accepted.key.fingerprint))
        case _:
            return Reply(_not_one(context, who, _meant(context, who)))


# --- whom a word means ----------------------------------------------------------------------


def _exactly(context: Context, word: str) -> Sequence[NodeNum]:
    """Return everybody whose number, fingerprint or whole name this is, whether we know a key of theirs or not."""
    book, num, folded = context.services.keys, _number(word), fold_name(word)
    found = [one.num for one in context.find(word) if one.num == num or folded in _names(context, one.num)]
    found += [one.node for one in book.find(word) if folded == one.key.fingerprint]
    if num is not None and not _is_known(context, num):
        found = [one for one in found if one != num]
        if book.held(num) is not None:
            found.append(num)
    return tuple(dict.fromkeys(found))


def _meant(context: Context, word: str) -> Sequence[NodeNum]:
    """Return the one whom a word means, everybody whom it may mean, or nobody: two of one name are never guessed.

    By name everybody whom the other commands find; else what the book knows, such as the beginning of a fingerprint.
    """
    if exact := _exactly(context, word):
        return exact
    by_name = [one.num for one in context.find(word) if _is_known(context, one.num)]
    return by_name or [one.node for one in context.services.keys.find(word)]


def _is_known(context: Context, num: NodeNum) -> bool:
    """Return whether anybody has told of that number: `Context.find` takes every one that is written as one."""
    return context.directory.get(num) is not None or context.keys.get(num) is not None


def _names(context: Context, num: NodeNum) -> Sequence[str]:
    """Return a node's names as they are compared: the directory's, or the book's where it does not know the node."""
    return folded_names(context.directory.get(num) or context.keys.get(num))


def _number(word: str) -> NodeNum | None:
    try:
        return parse_node_num(word)
    except InvalidIdError:
        return None


def _not_one(context: Context, word: str, several: Sequence[NodeNum]) -> str:
    """Return who may be meant, as many as the message holds, or that nobody is."""
    if not several:
        return context.say("keys-nobody", word=context.short(word))
    text = names = ""
    for count, num in enumerate(several, start=1):
        names = f"{names}, {_who(context, num)}" if names else _who(context, num)
        longer = context.say(
            "keys-several",
            word=context.short(word),
            names=names,
            more=count < len(several),
            way=f"{context.written()} {format_node_num(several[0])}",
        )
        if text and len(longer.encode()) > context.limit_bytes:
            break
        text = longer
    return text


def _who(context: Context, num: NodeNum) -> str:
    """Return a node's name and number: names are chosen freely, numbers can be written again."""
    name, number = context.name_of(num), format_node_num(num)
    return number if name == number else f"{name} {number}"


# --- what we know of a key ------------------------------------------------------------------


def _yours(context: Context) -> list[str]:
    """Return what there is to say of the asker's key, the most important first."""
    book, shown = context.services.keys, context.key
    radio = context.services.radio.radio()
    if context.is_console:
        own = None if radio is None else radio.node.public_key
        return [context.say("keys-ours", fingerprint=own.fingerprint)] if own is not None else []
    known, held = book.get(context.sender), book.held(context.sender)
    lines: list[str] = []
    if known is not None:
        lines.append(_standing(context, "keys-yours", known))
    elif shown is not None and (held is None or held.key != shown):
        lines.append(context.say("keys-yours-new", fingerprint=shown.fingerprint))
    elif held is None:
        lines.append(context.say("keys-yours-unknown"))
    if held is not None:
        message_id = "keys-yours-held-here" if held.key == shown else "keys-yours-held"
        lines.append(context.say(message_id, fingerprint=held.key.fingerprint, prefix=context.prefix))
    elif known is not None and shown not in (None, known.key):
        assert shown is not None
        lines.append(context.say("keys-yours-differ", fingerprint=shown.fingerprint, prefix=context.prefix))
    key = shown if known is None else known.key
    if key is not None:
        lines.append(_in_radio(context, context.sender, key))
    if known is not None and shown in (None, known.key):
        lines.append(context.say("keys-yours-unproved" if shown is None else "keys-yours-proved"))
    return lines


def _theirs(context: Context, num: NodeNum) -> list[str]:
    book, radio = context.services.keys, context.services.radio.radio()
    if radio is not None and num == radio.num and radio.node.public_key is not None:
        return [context.say("keys-ours", fingerprint=radio.node.public_key.fingerprint)]
    known, held = book.get(num), book.held(num)
    if known is None:
        lines = [context.say("keys-none-of", name=_who(context, num))]
    else:
        lines = [_standing(context, "keys-theirs", known, name=_who(context, num))]
    if held is not None:
        lines.append(context.say("keys-theirs-held", fingerprint=held.key.fingerprint))
    if known is not None:
        lines.append(_in_radio(context, num, known.key))
    return lines


def _standing(context: Context, message_id: str, known: NodeKey, **fields: object) -> str:
    return context.say(
        message_id,
        fingerprint=known.key.fingerprint,
        date=f"{known.first_seen:%Y-%m-%d}",
        trust=known.trust.value,
        **fields,
    )


def _in_radio(context: Context, num: NodeNum, key: PublicKey) -> str:
    """Return whether our radio has a node's key: a message that it opened with it proves that it does."""
    if num == context.sender and key == context.key and context.how is How.PKI and not context.message.opened_here:
        return context.say("keys-radio-yes")
    held, radio = context.services.table.held_key(num), context.services.radio.radio()
    if held is not None and held.key is not None:
        same = held.key == key
        return context.say("keys-radio-yes" if same else "keys-radio-another", fingerprint=held.key.fingerprint)
    is_known = radio is not None and (held is not None or radio.firmware_version < WARM_SINCE)
    return context.say("keys-radio-no" if is_known else "keys-radio-unknown")


def _counts(context: Context) -> str:
    services = context.services
    return context.say("keys-known", known=len(services.keys), held=services.radio.held_keys())
