"""`link status`, `link release`, `link take`: who has the radio's only place."""

from __future__ import annotations

from steadymesh.cli.door import ask, glance
from steadymesh.cli.options import Given, Json
from steadymesh.cli.output import out, out_json
from steadymesh.cli.status import link_line
from steadymesh.errors import UsageError
from steadymesh.words import clean, render


def status(*, json: Json = False, options: Given) -> int:
    """Show how the link to the radio stands."""
    config = options.load()
    answer = glance(config.state_dir, "link.status")
    return _tell(answer, link_line(answer, config.language), json=json)


def release(duration: str, /, *, json: Json = False, options: Given) -> int:
    """Give the radio's only place to somebody else (a phone, another program) for a while.

    Parameters
    ----------
    duration
        For how long, such as 10m.
    """
    from steadymesh.config import RefusedError, format_duration, parse_duration

    try:
        seconds = parse_duration(duration)
    except RefusedError as exc:
        shown = clean(duration, 40)
        raise UsageError(
            f"link release {shown}: {exc}.",
            sentence="release-no-duration",
            fields={"text": shown, "why": exc.told},
        ) from exc
    config = options.load()
    answer = ask(config.state_dir, "link.release", {"seconds": seconds})
    return _tell(answer, render("cli-released", {"duration": format_duration(seconds)}, config.language), json=json)


def take(*, json: Json = False, options: Given) -> int:
    """Take the radio's place back: end a release, a wait for another client, or a pause."""
    config = options.load()
    answer = ask(config.state_dir, "link.take")
    return _tell(answer, render("cli-taken", {}, config.language), json=json)


def _tell(answer: object, sentence: str, *, json: bool) -> int:
    """Print the answer as a program or a person wants it."""
    if json:
        out_json(answer)
    else:
        out(sentence)
    return 0
