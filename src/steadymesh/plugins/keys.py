"""`keys`: how many public keys we know, and whether the asker's own is among them. Fingerprints only."""

from __future__ import annotations

from steadymesh.bot.plugin import Context, Reply, command


@command("keys", aliases=("clés", "cles"), help="help-keys")
async def keys(context: Context) -> Reply:
    """Answer with the numbers, and with the asker's key as we know it and as this message shows it."""
    counts = context.say("keys-known", known=len(context.services.keys.all()), held=context.services.radio.held_keys())
    return Reply(f"{counts}\n{_yours(context)}")


def _yours(context: Context) -> str:
    known, shown = context.services.keys.get(context.sender), context.key
    if known is None:
        return (
            context.say("keys-yours-unknown")
            if shown is None
            else _fingerprint(context, "keys-yours-new", shown.fingerprint)
        )
    if shown is None:
        return _fingerprint(context, "keys-yours-known", known.key.fingerprint)
    if shown == known.key:
        return _fingerprint(context, "keys-yours-proved", shown.fingerprint)
    return context.say("keys-yours-differ", fingerprint=known.key.fingerprint, shown=shown.fingerprint)


def _fingerprint(context: Context, sentence: str, fingerprint: str) -> str:
    return context.say(sentence, fingerprint=fingerprint)
