"""The store: counts that outlive a restart. `/tally foxes` adds one, `/tally` shows them all."""

from steadymesh.bot.plugin import Context, command
from steadymesh.errors import StoreError, UsageError


@command("tally", help={"en": "Counts what you name.", "fr": "Compte ce que vous nommez."})
async def tally(context: Context, what: str | None = None) -> str:
    """Count, and say so; a disk that fails costs one sentence."""
    try:
        if what is None:
            kept = await context.store.items("count/")
            lines = [f"{key.removeprefix('count/')}: {count}" for key, count in kept]
            return context.fitting(lines) or context.pick(en="Nothing counted yet.", fr="Rien de compté.")
        word = context.short(what).casefold()  # a stranger's word: cleaned, and cut to 24 bytes
        before = await context.store.get(f"count/{word}")
        count = before + 1 if isinstance(before, int) else 1
        await context.store.put(f"count/{word}", count)  # on the disk when it returns
    except (StoreError, UsageError) as exc:
        context.log.warning("tally-not-kept", error=exc)
        return context.pick(en="I could not write that down.", fr="Je n'ai pas pu le noter.")
    return f"{word}: {count}"
