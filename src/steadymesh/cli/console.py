"""`console`: the commands of the mesh for the operator, in a terminal, a script, or one line."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from cyclopts import Parameter

from steadymesh.cli.answers import pick, text
from steadymesh.cli.door import ask
from steadymesh.cli.options import Given
from steadymesh.cli.output import complain, out
from steadymesh.errors import ControlError, NotRunningError
from steadymesh.words import clean, render, tell

if TYPE_CHECKING:
    from steadymesh.config import Config

WAIT_S: Final = 310.0
"""A command that asks a language model may take 300 s."""

FAILED: Final = 1
"""Exit code where a command went wrong."""

MISTYPED: Final = 2
"""Exit code where there is no such command, its arguments don't fit, or a name among them is nobody's."""

CODES: Final = {"failed": FAILED, "timed-out": FAILED, "refused": FAILED, "mistyped": MISTYPED}

HISTORY: Final = "console_history"
"""In the state directory, for its owner only."""

HISTORY_LINES: Final = 1000

LONGEST_LINE: Final = 2_000
"""Characters of one line of an answer that are shown."""

LEAVE: Final = frozenset(("exit", "quit", "/exit", "/quit"))


def console(
    *words: Annotated[
        str, Parameter(help="One command and its arguments; none: a prompt. Behind -- no word is an option.")
    ],
    options: Given,
) -> int:
    """Ask the running steadymesh what people on the mesh ask it, with every right and without any air.

    Without a command it shows a prompt with history and completion (Tab); Ctrl-D leaves. What comes on standard input
    from a file or a pipe is taken line by line.

    Exit code 0: all answered; 1: a command went wrong or was refused; 2: it was mistyped (there is
    no such command, its arguments don't fit, or nobody has a name in it).
    """
    config = options.load()
    if words:
        return _asked(config, " ".join(words))
    if sys.stdin.isatty() and sys.stdout.isatty():
        return _prompted(config)
    return max((_asked(config, line) for line in _lines()), default=0)


def _lines() -> Iterator[str]:
    """Yield the lines of standard input that say something; `#` begins a comment."""
    for line in sys.stdin:
        if line.strip() and not line.lstrip().startswith("#"):
            yield line.strip()


def _asked(config: Config, line: str) -> int:
    """Ask one line and print the answer; return the exit code.

    Raises:
        NotRunningError: Nobody runs who could answer.
        ControlError: It did not answer.
    """
    answer = ask(config.state_dir, "console.ask", {"text": line, "language": config.language}, WAIT_S)
    for shown in _shown(pick(answer, "text")):
        out(shown)
    sys.stdout.flush()
    return CODES.get(text(answer, "outcome"), 0)


def _shown(said: object) -> Iterator[str]:
    """Yield the answer's lines, whatever control characters a peer has got into them."""
    for line in str(said or "").splitlines():
        yield clean(line, LONGEST_LINE)


def _prompted(config: Config) -> int:
    """Show a prompt until its user leaves; a process that is away for a moment costs a line."""
    names = ask(config.state_dir, "console.words")
    with _readline(config.state_dir / HISTORY, names if isinstance(names, list) else []):
        out(render("console-hello", {}, config.language))
        while True:
            try:
                line = input("> ").strip()
            except EOFError:
                out()
                return 0
            except KeyboardInterrupt:
                out()
                continue
            if line.casefold() in LEAVE:
                return 0
            if line:
                _answered(config, line)


def _answered(config: Config, line: str) -> None:
    try:
        _asked(config, line)
    except (ControlError, NotRunningError) as exc:
        complain(tell(exc.told, config.language))
    except KeyboardInterrupt:
        out()


@contextlib.contextmanager
def _readline(history: Path, names: Sequence[object]) -> Iterator[None]:
    """Have `input` complete commands and remember lines; where the system has no readline it does neither."""
    try:
        import readline
    except ImportError:
        yield
        return
    with contextlib.suppress(OSError):
        readline.read_history_file(history)
    readline.set_history_length(HISTORY_LINES)
    readline.set_completer_delims(" ")
    readline.set_completer(completer([str(name) for name in names], readline.get_begidx))
    readline.parse_and_bind("bind ^I rl_complete" if "libedit" in (readline.__doc__ or "") else "tab: complete")
    try:
        yield
    finally:
        readline.set_completer(None)
        with contextlib.suppress(OSError):
            history.touch(mode=0o600)
            readline.write_history_file(history)


def completer(names: Sequence[str], begins_at: Callable[[], int]) -> Callable[[str, int], str | None]:
    """Return what completes the first word of a line by one of the names.

    Args:
        names: Without the prefix.
        begins_at: Returns where in the line the word begins that is being completed.
    """

    def complete(word: str, state: int) -> str | None:
        if begins_at() > 0:
            return None
        found = [name for name in names if name.startswith(word.casefold())]
        return f"{found[state]} " if state < len(found) else None

    return complete
