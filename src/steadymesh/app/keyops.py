"""The operations `keys.*` of the control socket, on the key desk of the running process or on that of the disk.

What comes in is plain data of whoever asks: judged here. What goes out is ready for JSON.
"""

from __future__ import annotations

from collections.abc import Mapping

from steadymesh.app.keydesk import KeyDesk
from steadymesh.app.keytransfer import Incoming, KeyTransfer
from steadymesh.app.requests import Args, Handler
from steadymesh.errors import UsageError
from steadymesh.ids import NodeNum, parse_node_num
from steadymesh.keys.refusals import refusal

MAX_WORD = 20_000
"""Characters of a word that names somebody, or of a link: what is longer is a mistake."""


class KeyOperations:
    """The operations.

    Args:
        desk: Shows and decides.
        transfer: Brings in and hands out.
        language: Of what a report says.
    """

    def __init__(self, *, desk: KeyDesk, transfer: KeyTransfer, language: str) -> None:
        self._desk = desk
        self._transfer = transfer
        self._language = language

    def handlers(self) -> Mapping[str, Handler]:
        """Return every operation by its name."""
        return {
            "keys.list": self.list_keys,
            "keys.show": self.show,
            "keys.verify": self.verify,
            "keys.accept": self.accept,
            "keys.reject": self.reject,
            "keys.revoke": self.revoke,
            "keys.forget": self.forget,
            "keys.push": self.push,
            "keys.ask": self.ask,
            "keys.audit": self.audit,
            "keys.import": self.take,
            "keys.export": self.export,
            "keys.link": self.link,
        }

    async def list_keys(self, args: Args) -> object:
        """Return a row for each known key: `held`, `findings` (switches), `after`, `limit` (a page)."""
        after, limit = _page(args)
        return self._desk.view.list_keys(
            held=_switch(args, "held"), findings=_switch(args, "findings"), after=after, limit=limit
        )

    async def show(self, args: Args) -> object:
        """Return everything about the keys of `who`."""
        return self._desk.view.show(_word(args, "who"))

    async def audit(self, _args: Args) -> object:
        """Return a row for each thing that is wrong."""
        return self._desk.view.audit()

    async def link(self, args: Args) -> object:
        """Return the contact link of `who`, or of our own radio."""
        return self._desk.view.link(_word_or_none(args, "who"))

    async def verify(self, args: Args) -> object:
        """Mark the key of `who` as compared with `proof`; `replace` it by that."""
        proof = _word_or_none(args, "proof", blank="given-empty")
        return await self._desk.verify(_word(args, "who"), proof, replace=_switch(args, "replace"))

    async def accept(self, args: Args) -> object:
        """Make the held key of `who` current."""
        return await self._desk.accept(_word(args, "who"))

    async def reject(self, args: Args) -> object:
        """Have the held key of `who` never come up again."""
        return await self._desk.reject(_word(args, "who"))

    async def revoke(self, args: Args) -> object:
        """Have the key of `who` used no more."""
        return await self._desk.revoke(_word(args, "who"))

    async def forget(self, args: Args) -> object:
        """Delete everything about the keys of `who`, if `yes`."""
        return await self._desk.forget(_word(args, "who"), yes=_switch(args, "yes"))

    async def push(self, args: Args) -> object:
        """Bring the key of `who` into the radio."""
        return await self._desk.push(_word(args, "who"))

    async def ask(self, args: Args) -> object:
        """Ask `who` for its key."""
        return await self._desk.ask(_word(args, "who"))

    async def take(self, args: Args) -> object:
        """Take what a file told: `entries` of a `node_names.json`, `bindings` of a backup, keys `unbound`, a `link`."""
        report = await self._transfer.take(Incoming.of_args(args, own=self._transfer.own))
        return report.as_dict(self._language)

    async def export(self, args: Args) -> object:
        """Return the book in the `form` `node-names` or `steadymesh`; `after`, `limit`: a page of it."""
        after, limit = _page(args)
        match args.get("form", "node-names"):
            case "node-names":
                return self._transfer.node_names(after, limit)
            case "steadymesh":
                return await self._transfer.backup(after, limit)
        raise UsageError("Keys are exported as node-names or steadymesh.")


def _word(args: Args, name: str, *, blank: str = "who-empty") -> str:
    value = args.get(name, "")
    if not isinstance(value, str) or len(value) > MAX_WORD:
        raise UsageError(f"The request needs a word as {name}.")
    if not value.strip():
        raise refusal(blank)
    return value


def _word_or_none(args: Args, name: str, *, blank: str = "who-empty") -> str | None:
    """Return a word that need not be there; an empty one is there, and a mistake: somebody's variable was not set."""
    return None if args.get(name) is None else _word(args, name, blank=blank)


def _switch(args: Args, name: str) -> bool:
    value = args.get(name, False)
    if not isinstance(value, bool):
        raise UsageError(f"The request needs true or false as {name}.")
    return value


def _page(args: Args) -> tuple[NodeNum | None, int | None]:
    after, limit = args.get("after"), args.get("limit")
    if not (after is None or isinstance(after, str)):
        raise UsageError("The request needs a node number as after.")
    if isinstance(limit, bool) or not (limit is None or (isinstance(limit, int) and limit > 0)):
        raise UsageError("The request needs a number above 0 as limit.")
    return None if after is None else parse_node_num(after), limit
