"""Every metric: its name, kind, sentence, and where its value comes from. Written once; what else names one is tested.

Values come from the status's facts (plain JSON), from what was counted by event, and from this room. Labels are words
of ours and names of the operator's: nothing from the air ever becomes one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from steadymesh.model import FindingKind, LinkState, Outcome
from steadymesh.web.counting import COMMAND_OUTCOMES, REASONS, SYNC_OUTCOMES, Buckets, Counting

Sample = tuple[tuple[str, ...], float]
"""The labels' values, in the order of their names, and the value."""

Facts = Mapping[str, object]


class Kind(Enum):
    """How Prometheus treats it."""

    GAUGE = "gauge"
    COUNTER = "counter"
    HISTOGRAM = "histogram"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What values are read from."""

    facts: Facts
    """As `status --json` has them."""
    counting: Counting
    answers: Mapping[str, int]
    """HTTP answers, by the first digit of their status."""
    event_clients: int
    events_lost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One metric."""

    name: str
    """Without `steadymesh_`, and a counter's without `_total`."""
    kind: Kind
    about: str
    labels: tuple[str, ...] = ()
    read: Callable[[Moment], Iterable[Sample]] = lambda _moment: ()
    """Of a gauge or a counter: nothing where nobody knows."""
    buckets: Callable[[Moment], Buckets] | None = None
    """Of a histogram."""


def pick(facts: object, *path: str) -> object:
    """Return what stands at a path of the facts; None: nothing does."""
    for name in path:
        facts = facts.get(name) if isinstance(facts, Mapping) else None
    return facts


def _value(*path: str, share: float = 1.0) -> Callable[[Moment], Iterable[Sample]]:
    """Return what reads one number; a list or an object counts as its length."""

    def read(moment: Moment) -> Iterable[Sample]:
        found = pick(moment.facts, *path)
        if isinstance(found, int | float):
            yield (), float(found) * share
        elif isinstance(found, Mapping | list):
            yield (), float(len(found))

    return read


def _each(known: Sequence[str], *path: str) -> Callable[[Moment], Iterable[Sample]]:
    """Return what reads a count for each of some names: 0 where it is missing."""

    def read(moment: Moment) -> Iterable[Sample]:
        found = pick(moment.facts, *path)
        if isinstance(found, Mapping):
            for name in known:
                value = found.get(name, 0)
                if isinstance(value, int | float):
                    yield (name,), float(value)

    return read


def _members(*path: str, member: str = "") -> Callable[[Moment], Iterable[Sample]]:
    """Return what reads one number of each member of an object, whatever they are called."""

    def read(moment: Moment) -> Iterable[Sample]:
        found = pick(moment.facts, *path)
        for name, row in found.items() if isinstance(found, Mapping) else ():
            value = pick(row, member) if member else row
            if isinstance(value, int | float):
                yield (str(name),), float(value)

    return read


def _counted(
    which: Callable[[Counting], Mapping[str, int]], known: Sequence[str]
) -> Callable[[Moment], Iterable[Sample]]:
    """Return what reads a counter of ours, with a sample for each of its names from the start."""
    return lambda moment: [((name,), float(which(moment.counting).get(name, 0))) for name in known]


def _is(wanted: str, *path: str) -> Callable[[Moment], Iterable[Sample]]:
    """Return what reads 1 where the facts say so, else 0."""
    return lambda moment: [((), float(pick(moment.facts, *path) == wanted))]


def _build(moment: Moment) -> Iterable[Sample]:
    yield (str(pick(moment.facts, "version")),), 1.0


def _states(moment: Moment) -> Iterable[Sample]:
    now = pick(moment.facts, "link", "state")
    return [((state.value,), float(state.value == now)) for state in LinkState]


def _flash(moment: Moment) -> Iterable[Sample]:
    counts = [pick(moment.facts, "custody", name) for name in ("pushed_today", "unfavorited_today")]
    if all(isinstance(count, int) for count in counts):
        yield (), float(sum(count for count in counts if isinstance(count, int)))


def _gauge(name: str, about: str, read: Callable[[Moment], Iterable[Sample]], *labels: str) -> Metric:
    return Metric(name=name, kind=Kind.GAUGE, about=about, labels=labels, read=read)


def _counter(name: str, about: str, read: Callable[[Moment], Iterable[Sample]], *labels: str) -> Metric:
    return Metric(name=name, kind=Kind.COUNTER, about=about, labels=labels, read=read)


def _histogram(name: str, about: str, which: Callable[[Counting], Buckets]) -> Metric:
    return Metric(name=name, kind=Kind.HISTOGRAM, about=about, buckets=lambda moment: which(moment.counting))


_FINAL: Final = tuple(outcome.value for outcome in Outcome if outcome.is_final or outcome is Outcome.RELAYED)

METRICS: Final = (
    _gauge("build_info", "Always 1; the version is its label.", _build, "version"),
    _gauge("uptime_seconds", "Since the bot's start.", _value("uptime_s")),
    # --- the link
    _gauge("healthy", "1: the radio has answered a probe in time.", _value("health", "is_healthy")),
    _gauge("link_state", "1 for the state that the link is in.", _states, "state"),
    _gauge("link_answered_seconds", "Since the radio last answered; missing: no link.", _value("health", "answered_s")),
    _counter("link_losses", "Links lost, by reason.", _counted(lambda c: c.losses, REASONS), "reason"),
    _counter(
        "link_reconnections",
        "Links that were READY again, by the reason of the loss.",
        _counted(lambda c: c.reconnections, REASONS),
        "reason",
    ),
    _counter(
        "link_attempts_failed",
        "Connections that did not become READY, by reason.",
        _counted(lambda c: c.attempts_failed, REASONS),
        "reason",
    ),
    _histogram("link_reconnection_seconds", "From the loss to READY.", lambda c: c.reconnection_s),
    _histogram("link_probe_seconds", "From a probe to the radio's first frame after it.", lambda c: c.probe_s),
    _counter(
        "link_contended",
        "Times that another client took the radio again and again.",
        lambda m: [((), float(m.counting.contended))],
    ),
    _counter(
        "link_dropped",
        "Bytes or frames from the radio that were thrown away, by cause.",
        _members("link", "drops"),
        "cause",
    ),
    _counter("radio_reboots", "Restarts of the radio that we noticed.", lambda m: [((), float(m.counting.rebooted))]),
    # --- the radio and the mesh
    _gauge(
        "radio_battery_percent",
        "Of our radio; 101: powered from outside.",
        _value("radio", "telemetry", "battery_percent"),
    ),
    _gauge("radio_voltage_volts", "Of our radio's battery.", _value("radio", "telemetry", "voltage_v")),
    _gauge("nodes_known", "Nodes that were heard of.", _value("nodes", "known")),
    # --- keys
    _gauge("keys_known", "Nodes whose key the book has.", _value("keys", "known")),
    _gauge("keys_held", "Nodes whose key the radio was last seen to hold.", _value("keys", "held")),
    _gauge("keys_waiting", "Keys that the radio needs and still lacks.", _value("custody", "waiting")),
    _gauge("keys_undecided", "Changed keys that wait for the operator.", _value("key_book", "held")),
    _gauge(
        "keys_findings",
        "What the audit finds wrong, by kind.",
        _each([kind.value for kind in FindingKind], "key_book", "findings"),
        "kind",
    ),
    _counter("key_syncs", "Key syncs that ended, by outcome.", _counted(lambda c: c.syncs, SYNC_OUTCOMES), "outcome"),
    _counter("key_pushes", "Keys written into the radio.", _value("custody", "pushed")),
    _gauge(
        "key_pushes_left",
        "Keys that may still be written into the radio today.",
        _value("custody", "pushes_left_today"),
    ),
    _gauge(
        "radio_flash_writes_today",
        "Writes of the radio's flash that we caused in the last day: keys, favourites taken away.",
        _flash,
    ),
    # --- commands
    _counter("commands", "Commands, by outcome.", _counted(lambda c: c.commands, COMMAND_OUTCOMES), "outcome"),
    _histogram("command_seconds", "From a question's arrival to its answer in the outbox.", lambda c: c.command_s),
    _gauge("plugins_loaded", "Plug-ins at work.", _value("plugins", "loaded")),
    _gauge(
        "plugins_paused",
        "Commands and hooks that are left alone after failing five times.",
        _value("plugins", "paused"),
    ),
    _gauge("plugins_refused", "Plug-ins that could not be loaded.", _value("plugins", "refused")),
    _counter(
        "plugin_pauses", "Times that something of a plug-in was paused.", lambda m: [((), float(m.counting.paused))]
    ),
    _counter(
        "plugin_events_dropped", "Events that a plug-in was too slow for.", _members("plugins", "dropped"), "plugin"
    ),
    # --- the outbox and the air
    _gauge("outbox_open", "Messages that have not ended.", _value("outbox", "open")),
    _gauge("outbox_awaiting_key", "Messages that wait for their recipient's key.", _value("outbox", "awaiting_key")),
    _counter("outbox_ended", "Messages that ended, by outcome.", _each(_FINAL, "outbox"), "outcome"),
    _gauge("airtime_used_seconds", "Airtime of ours in the last hour.", _value("air", "used_s")),
    _gauge(
        "airtime_budget_seconds",
        "Airtime that we allow ourselves an hour; missing: not known yet.",
        _value("air", "budget_s"),
    ),
    _gauge(
        "channel_use_ratio",
        "How much everybody uses the channel, 0 to 1; missing: the radio has not told.",
        _value("air", "channel_use_percent", share=0.01),
    ),
    # --- the process
    _gauge("loop_lag_seconds", "How late the event loop's last beat was.", _value("pulse", "lag_s")),
    _gauge("loop_worst_lag_seconds", "The same, the worst since the start.", _value("pulse", "worst_lag_s")),
    _counter("loop_beats", "Beats of the event loop.", _value("pulse", "beats")),
    _gauge("loop_tasks", "Tasks in the event loop.", _value("loop", "tasks")),
    _gauge("queue_waiting", "Events that wait for a subscriber.", _members("bus", member="waiting"), "queue"),
    _counter("queue_dropped", "Events that a subscriber was too slow for.", _members("bus", member="dropped"), "queue"),
    _gauge("store_waiting", "Writes that wait for the disk.", _value("store", "waiting")),
    _counter("store_dropped", "Writes that were given up because too many waited.", _value("store", "dropped")),
    _gauge(
        "store_failing",
        "1: writing to the disk fails.",
        lambda m: [((), float(bool(pick(m.facts, "store", "failing"))))],
    ),
    _gauge("journal_failing", "1: outgoing messages can't be written down.", _is("failing", "outbox", "journal")),
    _counter("log_dropped", "Log lines that nobody read in time.", _value("log", "dropped")),
    # --- this room
    _counter(
        "http_answers",
        "HTTP answers, by the first digit of their status.",
        lambda m: [((name,), float(m.answers.get(name, 0))) for name in ("2xx", "4xx", "5xx")],
        "status",
    ),
    _gauge("event_stream_clients", "Clients of the event stream.", lambda m: [((), float(m.event_clients))]),
    _counter(
        "event_stream_dropped",
        "Events that clients of the stream were too slow for.",
        lambda m: [((), float(m.events_lost))],
    ),
)
"""In the order in which they are shown."""
