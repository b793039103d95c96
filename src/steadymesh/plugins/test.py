"""`test`: a short radio check. `ping` tells what proves who asked as well, `whoami` everything."""

from __future__ import annotations

from steadymesh.bot.plugin import Chatter, Context, Reply, Scope, command


@command("test", help="help-test", scope=Scope.MESH)
async def test(context: Context, _chatter: Chatter = "") -> Reply:  # noqa: PT028  (a command)
    """Answer with how this very message was heard, on one line."""
    return Reply(context.say("test-heard", name=context.name, heard=context.heard()))
