"""The operator's commands, as the control socket brings them."""

import pytest

from botkit import Mesh
from steadymesh.app.consoledesk import ConsoleDesk
from steadymesh.bot.console import Console
from steadymesh.bot.plugin import Context, command
from steadymesh.errors import UsageError


@command("say", help="help-help")
async def say(context: Context) -> str:
    return context.language


def desk(language: str = "fr") -> ConsoleDesk:
    mesh = Mesh(say)
    console = Console(
        router=mesh.router, host=mesh.host, services=mesh.services, options=mesh.options, bus=mesh.bus, clock=mesh.clock
    )
    return ConsoleDesk(console=console, language=language)


@pytest.mark.parametrize(("asked", "answered"), [({}, "fr"), ({"language": "en"}, "en"), ({"language": "fr"}, "fr")])
async def test_an_answer_is_in_the_language_that_is_asked_for(asked, answered):
    assert await desk().ask({"text": "say", **asked}) == {"text": answered, "outcome": "answered"}


async def test_a_language_that_the_process_lacks_is_answered_in_english():
    """Its folder may have been made after the process began."""
    assert (await desk().ask({"text": "say", "language": "tlh"}))["text"] == "en"


@pytest.mark.parametrize(
    "args", [{}, {"text": 5}, {"text": "say", "language": None}, {"text": "say", "language": ["en"]}]
)
async def test_what_is_no_question_is_refused(args):
    with pytest.raises(UsageError):
        await desk().ask(args)


async def test_the_words_are_those_of_the_commands():
    assert await desk().words({}) == ["say"]
