"""What the house's events mean for people, and names from the air as what they are: text."""

from __future__ import annotations

import pytest

from steadymesh import events
from steadymesh.alerts.cause import Phase, Telling
from steadymesh.alerts.changes import Began, Doubted, Ended
from steadymesh.alerts.kinds import MANNERS, AlertKind
from steadymesh.alerts.plain import MAX_NAME, plain_name
from steadymesh.alerts.reading import KINDS, Reader
from steadymesh.alerts.tellings import Weight, note_of
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.model import FindingKind, KeyFinding, Node, RadioInfo, Telemetry
from steadymesh.words import LANGUAGES, has_own

OWN, PEER = NodeNum(0x0BADCAFE), NodeNum(0x1234ABCD)
KEYS = [PublicKey(bytes([n]) * 32) for n in (1, 2)]


def reader(name: str = "Ada") -> Reader:
    found = Reader(lambda _num: name)
    radio = RadioInfo(num=OWN, node=Node(num=OWN))
    list(found.read(events.SessionReady(generation=1, radio=radio, nodes=(), seconds=1, image=(), now=1)))
    return found


def battery(percent, sender=OWN, replayed=False):
    return events.TelemetryReceived(
        generation=1, sender=sender, telemetry=Telemetry(battery_percent=percent), raw=b"", replayed=replayed, now=1
    )


def test_a_battery_is_low_at_20_and_well_above_30():
    read = reader()
    low = [Began(kind=AlertKind.BATTERY, fields={"percent": 20})]
    well = [Ended(kind=AlertKind.BATTERY)]
    assert list(read.read(battery(20))) == low
    assert [list(read.read(battery(percent))) for percent in (21, 30, None)] == [[], [], []]
    assert [list(read.read(battery(percent))) for percent in (31, 101)] == [well, well]


def test_others_batteries_and_old_news_are_none():
    read = reader()
    assert list(read.read(battery(1, sender=PEER))) == []
    assert list(read.read(battery(1, replayed=True))) == []
    assert list(Reader(lambda _num: "").read(battery(1))) == []


def test_a_changed_key_is_news_and_a_held_one_waits_until_somebody_decides():
    read = reader()
    [_, changed] = read.read(events.KeyChanged(node=PEER, before=KEYS[0], after=KEYS[1], at_name=""))
    assert (changed.kind, changed.name) == (AlertKind.KEY_CHANGED, "Ada (!1234abcd)")
    held = events.KeyChanged(node=PEER, before=KEYS[0], after=KEYS[1], at_name="", held=True, reason="verified")
    [waits] = read.read(held)
    assert (waits.kind, waits.item) == (AlertKind.KEY_WAITING, "!1234abcd")
    [decided] = read.read(events.KeyDecided(node=PEER, what="accepted", key=KEYS[1]))
    assert decided == Ended(kind=AlertKind.KEY_WAITING, item="!1234abcd")


def test_the_link_of_an_earlier_process_is_back_after_a_minute_unless_it_is_lost_again():
    read = reader()
    lost = events.SessionLost(generation=1, reason="probe", ready_seconds=3, now=4)
    assert list(read.read(lost)) == [Doubted(kind=AlertKind.LINK)]


EVERY = {
    AlertKind.LINK: events.LinkAway(away_seconds=120, reason="probe"),
    AlertKind.CONTENDED: events.LinkContended(generation=1, yield_seconds=300, now=1),
    AlertKind.REBOOT: events.RadioRebooted(generation=1, what="uptime", before=5, after=1, now=1),
    AlertKind.BATTERY: battery(3),
    AlertKind.KEY_CHANGED: events.KeyChanged(node=PEER, before=KEYS[0], after=KEYS[1], at_name=""),
    AlertKind.KEY_WEAK: events.KeyFound(finding=KeyFinding(kind=FindingKind.WEAK, node=PEER, fingerprint="00")),
    AlertKind.KEY_WAITING: events.KeyChanged(node=PEER, before=KEYS[0], after=KEYS[1], at_name="", held=True),
    AlertKind.STORE: events.StoreFailing(reason="full", seconds=5),
    AlertKind.PLUGIN: events.PluginPaused(plugin="wx", what="wx", seconds=600, error="ValueError", now=1),
    AlertKind.LOOP: events.LoopMuted(node=PEER, is_proved=False, seconds=3600, now=1),
    AlertKind.DUTY_CYCLE: events.DutyCycleReached(generation=1, packet_id=1, silent_s=900, now=1),
    AlertKind.PROXY: events.ProxySuspected(generation=1, what="metadata", now=1),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_its_event_and_reads_well_in_every_phase(language):
    assert set(AlertKind) - set(EVERY) == {AlertKind.OUTBOX}, "which is looked at"
    assert {type(event) for event in EVERY.values()} <= {*KINDS, events.TelemetryReceived}
    for kind in AlertKind:
        changes = list(reader().read(EVERY[kind])) if kind in EVERY else [Began(kind=kind)]
        change = next(one for one in changes if isinstance(one, Began))
        assert change.kind is kind
        assert has_own(f"alert-name-{kind.value}", language)
        assert has_own(f"alert-{kind.value}-over", language) == MANNERS[kind].lasts
        for phase in Phase:
            if phase is Phase.ENDED and not MANNERS[kind].lasts:
                continue
            for count, names in ((1, ("Ada",)), (7, ("Ada", "Bo"))):
                note = note_of(
                    Telling(kind=kind, phase=phase, names=names, count=count, seconds=400, fields=change.fields),
                    language,
                )
                assert "{" not in note.body
                assert "None" not in note.body
                assert "  " not in note.body, note.body
                assert " ," not in note.body, note.body
                assert note.weight is (Weight.SUCCESS if phase is Phase.ENDED else note.weight)


@pytest.mark.parametrize(
    "name",
    [
        "@everyone",
        "<b>x</b>",
        "[a](http://e.example)",
        "<@123>",
        "`x`",
        "*x*",
        "evil.example",
        "a\nb",
        "\u202eabc",
        "&lt;",
    ],
)
def test_a_name_is_nothing_but_text(name):
    shown = plain_name(name)
    assert not set(shown) & set("@<>`*_[]|#\\/&\n\u202e")
    assert "://" not in shown
    assert "e.e" not in shown
    assert "l.e" not in shown
    assert len(plain_name("x" * 500)) == MAX_NAME


def test_a_name_reads_as_it_was():
    assert plain_name("Ada ⛰ v2 (home)") == "Ada ⛰ v2 (home)"
