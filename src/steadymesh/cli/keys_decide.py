"""`keys verify`, `accept`, `reject`, `revoke`, `forget`: what only a person may decide about a key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from steadymesh.cli.answers import number, pick, text
from steadymesh.cli.keys_door import at_desk, label_of
from steadymesh.cli.options import Flag, Given, Json, Who
from steadymesh.cli.output import out, out_json
from steadymesh.keys.refusals import refusal
from steadymesh.words import render


def verify(
    who: Who,
    proof: str | None = None,
    /,
    *,
    replace: Flag = False,
    json: Json = False,
    options: Given,
) -> int:
    """Mark a node's key as compared by you with its owner: nothing but your word replaces it any more.

    Parameters
    ----------
    proof
        What its owner told: all eight digits of the fingerprint, the key, or a contact link. It must match.
    replace
        Where it does not match the current key, take what the owner told in its place: the whole key or a contact link.
        Of a key that waits for a decision the fingerprint is enough.
    """
    if proof is not None and not proof.strip():  # before any process is asked: an older one takes it for none given
        raise refusal("given-empty")
    args = {"who": who, "replace": replace} | ({} if proof is None else {"proof": proof})
    return _decide("verify", args, json=json, options=options)


def accept(who: Who, /, *, json: Json = False, options: Given) -> int:
    """Make the key that waits for a decision the current one of its node."""
    return _decide("accept", {"who": who}, json=json, options=options)


def reject(who: Who, /, *, json: Json = False, options: Given) -> int:
    """Drop the key that waits for a decision: it is not its node's. The current key stays; you are not asked again."""
    return _decide("reject", {"who": who}, json=json, options=options)


def revoke(who: str, /, *, json: Json = False, options: Given) -> int:
    """Have a key used no more, under any number: it is lost, stolen, or a known weak one.

    Parameters
    ----------
    who
        A fingerprint, all eight digits; or a node, in any spelling: then its current key.
    """
    return _decide("revoke", {"who": who}, json=json, options=options)


def forget(who: Who, /, *, yes: Flag = False, json: Json = False, options: Given) -> int:
    """Delete everything about a node's keys, their history too. Without --yes it only says what would be lost.

    That a key is revoked stays known.

    Parameters
    ----------
    yes
        Do it.
    """
    return _decide("forget", {"who": who, "yes": yes}, json=json, options=options)


def _decide(op: str, args: Mapping[str, object], *, json: bool, options: Given) -> int:
    config = options.load()
    answer = at_desk(config, f"keys.{op}", args)
    if json:
        out_json(answer)
    else:
        for line in _lines(op, answer, config.language):
            out(line)
    return 0


def _lines(op: str, answer: object, language: str) -> Iterator[str]:
    """Yield what was done, and what else there is to know about it."""
    others, nodes, kept = pick(answer, "others"), pick(answer, "nodes"), text(answer, "radio_keeps")
    numbers = nodes if isinstance(nodes, list) and len(nodes) > 1 else others
    fields = {
        "who": label_of(answer),
        "node": text(answer, "node"),
        "fingerprint": text(answer, "fingerprint") or "–",
        "before": text(answer, "before") or "none",
        "current": text(answer, "current") or "none",
        "kept": kept,
        "keys": int(number(answer, "keys")),
        "nodes": ", ".join(str(one) for one in numbers) if isinstance(numbers, list) else "",
    }
    yield render("cli-key-revoke-several" if numbers is nodes and nodes else f"cli-key-{op}-done", fields, language)
    if others:
        yield render("cli-key-verify-others", fields, language)
    if kept:
        yield render("cli-key-radio-keeps", fields, language)
