"""Where a word is looked up among 100,000 nodes: their numbers, sorted by fingerprint, by name and by themselves. Pure.

Only node numbers are kept (and fingerprints), in sorted runs of some thousands, so that neither a large book nor one
newcomer moves much memory or holds up the event loop. Names are looked up in the ledger each time. Newcomers wait
unsorted until somebody looks.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import islice, takewhile
from typing import Final, TypeVar

from steadymesh.errors import InvalidIdError
from steadymesh.ids import NodeNum, parse_node_num
from steadymesh.model.names import fold_name as fold

N = TypeVar("N", bound=int)

RUN: Final = 3072
"""Numbers in a run: 33 runs for 100,000 nodes. Sorting one in takes 10 to 15 ms, and the loop may have to wait for two
or three; with fewer in a run, all look-ups take longer."""

FEW: Final = 200
"""Newcomers that are put into the last run one by one; more become a run of their own."""

_HEX: Final = re.compile(r"[0-9a-f]{4,8}")
"""A fingerprint or its beginning: with fewer digits, every second word would be one."""

_NUMBER: Final = re.compile(r"!([0-9a-f]{4,7})")
"""The beginning of a number."""


class WordRuns:
    """Node numbers, sorted by a word of theirs, then by themselves.

    Args:
        word_of: The word of a number; it must not change while the number is in here.
    """

    def __init__(self, word_of: Callable[[NodeNum], str]) -> None:
        self._word_of = word_of
        self._runs: list[array[int]] = []

    def _place(self, num: int) -> tuple[str, int]:
        return self._word_of(NodeNum(num)), num

    def load(self, words: Mapping[NodeNum, str]) -> None:
        """Take numbers in, by number, with their words."""
        if len(words) <= FEW and self._runs:
            for num, word in words.items():
                self._insert(num, word)
            return
        if self._runs and len(self._runs[-1]) + len(words) <= RUN:
            earlier = {NodeNum(num): self._word_of(NodeNum(num)) for num in self._runs.pop()}
            words = {**earlier, **words}
            words = {num: words[num] for num in sorted(words)}
        self._runs += [array("I", nums) for nums in _cut(sorted(words, key=words.__getitem__))]

    def _insert(self, num: int, word: str) -> None:
        if len(self._runs[-1]) >= RUN:
            self._runs.append(array("I"))
        run = self._runs[-1]
        run.insert(bisect_left(run, (word, num), key=self._place), num)

    def discard(self, num: NodeNum) -> None:
        """Take a number out, if it is there."""
        place = self._place(num)
        for which, run in enumerate(self._runs):
            at = bisect_left(run, place, key=self._place)
            if at < len(run) and run[at] == num:
                del run[at]
                if not run:
                    del self._runs[which]
                return

    def beginning_with(self, word: str, limit: int) -> list[NodeNum]:
        """Return the first numbers whose word begins so, by word, then by number."""
        found = merge(*(self._from(run, word) for run in self._runs))
        return [NodeNum(num) for _, num in islice(found, limit)]

    def _from(self, run: array[int], word: str) -> Iterator[tuple[str, int]]:
        for at in range(bisect_left(run, (word, 0), key=self._place), len(run)):
            place = self._place(run[at])
            if not place[0].startswith(word):
                return
            yield place


class NumberRuns:
    """Integers of 64 bits, sorted."""

    def __init__(self) -> None:
        self._runs: list[array[int]] = []

    def load(self, values: Iterable[int]) -> None:
        """Take values in."""
        values = list(values)
        if self._runs and len(self._runs[-1]) + len(values) <= RUN:
            values += self._runs.pop()
        self._runs += [array("Q", some) for some in _cut(sorted(values))]

    def discard(self, value: int) -> None:
        """Take a value out, if it is there."""
        for which, run in enumerate(self._runs):
            at = bisect_left(run, value)
            if at < len(run) and run[at] == value:
                del run[at]
                if not run:
                    del self._runs[which]
                return

    def between(self, low: int, high: int, limit: int) -> list[int]:
        """Return the first values of `low` … `high`."""
        found = (run[(at := bisect_left(run, low)) : at + limit] for run in self._runs)
        return list(takewhile(lambda value: value <= high, islice(merge(*found), limit)))


def _cut(values: Sequence[N]) -> Iterator[Sequence[N]]:
    """Return values in pieces that are runs."""
    return (values[begin : begin + RUN] for begin in range(0, len(values), RUN))


class Index:
    """What `Book.find` looks in.

    Args:
        names_of: A number's long and short name, as they came.
    """

    def __init__(self, *, names_of: Callable[[NodeNum], tuple[str, str]]) -> None:
        self._names_of = names_of
        self._fingerprints = NumberRuns()
        self._numbers = NumberRuns()
        self._long = WordRuns(self._long_of)
        self._short = WordRuns(self._short_of)
        self._waiting: dict[NodeNum, int] = {}

    def _long_of(self, num: NodeNum) -> str:
        return fold(self._names_of(num)[0])

    def _short_of(self, num: NodeNum) -> str:
        return fold(self._names_of(num)[1])

    def add(self, fingerprints: Mapping[NodeNum, int]) -> None:
        """Take numbers in, each with the first 32 bits of its key's SHA-256; they wait to be sorted in."""
        self._waiting.update(fingerprints)

    def sort_in(self) -> bool:
        """Put some of those who wait where they are looked for, a run at most; return whether more wait."""
        nums = sorted(islice(self._waiting, RUN))  # equal names stay in this order
        self._numbers.load(nums)
        self._fingerprints.load([self._waiting.pop(num) << 32 | num for num in nums])
        names = [self._names_of(num) for num in nums]
        self._long.load({num: fold(long) for num, (long, _) in zip(nums, names, strict=True)})
        self._short.load({num: fold(short) for num, (_, short) in zip(nums, names, strict=True)})
        return bool(self._waiting)

    def discard(self, num: NodeNum, fingerprint: int) -> None:
        """Take a number out; its key and names must still be those that it came in with."""
        if self._waiting.pop(num, None) is not None:
            return
        self._fingerprints.discard(fingerprint << 32 | num)
        self._numbers.discard(num)
        self._long.discard(num)
        self._short.discard(num)

    def find(self, word: str, limit: int) -> list[NodeNum]:
        """Return the numbers that a word may mean, the likeliest first.

        That is: the number itself, a short name, a long name, a fingerprint or its beginning, the beginning of a short
        name, of a long name, of a number.
        """
        folded = fold(word)
        if not folded or limit < 1:
            return []
        while self._waiting:
            self.sort_in()
        short, long = self._short.beginning_with(folded, limit), self._long.beginning_with(folded, limit)
        ranked = (
            _number_of(word),
            [num for num in short if self._short_of(num) == folded],
            [num for num in long if self._long_of(num) == folded],
            self._with_fingerprint(folded, limit),
            short,
            long,
            self._with_number(folded, limit),
        )
        return list(dict.fromkeys(num for nums in ranked for num in nums))

    def _with_fingerprint(self, folded: str, limit: int) -> list[NodeNum]:
        if not _HEX.fullmatch(folded):
            return []
        low, high = _span(folded)
        found = self._fingerprints.between(low << 32, high << 32 | 0xFFFFFFFF, limit)
        return [NodeNum(value & 0xFFFFFFFF) for value in found]

    def _with_number(self, folded: str, limit: int) -> list[NodeNum]:
        match = _NUMBER.fullmatch(folded)
        return [NodeNum(num) for num in self._numbers.between(*_span(match[1]), limit)] if match else []


def _span(digits: str) -> tuple[int, int]:
    """Return the first and the last 32-bit number whose eight hex digits begin so."""
    return int(digits.ljust(8, "0"), 16), int(digits.ljust(8, "f"), 16)


def _number_of(word: str) -> list[NodeNum]:
    try:
        return [parse_node_num(word)]
    except InvalidIdError:
        return []
