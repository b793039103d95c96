"""On a schedule: a call to the net on Wednesdays, and another thing every six hours, at the start and at the end."""

from datetime import timedelta

from steadymesh.bot.plugin import PluginContext, cron, every, on_start, on_stop
from steadymesh.ids import BROADCAST
from steadymesh.model import Priority


@cron("0 20 * * 3")
async def call(context: PluginContext) -> None:
    """Call, at eight in the house's time zone; after an hour it is of no use any more."""
    text = context.pick(en="📻 Net at half past eight.", fr="📻 Réseau à huit heures et demie.")
    await context.post(BROADCAST, text, priority=Priority.ANNOUNCEMENT, lifetime=timedelta(hours=1))


@every(timedelta(hours=6))
async def count(context: PluginContext) -> None:
    """Note how many nodes there are: within a minute on the disk, which is soon enough."""
    context.store.keep("nodes", len(context.directory.snapshot()))


@on_start
async def begin(context: PluginContext) -> None:
    """Say what the last run has counted."""
    context.log.info("netcall-started", nodes=await context.store.get("nodes"))


@on_stop
async def end(context: PluginContext) -> None:
    """Take a second at most."""
    context.log.info("netcall-ended")
