"""`msg`, `inbox`, `read`, `del`, `sent`: what people say to the mail, and what it answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from steadymesh.bot.plugin import Between, Context, NodeRef, Reply, Rest, Scope, command
from steadymesh.errors import SteadymeshError
from steadymesh.model import Priority
from steadymesh.plugins.mail.desk import Answer
from steadymesh.plugins.mail.house import House, ago, desk_of, letter_text, pieces_of
from steadymesh.plugins.mail.letter import Letter, State
from steadymesh.plugins.mail.listing import MOST_PAGES, page_of
from steadymesh.plugins.mail.office import Full
from steadymesh.plugins.mail.options import MailSettings

Number = Annotated[int, Between(1, 999_999_999)]

Page = Annotated[int, Between(1, MOST_PAGES)]

MOST_LISTED: Final = 200
"""Letters that all pages list together: more than one person has, unless the operator allows it."""


@command("msg", help="help-msg")
async def msg(context: Context, node: NodeRef, text: Rest) -> Reply | None:
    """Take a letter in; on a channel whoever wrote it is told by direct message."""
    told = await _taken(context, node, text)
    if context.is_answered_directly:
        return Reply(told)
    await context.post(context.sender, told, priority=Priority.REPLY)
    return None


@command("inbox", help="help-inbox", scope=Scope.PRIVATE)
async def inbox(context: Context, page: Page = 1) -> Reply:
    """Answer with what waits for whoever asks, or lies there unread, page by page."""
    desk = desk_of(context)
    try:
        await desk.open(House(context))
    except SteadymeshError as exc:
        return _failed(context, exc)
    letters = desk.office.inbox(context.sender)
    if not letters:
        return Reply(context.say("inbox-none"))
    lines = [
        context.say("inbox-line", number=str(one.number), name=one.sender_name, ago=ago(context, one.written))
        for one in letters[:MOST_LISTED]
    ]
    head = context.say("inbox-count", count=len(letters), prefix=context.prefix)
    return Reply(page_of(context, head, lines, page))


@command("sent", help="help-sent", scope=Scope.PRIVATE)
async def sent(context: Context, page: Page = 1) -> Reply:
    """Answer with the letters of whoever asks that have not arrived, or of whose end they were not told yet, by page.

    At the console with the end of the operator's too, as long as letters are kept.
    """
    desk = desk_of(context)
    try:
        await desk.open(House(context))
    except SteadymeshError as exc:
        return _failed(context, exc)
    letters = desk.office.sent(context.sender)
    if not letters:
        return Reply(context.say("sent-none"))
    lines = [_sent_line(context, one) for one in letters[:MOST_LISTED]]
    head = context.say("sent-count", count=len(letters), prefix=context.prefix)
    return Reply(page_of(context, head, lines, page))


def _sent_line(context: Context, letter: Letter) -> str:
    about = {"number": str(letter.number), "name": letter.to_name, "ago": ago(context, letter.written)}
    if letter.is_operators and letter.reason is not None:
        return context.say("sent-returned", because=context.say(f"mail-because-{letter.reason.value}"), **about)
    is_unsure = letter.state is State.WAITING and letter.is_again
    return context.say("sent-line", state="unsure" if is_unsure else letter.state.value, **about)


@command("read", help="help-read", scope=Scope.PRIVATE)
async def read(context: Context, letter_number: Number = 0) -> Reply | None:
    """Show a letter again, or have a waiting one come now; without a number the oldest."""
    house, desk = House(context), desk_of(context)
    try:
        await desk.open(house)
        wanted = letter_number or _first(desk.office.inbox(context.sender))
        answer, letter = await desk.read(house, context.sender, wanted, is_here=context.is_console)
    except SteadymeshError as exc:
        return _failed(context, exc)
    if letter is None:
        return _no_such(context, letter_number)
    if answer is Answer.SHOWN:
        return Reply(letter_text(context, letter, letter.text))
    is_out = answer is Answer.COMING and _is_out(desk.office.get(letter.number))
    return None if is_out else Reply(context.say(f"read-{answer.value}", number=str(letter.number)))


@command("del", help="help-del", scope=Scope.PRIVATE)
async def delete(context: Context, letter_number: Number) -> Reply:
    """Throw a letter away, or take one back; only for whoever proves who they are, where they can."""
    if not context.is_proved and context.keys.get(context.sender) is not None:
        return Reply(context.say("reply-not-proved"), is_refusal=True)
    try:
        answer, letter = await desk_of(context).delete(House(context), context.sender, letter_number)
    except SteadymeshError as exc:
        return _failed(context, exc)
    if letter is None:
        return _no_such(context, letter_number)
    is_own = letter.sender == context.sender
    told = "del-back" if is_own and answer is Answer.GONE else f"del-{answer.value}"
    return Reply(context.say(told, number=str(letter.number), name=letter.to_name if is_own else letter.sender_name))


# --- one letter -----------------------------------------------------------------------------


async def _taken(context: Context, node: NodeRef, text: str) -> str:
    """Return what became of a letter that somebody wrote."""
    limits = context.settings(MailSettings)
    if len(text.encode()) > limits.text_bytes:
        return context.say("msg-too-long", bytes=str(len(text.encode())), most=str(limits.text_bytes))
    if why := _objection(context, node, text):
        return context.say(f"msg-{why}", name=node.name)
    try:
        taken = await desk_of(context).take(House(context), _draft(context, node, text))
    except SteadymeshError as exc:
        return _failed(context, exc).text
    if isinstance(taken, Full):
        return context.say(f"msg-full-{taken.value}", name=node.name, prefix=context.prefix)
    if node.num == context.own_num:
        return context.say("msg-operator", number=str(taken.number))
    told = "kept" if taken.state is State.WAITING else "trying"
    return context.say(
        f"msg-operators-{told}" if context.is_console else f"msg-{told}",
        number=str(taken.number),
        name=node.name,
        days=limits.days,
    )


def _objection(context: Context, node: NodeRef, text: str) -> str:
    """Return why somebody can't be written to; empty: they can."""
    if not context.pieces(text):
        return "empty"
    if node.num == context.sender:
        return "self"
    if House(context).is_barred(node.num):
        return "barred"
    return "unmessagable" if node.node is not None and node.node.is_unmessagable else ""


def _draft(context: Context, node: NodeRef, text: str) -> Letter:
    draft = Letter(
        number=1,
        sender=context.sender,
        sender_name=context.name,
        is_proved=context.is_proved,
        to=node.num,
        to_name=node.name,
        text=text,
        written=context.services.clock.at(),
        is_operators=context.is_console,
    )
    return draft.in_pieces(len(pieces_of(context, draft)))


def _first(letters: Sequence[Letter]) -> int:
    return letters[0].number if letters else 0


def _is_out(letter: Letter | None) -> bool:
    """Return whether a letter is on its way, or there already."""
    return letter is None or letter.state is not State.WAITING


def _no_such(context: Context, number: int) -> Reply:
    return Reply(
        context.say("mail-no-such", number=str(number), prefix=context.prefix) if number else context.say("inbox-none")
    )


def _failed(context: Context, error: SteadymeshError) -> Reply:
    """Return that nothing was done; the operator is told why."""
    House(context).failed("mail-not-written", error)
    return Reply(context.say("mail-failed"))
