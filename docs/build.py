"""Writes the generated parts of docs/ and README.md from the code, so that they can't lie.

`python docs/build.py` writes them, `--check` only says what is out of date (exit code 1). A generated part stands
between `<!-- generated: NAME -->` and `<!-- end -->`.
"""

from __future__ import annotations

import inspect
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from contract import attributes, first_line, members, names
from scan import SEVERITY, LogCall, everything_logged
from sentences import sentences

if TYPE_CHECKING:
    from steadymesh.bot.plugin import Command

HERE: Final = Path(__file__).parent
PAGES: Final = (HERE.parent / "README.md", *sorted(HERE.glob("*.md")))
PART: Final = re.compile(r"(<!-- generated: (?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

MACHINE: Final = {"language": "that of the locale", "state_dir": "`~/.local/state/steadymesh`"}
"""Defaults that the machine decides."""

COMPAT: Final = "compat"
"""Logs like the bots that it serves, and is told of last."""

EVERYWHERE: Final = "╭─ Options of every command"
"""Where the help of each command repeats what all have in common."""

FRAME: Final = re.compile(r"^(?:╭─ (?P<title>.+?) ─*╮|│ (?P<line>.*?) *│|(?P<foot>╰─*╯))$", re.MULTILINE)
"""What a terminal's help draws around its parts."""


def cell(text: str) -> str:
    """Return text that can stand in a table's cell."""
    return text.replace("|", "\\|").replace("\n", " ").strip() or "–"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table."""
    lines = [headings, ["---"] * len(headings), *([cell(text) for text in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def code(words: Iterable[str]) -> str:
    """Return words as code, one after the other."""
    return ", ".join(f"`{word}`" for word in words)


def settings() -> str:
    """Every setting, its default, what it takes and what it is for."""
    from steadymesh.config import explain, load

    rows = []
    # An empty file: whoever builds this may have a configuration of their own.
    for row in explain(load(file=Path(os.devnull), env={}, sets=("language=en",))):
        default = MACHINE.get(row.name) or (f"`{row.default}`" if row.default else "")
        rows.append((f"`{row.name}`", default, row.accepted, row.sentence))
    return table(("setting", "default", "takes", "what it is for"), rows)


def states() -> str:
    """The session's state table as a diagram and as a list."""
    from steadymesh.session.state import TRANSITIONS, SessionState

    first = next(iter(SessionState)).value
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {first}"]
    lines += [f"    {t.source.value} --> {t.target.value}: {t.trigger.value}" for t in TRANSITIONS]
    lines += [f"    {SessionState.OVER.value} --> [*]", "```", ""]
    rows = [(t.source.value, t.trigger.value, t.target.value, t.sentence) for t in TRANSITIONS]
    return "\n".join(lines) + "\n" + table(("from", "on", "to", "what happened"), rows)


def events() -> str:
    """Every event id of the log with level, fields and its sentence in each language, room by room."""
    rooms: dict[str, dict[str, list[LogCall]]] = {}
    calls = everything_logged()
    elsewhere = {call.event for call in calls if room_of(call) != COMPAT}
    for call in calls:
        if room_of(call) != COMPAT or call.event not in elsewhere:
            rooms.setdefault(room_of(call), {}).setdefault(call.event, []).append(call)
    said = [sentences("en"), sentences("fr")]
    blocks = []
    for room in sorted(rooms, key=lambda name: (name == COMPAT, name)):
        rows = []
        for event, places in sorted(rooms[room].items()):
            levels = sorted({level for one in places for level in one.levels}, key=SEVERITY.__getitem__, reverse=True)
            fields = sorted({field for one in places for field in one.fields or ()})
            texts = [language[event].text if event in language else "" for language in said]
            rows.append((f"`{event}`", ", ".join(levels), code(fields), *texts))
        blocks.append(f"### {room}\n\n{table(('id', 'level', 'fields', 'English', 'français'), rows)}")
    return "\n\n".join(blocks)


def room_of(call: LogCall) -> str:
    """Return the room that a log call belongs to."""
    return call.file.split("/")[0].removesuffix(".py")


def findings() -> str:
    """Everything that the check-up may find, with what to do about it."""
    found = sentences("en", "doctor")
    blocks: dict[str, list[tuple[str, str, str]]] = {}
    for message_id, sentence in found.items():
        if sentence.section and not message_id.endswith("-remedy"):
            remedy = found.get(f"{message_id}-remedy")
            name = message_id.removeprefix("doctor-")
            row = (f"`{name}`", sentence.text, "" if remedy is None else remedy.text)
            blocks.setdefault(sentence.section, []).append(row)
    return "\n\n".join(
        f"### {section}\n\n{table(('finding', 'what it says', 'what to do'), rows)}" for section, rows in blocks.items()
    )


def errors() -> str:
    """Every error class: what it is a kind of, what it says, the exit code, and the machine's word for a lost link."""
    from steadymesh import errors as module

    rows = []
    for name, kind in vars(module).items():
        if not (inspect.isclass(kind) and issubclass(kind, module.SteadymeshError)):
            continue
        parent = "" if kind is module.SteadymeshError else f"`{kind.__bases__[0].__name__}`"
        first = (inspect.getdoc(kind) or "").splitlines()[0]
        ends = kind.exit_code != module.SteadymeshError.exit_code
        reason = f"`{kind.reason}`" if issubclass(kind, module.LinkError) and kind is not module.LinkError else ""
        rows.append((f"`{name}`", parent, first, str(kind.exit_code) if ends else "", reason))
    return table(("error", "a kind of", "what it means", "exit code", "`reason`"), rows)


def commands() -> str:
    """Every command of the mesh, in both languages."""
    from steadymesh.bot.contract.commands import in_language
    from steadymesh.bot.loader import load
    from steadymesh.bot.usage import usage as written

    rows = []
    for one in load(installed=()).router.all():
        said = [in_language(one.help, language, {"prefix": "/"}) for language in ("en", "fr")]
        words = [word for word in one.every_word() if word != one.name]
        call, _, arguments = written(one, "/", "en").partition(" ")
        shown = f"`{call}` `{arguments}`" if arguments else f"`{call}`"
        rows.append((shown, code(f"/{word}" for word in words), places(one), *said))
    return table(("command", "also", "who, where", "what it does", "ce qu'elle fait"), rows)


def places(one: Command) -> str:
    """Return who may call a command, and where; empty: anybody, anywhere."""
    from steadymesh.bot.plugin import Scope, Who

    who = {Who.ADMIN: "administrators", Who.PROVED: "proved by key"}.get(one.who, "")
    where = {Scope.PRIVATE: "direct message", Scope.DM: "direct message, not at the console", Scope.MESH: "on air only"}
    return ", ".join(word for word in (who, where.get(one.scope, "")) if word) or "–"


def usage() -> str:
    """The command line's own help, without frames; what every command repeats stands in the first page only."""
    from steadymesh.cli import help_pages

    blocks = []
    for number, page in enumerate(help_pages()):
        name = re.match(r"Usage: (steadymesh(?: [a-z]+)*)", page)
        assert name is not None, page
        shown = page if number == 0 else page.partition(EVERYWHERE)[0]
        blocks.append(f"### {name[1]}\n\n```\n{FRAME.sub(unframed, shown).rstrip()}\n```")
    return "\n\n".join(blocks)


def unframed(match: re.Match[str]) -> str:
    """Return what stands in a line of a frame."""
    if match["title"]:
        return f"{match['title']}:"
    return "" if match["foot"] else f"  {match['line']}"


def mishaps() -> str:
    """Every fault that the simulated radio can have."""
    from steadymesh.sim.faults import CATALOGUE

    return table(("fault", "what happens"), ((f"`{name}`", fault.sentence) for name, fault in CATALOGUE.items()))


def public_names() -> str:
    """Every name that an author of plug-ins imports."""
    from steadymesh.bot import plugin

    return table(("name", "what it is"), ((f"`{name}`", said) for name, said in names(plugin)))


def context() -> str:
    """Everything that a plug-in's functions get."""
    from steadymesh.bot.plugin import Context, PluginContext

    where = ((PluginContext, "all"), (Context, "commands"))
    rows = ((f"`{name}`", where_, said) for kind, where_ in where for name, said in members(kind))
    return table(("member", "in", "what it is"), rows)


def behind_the_context() -> str:
    """What stands behind the context's members: the drawer, the schedule, the internet, and the house itself."""
    from steadymesh.bot.plugin import Schedule, Services
    from steadymesh.ports import Fetch, PluginStore

    rooms = {"context.store": PluginStore, "context.schedule": Schedule, "context.fetch": Fetch}
    rows = [(f"`{room}`", f"`{name}`", said) for room, kind in rooms.items() for name, said in members(kind)]
    rows += [
        ("`context.services`", f"`{name}`", said or said_of_field(Services, name)) for name, said in members(Services)
    ]
    return table(("of", "member", "what it is"), rows)


def said_of_field(kind: type, name: str) -> str:
    """Return what the class of a field says of itself."""
    import typing

    hint = typing.get_type_hints(kind)[name]
    return first_line(hint)


def happenings() -> str:
    """Every event that a plug-in may listen to."""
    import typing

    from steadymesh.events import Event

    return table(("event", "what happened"), ((f"`{one.__name__}`", first_line(one)) for one in typing.get_args(Event)))


def kit() -> str:
    """The kit for tests."""
    from steadymesh import testing

    public = [(f"`{name}`", "", said) for name, said in names(testing)]
    parts = (
        testing.FakeMesh,
        testing.FakeMesh.__bases__[0],
        testing.Person,
        testing.FakeInternet,
        testing.FakeStores,
        testing.FakeStore,
        testing.FakeOutbox,
        testing.Posted,
    )
    ports = {"get", "post", "put", "keep", "delete", "items", "load_since", "last_failed", "mesh", "asks", "plugin"}
    for kind in parts:
        shown = testing.FakeMesh if kind in parts[:2] else kind
        public += [(f"`{shown.__name__}`", f"`{name}`", said) for name, said in attributes(kind)]
        of = [(name, said) for name, said in members(kind) if name.removeprefix("await ").split("(")[0] not in ports]
        public += [(f"`{shown.__name__}`", f"`{name}`", said) for name, said in of]
    return table(("name", "member", "what it is"), public)


def example(file: Path) -> str:
    """A file as it stands."""
    kind = {".py": "python", ".sh": "sh", ".toml": "toml"}[file.suffix]
    return f"```{kind}\n{file.read_text(encoding='utf-8').rstrip()}\n```"


def metrics() -> str:
    """Every metric that is served for Prometheus."""
    from prometheus_client import ProcessCollector

    from steadymesh.web.metrics import METRICS, Kind

    def name(kind: Kind) -> str:
        return "_total" if kind is Kind.COUNTER else ""

    rows = (
        (f"`steadymesh_{one.name}{name(one.kind)}`", one.kind.value, code(one.labels), one.about) for one in METRICS
    )
    ours = (
        (f"`{one.name}{'_total' if one.type == 'counter' else ''}`", one.type, "", one.documentation)
        for one in ProcessCollector(namespace="steadymesh", registry=None).collect()
    )
    return table(("metric", "kind", "labels", "what it says"), (*rows, *ours))


def http_api() -> str:
    """Every address that is served by HTTP."""
    from steadymesh.web.endpoints import ENDPOINTS

    rows = (
        (
            f"`{one.method} {one.path}`",
            f"`{one.scope.value}`" if one.scope else "",
            code([param.name for param in one.params] or list(_members(one.body))),
            one.about,
        )
        for one in ENDPOINTS
    )
    return table(("address", "scope", "parameters, or members of the body", "what it does"), rows)


def _members(body: Mapping[str, object] | None) -> Iterable[str]:
    """Yield the names of a body's members."""
    known = {} if body is None else body["properties"]
    if isinstance(known, dict):
        yield from known


def http_events() -> str:
    """Every kind of event that is told by HTTP."""
    from steadymesh.app.webevents import KINDS

    rows = []
    for kind, word in KINDS.items():
        first = (inspect.getdoc(kind) or "").splitlines()[0]
        said = re.sub(r"^[a-z]+: ", "", first)
        rows.append((f"`{word}`", said[0].upper() + said[1:]))
    return table(("event", "what happened"), rows)


EXAMPLES: Final = {f"example-{file.stem}": file for file in sorted((HERE / "examples").iterdir()) if file.is_file()}
"""Complete files, by the part that shows them; the tests run every one."""


PARTS: Final[dict[str, Callable[[], str]]] = {
    "settings": settings,
    "states": states,
    "events": events,
    "findings": findings,
    "errors": errors,
    "commands": commands,
    "usage": usage,
    "mishaps": mishaps,
    "public-names": public_names,
    "context": context,
    "behind-the-context": behind_the_context,
    "happenings": happenings,
    "kit": kit,
    **{name: partial(example, file) for name, file in EXAMPLES.items()},
    "metrics": metrics,
    "http-api": http_api,
    "http-events": http_events,
}
"""What can be made in a moment."""

MEASURED: Final = frozenset({"faults", "key-faults", "speed", "delivery-weather"})
"""Parts that take minutes, written by those who measure: `make tables`, and `python -m bench --write FILE`."""


def built(text: str) -> str:
    """Return a page with its generated parts made anew; the measured ones stay as they are."""

    def part(match: re.Match[str]) -> str:
        make = PARTS.get(match["name"])
        return match[0] if make is None else f"{match[1]}{make()}\n{match[3]}"

    return PART.sub(part, text)


def main(arguments: Sequence[str]) -> int:
    """Write or check every page."""
    stale = []
    for page in PAGES:
        before = page.read_text(encoding="utf-8")
        after = built(before)
        if after != before:
            stale.append(page.name)
            if "--check" not in arguments:
                page.write_text(after, encoding="utf-8")
    if stale and "--check" in arguments:
        sys.stderr.write(f"Out of date: {', '.join(stale)}. Run `make docs` and commit what it writes.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
