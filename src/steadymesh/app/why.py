"""Why the last message failed: what the running process answers its command line, and what the disk says without it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Final

from steadymesh.app.offline import with_store
from steadymesh.app.requests import Args, language_of
from steadymesh.app.status import as_json
from steadymesh.delivery.memory import last_failed
from steadymesh.delivery.why import Party, explain
from steadymesh.errors import UsageError
from steadymesh.ids import BROADCAST, NodeNum, format_node_num, parse_node_num
from steadymesh.model import Entry, NodeKey, Standing
from steadymesh.ports import Failures, KeyBook, NodeLookup, RadioFacts
from steadymesh.store import Store
from steadymesh.words import clean, tell

KEPT_LOOKED_AT: Final = 1_000
"""Ended messages that are read from the disk: all that the store keeps of them."""


class WhyDesk:
    """The control socket's operation `why`, on the running rooms.

    Args:
        failures: How messages ended.
        nodes: What people call themselves.
        keys: Whose fingerprints are named.
        radio: Our own radio's key.
        language: Of the sentences, unless the request names one.
    """

    def __init__(
        self, *, failures: Failures, nodes: NodeLookup, keys: KeyBook, radio: RadioFacts, language: str
    ) -> None:
        self._failures = failures
        self._nodes = nodes
        self._keys = keys
        self._radio = radio
        self._language = language

    def handlers(self) -> Mapping[str, Callable[[Args], Awaitable[object]]]:
        """Return every operation by its name."""
        return {"why": self.why}

    async def why(self, args: Args) -> object:
        """Return the last failed message, to `node` or to anybody, in words of `language`; None: none lately."""
        node, language = args.get("node"), language_of(args, self._language)
        if not isinstance(node, str | None):
            raise UsageError("The request needs a word as node.")
        entry = self._failures.last_failed(None if node is None else parse_node_num(node))
        return None if entry is None else _row(entry, self.party(entry.intent.to), language)

    def party(self, num: NodeNum) -> Party:
        """Return a node as the sentences name it."""
        node, radio = self._nodes.get(num), self._radio.radio()
        return _party(
            num,
            name="" if node is None else node.long_name or node.short_name,
            key=self._keys.get(num),
            held=self._keys.held(num),
            own="" if radio is None or radio.node.public_key is None else radio.node.public_key.fingerprint,
        )


def kept_why(state_dir: Path, node: NodeNum | None, language: str) -> dict[str, object] | None:
    """Return the last failed message that the disk knows of, to this node or to anybody; None: none lately.

    Raises:
        StateError: The directory is in use or can't be used.
    """

    async def read(store: Store) -> dict[str, object] | None:
        recent = await store.outbox.load_recent(KEPT_LOOKED_AT)
        entry = last_failed(recent, node)
        if entry is None:
            return None
        to = entry.intent.to
        names = {known.num: known.long_name or known.short_name for known in await store.nodes.load_nodes()}
        keys = {key.standing: key for key in await store.keys.load_keys() if key.node == to}
        return _row(
            entry,
            _party(
                to,
                name=names.get(to, ""),
                key=keys.get(Standing.CURRENT),
                held=keys.get(Standing.HELD),
                own="",
            ),
            language,
        )

    return with_store(state_dir, read)


def _party(num: NodeNum, *, name: str, key: NodeKey | None, held: NodeKey | None, own: str) -> Party:
    return Party(
        node=num,
        name=clean(name),
        fingerprint="" if key is None else key.key.fingerprint,
        held="" if held is None else held.key.fingerprint,
        own=own,
    )


def _row(entry: Entry, party: Party, language: str) -> dict[str, object]:
    """Return what a person may know of a failed message: never what it said."""
    why = explain(entry, party)
    return {
        "node": "broadcast" if party.node == BROADCAST else format_node_num(party.node),
        "name": party.name,
        "created": as_json(entry.created),
        "handed": as_json(entry.first_sent),
        "outcome": entry.outcome.value,
        "reason": entry.reason,
        "what": tell(why.what, language),
        "remedy": tell(why.remedy, language),
    }
