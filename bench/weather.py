"""The weathers of the delivery table: what happens when on one small mesh, the same for both clients. Pure.

One row lasts four minutes. A client is handed 36 texts, one every few seconds: 32 direct messages, four to each of
eight people, and four texts for the channel. In between it is asked 16 questions, two by each person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

PEOPLE: Final = 8
DIRECT: Final = 32
TO_CHANNEL: Final = 4
QUESTIONS: Final = 16

QUIET_S: Final = 4.5
ASKED_S: Final = 9.0
"""From one text to the next, and where there is a question in between: in calm weather a text and its answer have come
through the whole mesh before the next one, and nothing is closer to another than the firmware allows (2 s)."""
ASKS_AFTER_S: Final = 4.0

QUESTION: Final = "/ping"
WORDS: Final = "Supper is at eight behind the lighthouse."

BEGIN_S: Final = 80.0
END_S: Final = 140.0
"""The minute in the middle."""

SOME: Final = (0, 4, 6)
"""Three of the eight: our neighbour, one two relays away, one three."""

BURST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing that happens."""

    at_s: float
    do: str
    """`post` and `kill` concern the client, all others the radio and its mesh (`bench.weatherbed`)."""
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A text that a client is handed."""

    key: str
    """`m…`, `c…`: the text begins with it."""
    person: int | None
    """Place among the people; None: for the channel."""

    @property
    def text(self) -> str:
        """What it says."""
        return f"{self.key}: {WORDS}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """One row."""

    name: str
    title: str
    acts: tuple[Act, ...] = ()
    loss: float = 0.0
    """Share of what each link loses, beside what is lost anyhow."""
    is_burst: bool = False
    """Twenty texts are handed over at once, instead of one after the other."""


def posts() -> list[tuple[float, Post]]:
    """Return what is handed over in calm weather, and when."""
    count, every = DIRECT + TO_CHANNEL, (DIRECT + TO_CHANNEL) // TO_CHANNEL
    found: list[tuple[float, Post]] = []
    at_s, direct = 0.0, 0
    for number in range(count):
        if number % every == every // 2:
            found.append((at_s, Post(key=f"c{number}", person=None)))
        else:
            found.append((at_s, Post(key=f"m{number}", person=direct % PEOPLE)))
            direct += 1
        at_s += ASKED_S if _is_asked_after(number) else QUIET_S
    return found


def _is_asked_after(number: int) -> bool:
    """Return whether there is a question after a text."""
    return number % 2 == 0 and number // 2 < QUESTIONS


def questions() -> list[tuple[float, int]]:
    """Return who asks, and when."""
    times = [at_s for number, (at_s, _) in enumerate(posts()) if _is_asked_after(number)]
    return [(at_s + ASKS_AFTER_S, number * 3 % PEOPLE) for number, at_s in enumerate(times)]


MOMENTS_S: Final = tuple(posts()[number][0] + 0.3 for number in (9, 17, 25))
"""Right after a text was handed over, before its ack can be there."""


def _minute(do: str, **details: object) -> tuple[Act, ...]:
    """Return something that lasts for the minute in the middle."""
    return (
        Act(at_s=BEGIN_S, do=do, details={**details, "on": True}),
        Act(at_s=END_S, do=do, details={**details, "on": False}),
    )


WEATHERS: Final = (
    Weather(name="calm", title="calm"),
    Weather(name="burst", title="20 texts at once", is_burst=True),
    Weather(name="loss", title="every link loses 20 %", loss=0.2),
    Weather(name="cut", title="link reset, three times", acts=tuple(Act(at_s=at, do="cut") for at in MOMENTS_S)),
    Weather(name="half-open", title="link half open for a minute", acts=_minute("half_open")),
    Weather(
        name="reboot",
        title="radio restarts, away for 15 s",
        acts=(Act(at_s=MOMENTS_S[1], do="reboot", details={"down_s": 15.0}),),
    ),
    Weather(
        name="kill",
        title="client killed (`kill -9`) and started again, three times",
        acts=tuple(Act(at_s=at, do="kill") for at in MOMENTS_S),
    ),
    Weather(name="away", title="three of the people away for a minute", acts=_minute("away", people=SOME)),
    Weather(
        name="busy",
        title="channel use of some 60 % for a minute and a half",
        acts=(
            Act(at_s=50.0, do="jam", details={"on": True}),
            Act(at_s=140.0, do="jam", details={"on": False}),
        ),
    ),
    Weather(
        name="keys",
        title="the radio has forgotten three people's keys",
        acts=(Act(at_s=8.0, do="forget", details={"people": SOME}),),
    ),
)


def timeline(weather: Weather) -> list[Act]:
    """Return everything that happens in a weather, in order."""
    acts = list(weather.acts)
    at_once = [post.key for at_s, post in posts() if weather.is_burst and at_s >= BEGIN_S][:BURST]
    for at_s, post in posts():
        acts.append(Act(at_s=BEGIN_S if post.key in at_once else at_s, do="post", details={"post": post}))
    acts += [Act(at_s=at_s, do="ask", details={"person": person}) for at_s, person in questions()]
    return sorted(acts, key=lambda act: act.at_s)


# --- what came of it ------------------------------------------------------------------------

ACK: Final = "ack"
RELAYED: Final = "relayed"
"""Its recipient's node has it, as the sender was told; a neighbour has it, and nobody has said more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A text that somebody's node showed them."""

    person: int
    text: str
    reply_id: int | None
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that is known of one row of one client."""

    handed: Mapping[str, tuple[Post, float]]
    """What it was handed, and when."""
    asked: Sequence[tuple[int, int, float]]
    """Questions that its radio received: packet id, person, and when it was asked."""
    shown: Sequence[Shown]
    said: Mapping[str, str]
    """The last word that the client had of a text: `ack`, `relayed`, `NAK …`, `raised …`, or ours. An answer's key is
    `a` and the question's packet id."""
    airtime_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is told of it."""

    name: str
    side: str
    direct: int
    direct_of: int
    channel: int
    channel_of: int
    reach: float
    """Share of the people who were shown the channel texts."""
    answers: int
    answers_of: int
    twice: int
    silent: int
    """Lost, and the sender has heard nothing of it."""
    told: int
    """Lost, and the sender knows."""
    relayed: int
    """Lost, and the sender knows that a neighbour had it."""
    wrong: int
    """Lost, and the sender was told that it is there."""
    words: Mapping[str, int]
    """What was said of those that were lost."""
    airtime_s: float
    slowest_s: float
    """From hand-over or question until it was shown, at worst."""


SUMS: Final = (
    "direct", "direct_of", "channel", "channel_of", "answers", "answers_of", "twice", "silent", "told", "relayed",
    "wrong", "airtime_s",
)  # fmt: skip
"""What is added up over several draws."""


def row_of(name: str, side: str, record: Record) -> Row:
    """Return what came of a row."""
    by_text: dict[tuple[str, int], list[float]] = {}
    for one in record.shown:
        key = f"a{one.reply_id}" if one.reply_id else one.text.split(":", 1)[0]
        by_text.setdefault((key, one.person), []).append(one.at)
    wanted: list[tuple[str, float, tuple[int, ...]]] = [
        (key, at, tuple(range(PEOPLE)) if post.person is None else (post.person,))
        for key, (post, at) in record.handed.items()
    ]
    wanted += [(f"a{packet_id}", at, (person,)) for packet_id, person, at in record.asked]
    there: dict[str, list[float]] = {}
    words: dict[str, int] = {}
    twice = 0
    delays = [0.0]
    for key, at, people in wanted:
        seen = [by_text[key, person] for person in people if (key, person) in by_text]
        twice += sum(1 for times in seen if len(times) > 1)
        if seen:
            there[key] = [min(times) for times in seen]
            delays.append(max(there[key]) - at)
        else:
            word = record.said.get(key, "")
            words[word] = words.get(word, 0) + 1
    kinds: Callable[[str], list[str]] = lambda kind: [key for key, _, _ in wanted if key[0] == kind]  # noqa: E731
    channel = kinds("c")
    reached = sum(len(there.get(key, ())) for key in channel)
    return Row(
        name=name,
        side=side,
        direct=sum(key in there for key in kinds("m")),
        direct_of=len(kinds("m")),
        channel=sum(key in there for key in channel),
        channel_of=len(channel),
        reach=reached / (PEOPLE * len(channel)) if channel else 0.0,
        answers=sum(key in there for key in kinds("a")),
        answers_of=len(kinds("a")),
        twice=twice,
        silent=words.get("", 0),
        relayed=words.get(RELAYED, 0),
        wrong=words.get(ACK, 0),
        told=sum(count for word, count in words.items() if word not in ("", ACK, RELAYED)),
        words={word or "nothing": count for word, count in sorted(words.items())},
        airtime_s=record.airtime_s,
        slowest_s=max(delays),
    )


def merged(rows: Sequence[Row]) -> Row:
    """Return one row of several of the same weather and client: sums, the mean reach, the slowest."""
    words: dict[str, int] = {}
    for row in rows:
        for word, count in row.words.items():
            words[word] = words.get(word, 0) + count
    return replace(
        rows[0],
        **{name: sum(getattr(row, name) for row in rows) for name in SUMS},
        reach=sum(row.reach for row in rows) / len(rows),
        words=words,
        slowest_s=max(row.slowest_s for row in rows),
    )


def chosen(names: Sequence[str]) -> Iterator[Weather]:
    """Return the weathers of these names; all if none is given."""
    return (weather for weather in WEATHERS if not names or weather.name in names)
