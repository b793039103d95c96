"""`keys verify`, `accept`, `reject`, `revoke`, `forget`: what only a person may decide about a key."""

from __future__ import annotations

from collections.abc import Mapping

from steadymesh.cli.answers import number, text
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
        Where it does not match the current key, take what the owner told in its place.
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
        A fingerprint; or a node, in any spelling: then its current key.
    """
    return _decide("revoke", {"who": who}, json=json, options=options)


def forget(who: Who, /, *, yes: Flag = False, json: Json = False, options: Given) -> int:
    """Delete everything about a node's keys, their history too. Without --yes it only says what would be lost.

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
        fields = {
            "who": label_of(answer),
            "fingerprint": text(answer, "fingerprint") or "–",
            "before": text(answer, "before") or "–",
            "current": text(answer, "current") or "–",
            "keys": int(number(answer, "keys")),
        }
        out(render(f"cli-key-{op}-done", fields, config.language))
        if kept := text(answer, "radio_keeps"):
            out(render("cli-key-radio-keeps", {**fields, "kept": kept, "node": text(answer, "node")}, config.language))
    return 0
