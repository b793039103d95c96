"""Settings: what the operator writes under `[plugin.club]`, checked before anything runs."""

from typing import Literal

from steadymesh.bot.plugin import Context, Reply, command, settings


@settings
class Club:
    """Every field has a type and a default."""

    name: str = "The club"
    frequencies: tuple[str, ...] = ()
    open_to: Literal["everybody", "members"] = "everybody"

    def __post_init__(self) -> None:
        """Refuse what can't work, in a sentence for the operator."""
        if len(self.name.encode()) > 60:
            raise ValueError("name: write 60 bytes at most, it goes over the air")


@command("club", help={"en": "Who we are, and where to hear us.", "fr": "Qui nous sommes, et où nous entendre."})
async def club(context: Context) -> Reply:
    """Answer with as many lines as one message holds, the important ones first."""
    ours = context.settings(Club)
    if ours.open_to == "members" and not context.is_proved:
        return Reply(context.pick(en="Members only.", fr="Réservé aux membres."), is_refusal=True)
    return Reply(context.fitting([ours.name, *ours.frequencies]))
