"""On an event: whoever's battery runs low is told once, and what became of that is noted."""

from datetime import timedelta

from steadymesh.bot.plugin import PluginContext, on, settings
from steadymesh.events import Delivered, TelemetryReceived

DAY = timedelta(days=1)


@settings
class LowBattery:
    """What may stand under `[plugin.lowbattery]`."""

    percent: int = 15


@on(TelemetryReceived)
async def low(context: PluginContext, event: TelemetryReceived) -> None:
    """Write to the node, once a day: a key of our own for the text is posted once, whatever happens in between."""
    battery = event.telemetry.battery_percent
    if battery is None or battery > context.settings(LowBattery).percent or event.replayed:
        return
    french = context.language_of(event.sender) == "fr"
    text = f"🪫 Plus que {battery} % de batterie." if french else f"🪫 {battery} % of battery left."
    key = f"lowbattery-{event.sender:08x}-{context.at():%Y-%m-%d}"
    await context.post(event.sender, text, lifetime=DAY, key=key)


@on(Delivered)
async def ended(context: PluginContext, event: Delivered) -> None:
    """Everybody's texts come by here: ours are known by their key."""
    if event.entry.key.startswith("lowbattery-"):
        context.log.info("lowbattery-ended", outcome=event.entry.outcome.value, reason=event.entry.reason)
