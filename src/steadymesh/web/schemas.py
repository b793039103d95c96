"""What the API answers and takes, as JSON Schema: shown in the OpenAPI document, held against real answers by a test.

Every member of an object is always there; what is not known is null.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias

Schema: TypeAlias = dict[str, object]


def text(
    about: str = "", *, least: int = 0, longest: int | None = None, form: str = "", choices: tuple[str, ...] = ()
) -> Schema:
    """Return the schema of a string."""
    found: Schema = {"type": "string"}
    if about:
        found["description"] = about
    if least:
        found["minLength"] = least
    if longest is not None:
        found["maxLength"] = longest
    if form:
        found["format"] = form
    if choices:
        found["enum"] = list(choices)
    return found


def number(about: str = "") -> Schema:
    """Return the schema of any number."""
    return {"type": "number", "description": about} if about else {"type": "number"}


def whole(about: str = "") -> Schema:
    """Return the schema of a whole number."""
    return {"type": "integer", "description": about} if about else {"type": "integer"}


def switch(about: str = "") -> Schema:
    """Return the schema of true or false."""
    return {"type": "boolean", "description": about} if about else {"type": "boolean"}


def some(schema: Schema) -> Schema:
    """Return the schema of something that may be null."""
    return {**schema, "type": [schema["type"], "null"]}


def listed(items: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": items}


def mapped(values: Schema) -> Schema:
    """Return the schema of an object whose members have names of their own."""
    return {"type": "object", "additionalProperties": values}


def thing(
    known: Mapping[str, Schema] | None = None,
    /,
    *,
    open_: bool = False,
    optional: tuple[str, ...] = (),
    **members: Schema,
) -> Schema:
    """Return the schema of an object.

    Args:
        known: Members by name.
        open_: It may have further members.
        optional: Members that may be missing.
        members: More of them; `for_` is `for`.
    """
    named = {**(known or {}), **{name.rstrip("_"): schema for name, schema in members.items()}}
    return {
        "type": "object",
        "properties": named,
        "required": [name for name in named if name not in optional],
        "additionalProperties": open_,
    }


MOMENT: Final = text("RFC 3339, UTC", form="date-time")
NODE: Final = text("A node's number, such as !0badcafe")

POSITION: Final = thing(
    latitude=number("Degrees north, WGS 84"),
    longitude=number("Degrees east, WGS 84"),
    altitude_m=some(whole()),
    at=some(MOMENT),
)
TELEMETRY: Final = thing(
    battery_percent=some(whole("101: powered from outside")),
    voltage_v=some(number()),
    channel_utilization_percent=some(number()),
    air_util_tx_percent=some(number()),
    uptime_s=some(whole()),
)
NODE_ROW: Final = thing(
    node=NODE,
    name=text("What the node calls itself: data, never markup"),
    short_name=text(),
    hw_model=text(),
    role=text(),
    public_key=some(text("Base64")),
    hops_away=some(whole()),
    snr_db=some(number()),
    via_mqtt=switch(),
    favorite=switch(),
    last_heard=some(MOMENT),
    position=some(POSITION),
    telemetry=some(TELEMETRY),
)
KEY_ROW: Final = thing(
    node=NODE,
    name=text(),
    public_key=text("Base64"),
    fingerprint=text("Eight hex digits"),
    trust=text(),
    source=text(),
    first_seen=MOMENT,
    last_seen=MOMENT,
    radio=text("Whether the radio holds it", choices=("yes", "no", "unknown")),
    findings=listed(text()),
    standing=text(),
    reason=text(),
    until=some(MOMENT),
)
MESSAGE_ROW: Final = thing(
    id=text("Packet id, eight hex digits"),
    sender=NODE,
    name=text("What the sender calls itself now"),
    to=text("A node, or broadcast"),
    channel=some(whole("None of a direct message")),
    text=text("As it came: data, never markup"),
    received=MOMENT,
    sent=some(MOMENT),
    reply_id=some(text()),
    is_tapback=switch(),
    is_proved=switch("A public key proves who wrote it"),
    via_mqtt=switch(),
    hops=some(whole()),
    snr_db=some(number()),
    rssi_dbm=some(whole()),
)
WAITS: Final = thing(
    for_=text(),
    seconds=some(number()),
    percent=some(number()),
    before=some(text()),
    reason=some(text()),
    until=some(text()),
)
OUTBOX_MEMBERS: Final = {
    "key": text("Of this message, for good"),
    "to": text("A node, or broadcast"),
    "name": text(),
    "channel": some(whole()),
    "channel_name": text(),
    "created": MOMENT,
    "outcome": text(),
    "relayed": switch("A neighbour repeated it"),
    "reason": text(),
    "priority": text(),
    "attempts": whole(),
    "transmissions": whole(),
    "size_bytes": whole(),
    "airtime_s": number(),
    "follows": some(text()),
    "waits": some(WAITS),
}
OUTBOX_ROW: Final = thing(OUTBOX_MEMBERS)
SENT_ROW: Final = thing(
    OUTBOX_MEMBERS, what=some(text("What happened to it")), remedy=some(text("What to do about it"))
)
LINK: Final = thing(
    open_=True,
    state=text(),
    target=text(),
    address=text(),
    generation=whole(),
    since=MOMENT,
    ready_since=some(MOMENT),
    lost_since=some(MOMENT),
    attempt=whole(),
    next_attempt_s=some(number()),
    reconnections=whole(),
    reconnections_today=whole(),
    losses=mapped(whole()),
    last_reason=text(),
    last_probe_s=some(number()),
    answered_s=some(number()),
    reconnect_seconds_last=some(number()),
    drops=mapped(whole()),
)
HEALTH_MEMBERS: Final = {
    "is_healthy": switch("The radio has answered in time"),
    "ailment": text("Why not", choices=("ready", "never", "away", "given-away", "silent")),
    "answered_s": some(number("Seconds since the radio last answered")),
    "limit_s": number("Seconds for which an answer is good"),
}
STATUS: Final = thing(
    open_=True,
    version=text(),
    pid=whole(),
    started=MOMENT,
    uptime_s=number(),
    health=thing(HEALTH_MEMBERS),
    link=LINK,
    radio=some(thing(open_=True, node=NODE, name=text())),
    nodes=thing(open_=True, known=whole()),
    keys=thing(open_=True, known=whole(), held=whole(), sync=thing(open_=True)),
    commands=thing(open_=True),
    delivered=mapped(whole()),
    bus=mapped(thing(waiting=whole(), dropped=whole())),
    loop=thing(open_=True, tasks=whole()),
)
LIVE: Final = thing(
    is_alive=switch(),
    lag_s=some(number("How late the event loop's last beat was")),
    worst_lag_s=some(number("The same, the worst since the start")),
)
READY: Final = thing(HEALTH_MEMBERS, detail=text("In words"))
PROBLEM: Final = thing(
    open_=True,
    type=text(),
    title=text(),
    status=whole(),
    detail=text("What is wrong and what to do, in one sentence or two"),
)
MESSAGE: Final = thing(
    who=text("A node, in any spelling, or a channel as #name", least=1, longest=20_000),
    text=text("What is sent, cut into several messages where it is long", least=1, longest=20_000),
    force=switch("Send to a node that nobody has heard of"),
    lifetime_s=number("Seconds after which it is not sent any more"),
    priority=text(choices=("alert", "message", "announcement")),
    optional=("force", "lifetime_s", "priority"),
)
RELEASE: Final = thing(
    seconds={"type": "number", "exclusiveMinimum": 0, "maximum": 604_800, "description": "For so long"}
)
NOTHING: Final = thing()


def page(name: str, row: Schema) -> Schema:
    """Return the schema of a page of rows: `next` is the cursor of the next one, null on the last."""
    return thing({name: listed(row), "next": some(text("Cursor of the next page; null: this is the last"))})
