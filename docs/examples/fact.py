"""The internet: one request, with everything that may go wrong in one `except`."""

from steadymesh.bot.plugin import Context, Cost, command, settings
from steadymesh.errors import FetchError


@settings
class Fact:
    """What may stand under `[plugin.fact]`."""

    url: str = "https://uselessfacts.jsph.pl/api/v2/facts/random"


@command("fact", help={"en": "Tells a fact.", "fr": "Dit un fait."}, cost=Cost.INTERNET)
async def fact(context: Context) -> str:
    """Ask a server; what it says is as hostile as what comes over the air: look at its shape before you use it."""
    try:
        page = await context.fetch.get(context.settings(Fact).url, params={"language": "en"}, timeout_s=20)
        said = page.json()
    except FetchError as exc:
        context.log.warning("fact-not-fetched", error=exc)
        return context.pick(en="Nobody can tell me a fact now.", fr="Personne ne peut me dire un fait.")
    text = said.get("text") if isinstance(said, dict) else None
    return text if isinstance(text, str) else context.pick(en="No facts today.", fr="Pas de faits aujourd'hui.")
