"""Typed arguments: `/dice`, `/dice 20`, `/dice 20 3`."""

from typing import Annotated

from steadymesh.bot.plugin import Between, Context, command


@command("dice", help={"en": "Throws dice: sides, how many.", "fr": "Lance des dés : faces, combien."})
async def dice(
    context: Context,
    sides: Annotated[int, Between(2, 100)] = 6,
    count: Annotated[int, Between(1, 10)] = 1,
) -> str:
    """Throw them. What does not fit the types is answered with the command's usage before we are called."""
    chance = context.services.clock.chance  # of the house: a test can repeat it
    thrown = [1 + int(chance() * sides) for _ in range(count)]
    return f"🎲 {' + '.join(map(str, thrown))}" + (f" = {sum(thrown)}" if count > 1 else "")
