import asyncio
from datetime import timedelta

import pytest
import structlog

from delivery.delivery_kit import OWN, PEER, START, THIRD, Custodian, House, entry, objects
from steadymesh import words
from steadymesh.errors import InvalidIdError, NotReadyError, UsageError
from steadymesh.events import QueueReported
from steadymesh.ids import BROADCAST, NodeNum, PacketId
from steadymesh.model import Outcome, Priority, RoutingError


@pytest.fixture
def logs():
    with structlog.testing.capture_logs() as captured:
        yield captured


def ids_of(logs):
    return [line["event"] for line in logs]


async def test_a_text_is_written_down_with_its_id_before_it_is_handed_over():
    house = House()
    async with house.running():
        written = await house.delivery.post(to=PEER, text="hi")
        await asyncio.sleep(0.001)
    first, second = house.journal.writes[:2]
    assert (first.packet_id, first.attempts, first.first_sent) == (written.packet_id, 0, None)
    assert (second.packet_id, second.attempts, second.sent_as) == (written.packet_id, 1, OWN)
    assert house.radio.ids == [written.packet_id]


async def test_an_ack_ends_the_text_and_is_told_once(logs):
    house = House()
    async with house.running():
        written = await house.delivery.post(to=PEER, text="hi")
        await asyncio.sleep(1)
        house.radio.say(written.packet_id)
        house.radio.say(written.packet_id)
        await asyncio.sleep(1)
    assert house.outcomes() == [("hi", Outcome.ACKNOWLEDGED)]
    assert house.journal.rows[written.key].outcome is Outcome.ACKNOWLEDGED
    assert ids_of(logs) == ["message-sent", "message-acknowledged"]
    assert house.delivery.facts() == {
        "open": 0,
        "awaiting_key": 0,
        "journal": "ok",
        "acknowledged": 1,
        "relayed": 0,
        "refused": 0,
        "expired": 0,
    }


@pytest.mark.parametrize("days", [-1, 1])
async def test_a_clock_that_is_set_changes_neither_what_happens_nor_how_long_it_took(logs, days):
    house = House()
    async with house.running():
        written = await house.delivery.post(to=PEER, text="hi")
        house.clock.wall_shift = timedelta(days=days)
        await asyncio.sleep(12)
        house.radio.say(written.packet_id)
        await asyncio.sleep(1)
    assert house.outcomes() == [("hi", Outcome.ACKNOWLEDGED)]
    assert [line["seconds"] for line in logs if line["event"] == "message-acknowledged"] == [12.0]


async def test_a_posted_text_leaves_without_a_moments_delay():
    house = House()
    async with house.running():
        before = house.clock.now()
        await house.delivery.post(to=PEER, text="hi")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    assert house.radio.sent == [(round(before, 3), house.radio.ids[0], "hi")]


async def test_a_piece_knows_which_one_is_before_it():
    house = House()
    async with house.running():
        first = await house.delivery.post(to=PEER, text="1/2")
        second = await house.delivery.post(to=PEER, text="2/2", follows=first.key)
    assert (first.follows, second.follows) == ("", first.key)


async def test_the_transmitters_gap_is_kept_to_the_tick():
    house = House()
    async with house.running():
        house.radio.wait = 2.2
        began = house.clock.now()
        await house.delivery.post(to=PEER, text="hi")
        asyncio.get_running_loop().call_at(began + 2.2, setattr, house.radio, "wait", 0)
        await asyncio.sleep(5)
    assert [t for t, _, _ in house.radio.sent] == [pytest.approx(began + 2.2, abs=0.002)]


async def test_a_transmitter_that_has_no_time_to_name_is_asked_again_after_an_event():
    house = House()
    async with house.running():
        house.radio.wait = None
        await house.delivery.post(to=PEER, text="hi")
        await asyncio.sleep(50)
        house.radio.wait = 0
        await asyncio.sleep(50)
        assert house.radio.sent == []
        house.bus.publish(QueueReported(generation=1, free=3, maxlen=16, now=house.clock.now()))
        await asyncio.sleep(0.001)
        assert house.radio.texts == ["hi"]


@pytest.mark.parametrize("flood", ["queue-status", "verdicts"])
async def test_a_flood_within_one_read_of_the_socket_pushes_nothing_out(flood):
    house = House(connect=False)
    async with house.running():
        house.radio.connect()
        for number in range(11_000):  # as many verdicts as 256 KiB can hold
            if flood == "verdicts":
                house.radio.say(PacketId(1 + number), sender=THIRD)
            else:
                house.bus.publish(QueueReported(generation=1, free=3, maxlen=16, now=house.clock.now()))
        await house.delivery.post(to=PEER, text="hi")
        await asyncio.sleep(0.001)
        assert house.radio.texts == ["hi"]
    assert [s.dropped for s in house.bus.subscriptions() if s.name == "delivery"] == [0]


async def test_one_text_is_in_flight_at_a_time():
    house = House()
    house.radio.takes = False
    async with house.running():
        await house.delivery.post(to=PEER, text="one")
        await house.delivery.post(to=PEER, text="two")
        await asyncio.sleep(20)
        assert house.radio.texts == ["one"]
        house.radio.resolve(house.radio.ids[0])
        await asyncio.sleep(0.001)
        assert house.radio.texts == ["one", "two"]


async def test_the_urgent_goes_first_when_the_link_comes_back():
    house = House(connect=False)
    async with house.running():
        await house.delivery.post(to=PEER, text="later", priority=Priority.KEYS)
        await house.delivery.post(to=BROADCAST, text="alert", priority=Priority.ALERT)
        await house.delivery.post(to=PEER, text="reply")
        house.radio.connect()
        await asyncio.sleep(0.01)
    assert house.radio.texts == ["alert", "reply", "later"]


async def test_a_connection_that_was_ready_before_we_ran_counts():
    house = House(connect=True)
    async with house.running():
        await house.delivery.post(to=PEER, text="hi")
        await asyncio.sleep(0.001)
        assert house.radio.texts == ["hi"]


async def test_an_unresolved_text_goes_again_under_its_id_after_a_reconnection():
    house = House()
    house.radio.takes = False
    async with house.running():
        await house.delivery.post(to=PEER, text="hi")
        await asyncio.sleep(5)
        house.radio.cut()
        await asyncio.sleep(30)
        house.radio.connect()
        ready_at = house.clock.now()
        await asyncio.sleep(10)
    assert len(set(house.radio.ids)) == 1
    assert house.radio.sent[1][0] == pytest.approx(ready_at + 3.0, abs=0.002)


async def test_a_rate_limited_text_goes_again_under_a_new_id(logs):
    house = House()
    async with house.running():
        written = await house.delivery.post(to=PEER, text="hi")
        await asyncio.sleep(0.01)
        house.radio.say(written.packet_id, RoutingError.RATE_LIMIT_EXCEEDED, OWN)
        await asyncio.sleep(3)
        assert len(set(house.radio.ids)) == 2
        house.radio.say(house.radio.ids[1])
        await asyncio.sleep(0.001)
    kept = house.journal.rows[written.key]
    assert (kept.outcome, kept.earlier_ids) == (Outcome.ACKNOWLEDGED, (written.packet_id,))
    assert "message-again" in ids_of(logs)


async def test_a_refusal_names_its_reason_and_a_late_ack_is_told_apart(logs):
    house = House()
    async with house.running():
        written = await house.delivery.post(to=PEER, text="hi")
        await asyncio.sleep(0.01)
        house.radio.say(written.packet_id, RoutingError.MAX_RETRANSMIT, OWN)
        await asyncio.sleep(0.01)
        house.radio.say(written.packet_id)
        await asyncio.sleep(0.01)
    assert house.outcomes() == [("hi", Outcome.REFUSED)]
    assert house.journal.rows[written.key].outcome is Outcome.ACKNOWLEDGED
    refused = next(line for line in logs if line["event"] == "message-refused")
    assert (refused["reason"], refused["log_level"]) == ("MAX_RETRANSMIT", "warning")
    assert ids_of(logs)[-1] == "message-acknowledged-late"


async def test_a_channel_text_ends_with_a_relay():
    house = House()
    async with house.running():
        written = await house.delivery.post(to=BROADCAST, text="all")
        await asyncio.sleep(0.01)
        house.radio.say(written.packet_id, sender=OWN)
        await asyncio.sleep(0.01)
    assert house.outcomes() == [("all", Outcome.RELAYED)]


async def test_a_text_expires_after_its_lifetime_when_no_link_comes(logs):
    house = House(connect=False)
    async with house.running():
        began = house.clock.now()
        await house.delivery.post(to=PEER, text="hi", lifetime_s=30)
        await asyncio.sleep(29.99)
        assert house.outcomes() == []
        await asyncio.sleep(0.02)
        assert house.outcomes() == [("hi", Outcome.EXPIRED)]
        assert house.clock.now() - began == pytest.approx(30.01, abs=0.001)
    assert "message-expired" in ids_of(logs)


async def test_a_wall_clock_that_jumps_a_day_expires_nothing():
    house = House(connect=False)
    async with house.running():
        await house.delivery.post(to=PEER, text="hi")
        for days in (1, -2):
            house.clock.wall_shift += timedelta(days=days)
            await asyncio.sleep(10)
        assert house.outcomes() == []
        house.radio.connect()
        await asyncio.sleep(0.01)
        assert house.radio.texts == ["hi"]


async def test_a_failing_journal_delays_nothing_and_is_warned_of_once(logs):
    house = House()
    async with house.running():
        house.journal.fails = True
        began = house.clock.now()
        await house.delivery.post(to=PEER, text="one")
        await house.delivery.post(to=PEER, text="two")
        await asyncio.sleep(0.001)
        assert house.radio.texts == ["one", "two"]
        assert house.clock.now() - began < 0.002
        assert house.delivery.facts()["journal"] == "failing"
        house.journal.fails = False
        await house.delivery.post(to=PEER, text="three")
    levels = [line["log_level"] for line in logs if line["event"] == "outbox-journal-failing"]
    assert levels[0] == "warning"
    assert set(levels[1:]) == {"debug"}
    assert "outbox-journal-recovered" in ids_of(logs)


async def test_a_journal_that_never_answers_costs_a_quarter_of_a_second_a_write(logs):
    house = House()
    async with house.running():
        house.journal.hangs = True
        began = house.clock.now()
        await house.delivery.post(to=PEER, text="hi")
        assert house.clock.now() - began == pytest.approx(0.25)
        await asyncio.sleep(1)
    assert house.radio.sent[0][0] == pytest.approx(began + 0.5, abs=0.002)
    assert [line["log_level"] for line in logs if line["event"] == "outbox-journal-failing"] == ["warning", "debug"]


async def test_a_cancelled_post_leaves_the_text_on_its_way():
    house = House()
    async with house.running():
        house.journal.hangs = True
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await house.delivery.post(to=PEER, text="hi")
        await asyncio.sleep(1)
    assert house.radio.texts == ["hi"]


async def test_what_an_earlier_process_left_open_is_taken_up(logs):
    unknown = entry(1, attempts=1, first_sent=START - timedelta(seconds=20), sent_as=OWN)
    waiting = entry(2)
    house = House(unknown, waiting)
    async with house.running():
        await asyncio.sleep(10)
    assert house.radio.sent == [
        (pytest.approx(0.0, abs=0.002), waiting.packet_id, "text 2"),
        (pytest.approx(3.0, abs=0.002), unknown.packet_id, "text 1"),
    ]
    assert {"event": "outbox-restored", "count": 2, "log_level": "info"} in logs


async def test_a_journal_that_can_not_be_read_yet_is_read_later(logs):
    house = House(entry(1))
    house.journal.fails = True
    async with house.running():
        await house.delivery.post(to=PEER, text="now")
        await asyncio.sleep(2)
        assert house.radio.texts == ["now"]
        house.journal.fails = False
        await asyncio.sleep(2)
        assert house.radio.texts == ["now", "text 1"]
    levels = [line["log_level"] for line in logs if line["event"] == "outbox-unreadable"]
    assert levels == ["warning", "debug"]


async def test_a_late_ack_of_a_text_of_an_earlier_process_is_kept():
    ended = entry(1, outcome=Outcome.EXPIRED)
    house = House(recent=(ended,))
    async with house.running():
        house.radio.say(ended.packet_id)
        await asyncio.sleep(0.01)
    assert house.journal.rows["e1"].outcome is Outcome.ACKNOWLEDGED
    assert house.outcomes() == []


async def test_a_transmitter_that_changes_its_mind_is_no_busy_loop():
    house = House()
    house.radio.refuses_now = [NotReadyError("not ready")] * 3
    async with house.running():
        began = house.clock.now()
        written = await house.delivery.post(to=PEER, text="hi")
        await asyncio.sleep(10)
    assert [t for t, _, _ in house.radio.sent] == [pytest.approx(began + 3.0, abs=0.002)]
    assert house.journal.rows[written.key].attempts == 1


async def test_a_link_that_goes_while_the_attempt_is_written_down_leaves_no_trace_of_it():
    house = House(journal_timeout_s=1.0)
    async with house.running():
        house.radio.wait = None
        written = await house.delivery.post(to=PEER, text="hi")
        house.journal.hangs = True
        house.radio.connect()
        await asyncio.sleep(0.5)
        house.radio.cut()
        await asyncio.sleep(1)
        assert house.radio.sent == []
        assert house.journal.rows[written.key].first_sent is None
        house.journal.hangs = False
        house.radio.connect()
        await asyncio.sleep(5)
        assert house.radio.ids == [written.packet_id]


async def test_a_text_that_no_radio_can_take_ends_refused_and_lets_the_others_pass(logs):
    house = House()
    house.radio.refuses_now = [InvalidIdError("No such channel.")]
    async with house.running():
        await house.delivery.post(to=PEER, text="bad")
        await house.delivery.post(to=PEER, text="good")
        await asyncio.sleep(0.01)
    assert house.radio.texts == ["good"]
    assert house.outcomes() == [("bad", Outcome.REFUSED)]
    assert "message-impossible" in ids_of(logs)


async def test_a_text_that_trips_a_defect_stands_back_when_the_room_is_started_again():
    house = House()
    house.radio.refuses_now = [ZeroDivisionError()]
    await house.delivery.post(to=PEER, text="bad", priority=Priority.ALERT)
    with pytest.raises(ExceptionGroup):
        await house.delivery.run()
    async with house.running():
        began = house.clock.now()
        await house.delivery.post(to=PEER, text="good")
        await asyncio.sleep(40)
    assert house.radio.texts == ["good", "bad"]
    assert house.radio.sent[1][0] == pytest.approx(began + 30, abs=0.01)


async def test_too_many_waiting_texts_are_refused_in_words(logs):
    house = House(connect=False, open_max=1)
    async with house.running():
        await house.delivery.post(to=PEER, text="one")
        refused = await house.delivery.post(to=PEER, text="two")
        assert (refused.outcome, refused.reason) == (Outcome.REFUSED, "OUTBOX_FULL")
        await asyncio.sleep(0.01)
    assert house.outcomes() == [("two", Outcome.REFUSED)]


async def test_what_can_not_be_sent_is_refused_at_the_door():
    house = House()
    async with house.running():
        for values in ({"to": NodeNum(0)}, {"to": OWN}, {"text": ""}, {"text": "x" * 221}):
            with pytest.raises(UsageError):
                await house.delivery.post(**({"to": PEER, "text": "hi"} | values))
        await asyncio.sleep(1)
    assert house.journal.writes == []


async def test_a_radio_with_a_new_number_gets_no_repeat_of_what_the_old_one_had():
    house = House()
    house.radio.takes = False
    async with house.running():
        await house.delivery.post(to=PEER, text="hi")
        await asyncio.sleep(1)
        house.radio.cut()
        house.radio.connect(own=THIRD)
        await asyncio.sleep(100)
    assert house.radio.texts == ["hi"]


async def test_an_idle_outbox_sets_no_timer():
    house = House()
    async with house.running():
        loop = asyncio.get_running_loop()
        assert [h for h in loop._scheduled if not h.cancelled()] == []
        await asyncio.sleep(0)


def test_every_sentence_exists_in_both_languages():
    ids = [i for i in words.message_ids("en") if i.startswith(("message-", "outbox-", "errand-", "store-"))]
    assert len(ids) >= 19
    for message_id in ids:
        assert words.has_own(message_id, "fr"), message_id


@pytest.mark.parametrize(("language", "remedy"), [("en", "exchange user info"), ("fr", "échanger ses infos")])
async def test_a_refusal_is_told_with_its_remedy(logs, language, remedy):
    house = House()
    async with house.running():
        written = await house.delivery.post(to=PEER, text="hi", lifetime_s=10)
        await asyncio.sleep(0.01)
        house.radio.say(written.packet_id, RoutingError.PKI_UNKNOWN_PUBKEY)
        await asyncio.sleep(1)
    line = next(line for line in logs if line["event"] == "message-refused")
    told = words.render("message-refused", line, language)
    assert "(35)" in told
    assert remedy in told
    assert "hi" not in told.split()


async def test_thousands_of_objections_let_others_have_their_turns():
    class Objects(Custodian):
        def objection(self, to):
            return objects("KEY_HELD", is_final=True)

    house = House(custody=Objects(), connect=False)
    async with house.running():
        for number in range(50):
            await house.delivery.post(to=NodeNum(1000 + number), text="x")
        house.radio.connect()
        seen = set()
        for _ in range(200):
            await asyncio.sleep(0)
            seen.add(house.delivery.facts()["refused"])
        assert len(seen) > 40, "one after the other"
