"""`ask`: a question to a language model, on a server of the operator's choice. Off by default."""

from __future__ import annotations

from steadymesh.bot.plugin import Context, Cost, Reply, Rest, command
from steadymesh.errors import FetchError
from steadymesh.plugins.ask import model, texts
from steadymesh.plugins.ask.line import Line, NotYourTurnError
from steadymesh.plugins.ask.people import Asker, Hourly, Memory
from steadymesh.plugins.ask.settings import AskSettings

__all__ = ["AskSettings", "ask"]

OFF = "internet-error-off"
KEY_REFUSED = frozenset((401, 403))
NO_MODEL = 404
BUSY = 429
"""The server's own “too many requests” (RFC 6585)."""

LATE = frozenset(("internet-error-unanswered", "internet-error-busy"))
NONSENSE = frozenset(
    ("ask-error-nonsense", "internet-error-no-json", "internet-error-garbled", "internet-error-too-large")
)


class Desk:
    """What `ask` has in memory."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.hourly = Hourly()
        self.is_failing = False
        """Whether the last question got no answer: it is told of once."""
        self._line: Line | None = None

    def line(self, settings: AskSettings) -> Line:
        """Return the one line that everybody waits in; it is as long as the settings say at the first question."""
        if self._line is None:
            self._line = Line(at_once=settings.at_once, most=settings.line)
        return self._line


@command("ask", help="help-ask", cost=Cost.THOUGHT)
async def ask(context: Context, question: Rest) -> Reply:
    """Answer with what a model says, in one message; the rest waits for `more`."""
    settings = context.settings(AskSettings)
    if not settings.enabled:
        return Reply(context.say("ask-off"))
    asker = Asker(context.sender, context.key, is_proved=context.is_proved, is_operator=context.is_console)
    desk = context.memory(Desk)
    wait_s = desk.hourly.wait_s(asker, settings.per_hour, context.now())
    if wait_s:
        return Reply(context.say("ask-enough", wait=context.duration(wait_s)))
    try:
        async with desk.line(settings).turn(asker, settings.wait.total_seconds()):
            desk.hourly.note(asker, context.now())
            return Reply(await _answer(context, desk, asker, texts.question(question)), max_pieces=1)
    except NotYourTurnError as exc:
        return Reply(context.say(f"ask-{exc.why.value}"))
    except FetchError as exc:
        return Reply(_failed(context, desk, exc))


async def _answer(context: Context, desk: Desk, asker: Asker, question: str) -> str:
    """Return the model's answer, or that it has none.

    Raises:
        FetchError: It did not answer.
    """
    if not question:
        return context.say("ask-empty")
    settings = context.settings(AskSettings)
    written = await model.ask(context, settings, desk.memory.of(asker, context.now()), question)
    if desk.is_failing:
        desk.is_failing = False
        context.log.info("ask-back")
    answer = texts.plain(written, context.prefix)
    if not answer:
        return context.say("ask-empty")
    desk.memory.note(asker, question, answer, context.now())
    # The sign says who speaks; and no bot takes what stands behind it for a command.
    return f"🤖 {answer}"


def _failed(context: Context, desk: Desk, error: FetchError) -> str:
    """Return what to say of a question that got no answer; the operator is told the whole of it, once."""
    sentence = error.told.sentence
    if sentence == OFF:
        return context.say("ask-no-internet")
    (context.log.debug if desk.is_failing else context.log.warning)("ask-failed", detail=error)
    desk.is_failing = True
    lines = [context.say(f"ask-{_why(error.status, sentence)}")]
    if context.is_admin:
        lines.append(context.say("ask-why", error=error))
    return context.fitting(lines)


def _why(status: int | None, sentence: str) -> str:
    if status == BUSY:
        return "busy"
    if status in KEY_REFUSED or status == NO_MODEL:
        return "turned-away"
    if status is not None or sentence in NONSENSE:
        return "nonsense"
    return "late" if sentence in LATE else "down"
