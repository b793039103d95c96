"""What becomes of a question for the way to a node, with a scripted delivery; and one through a whole house."""

import asyncio
from datetime import UTC, datetime

import pytest

from housekit import InALine, playing
from steadymesh.app.traceroutes import TraceDesk
from steadymesh.errors import UsageError
from steadymesh.ids import BROADCAST, ChannelIndex, NodeNum
from steadymesh.model import (
    ErrandEnd,
    LinkState,
    LinkStatus,
    Node,
    PushContact,
    RadioInfo,
    RoutingError,
    SendData,
    Trace,
    TraceHop,
    TraceOutcome,
)
from steadymesh.wire import pb

OWN, PEER = NodeNum(0x0BADCAFE), NodeNum(0x11223344)
ROUTE = pb.RouteDiscovery(route=[5], snr_towards=[4, 8], route_back=[5], snr_back=[12, 16]).SerializeToString()


class Errands:
    """Ends every errand as it is told to."""

    def __init__(self, end, wait_s=0.0):
        self.end, self.wait_s = end, wait_s
        self.asked = []

    async def run(self, intent, *, urgent=False, alone=False, timeout_s=60.0):
        self.asked.append((intent, urgent, alone, timeout_s))
        return self.end

    def trace_wait_s(self):
        return self.wait_s


class Link:
    def __init__(self, state=LinkState.READY, own=OWN):
        self.state = state
        self.own = own

    def status(self):
        return LinkStatus(state=self.state, target="tcp://x:4403", since=datetime(2026, 3, 1, tzinfo=UTC))

    def radio(self):
        return None if self.own is None else RadioInfo(num=self.own, node=Node(num=self.own))


def desk(end, wait_s=0.0, *, nodes=(), **link):
    errands, radio = Errands(end, wait_s), Link(**link)
    known = {node.num: node for node in nodes}
    return TraceDesk(errands=errands, link=radio, radio=radio, nodes=known), errands


async def test_an_answer_is_the_way_there_and_back():
    traces, errands = desk(ErrandEnd(taken=True, error=0, answer=ROUTE))
    assert await traces.trace(PEER, timeout_s=40) == Trace(
        outcome=TraceOutcome.ANSWERED,
        towards=(TraceHop(node=NodeNum(5), snr_db=1.0), TraceHop(node=PEER, snr_db=2.0)),
        back=(TraceHop(node=NodeNum(5), snr_db=3.0), TraceHop(node=OWN, snr_db=4.0)),
    )
    question = SendData(to=PEER, port=70, payload=b"", want_ack=True, want_response=True)
    assert errands.asked == [(question, False, False, 40)]


async def test_who_is_known_on_another_channel_is_asked_there():
    traces, errands = desk(ErrandEnd(taken=True), nodes=[Node(num=PEER, channel=ChannelIndex(3))])
    await traces.trace(PEER)
    assert errands.asked[0][0].channel == 3


@pytest.mark.parametrize(
    "end",
    [
        ErrandEnd(taken=True),
        ErrandEnd(taken=True, error=0),
        ErrandEnd(taken=True, error=RoutingError.MAX_RETRANSMIT.value),
        ErrandEnd(taken=None),
        ErrandEnd(taken=True, answer=b"\x0a\xff"),
        ErrandEnd(taken=True, answer=pb.RouteDiscovery(route=[1] * 9).SerializeToString()),
    ],
)
async def test_silence_and_what_is_no_way_are_no_answer(end):
    traces, _ = desk(end)
    assert await traces.trace(PEER) == Trace(outcome=TraceOutcome.UNANSWERED)


@pytest.mark.parametrize(
    "end",
    [
        ErrandEnd(taken=False, error=RoutingError.NO_CHANNEL.value),
        ErrandEnd(taken=False),
        ErrandEnd(taken=True, error=RoutingError.DUTY_CYCLE_LIMIT.value),
        ErrandEnd(taken=False, is_handed=False),
    ],
)
async def test_what_did_not_go_out_was_not_possible(end):
    traces, _ = desk(end)
    assert await traces.trace(PEER) == Trace(outcome=TraceOutcome.UNAVAILABLE)


async def test_one_too_many_says_how_long_to_wait():
    traces, _ = desk(ErrandEnd(taken=False, is_handed=False), wait_s=29.5)
    assert await traces.trace(PEER) == Trace(outcome=TraceOutcome.REFUSED, wait_s=29.5)


@pytest.mark.parametrize("link", [{"own": None}, {"state": LinkState.HANDSHAKE}, {"state": LinkState.WAITING}])
async def test_without_a_link_nothing_is_asked(link):
    traces, errands = desk(ErrandEnd(taken=True, answer=ROUTE), **link)
    assert await traces.trace(PEER) == Trace(outcome=TraceOutcome.UNAVAILABLE)
    assert errands.asked == []


@pytest.mark.parametrize("node", [0, -1, BROADCAST, BROADCAST + 1, OWN])
async def test_there_is_no_way_to_nobody_everybody_and_ourselves(node):
    traces, errands = desk(ErrandEnd(taken=True, answer=ROUTE))
    with pytest.raises(UsageError):
        await traces.trace(NodeNum(node))
    assert errands.asked == []


# --- through a whole house --------------------------------------------------------------------


async def test_a_house_traces_over_two_relays_and_then_waits_half_a_minute(tmp_path):
    async with playing(tmp_path, kind=InALine) as play:
        await play.ready()
        first, second, last = (peer.num for peer in play.people)
        traces = play.house.traceroutes
        trace = await traces.trace(last)
        assert trace.outcome is TraceOutcome.ANSWERED
        assert [(hop.node, hop.snr_db) for hop in trace.towards] == [(first, 4.0), (second, -7.25), (last, 2.5)]
        assert [hop.node for hop in trace.back] == [second, first, play.radio.num]
        assert [hop.snr_db for hop in trace.back][:2] == [8.75, -11.5]
        assert trace.back[2].snr_db == pytest.approx(6.0, abs=1.1), "as our radio measured it that time"
        again = await traces.trace(first)
        assert again.outcome is TraceOutcome.REFUSED
        assert 0 < again.wait_s < 30
        await asyncio.sleep(again.wait_s)
        assert (await traces.trace(first)).towards == (TraceHop(node=first, snr_db=4.0),)


async def test_a_house_waits_a_minute_for_a_node_that_is_off_while_its_key_errands_go_on(tmp_path):
    async with playing(tmp_path, kind=InALine) as play:
        await play.ready()
        last = play.people[2]
        play.terrain.switch(3, on=False)
        async with asyncio.TaskGroup() as tasks:
            asked = play.loop.time()
            trace = tasks.create_task(play.house.traceroutes.trace(last.num), name="trace")
            await asyncio.sleep(10)
            end = await play.house.delivery.errands.run(PushContact(node=play.house.directory.get(last.num)))
            assert end.is_done
            assert play.loop.time() - asked < 12
            assert not trace.done()
        assert trace.result() == Trace(outcome=TraceOutcome.UNANSWERED)
        assert play.loop.time() - asked == pytest.approx(60, abs=1)


async def test_without_a_radio_there_is_no_way(tmp_path):
    async with playing(tmp_path, kind=InALine) as play:
        await play.ready()
        play.house.link.release(600)
        await asyncio.sleep(5)
        assert await play.house.traceroutes.trace(play.people[0].num) == Trace(outcome=TraceOutcome.UNAVAILABLE)
