"""The public contract: all that an author of plug-ins imports. `docs/plugins.md` tells it with examples.

A command is a typed async function with a decorator. It gets one typed `Context`, and what was written after its name
as arguments; it returns a text, a `Reply`, or None to say nothing::

    from steadymesh.bot.plugin import Context, NodeRef, command


    @command("greet", help={"en": "Greets somebody.", "fr": "Salue quelqu'un."})
    async def greet(context: Context, who: NodeRef) -> str:
        return context.pick(en=f"Hello {who.name}!", fr=f"Bonjour {who.name} !")

The bot cleans the text and sends it where the question came from, or by direct message where the operator did not list
the channel. What one message does not hold (`Context.limit_bytes`) is cut at words and goes out in up to
`bot.max_pieces`; what remains is sent when the person asks for more. Air is scarce: an answer should take one message.

A function that raises or takes too long is ended and told of in one line; one that does so five times in a row is
paused for a while. It can't hurt the link or another plug-in.
"""

from steadymesh.bot.contract.arguments import Between, Chatter, NodeRef, Rest
from steadymesh.bot.contract.commands import Answer, Command, Commands, Cost, Scope, Who, command
from steadymesh.bot.contract.context import Context, How
from steadymesh.bot.contract.hooks import Hook, Job, cron, every, on, on_start, on_stop, settings
from steadymesh.bot.contract.plugincontext import PluginContext
from steadymesh.bot.contract.reply import Reply
from steadymesh.bot.contract.surroundings import Appointment, Schedule, Services
from steadymesh.bot.cron import last_time, next_time
from steadymesh.bot.leftovers import Leftover
from steadymesh.bot.reply import MAX_CHANNEL_BYTES, MAX_DIRECT_BYTES

__all__ = [
    "MAX_CHANNEL_BYTES",
    "MAX_DIRECT_BYTES",
    "Answer",
    "Appointment",
    "Between",
    "Chatter",
    "Command",
    "Commands",
    "Context",
    "Cost",
    "Hook",
    "How",
    "Job",
    "Leftover",
    "NodeRef",
    "PluginContext",
    "Reply",
    "Rest",
    "Schedule",
    "Scope",
    "Services",
    "Who",
    "command",
    "cron",
    "every",
    "last_time",
    "next_time",
    "on",
    "on_start",
    "on_stop",
    "settings",
]
