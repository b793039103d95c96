"""A disk, an outbox and a process for the mail's tests: each may fail, the process may die, at any moment."""

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from steadymesh.errors import StoreError
from steadymesh.ids import NodeNum, PacketId
from steadymesh.model import Entry, Outcome, SendText
from steadymesh.plugins.mail.desk import Desk
from steadymesh.plugins.mail.letter import KEY_BEGINS, Letter, State
from steadymesh.plugins.mail.office import Limits

START = datetime(2026, 5, 1, 12, tzinfo=UTC)
ANN, BEN, CEM = NodeNum(0xA1), NodeNum(0xB2), NodeNum(0xC3)
MORE = NodeNum(0xD4)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class KilledError(BaseException):
    """`kill -9`."""


def now_or_never(coroutine):
    """Return what a coroutine returns that never has to wait."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    coroutine.close()
    raise AssertionError("it waits for something")


def letter(**changes) -> Letter:
    values = {
        "number": 1, "sender": ANN, "sender_name": "Ann", "is_proved": True, "to": BEN, "to_name": "Ben",
        "text": "hello", "written": START,
    }  # fmt: skip
    return Letter(**(values | changes))


def entry(key: str = "mail:1.1.1", outcome: Outcome = Outcome.WAITING, *, to: NodeNum = BEN, **changes) -> Entry:
    values = {
        "key": key, "intent": SendText(to=to, text="x"), "packet_id": PacketId(1), "created": START,
        "deadline": START + 10 * MINUTE, "outcome": outcome,
    }  # fmt: skip
    return Entry(**(values | changes))


class World:
    """`mail.means.Means`, and what is behind it. Survives the process: `restart`."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits(per_recipient=4, per_sender=3, total=8, days=14)
        self.disk: dict[str, str] = {}
        self.unwritten: dict[str, str | None] = {}
        self.entries: dict[str, Entry] = {}
        self.texts: dict[str, str] = {}
        self.read: Counter[str] = Counter()
        """How often each attempt was read, by its key."""
        self.disk_fails = self.disk_is_deaf = self.outbox_fails = self.outbox_is_late = False
        self.fuse: int | None = None
        """How many steps the process still lives; None: long enough."""
        self.barred: set[NodeNum] = set()
        self.posted: list[str] = []
        self.ends: dict[int, list[Letter]] = {}
        self.failures: list[str] = []
        self.time = START
        self.desk = Desk(self.limits)

    # --- the process ----------------------------------------------------------------------------

    def run(self, begin):
        """Return what a call of the desk returns; None if the process died in it, and has been started again."""
        try:
            return now_or_never(begin(self.desk))
        except KilledError:
            self.restart()
            return None

    def restart(self) -> None:
        self.fuse = None
        self.unwritten.clear()
        self.desk = Desk(self.limits)

    def pass_(self, time: timedelta) -> None:
        self.time += time

    def _step(self) -> None:
        if self.fuse is not None:
            self.fuse -= 1
            if self.fuse < 0:
                raise KilledError

    # --- means ------------------------------------------------------------------------------------

    @property
    def store(self):
        return self

    def now(self) -> float:
        return self.time.timestamp()

    def at(self) -> datetime:
        return self.time

    def is_barred(self, num: NodeNum) -> bool:
        return num in self.barred

    def letter_text(self, one: Letter) -> str:
        return f"{one.text} {one.piece}{' (again)' if one.is_again else ''}"

    def notice_text(self, one: Letter) -> str:
        return f"{one.number} {one.state.value}"

    def failed(self, what: str, error: Exception) -> None:
        self.failures.append(what)

    def ended(self, one: Letter) -> None:
        self.ends.setdefault(one.number, []).append(one)

    async def post(self, to: NodeNum, text: str, key: str) -> Entry:
        self._step()
        if self.outbox_fails:
            raise StoreError("no")
        if key not in self.entries:
            self.check(to, text, key)
            self.entries[key] = entry(key, to=to, created=self.time)
            self.texts[key] = text
            self.posted.append(key)
        self._step()
        if self.outbox_is_late:
            raise TimeoutError
        return self.entries[key]

    async def fate(self, key: str) -> Entry | None:
        self._step()
        if self.outbox_fails:
            raise StoreError("no")
        return self.entries.get(key)

    # --- the drawer ---------------------------------------------------------------------------------

    async def get(self, key: str):
        self._read()
        text = self.unwritten.get(key, self.disk.get(key))
        return None if text is None else json.loads(text)

    async def items(self, prefix: str = ""):
        self._read()
        known = {**self.disk, **self.unwritten}
        return [(k, json.loads(v)) for k, v in sorted(known.items()) if v is not None and k.startswith(prefix)]

    async def put(self, key: str, value) -> None:
        self._write(key, json.dumps(value))

    async def delete(self, key: str) -> None:
        self._write(key, None)

    def _read(self) -> None:
        self._step()
        if self.disk_is_deaf:
            raise StoreError("no")

    def _write(self, key: str, text: str | None) -> None:
        self._step()
        self.unwritten[key] = text
        if self.disk_fails:
            raise StoreError("no")
        for one, kept in self.unwritten.items():
            self.disk.pop(one, None)
            if kept is not None:
                self.disk[one] = kept
        self.unwritten.clear()
        self._step()

    # --- what must hold -----------------------------------------------------------------------------

    def attempts(self, key: str) -> list[Entry]:
        """Return all attempts of the same piece (or notice)."""
        begin = key.rpartition(".")[0] + "."
        return [one for one in self.entries.values() if one.key.startswith(begin)]

    def check(self, to: NodeNum, text: str, key: str) -> None:
        """Check that something may be handed in, as far as anybody can know."""
        assert key.startswith(KEY_BEGINS)
        before = self.attempts(key)
        assert all(one.outcome is not Outcome.ACKNOWLEDGED for one in before), "what was acknowledged goes out again"
        if "(again)" not in text:
            assert not any(self.read[one.key] for one in before), "what was read comes again, without the mark"
        assert not [one for one in self.open() if one.intent.to == to], "two at once"

    def open(self) -> list[Entry]:
        return [one for one in self.entries.values() if not one.outcome.is_final]

    def end(self, key: str, outcome: Outcome, reason: str = "", *, is_read: bool, is_sent: bool = True) -> Entry:
        """Have an attempt end; return what the bus would tell."""
        self.read[key] += is_read
        first_sent = self.time if is_sent else None
        self.entries[key] = replace(self.entries[key], outcome=outcome, reason=reason, first_sent=first_sent)
        return self.entries[key]

    def is_waiting(self, number: int) -> bool:
        one = self.desk.office.get(number)
        return one is not None and one.state is State.WAITING
