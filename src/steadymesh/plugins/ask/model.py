"""One question to a server that speaks OpenAI's chat completions (platform.openai.com/docs/api-reference/chat)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from steadymesh.bot.plugin import PluginContext
from steadymesh.errors import FetchError
from steadymesh.model import Json
from steadymesh.plugins.ask.people import Said
from steadymesh.plugins.ask.settings import AskSettings


async def ask(context: PluginContext, settings: AskSettings, talk: Sequence[Said], question: str) -> str:
    """Return what the model writes, as it wrote it.

    Args:
        context: Whose language the prompt is in.
        settings: The operator's.
        talk: What was said before.
        question: What is asked now.

    Raises:
        FetchError: There is no answer, or none that is one.
    """
    prompt = settings.prompt or context.say("ask-prompt")
    fetched = await context.fetch.post(
        settings.completions,
        json=request(settings, prompt, talk, question),
        headers=_headers(settings),
        timeout_s=settings.timeout.total_seconds(),
    )
    written = read(fetched.json())
    if written is None:
        raise nonsense(fetched.host)
    return written


def request(settings: AskSettings, prompt: str, talk: Sequence[Said], question: str) -> Json:
    """Return what is posted."""
    messages: list[Json] = [{"role": "system", "content": prompt}]
    messages += [{"role": one.role, "content": one.text} for one in talk]
    messages.append({"role": "user", "content": question})
    posted: dict[str, Json] = {"messages": messages, "max_tokens": settings.max_tokens, "stream": False}
    return {"model": settings.model, **posted} if settings.model else posted


def read(said: Json) -> str | None:
    """Return what stands in an answer; None: it is none."""
    choices = said.get("choices") if isinstance(said, dict) else None
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    content = message.get("content") if isinstance(message, dict) else None
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        parts = [one.get("text") for one in content[:MOST_PARTS] if isinstance(one, dict)]
        return "".join(part for part in parts if isinstance(part, str))
    if isinstance(message, dict) and content is None and message.get("role") == "assistant":
        return ""  # it has only thought, or only called a tool
    return None


MOST_PARTS: Final = 100


def nonsense(host: str) -> FetchError:
    """A server has answered with JSON that is no chat completion."""
    return FetchError(
        f"{host} did not answer as a language model's server does.",
        remedy="Check plugin.ask.url; it ends in /v1 as a rule.",
        sentence="ask-error-nonsense",
        fields={"host": host},
    )


def _headers(settings: AskSettings) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {settings.api_key}"} if settings.api_key else {}
