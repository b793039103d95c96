"""Packets that are no texts: one at a time, behind the texts or before them, and what becomes of each."""

import asyncio

import pytest
import structlog

from delivery.delivery_kit import OWN, PEER, THIRD, Custodian, House, objects
from steadymesh.delivery.errands import AWAITED_MAX, ON_AIR_S, QUIET_WAIT_S
from steadymesh.errors import InvalidIdError, NotReadyError
from steadymesh.events import PacketReceived, SendResolved, SessionReady
from steadymesh.ids import PacketId
from steadymesh.model import (
    AskNodeInfo,
    ErrandEnd,
    Node,
    PushContact,
    RefreshNodes,
    RemoveFavorite,
    RequestMetadata,
    RoutingError,
    SendData,
)

PUSH = PushContact(node=Node(num=PEER))
ASK = AskNodeInfo(node=PEER)
UNFAVORITE = RemoveFavorite(node=PEER)
METADATA = RequestMetadata()
REFRESH = RefreshNodes()


class Errand:
    """One errand in a task of its own."""

    def __init__(self, house, tasks, intent, **options):
        self.house = house
        self.task = tasks.create_task(house.delivery.errands.run(intent, **options))

    @property
    def id(self):
        return self.house.radio.errands[-1][1]

    @property
    def end(self):
        return self.task.result() if self.task.done() else None


@pytest.fixture
async def tasks():
    started = []

    class Tasks:
        def create_task(self, coroutine):
            task = asyncio.get_running_loop().create_task(coroutine, name="errand")
            started.append(task)
            return task

    yield Tasks()
    assert all(task.done() for task in started)


def tell_answer(house, packet_id, payload=b"answer", sender=OWN, port=6):
    house.bus.publish(
        PacketReceived(
            generation=1,
            sender=sender,
            to=OWN,
            id=PacketId(1),
            port=port,
            payload=payload,
            request_id=PacketId(packet_id),
            raw=b"",
            replayed=False,
            now=house.clock.now(),
        )
    )


async def breathe(seconds=0.001):
    await asyncio.sleep(seconds)


async def test_an_order_to_our_radio_ends_when_the_radio_says_that_it_is_handled(tasks):
    house = House()
    async with house.running():
        errand = Errand(house, tasks, PUSH)
        await breathe()
        assert house.radio.order == ["PushContact"]
        assert errand.end is None
        house.radio.say(errand.id, RoutingError.NONE, OWN)
        await breathe()
        assert errand.end == ErrandEnd(taken=True, error=0)
        assert errand.end.is_done
    assert house.journal.writes == []


async def test_a_refusal_of_our_own_node_is_its_end_and_anybody_elses_word_is_not(tasks):
    house = House()
    async with house.running():
        errand = Errand(house, tasks, UNFAVORITE)
        await breathe()
        house.radio.say(errand.id, RoutingError.NOT_AUTHORIZED, THIRD)
        house.radio.say(PacketId(errand.id ^ 1), RoutingError.NOT_AUTHORIZED, OWN)
        tell_answer(house, errand.id, b"forged", THIRD)
        tell_answer(house, errand.id ^ 1)
        await breathe()
        assert errand.end is None
        house.radio.say(errand.id, RoutingError.NOT_AUTHORIZED, OWN)
        await breathe()
        assert errand.end == ErrandEnd(taken=True, error=33)
        assert not errand.end.is_done


async def test_an_answer_is_handed_back(tasks):
    house = House()
    async with house.running():
        errand = Errand(house, tasks, METADATA)
        await breathe()
        tell_answer(house, errand.id, b"metadata")
        await breathe()
        assert errand.end == ErrandEnd(taken=True, answer=b"metadata")
        assert errand.end.is_done


async def test_an_answer_before_the_queue_status_is_held_until_that_has_come(tasks):
    house = House()
    house.radio.takes = False
    async with house.running():
        errand = Errand(house, tasks, METADATA)
        await breathe()
        tell_answer(house, errand.id)
        await breathe()
        assert errand.end is None
        house.radio.resolve(errand.id)
        await breathe()
        assert errand.end == ErrandEnd(taken=True, answer=b"answer")


@pytest.mark.parametrize("intent", [ASK, REFRESH, SendData(to=PEER, port=1, payload=b"")])
async def test_what_has_no_answer_ends_when_it_is_taken(tasks, intent):
    house = House()
    async with house.running():
        errand = Errand(house, tasks, intent)
        await breathe()
        assert errand.end == ErrandEnd(taken=True)


async def test_a_refresh_ends_when_the_dump_is_complete_and_unknown_when_it_stalls(tasks):
    house = House()
    house.radio.takes = False
    async with house.running():
        errand = Errand(house, tasks, REFRESH)
        await breathe(10)
        assert errand.end is None
        house.radio.resolve(errand.id, taken=None)
        await breathe()
        assert errand.end == ErrandEnd(taken=None)


async def test_a_request_to_a_node_waits_for_its_answer_past_a_neighbours_relay(tasks):
    house = House()
    async with house.running():
        errand = Errand(house, tasks, SendData(to=PEER, port=70, payload=b"", want_response=True))
        await breathe()
        house.radio.say(errand.id, RoutingError.NONE, OWN)
        await breathe()
        assert errand.end is None
        tell_answer(house, errand.id, b"route", PEER, port=70)
        await breathe()
        assert errand.end == ErrandEnd(taken=True, error=0, answer=b"route")


@pytest.mark.parametrize(("res", "error"), [(39, 39), (32, None)])
async def test_a_queue_status_that_refuses_is_its_end(tasks, res, error):
    house = House()
    house.radio.takes = False
    async with house.running():
        errand = Errand(house, tasks, PUSH)
        await breathe()
        house.radio.resolve(errand.id, taken=False, res=res)
        await breathe()
        assert errand.end == ErrandEnd(taken=False, error=error)
        assert not errand.end.is_done


async def test_a_verdict_says_more_than_the_queue_status(tasks):
    house = House()
    house.radio.takes = False
    async with house.running():
        errand = Errand(house, tasks, ASK)
        await breathe()
        house.radio.say(errand.id, RoutingError.DUTY_CYCLE_LIMIT, OWN)
        house.radio.resolve(errand.id, taken=False, res=34)
        await breathe()
        assert errand.end == ErrandEnd(taken=False, error=9)


async def test_should_release_is_no_refusal(tasks):
    house = House()
    house.radio.takes = False
    async with house.running():
        errand = Errand(house, tasks, ASK)
        await breathe()
        house.radio.resolve(errand.id, taken=False, res=35)
        await breathe()
        assert errand.end == ErrandEnd(taken=True)


async def test_a_silent_radio_is_waited_for_until_the_deadline(tasks):
    house = House()
    async with house.running():
        errand = Errand(house, tasks, PUSH, timeout_s=20)
        await breathe(19.9)
        assert errand.end is None
        await breathe(0.2)
        assert errand.end == ErrandEnd(taken=True)
        assert not errand.end.is_done


async def test_it_waits_for_ready_until_its_deadline(tasks):
    house = House(connect=False)
    async with house.running():
        late = Errand(house, tasks, PUSH, timeout_s=5)
        patient = Errand(house, tasks, ASK, timeout_s=60)
        await breathe(6)
        assert late.end == ErrandEnd(taken=False, is_handed=False)
        house.radio.connect()
        await breathe(0.01)
        assert house.radio.order == ["AskNodeInfo"]
        assert patient.end == ErrandEnd(taken=True)


@pytest.mark.parametrize("how", ["lost", "restarted"])
async def test_a_link_that_goes_while_it_is_out_leaves_its_fate_unknown(tasks, how):
    house = House()
    async with house.running():
        errand = Errand(house, tasks, PUSH)
        await breathe()
        if how == "lost":
            house.radio.cut()
        else:
            house.bus.publish(
                SessionReady(
                    generation=1,
                    radio=(await ready_radio()),
                    nodes=(),
                    seconds=0.1,
                    image=(),
                    now=house.clock.now(),
                )
            )
        await breathe()
        assert errand.end == ErrandEnd(taken=None)
        house.radio.connect()
        await breathe(10)
        assert house.radio.order == ["PushContact"], "nobody repeats it"


async def ready_radio():
    from delivery.delivery_kit import ready

    return ready().radio


@pytest.mark.parametrize("error", [NotReadyError("not ready"), InvalidIdError("No key.")])
async def test_what_no_radio_can_take_ends_refused_and_raises_nothing(tasks, error):
    house = House()
    house.radio.refuses_now = [error]
    with structlog.testing.capture_logs() as logs:
        async with house.running():
            errand = Errand(house, tasks, PUSH)
            after = Errand(house, tasks, ASK)
            await breathe()
            assert errand.end == ErrandEnd(taken=False)
            assert after.end == ErrandEnd(taken=True)
            house.radio.refuses_now = []
    assert [line["event"] for line in logs] == ["errand-impossible"]


async def test_a_cancelled_errand_is_not_handed_over_and_blocks_nobody(tasks):
    house = House(connect=False)
    async with house.running():
        errand = Errand(house, tasks, PUSH)
        await breathe()
        errand.task.cancel()
        await breathe()
        house.radio.connect()
        Errand(house, tasks, ASK)
        await breathe()
    assert house.radio.order == ["AskNodeInfo"]


# --- who goes first ---------------------------------------------------------------------------


async def test_one_errand_runs_at_a_time_and_the_urgent_goes_first(tasks):
    house = House(connect=False)
    async with house.running():
        Errand(house, tasks, ASK)
        slow = Errand(house, tasks, PUSH, urgent=True)
        Errand(house, tasks, SendData(to=PEER, port=1, payload=b""), urgent=True)
        await breathe()
        house.radio.connect()
        await breathe(3)
        assert house.radio.order == ["PushContact"]
        house.radio.say(slow.id, RoutingError.NONE, OWN)
        await breathe()
    assert house.radio.order == ["PushContact", "SendData", "AskNodeInfo"]


async def test_texts_go_before_an_errand_and_an_urgent_errand_before_the_texts(tasks):
    house = House(connect=False)
    async with house.running():
        Errand(house, tasks, ASK)
        Errand(house, tasks, REFRESH, urgent=True)
        for number in range(3):
            await house.delivery.post(to=PEER, text=f"text {number}")
        house.radio.connect()
        await breathe(0.01)
    assert house.radio.order == ["RefreshNodes", "text 0", "text 1", "text 2", "AskNodeInfo"]


async def test_an_errand_does_not_slip_into_the_pause_before_a_text(tasks):
    house = House()
    async with house.running():
        house.radio.wait = 2.0
        await house.delivery.post(to=PEER, text="hi")
        waits, house.radio.wait_s = house.radio.wait_s, lambda i: 0 if isinstance(i, AskNodeInfo) else house.radio.wait
        errand = Errand(house, tasks, ASK)
        await breathe(1)
        assert house.radio.order == []
        house.radio.wait, house.radio.wait_s = 0, waits
        await breathe(2)
    assert house.radio.order == ["hi", "AskNodeInfo"]
    assert errand.end == ErrandEnd(taken=True)


async def test_an_urgent_errand_that_may_not_go_yet_holds_up_no_text(tasks):
    house = House()
    async with house.running():
        house.radio.wait_s = lambda intent: 30.0 if isinstance(intent, SendData) else 0
        Errand(house, tasks, SendData(to=PEER, port=70, payload=b""), urgent=True, timeout_s=1)
        await house.delivery.post(to=PEER, text="hi")
        await breathe(2)
    assert house.radio.order == ["hi"]


@pytest.mark.parametrize("first", ["errand", "text"])
async def test_nothing_else_of_ours_is_in_flight(tasks, first):
    house = House()
    house.radio.takes = False
    async with house.running():
        if first == "errand":
            Errand(house, tasks, ASK, urgent=True)
            await breathe()
            await house.delivery.post(to=PEER, text="hi")
        else:
            await house.delivery.post(to=PEER, text="hi")
            await breathe()
            Errand(house, tasks, ASK, urgent=True)
        await breathe(1)
        assert len(house.radio.order) == 1
        flying = house.radio.errands[0][1] if first == "errand" else house.radio.ids[0]
        house.radio.takes = True
        house.radio.resolve(flying)
        await breathe()
    assert sorted(house.radio.order) == ["AskNodeInfo", "hi"]


async def test_texts_go_while_an_errands_answer_is_awaited(tasks):
    house = House()
    async with house.running():
        Errand(house, tasks, PUSH, timeout_s=30)
        await breathe()
        await house.delivery.post(to=PEER, text="hi")
        await breathe()
        assert house.radio.order == ["PushContact", "hi"]
        await breathe(30)


async def test_a_flood_of_packets_does_not_push_its_answer_out(tasks):
    house = House()
    async with house.running():
        errand = Errand(house, tasks, METADATA)
        await breathe()
        tell_answer(house, errand.id)
        for number in range(11_000):
            tell_answer(house, 100_000 + number)
        await breathe()
        assert errand.end.answer == b"answer"


async def test_it_listens_only_while_it_runs(tasks):
    house = House()
    names = lambda: [s.name for s in house.bus.subscriptions()]  # noqa: E731
    async with house.running():
        assert "errand" not in names()
        errand = Errand(house, tasks, PUSH)
        await breathe()
        assert names().count("errand") == 1
        house.radio.say(errand.id, RoutingError.NONE, OWN)
        await breathe()
        assert "errand" not in names()
        assert SendResolved in house.bus._routes


# --- requests to peers, whose answers take long -----------------------------------------------

ROUTE = SendData(to=PEER, port=70, payload=b"", want_response=True)


def question(number):
    """A request that is no traceroute: there may be many."""
    return SendData(to=PEER, port=67, payload=bytes([number]), want_response=True)


async def test_a_request_is_answered_by_whoever_was_asked_and_in_kind(tasks):
    house = House()
    async with house.running():
        errand = Errand(house, tasks, ROUTE)
        await breathe()
        tell_answer(house, errand.id, b"of our own radio", OWN, port=70)
        tell_answer(house, errand.id, b"of somebody else", THIRD, port=70)
        tell_answer(house, errand.id, b"of another kind", PEER, port=67)
        tell_answer(house, errand.id ^ 1, b"to another request", PEER, port=70)
        await breathe()
        assert errand.end is None
        tell_answer(house, errand.id, b"route", PEER, port=70)
        await breathe()
        assert errand.end == ErrandEnd(taken=True, answer=b"route")


async def test_a_request_that_awaits_its_answer_holds_up_no_key(tasks):
    house = House()
    async with house.running():
        request = Errand(house, tasks, ROUTE)
        await breathe()
        push = Errand(house, tasks, PUSH, urgent=True)
        await breathe()
        assert house.radio.order == ["SendData", "PushContact"]
        house.radio.say(push.id, RoutingError.NONE, OWN)
        await breathe()
        assert push.end == ErrandEnd(taken=True, error=0)
        assert request.end is None
        tell_answer(house, house.radio.errands[0][1], b"route", PEER, port=70)
        await breathe()
        assert request.end == ErrandEnd(taken=True, answer=b"route")


async def test_a_request_that_the_radio_has_not_taken_yet_holds_up_the_next(tasks):
    house = House()
    house.radio.takes = False
    async with house.running():
        request = Errand(house, tasks, ROUTE)
        await breathe()
        Errand(house, tasks, ASK, urgent=True)
        await breathe(4)
        assert house.radio.order == ["SendData"]
        house.radio.takes = True
        house.radio.resolve(request.id)
        await breathe()
        assert house.radio.order == ["SendData", "AskNodeInfo"]
        await breathe(60)
        assert request.end == ErrandEnd(taken=True)


async def test_eight_answers_are_awaited_at_once_and_the_next_request_holds_up_the_others(tasks):
    house = House()
    async with house.running():
        requests = [Errand(house, tasks, question(number)) for number in range(AWAITED_MAX + 1)]
        await breathe()
        ask = Errand(house, tasks, ASK, urgent=True)
        await breathe(5)
        assert len(house.radio.order) == AWAITED_MAX + 1
        assert ask.end is None
        tell_answer(house, house.radio.errands[0][1], sender=PEER, port=67)
        await breathe()
        assert ask.end == ErrandEnd(taken=True)
        assert [bool(request.end) for request in requests] == [True] + [False] * AWAITED_MAX
        await breathe(60)


async def test_an_answer_reaches_the_request_that_it_names(tasks):
    house = House()
    async with house.running():
        requests = [Errand(house, tasks, question(number)) for number in range(3)]
        await breathe()
        for number in (2, 0, 1):
            tell_answer(house, house.radio.errands[number][1], b"to %d" % number, PEER, port=67)
        await breathe()
        assert [request.end.answer for request in requests] == [b"to 0", b"to 1", b"to 2"]


async def test_a_link_that_goes_ends_every_request_whose_answer_is_awaited(tasks):
    house = House()
    async with house.running():
        requests = [Errand(house, tasks, question(number)) for number in range(3)]
        await breathe()
        house.radio.cut()
        await breathe()
        assert [request.end for request in requests] == [ErrandEnd(taken=None)] * 3


async def test_a_request_that_nobody_wants_answered_any_more_makes_room(tasks):
    house = House()
    async with house.running():
        requests = [Errand(house, tasks, question(number)) for number in range(AWAITED_MAX + 1)]
        await breathe()
        ask = Errand(house, tasks, ASK)
        requests[3].task.cancel()
        await breathe()
        assert ask.end == ErrandEnd(taken=True)
        await breathe(60)
    assert [s.name for s in house.bus.subscriptions()].count("errand") == 0


async def test_what_needs_quiet_waits_for_a_request_to_be_out_and_not_for_its_answer(tasks):
    house = House()
    async with house.running():
        request = Errand(house, tasks, ROUTE)
        await breathe(1)
        errand = Errand(house, tasks, UNFAVORITE, alone=True)
        await house.delivery.post(to=PEER, text="waits for both")
        await breathe(ON_AIR_S - 1.1)
        assert house.radio.order == ["SendData"]
        await breathe(0.2)
        assert house.radio.order == ["SendData", "RemoveFavorite"]
        house.radio.say(house.radio.errands[1][1], RoutingError.NONE, OWN)
        await breathe()
        assert errand.end == ErrandEnd(taken=True, error=0)
        assert request.end is None
        assert house.radio.texts == ["waits for both"]
        await breathe(60)


async def test_a_request_that_needs_quiet_is_alone_until_its_end(tasks):
    house = House()
    async with house.running():
        request = Errand(house, tasks, ROUTE, alone=True)
        await breathe()
        Errand(house, tasks, PUSH, urgent=True, timeout_s=40)
        await house.delivery.post(to=PEER, text="hi")
        await breathe(19)
        assert house.radio.order == ["SendData"]
        tell_answer(house, request.id, b"route", PEER, port=70)
        await breathe()
        assert house.radio.order[1] == "PushContact"
        await breathe(60)


# --- traceroutes ------------------------------------------------------------------------------

TRACE = SendData(to=PEER, port=70, payload=b"")
REFUSED = ErrandEnd(taken=False, is_handed=False)


async def test_no_more_than_six_traceroutes_an_hour_leave_half_a_minute_apart(tasks):
    house = House()
    with structlog.testing.capture_logs() as logs:
        async with house.running():
            for _ in range(6):
                assert await house.delivery.errands.run(TRACE) == ErrandEnd(taken=True)
                assert await house.delivery.errands.run(TRACE) == REFUSED
                await breathe(30)
            assert await house.delivery.errands.run(TRACE) == REFUSED
            assert house.delivery.errands.trace_wait_s() == pytest.approx(3420, abs=1)
            assert await house.delivery.errands.run(SendData(to=PEER, port=1, payload=b"")) == ErrandEnd(taken=True)
            await breathe(3600 - 180)
            assert await house.delivery.errands.run(TRACE) == ErrandEnd(taken=True)
    waits = [line["wait_s"] for line in logs if line["event"] == "traceroute-refused"]
    assert waits == [30] * 5 + [3450, 3420]
    assert house.radio.order == ["SendData"] * 8


async def test_traceroutes_that_wait_for_the_link_do_not_leave_together(tasks):
    house = House(connect=False)
    async with house.running():
        waiting = [Errand(house, tasks, TRACE) for _ in range(3)]
        await breathe()
        house.radio.connect()
        await breathe(0.01)
        assert [errand.end for errand in waiting] == [ErrandEnd(taken=True), REFUSED, REFUSED]
    assert house.radio.order == ["SendData"]


async def test_a_traceroute_that_the_radio_could_not_take_does_not_count(tasks):
    house = House()
    house.radio.refuses_now = [NotReadyError("not ready")]
    async with house.running():
        assert await house.delivery.errands.run(TRACE) == ErrandEnd(taken=False)
        assert await house.delivery.errands.run(TRACE) == ErrandEnd(taken=True)


# --- how quiet it is --------------------------------------------------------------------------


async def test_quiet_begins_when_the_last_text_has_its_verdict(tasks):
    house = House()
    idle_s = house.delivery.errands.idle_s
    async with house.running():
        await breathe(10)
        assert idle_s() == pytest.approx(10.0, abs=0.01)
        written = await house.delivery.post(to=PEER, text="hi")
        assert idle_s() == 0.0
        assert house.delivery.errands.recipients() == (PEER,)
        await breathe(20)
        assert idle_s() == 0.0
        house.radio.say(written.packet_id)
        await breathe(5)
        assert idle_s() == pytest.approx(5.0, abs=0.01)
        Errand(house, tasks, ASK)
        await breathe(5)
        assert idle_s() == pytest.approx(10.0, abs=0.01)
        assert house.delivery.errands.recipients() == ()


async def test_what_needs_quiet_waits_for_every_verdict_and_no_text_goes_meanwhile(tasks):
    house = House()
    async with house.running():
        await house.delivery.post(to=PEER, text="first")
        await breathe()
        errand = Errand(house, tasks, UNFAVORITE, alone=True)
        await breathe(1)
        await house.delivery.post(to=PEER, text="second")
        await breathe(10)
        assert house.radio.order == ["first"]
        house.radio.say(house.radio.ids[0])
        await breathe()
        assert house.radio.order == ["first", "RemoveFavorite"]
        await breathe(1)
        assert house.radio.texts == ["first"], "nothing goes before the radio says that it is done"
        house.radio.say(errand.id, RoutingError.NONE, OWN)
        await breathe()
        assert errand.end == ErrandEnd(taken=True, error=0)
        assert house.radio.texts == ["first", "second"]


async def test_quiet_that_does_not_come_holds_the_texts_for_twenty_seconds_and_no_longer(tasks):
    house = House()
    async with house.running():
        await house.delivery.post(to=PEER, text="first")
        await breathe()
        errand = Errand(house, tasks, UNFAVORITE, urgent=True, alone=True)
        await house.delivery.post(to=THIRD, text="second")
        await breathe(QUIET_WAIT_S - 0.1)
        assert house.radio.order == ["first"]
        await breathe(0.2)
        assert errand.end == ErrandEnd(taken=False, is_handed=False)
        assert house.radio.order == ["first", "second"]


async def test_what_needs_quiet_goes_at_once_in_quiet_though_texts_wait_for_keys(tasks):
    house = House(custody=(custodian := Custodian()))
    custodian.objections[PEER] = [objects("KEY_WANTED")]
    async with house.running():
        await house.delivery.post(to=PEER, text="waits for its key")
        await breathe()
        errand = Errand(house, tasks, UNFAVORITE, alone=True)
        await breathe()
        assert house.radio.order == ["RemoveFavorite"]
        house.radio.say(errand.id, RoutingError.NONE, OWN)
        await breathe()
        assert errand.end.is_done
