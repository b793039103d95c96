"""`help`: what there is, and what one command does."""

from __future__ import annotations

from steadymesh.bot.plugin import Command, Context, Reply, command


@command("help", aliases=("aide", "?"), help="help-help")
async def show_help(context: Context) -> Reply:
    """Answer with every command, or with what one of them does."""
    word = context.rest.casefold().removeprefix(context.prefix.casefold())
    if not word:
        names = " ".join(context.prefix + c.name for c in context.commands.all() if _may_know(context, c))
        return Reply(context.say("help-list", commands=names, prefix=context.prefix))
    found = context.commands.find(word)
    if found is not None and _may_know(context, found):
        return Reply(_explain(context, found))
    near = context.commands.nearest(word, for_admin=context.is_admin)
    if near is not None:
        return Reply(context.say("reply-near", command=near.name, prefix=context.prefix))
    return Reply(context.say("reply-unknown", prefix=context.prefix))


def _may_know(context: Context, one: Command) -> bool:
    """Whether whoever asks is told of a command: administrators' commands are for them."""
    return context.is_admin or not one.admin


def _explain(context: Context, found: Command) -> str:
    ways = " ".join(context.prefix + word for word in (found.name, *found.aliases))
    return context.say("help-one", what=context.say(found.help, prefix=context.prefix), ways=ways)
