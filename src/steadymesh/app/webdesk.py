"""What the running process does for those who ask by HTTP: pages of what is known, and doors that others use too."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from steadymesh.app.outboxdesk import FAILED, MOST_ROWS, Open
from steadymesh.app.outboxrows import Rows
from steadymesh.app.requests import Args, Handler
from steadymesh.app.rows import node_rows
from steadymesh.app.status import StatusBoard, as_json, as_object
from steadymesh.app.webrows import message_row
from steadymesh.ids import parse_node_num
from steadymesh.model import Ailment, Entry, LogMessage
from steadymesh.ports import LinkControl, NodeLookup, OutboxArchive
from steadymesh.words import has, render


class TextPages(Protocol):
    """The log of texts, a page at a time."""

    async def load_page(
        self, limit: int, *, before: int | None = None, since: datetime | None = None
    ) -> Sequence[tuple[int, LogMessage]]:
        """Return texts with their numbers in the log, newest first.

        Raises:
            StoreError: It can't be read.
        """
        ...


class WebDesk:
    """Answers what `web.endpoints` declares.

    Args:
        status: Everything at once, and how we are.
        link: The supervisor.
        nodes: Everybody.
        messages: Texts that came in.
        outbox: Messages that have not ended.
        archive: Messages, ended or not.
        rows: Makes rows of messages, and knows what nodes are called.
        further: What others do as well: `keys.list`, `send`, `link.release`, `link.take`.
        pulse: How late the loop is; None: nobody measures it.
    """

    def __init__(
        self,
        *,
        status: StatusBoard,
        link: LinkControl,
        nodes: NodeLookup,
        messages: TextPages,
        outbox: Open,
        archive: OutboxArchive,
        rows: Rows,
        further: Mapping[str, Handler],
        pulse: Callable[[], object] | None = None,
    ) -> None:
        self._status = status
        self._link = link
        self._nodes = nodes
        self._messages = messages
        self._outbox = outbox
        self._archive = archive
        self._rows = rows
        self._further = further
        self._pulse = pulse

    def handlers(self) -> Mapping[str, Handler]:
        """Return every operation by its name."""
        return {
            "live": self.live,
            "ready": self.ready,
            "status": self.status,
            "nodes": self.nodes,
            "keys": self.keys,
            "messages": self.messages,
            "outbox": self.outbox,
            "link.reconnect": self.reconnect,
            **{name: self._further[name] for name in ("send", "link.release", "link.take")},
        }

    async def live(self, _args: Args) -> object:
        """Return how late the loop is: it turns, or nobody would answer."""
        facts = None if self._pulse is None else self._pulse()
        lags = facts if isinstance(facts, Mapping) else {}
        return {"is_alive": True, "lag_s": lags.get("lag_s"), "worst_lag_s": lags.get("worst_lag_s")}

    async def ready(self, args: Args) -> object:
        """Return how we are, in words too."""
        health = self._status.health()
        language = str(args["language"])
        fields: dict[str, object] = {}
        if health.ailment is Ailment.AWAY:
            reason = self._link.status().last_reason
            sentence = f"cli-reason-{reason}"
            fields = {"reason": render(sentence, {}, language) if has(sentence, language) else reason or "–"}
        elif health.answered_s is not None:
            fields = {"answered": round(health.answered_s), "limit": round(health.limit_s)}
        detail = render(f"health-{health.ailment.value}", fields, language)
        return {"is_healthy": health.is_healthy, **as_object(health), "detail": detail}

    async def status(self, _args: Args) -> object:
        """Return everything at once."""
        return self._status.status()

    async def nodes(self, args: Args) -> object:
        """Return a page of nodes, by number: `limit`, `since`, `cursor`."""
        limit, since = _limit(args), args.get("since")
        after = parse_node_num(str(args["cursor"])) if "cursor" in args else 0
        found = [
            num
            for num, node in self._nodes.snapshot().items()
            if num > after
            and (not isinstance(since, datetime) or (node.last_heard is not None and node.last_heard >= since))
        ]
        chosen = [self._nodes.get(num) for num in heapq.nsmallest(limit, found)]
        rows = [node_rows([node])[0] for node in chosen if node is not None]
        return {"nodes": rows, "next": rows[-1]["node"] if len(found) > limit else None}

    async def keys(self, args: Args) -> object:
        """Return a page of keys, by node number: `limit`, `cursor`."""
        limit = _limit(args)
        asked = {"limit": limit + 1, **({"after": args["cursor"]} if "cursor" in args else {})}
        rows = await self._further["keys.list"](asked)
        assert isinstance(rows, list)
        page = rows[:limit]
        return {"keys": page, "next": page[-1]["node"] if len(rows) > limit else None}

    async def messages(self, args: Args) -> object:
        """Return a page of texts, newest first: `limit`, `since`, `cursor`."""
        limit, since, before = _limit(args), args.get("since"), args.get("cursor")
        found = await self._messages.load_page(
            limit + 1,
            before=before if isinstance(before, int) else None,
            since=since if isinstance(since, datetime) else None,
        )
        rows = [message_row(kept, self._rows.party(kept.message.sender).name) for _number, kept in found[:limit]]
        return {"messages": rows, "next": str(found[limit - 1][0]) if len(found) > limit else None}

    async def outbox(self, args: Args) -> object:
        """Return a page of outgoing messages: `which`, `limit`, `since`, `cursor`."""
        limit, since, cursor = _limit(args), args.get("since"), args.get("cursor")
        match args.get("which"):
            case "open":
                entries = self._outbox.entries()
            case "failed":
                entries = await self._archive.load_latest(MOST_ROWS, FAILED)
            case _:
                entries = await self._archive.load_latest(MOST_ROWS)
        if isinstance(since, datetime):
            entries = [entry for entry in entries if entry.created >= since]
        page, is_more = _behind(entries, cursor, limit)
        rows = [self._rows.row(entry, self._outbox.standing(entry.key)) for entry in page]
        return {"outbox": rows, "next": page[-1].key if is_more else None}

    async def reconnect(self, _args: Args) -> object:
        """Make the link to the radio anew."""
        self._link.reconnect()
        return as_json(self._link.status())


def _limit(args: Args) -> int:
    limit = args["limit"]
    assert isinstance(limit, int)
    return limit


def _behind(entries: Sequence[Entry], cursor: object, limit: int) -> tuple[Sequence[Entry], bool]:
    """Return so many entries behind the one of a key, and whether there are more; from the first where it is gone."""
    begin = 0
    if cursor is not None:
        begin = next((number for number, entry in enumerate(entries, 1) if entry.key == cursor), 0)
    return entries[begin : begin + limit], len(entries) > begin + limit
