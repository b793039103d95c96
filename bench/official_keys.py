"""The causes of the key table on the official library, in real time: as it is, and with the old bot's dict sync.

`python -m bench.official_keys [NAME …] [--json]`. One process of radios and one of clients for each firmware; all
clients of a firmware write at once.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import Final

from bench.process import Child, Message
from steadymesh.drill.keys.case import FIRMWARES, KeyCase, Writer
from steadymesh.drill.keys.cases import CASES
from steadymesh.model import RoutingError

MODES: Final = ("plain", "dict")
"""The library as it is; with the keys written into its node table."""

START_S: Final = 60.0
READY_S: Final = 90.0

VERDICT_S: Final = 14.0
"""The radio gives up after some eight seconds; the rest is for a busy machine."""

FIRMWARES_AT_ONCE: Final = 3

READ: Final = "read"
IN_CLEAR: Final = "read in clear"
"""With the channel's key: whoever has the channel reads it."""
ANSWERED: Final = "answered"
UNSEEN: Final = "never sees it"
SILENCE: Final = "silence"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialKeyRow:
    """What the sender got, by one cause, on one firmware, in one mode."""

    name: str
    firmware: str
    mode: str
    outcome: str


def cases(names: Sequence[str] = ()) -> list[KeyCase]:
    """Return the causes that can happen to a library; of these names, if any are given."""
    return [case for case in CASES if not case.is_ours and (not names or case.name in names)]


def measure(todo: Sequence[KeyCase], firmwares: Sequence[str] = FIRMWARES) -> list[OfficialKeyRow]:
    """Play every cause on every firmware in both modes; return the rows."""
    with ThreadPoolExecutor(max_workers=FIRMWARES_AT_ONCE) as pool:
        found = pool.map(lambda firmware: _on(firmware, todo), firmwares)
        return [row for rows in found for row in rows]


def _on(firmware: str, todo: Sequence[KeyCase]) -> list[OfficialKeyRow]:
    """Play every cause on one firmware."""
    wanted = {f"{case.name}/{mode}": (case, mode) for case in todo for mode in MODES}
    with Child("-m", "bench.keybed", name=f"radios on {firmware}") as radios:
        _say(radios, {name: (case.name, firmware) for name, (case, _) in wanted.items()})
        facts = _table(radios.until("beds", START_S), "beds")
        with Child("-m", "bench.key_clients", name=f"clients of {firmware}") as clients:
            _say(clients, {name: {**facts[name], "mode": mode} for name, (_, mode) in wanted.items()})
            clients.until("ready", READY_S)
            clients.send(do="write")
            radios.send(do="ask")
            radios.until("done", START_S)
            time.sleep(VERDICT_S)
            clients.send(do="tell")
            radios.send(do="tell")
            told, seen = _table(clients.until("told", START_S), "told"), _table(radios.until("seen", START_S), "seen")
    return [
        OfficialKeyRow(name=case.name, firmware=firmware, mode=mode, outcome=outcome(case, seen[name], told[name]))
        for name, (case, mode) in wanted.items()
    ]


def _say(child: Child, value: object) -> None:
    """Write one JSON line to a child."""
    assert child.process.stdin is not None
    child.process.stdin.write(json.dumps(value).encode() + b"\n")
    child.process.stdin.flush()


def _table(message: Message, key: str) -> dict[str, dict[str, object]]:
    table = message[key]
    assert isinstance(table, dict)
    return table


def outcome(case: KeyCase, seen: Mapping[str, object], told: Mapping[str, object]) -> str:
    """Return what the sender got: was it read, and how; else what the library said. Pure."""
    read, naks = seen["read"], told["naks"]
    assert isinstance(read, list)
    assert isinstance(naks, list)
    if told["error"]:
        return str(told["error"]).split(":")[0]
    asks = case.writer is Writer.THEY
    if asks and not told["heard"]:
        return UNSEEN
    if read:
        return (ANSWERED if asks else READ) if all(read) else IN_CLEAR
    said = f"NAK {RoutingError[naks[-1]].value}" if naks else SILENCE
    return f"answer: {said}" if asks else said


def ranges(outcomes: Mapping[str, str]) -> str:
    """Return outcomes by firmware in words: one for all, or which up to when. Pure."""
    runs: list[tuple[list[str], str]] = []
    for firmware, said in outcomes.items():
        if runs and runs[-1][1] == said:
            runs[-1][0].append(firmware)
        else:
            runs.append(([firmware], said))
    if len(runs) == 1:
        return runs[0][1]
    first, *middle, last = runs
    parts = [f"≤ {first[0][-1]} {first[1]}", *(f"– {firmwares[-1]} {said}" for firmwares, said in middle)]
    return "; ".join((*parts, f"≥ {last[0][0]} {last[1]}"))


def by_case(rows: Iterable[OfficialKeyRow], mode: str) -> dict[str, str]:
    """Return a cell for each cause. Pure."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.mode == mode:
            found.setdefault(row.name, {})[row.firmware] = row.outcome
    return {name: ranges({fw: of_name[fw] for fw in FIRMWARES if fw in of_name}) for name, of_name in found.items()}


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.official_keys", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these causes")
    parser.add_argument("--json", action="store_true", help="one JSON array")
    given = parser.parse_args(arguments)
    rows = measure(cases(given.names))
    if given.json:
        print(json.dumps([asdict(row) for row in rows], indent=1))
        return 0
    plain, synced = by_case(rows, "plain"), by_case(rows, "dict")
    for name, said in plain.items():
        print(f"{name:24}{said}" + ("" if synced[name] == said else f"   dict: {synced[name]}"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
