"""`health`: whether the running process is well, as an exit code: for containers, monitors and scripts."""

from __future__ import annotations

from typing import Final

from steadymesh.cli.answers import number, pick, text
from steadymesh.cli.door import glance
from steadymesh.cli.options import Given, Json
from steadymesh.cli.output import out, out_json
from steadymesh.cli.status import reason_in_words
from steadymesh.errors import ControlError, NotRunningError
from steadymesh.words import has, render, tell

UNHEALTHY: Final = 1


def health(*, json: Json = False, options: Given) -> int:
    """Say in one line whether the running steadymesh is well: the radio has answered a probe in time.

    What /readyz says, asked over the control socket: it works without HTTP too.

    Exit code 0: it is well; 1: it is not, does not answer or does not run; 2: wrong use.
    """
    config = options.load()
    try:
        answer = glance(config.state_dir, "status")
        is_healthy = pick(answer, "health", "is_healthy") is True
        found, sentence = text(answer, "health", "ailment"), _sentence(answer, config.language)
    except NotRunningError as exc:
        is_healthy, found, sentence = False, "not-running", tell(exc.told, config.language)
    except ControlError as exc:
        is_healthy, found, sentence = False, "no-answer", tell(exc.told, config.language)
    if json:
        out_json({"is_healthy": is_healthy, "finding": found, "sentence": sentence})
    else:
        out(sentence)
    return 0 if is_healthy else UNHEALTHY


def _sentence(answer: object, language: str) -> str:
    """Return how a process is, from its status; it may be of a version that says it otherwise, or not at all."""
    message = f"health-{text(answer, 'health', 'ailment')}"
    fields: dict[str, object] = {
        "answered": round(number(answer, "health", "answered_s"), 1),
        "limit": round(number(answer, "health", "limit_s")),
        "reason": reason_in_words(pick(answer, "link"), language),
    }
    return render(message if has(message, language) else "health-untold", fields, language)
