import asyncio
import math
import socket

import pytest

from linkkit import (
    INTENT,
    OURS,
    START,
    FullChance,
    RecordingBus,
    WordRadio,
    WordSession,
    a_supervisor,
    answer,
    loop_now,
    running,
)
from steadymesh.errors import NotReadyError, UsageError
from steadymesh.events import (
    AttemptFailed,
    LinkChanged,
    LinkContended,
    Reconnected,
    SendResolved,
    SessionLost,
    SessionReady,
)
from steadymesh.link.target import Target
from steadymesh.model import LinkState, RestartRadio


def near(*values):
    return [pytest.approx(value, abs=0.02) for value in values]


def opened(radio: WordRadio) -> list[float]:
    return [visit.opened_at for visit in radio.visits]


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


# --- the first connection -----------------------------------------------------------------------


async def test_the_first_connection_tells_its_way_without_speaking_of_reconnection(log):
    async with WordRadio() as radio, running(radio.target, settle_s=3) as rig:
        await asyncio.sleep(5)
        assert log.ids == ["link-connecting", "link-opening", "link-settling", "link-connected", "link-ready"]
        assert log.of("link-ready") == [
            {
                "generation": 1,
                "seconds": pytest.approx(3, abs=0.01),
                "nodes": 3,
                "keys": 1,
                "firmware": "2.7.26.54e0d8d",
            }
        ]
        assert log.of("link-connected") == [{"host": "127.0.0.1", "port": radio.port}]
        assert rig.link.radio().num == OURS
        assert rig.link.held_keys() == 1
        assert rig.bus.of(Reconnected) == []


async def test_a_radio_that_is_not_there_is_tried_for_ever_first_aloud_then_quietly(log):
    target = Target(host="127.0.0.1", port=free_port())
    async with running(target):
        await asyncio.sleep(400)
    starts = log.times("link-opening")
    assert starts == near(0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303, 363)
    levels = log.levels("link-attempt-failed")
    assert levels == ["warning"] + ["debug"] * 11
    assert [fields["delay_s"] for fields in log.of("link-waiting")] == [1, 2, 4, 8, 16, 32, *[60] * 6]
    assert [fields["attempt"] for fields in log.of("link-waiting")] == list(range(2, 14))
    assert log.of("link-attempt-failed")[0]["reason"] == "connect"


async def test_a_radio_that_comes_late_is_connected_at_the_next_attempt(log):
    radio = WordRadio()
    radio.port = free_port()
    async with running(radio.target) as rig:
        await asyncio.sleep(5)
        await radio.listen()
        await asyncio.sleep(3)
        assert rig.link.status().state is LinkState.READY
        assert [e.reason for e in rig.bus.of(AttemptFailed)] == ["connect"] * 3
        assert rig.bus.of(Reconnected) == [], "there was nothing before"
    await radio.stop()


# --- after a loss -------------------------------------------------------------------------------


@pytest.mark.parametrize(("how", "reason"), [("close", "closed"), ("reset", "reset")])
async def test_after_a_loss_the_first_attempt_goes_at_once(log, how, reason):
    async with WordRadio() as radio, running(radio.target) as rig:
        await asyncio.sleep(100)
        getattr(radio.visits[0], how)()
        await asyncio.sleep(10)
        assert opened(radio) == near(0, 100)
        assert log.ids[4:] == [
            "link-lost",
            "link-reconnecting",
            "link-closing-old",
            "link-closed",
            "link-opening",
            "link-connected",
            "link-ready",
            "link-reconnected",
        ], "a wait of 0 s has no line"
        assert log.of("link-lost")[0]["reason"] == reason
        assert rig.bus.of(SessionLost)[0].reason == reason
        assert dict(rig.link.status().losses) == {reason: 1}
        assert rig.bus.of(SessionLost)[0].ready_seconds == pytest.approx(100, abs=0.02)
        assert rig.bus.of(Reconnected)[0].attempts == 1


async def test_the_gentle_preset_keeps_its_classical_timeline(log):
    scheduled = []
    async with (
        WordRadio() as radio,
        running(radio.target, reconnect_delay_s=15, settle_s=3, on_ready=lambda e: scheduled.append((loop_now(), e))),
    ):
        await asyncio.sleep(100)
        radio.visits[0].close()
        await asyncio.sleep(60)
        lines = [(at - 100, level, event) for at, level, event, _ in log.lines if at > 99]
        assert lines == [
            (*near(0), "warning", "link-lost"),
            (*near(0), "info", "link-reconnecting"),
            (*near(0), "debug", "link-closing-old"),
            (*near(0), "info", "link-closed"),
            (*near(0), "info", "link-waiting"),
            (*near(15), "debug", "link-opening"),
            (*near(15), "debug", "link-settling"),
            (*near(18), "debug", "link-connected"),
            (*near(18), "info", "link-ready"),
            (*near(18), "info", "link-reconnected"),
        ]
        assert log.of("link-reconnecting") == [{"number": 1, "attempt": 1, "address": str(radio.target)[6:]}]
        assert log.of("link-waiting") == [{"delay_s": 15, "attempt": 1}]
        assert log.of("link-settling")[1] == {"settle_s": 3}
        assert log.of("link-reconnected") == [
            {"generation": 2, "number": 1, "away_s": pytest.approx(18, abs=0.1), "attempts": 1}
        ]
        assert scheduled[1] == (*near(118), scheduled[1][1])
        assert [v.lines[0][0] for v in radio.visits] == near(3, 118), "nothing is sent before it settled"


async def test_attempts_after_a_loss_back_off_and_the_outage_is_numbered(log):
    async with WordRadio() as radio, running(radio.target) as rig:
        await asyncio.sleep(100)
        await radio.stop()
        await asyncio.sleep(20)
        await radio.listen()
        await asyncio.sleep(12)
        assert log.times("link-opening")[1:] == near(100, 101, 103, 107, 115, 131)
        assert [(f["number"], f["attempt"]) for f in log.of("link-reconnecting")] == [(1, n) for n in range(1, 7)]
        assert rig.bus.of(Reconnected)[0].attempts == 6
        status = rig.link.status()
        assert status.reconnect_seconds_last == pytest.approx(31, abs=0.1)
        assert (status.reconnections, status.reconnections_today) == (1, 1)
        assert log.levels("link-attempt-failed") == ["warning", *["debug"] * 4]


async def test_a_link_that_falls_again_and_again_is_backed_off_and_named_unstable(log):
    async with WordRadio() as radio:
        loop = asyncio.get_running_loop()

        def script(visit, line):
            answer(visit, line)
            if line == "want":
                loop.call_later(5, visit.reset)

        radio.on_line = script
        async with running(radio.target) as rig:
            await asyncio.sleep(58)
        assert opened(radio) == near(0, 5, 10.9, 16.8, 22.7, 28.6, 34.5, 40.4, 46.3, 52.2)
        assert [fields["delay_s"] for fields in log.of("link-waiting")] == [0.9] * 9
        assert log.of("link-unstable") == [{"losses": 3, "minutes": 15}]
        assert log.levels("link-unstable") == ["warning"]
        assert [e.reason for e in rig.bus.of(SessionLost)] == ["reset"] * 10


async def test_stability_resets_the_backoff():
    async with WordRadio() as radio:
        loop = asyncio.get_running_loop()
        lives = iter([5, 5, 5, 60.5, 5])

        def script(visit, line):
            answer(visit, line)
            life_s = next(lives, None) if line == "want" else None
            if life_s is not None:
                loop.call_later(life_s, visit.reset)

        radio.on_line = script
        async with running(radio.target):
            await asyncio.sleep(100)
        assert opened(radio) == near(0, 5, 10.9, 16.8, 77.3, 83.2)


async def test_after_an_unstable_loss_the_second_attempt_goes_on_where_the_backoff_stood(log):
    async with WordRadio() as radio, running(radio.target):
        for _ in range(4):
            await asyncio.sleep(5)
            radio.visits[-1].reset()
        await radio.stop()
        await asyncio.sleep(40)
        assert [fields["delay_s"] for fields in log.of("link-waiting")] == [0.9, 0.9, 0.9, 8, 16, 32]
        assert [fields["attempt"] for fields in log.of("link-waiting")] == [1, 1, 1, 2, 3, 4]


async def test_a_black_hole_costs_one_connect_timeout(log):
    with socket.socket() as hole, socket.socket() as first, socket.socket() as second:
        hole.bind(("127.0.0.1", 0))
        hole.listen(0)
        for filler in (first, second):
            filler.setblocking(False)
            filler.connect_ex(hole.getsockname())
        async with running(Target(host="127.0.0.1", port=hole.getsockname()[1])):
            await asyncio.sleep(25)
        assert log.times("link-opening") == near(0, 11, 23)
        assert log.times("link-attempt-failed") == near(10, 21)
        assert "did not answer within 10 s" in str(log.of("link-attempt-failed")[0]["detail"])


async def test_a_silent_radio_is_a_handshake_failure_with_its_reason():
    async with WordRadio() as radio:
        radio.on_line = lambda _visit, _line: None
        async with running(radio.target) as rig:
            await asyncio.sleep(12)
        assert opened(radio) == near(0, 11)
        assert rig.bus.of(AttemptFailed)[0].reason == "handshake"
        assert rig.bus.of(SessionLost) == []


async def test_handshakes_that_are_cut_again_and_again_are_named_once_without_a_yield(log):
    async with WordRadio() as radio:
        radio.on_line = lambda visit, _line: visit.close()
        async with running(radio.target) as rig:
            await asyncio.sleep(50)
        assert opened(radio) == near(0, 1, 3, 7, 15, 31)
        assert log.of("link-cut-short") == [{"times": 3}]
        assert log.times("link-cut-short") == near(3)
        assert rig.bus.of(LinkContended) == []


# --- another client -----------------------------------------------------------------------------


async def test_a_contended_link_yields_longer_each_time_and_says_to_whom(log):
    async with WordRadio() as radio:
        loop = asyncio.get_running_loop()

        def script(visit, line):
            answer(visit, line)
            if line == "want" and len(radio.visits) > 1:
                loop.call_later(2, visit.close)

        radio.on_line = script
        async with running(radio.target) as rig:
            await asyncio.sleep(100)
            radio.visits[0].close()
            await asyncio.sleep(1900)
            assert opened(radio)[:6] == near(0, 100, 222, 524, 1126, 1728)
            assert [e.yield_seconds for e in rig.bus.of(LinkContended)][:4] == [120, 300, 600, 600]
            assert log.of("link-unstable") == [], "a second client has words of its own"
            assert log.of("link-contended")[0] == {"generation": 2, "yield_s": 120, "yield_min": 2.0}
            assert rig.link.status().state is LinkState.YIELDED
            assert rig.link.status().next_attempt_s == pytest.approx(1730 + 600 - 2000, abs=0.1)


async def test_a_radio_that_reboots_twice_in_a_minute_is_not_taken_for_a_second_client():
    async with WordRadio() as radio:
        radio.on_line = lambda visit, _line: visit.say("reboot reboot-count", "ready")
        async with running(radio.target) as rig:
            for _ in range(3):
                await asyncio.sleep(10)
                radio.visits[-1].close()
        assert rig.bus.of(LinkContended) == []
        assert opened(radio) == near(0, 10, 20.9)


async def test_a_restart_that_we_ordered_is_not_taken_for_a_second_client():
    async with WordRadio() as radio, running(radio.target) as rig:
        await asyncio.sleep(100)
        radio.visits[0].close()
        await asyncio.sleep(35)
        rig.link.transmit(RestartRadio(), 42)
        await asyncio.sleep(2)
        radio.visits[1].close()
        await asyncio.sleep(40)
        assert rig.bus.of(LinkContended) == []
        assert opened(radio) == near(0, 100, 137.9)
        radio.visits[2].close()
        await asyncio.sleep(1)
        radio.visits[3].close()
        await asyncio.sleep(1)
        assert len(rig.bus.of(LinkContended)) == 1, "what comes after it is judged as ever"


async def test_take_ends_a_yield_at_once(log):
    async with WordRadio() as radio, running(radio.target) as rig:
        await asyncio.sleep(100)
        radio.visits[0].close()
        await asyncio.sleep(1)
        radio.visits[1].close()
        await asyncio.sleep(10)
        assert rig.link.status().state is LinkState.YIELDED
        rig.link.take()
        await asyncio.sleep(1)
        assert opened(radio) == near(0, 100, 111)
        assert log.of("link-taken") == [{"state": "yielded"}]
        assert [f["attempt"] for f in log.of("link-reconnecting")] == [1, 1]


# --- release and take ---------------------------------------------------------------------------


async def test_release_says_goodbye_and_comes_back_when_it_is_over(log):
    async with WordRadio() as radio, running(radio.target) as rig:
        await asyncio.sleep(100)
        rig.link.release(600)
        await asyncio.sleep(1)
        assert radio.visits[0].words == ["want", "bye"]
        status = rig.link.status()
        assert (status.state, status.next_attempt_s) == (LinkState.RELEASED, pytest.approx(599, abs=0.1))
        assert rig.bus.of(SessionLost)[0].reason == "released"
        assert dict(status.losses) == {}
        await asyncio.sleep(600)
        assert opened(radio) == near(0, 700)
        assert rig.link.status().state is LinkState.READY
        assert [event for event in log.ids[4:] if log.levels(event)[0] != "debug"] == [
            "link-released",
            "link-closed",
            "link-connecting",
            "link-ready",
        ]
        assert log.of("link-released") == [{"seconds": 600, "duration": "10m"}]


async def test_a_release_is_no_outage_and_the_way_back_no_reconnection():
    async with WordRadio() as radio, running(radio.target) as rig:
        for end in (rig.link.take, lambda: None):
            await asyncio.sleep(10)
            rig.link.release(60)
            await asyncio.sleep(1)
            assert rig.link.status().lost_since is None
            end()
            await asyncio.sleep(60)
            assert rig.link.status().state is LinkState.READY
        status = rig.link.status()
        assert (status.reconnections, status.reconnect_seconds_last) == (0, None)
        assert rig.bus.of(Reconnected) == []


async def test_a_release_ends_the_outage_that_it_falls_into(log):
    async with WordRadio() as radio, running(radio.target) as rig:
        await asyncio.sleep(100)
        await radio.stop()
        await asyncio.sleep(10)
        rig.link.release(600)
        await asyncio.sleep(100)
        await radio.listen()
        await asyncio.sleep(501)
        assert rig.link.status().state is LinkState.READY
        assert rig.link.status().reconnections == 0
        assert dict(rig.link.status().losses) == {"closed": 1}


async def test_a_way_back_that_is_closed_is_an_outage_from_there_on(log):
    async with WordRadio() as radio, running(radio.target) as rig:
        await asyncio.sleep(100)
        rig.link.release(600)
        await asyncio.sleep(10)
        await radio.stop()
        await asyncio.sleep(591)
        since = rig.link.status().lost_since
        assert (since - START).total_seconds() == pytest.approx(700, abs=0.02)
        await radio.listen()
        await asyncio.sleep(5)
        assert [(f["number"], f["attempt"]) for f in log.of("link-reconnecting")] == [(1, 2), (1, 3)]
        assert rig.bus.of(Reconnected)[0].away_seconds == pytest.approx(3, abs=0.1)
        assert rig.bus.of(Reconnected)[0].attempts == 3
        assert log.levels("link-attempt-failed") == ["warning", "debug"]


async def test_released_before_the_radio_ever_came_is_still_the_start(log):
    async with running(Target(host="127.0.0.1", port=free_port())) as rig:
        await asyncio.sleep(2)
        rig.link.release(60)
        await asyncio.sleep(70)
        assert rig.link.status().lost_since is None
        assert rig.link.status().state is LinkState.WAITING
    assert log.of("link-reconnecting") == []


async def test_release_while_it_connects_leaves_at_once():
    async with WordRadio() as radio:
        radio.on_line = lambda _visit, _line: None
        async with running(radio.target) as rig:
            await asyncio.sleep(1)
            rig.link.release(60)
            await asyncio.sleep(1)
            assert rig.link.status().state is LinkState.RELEASED
            assert radio.visits[0].closed_at == pytest.approx(1, abs=0.02)
            assert rig.bus.of(AttemptFailed) == []
            await asyncio.sleep(62)
            assert opened(radio)[:2] == near(0, 61)


async def test_a_release_outlasts_a_loss_at_the_same_moment_and_can_be_changed():
    async with WordRadio() as radio, running(radio.target) as rig:
        await asyncio.sleep(100)
        radio.visits[0].reset()
        rig.link.release(600)
        await asyncio.sleep(10)
        rig.link.release(50)
        await asyncio.sleep(49)
        assert len(radio.visits) == 1
        await asyncio.sleep(2)
        assert opened(radio)[1:] == near(160)


async def test_take_ends_a_release_and_release_of_zero_is_take(log):
    async with WordRadio() as radio, running(radio.target) as rig:
        for end in (rig.link.take, lambda: rig.link.release(0)):
            await asyncio.sleep(10)
            rig.link.release(600)
            await asyncio.sleep(10)
            end()
        await asyncio.sleep(1)
        assert opened(radio) == near(0, 20, 40)
        assert log.of("link-taken") == [{"state": "released"}] * 2


async def test_release_and_take_in_one_breath_reconnects_at_once():
    async with WordRadio() as radio, running(radio.target) as rig:
        await asyncio.sleep(10)
        rig.link.release(600)
        rig.link.take()
        await asyncio.sleep(1)
        assert opened(radio) == near(0, 10)
        assert rig.link.status().state is LinkState.READY


async def test_a_reconnection_on_request_says_goodbye_and_comes_back_at_once_and_is_no_outage(log):
    async with WordRadio() as radio, running(radio.target) as rig:
        await asyncio.sleep(100)
        rig.link.reconnect()
        await asyncio.sleep(10)
        assert radio.visits[0].words == ["want", "bye"]
        assert opened(radio) == near(0, 100)
        assert rig.bus.of(SessionLost)[0].reason == "reconnect"
        assert rig.bus.of(Reconnected) == []
        status = rig.link.status()
        assert (status.state, status.generation, status.reconnections) == (LinkState.READY, 2, 0)
        assert [event for event in log.ids[4:] if log.levels(event)[0] != "debug"] == [
            "link-reconnect-asked",
            "link-closed",
            "link-connecting",
            "link-ready",
        ]


async def test_a_reconnection_on_request_leaves_a_fragile_node_its_time():
    async with WordRadio() as radio, running(radio.target, reconnect_delay_s=15) as rig:
        await asyncio.sleep(100)
        rig.link.reconnect()
        await asyncio.sleep(30)
        assert opened(radio) == near(0, 115)


async def test_a_reconnection_on_request_ends_a_release_even_while_that_says_goodbye():
    async with WordRadio() as radio, running(radio.target) as rig:
        for wait_s in (5, 0, 0.01):
            await asyncio.sleep(10)
            rig.link.release(600)
            await asyncio.sleep(wait_s)
            rig.link.reconnect()
            await asyncio.sleep(2)
            assert rig.link.status().state is LinkState.READY


async def test_a_reconnection_on_request_ends_a_backoff_and_an_attempt_under_way():
    async with WordRadio() as radio, running(radio.target) as rig:
        radio.on_line = lambda visit, line: None
        await asyncio.sleep(0.5)
        radio.on_line = answer
        rig.link.reconnect()
        await asyncio.sleep(1)
        assert opened(radio) == near(0, 0.5)
        assert rig.link.status().state is LinkState.READY
        await radio.stop()
        await asyncio.sleep(20)
        await radio.listen()
        rig.link.reconnect()
        await asyncio.sleep(0.1)
        assert rig.link.status().state is LinkState.READY
        assert len(rig.bus.of(Reconnected)) == 1, "the outage it fell into ends as any other"


async def test_a_release_right_after_a_reconnection_on_request_holds():
    async with WordRadio() as radio, running(radio.target, reconnect_delay_s=15) as rig:
        await asyncio.sleep(10)
        rig.link.reconnect()
        rig.link.release(100)
        await asyncio.sleep(90)
        assert rig.link.status().state is LinkState.RELEASED
        await asyncio.sleep(20)
        assert opened(radio) == near(0, 110)


async def test_take_where_nothing_waits_changes_nothing(log):
    async with WordRadio() as radio, running(radio.target) as rig:
        await asyncio.sleep(10)
        rig.link.take()
        await asyncio.sleep(10)
        assert len(radio.visits) == 1
        assert log.of("link-taken") == []


async def test_take_ends_a_backoff():
    target = Target(host="127.0.0.1", port=free_port())
    async with running(target) as rig:
        await asyncio.sleep(40)
        assert rig.link.status().next_attempt_s == pytest.approx(23, abs=0.1)
        rig.link.take()
        await asyncio.sleep(0.1)
        assert rig.link.status().generation == 7


@pytest.mark.parametrize("seconds", [-1, math.inf, math.nan])
async def test_a_release_of_no_length_is_refused(seconds):
    with pytest.raises(UsageError, match="Write something like 10m"):
        a_supervisor(Target(host="127.0.0.1")).release(seconds)


# --- the ports ----------------------------------------------------------------------------------


async def test_a_packet_goes_out_on_the_generation_that_is_told():
    async with WordRadio() as radio, running(radio.target) as rig:
        assert rig.link.wait_s(INTENT) is None
        with pytest.raises(NotReadyError):
            rig.link.transmit(INTENT, 1)
        await asyncio.sleep(100)
        radio.visits[0].close()
        await asyncio.sleep(1)
        assert rig.link.wait_s(INTENT) == 0
        assert rig.link.transmit(INTENT, 42) == 2
        assert rig.link.wait_s(INTENT) is None


async def test_losing_the_link_resolves_what_is_in_flight_before_it_is_called_lost():
    async with WordRadio() as radio, running(radio.target) as rig:
        await asyncio.sleep(1)
        rig.link.transmit(INTENT, 42)
        await asyncio.sleep(1)
        radio.visits[0].reset()
        await asyncio.sleep(1)
        order = [type(e) for _at, e in rig.bus.published if isinstance(e, SendResolved | SessionLost)]
        assert order == [SendResolved, SessionLost]
        assert rig.bus.of(SendResolved)[0].generation == 1


async def test_leaving_resolves_what_is_in_flight_too():
    async with WordRadio() as radio, running(radio.target) as rig:
        await asyncio.sleep(1)
        rig.link.transmit(INTENT, 42)
    assert [e.taken for e in rig.bus.of(SendResolved)] == [None]
    assert rig.bus.of(SessionLost)[0].reason == "stopped"


async def test_every_state_is_told_once_in_order():
    async with WordRadio() as radio, running(radio.target, reconnect_delay_s=5) as rig:
        await asyncio.sleep(100)
        radio.visits[0].close()
        await asyncio.sleep(10)
    s = LinkState
    once = [s.CONNECTING, s.HANDSHAKE, s.READY]
    assert [e.state for e in rig.bus.of(LinkChanged)] == [*once, s.WAITING, *once, s.CLOSING, s.STOPPED]


@pytest.mark.parametrize("how", ["close", "reset"])
async def test_no_goodbye_is_told_of_where_none_takes_place(how):
    async with WordRadio() as radio, running(radio.target) as rig:
        await asyncio.sleep(100)
        getattr(radio.visits[0], how)()
        await asyncio.sleep(1)
        await radio.stop()
        await asyncio.sleep(10)
        states = [e.state for e in rig.bus.of(LinkChanged)]
        assert states.count(LinkState.HANDSHAKE) == 2
        assert LinkState.CLOSING not in states


async def test_a_goodbye_of_our_own_is_told_of():
    async with WordRadio() as radio, running(radio.target) as rig:
        await asyncio.sleep(10)
        rig.link.release(60)
        await asyncio.sleep(1)
    states = [e.state for e in rig.bus.of(LinkChanged)]
    assert states[-3:] == [LinkState.CLOSING, LinkState.RELEASED, LinkState.STOPPED]


async def test_status_tells_the_whole_story():
    clock = FullChance(START)
    async with WordRadio() as radio:
        link = a_supervisor(radio.target, clock=clock)
        fresh = link.status()
        assert (fresh.state, fresh.generation, fresh.address, fresh.lost_since) == (LinkState.STOPPED, 0, "", None)
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(link.run(), name="supervisor")
            await asyncio.sleep(50)
            radio.visits[0].say("nonsense", "probe")
            await asyncio.sleep(20)
            status = link.status()
            assert status.state is LinkState.READY
            assert status.target == f"tcp://127.0.0.1:{radio.port}"
            assert status.address == f"127.0.0.1:{radio.port}"
            assert (status.ready_since - START).total_seconds() == pytest.approx(0, abs=0.02)
            assert (status.lost_since, status.attempt, status.next_attempt_s) == (None, 0, None)
            assert status.last_probe_s == 0.25
            assert dict(status.drops) == {"skipped": 1}
            await radio.stop()
            await asyncio.sleep(5)
            status = link.status()
            assert status.state is LinkState.WAITING
            assert (status.lost_since - START).total_seconds() == pytest.approx(70, abs=0.02)
            assert (status.since - START).total_seconds() == pytest.approx(73, abs=0.02)
            assert status.ready_since is None
            assert (status.attempt, status.next_attempt_s) == (3, pytest.approx(2, abs=0.02))
            assert dict(status.losses) == {"closed": 1}
            assert status.last_reason == "closed"
            assert dict(status.drops) == {"skipped": 1}, "what a session counted outlives it"
            task.cancel()
        assert link.status().state is LinkState.STOPPED


async def test_what_the_radio_tells_on_the_way_reaches_the_log(log):
    async with WordRadio() as radio, running(radio.target):
        await asyncio.sleep(1)
        radio.visits[0].say("reboot number", "reboot uptime", "proxy")
        await asyncio.sleep(1)
        assert log.of("link-rebooted") == [
            {"what": "number", "before": "!0badcafe", "after": "!00000002"},
            {"what": "uptime", "before": 0x0BADCAFE, "after": 2},
        ]
        assert log.levels("link-proxy-suspected") == ["warning"]


# --- READY and its hook -------------------------------------------------------------------------


async def test_the_hook_is_called_before_reconnected_is_logged_and_before_anybody_hears(log):
    import structlog

    keys = structlog.get_logger("keys")
    bus = RecordingBus()
    heard = []

    def schedule(event):
        heard.append([e for e in bus.of(SessionReady) if e is event])
        keys.info("pubkey-sync-scheduled", delay_s=15)

    async with WordRadio() as radio:
        link = a_supervisor(radio.target, bus=bus, on_ready=schedule)
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(link.run(), name="supervisor")
            await asyncio.sleep(100)
            radio.visits[0].close()
            await asyncio.sleep(1)
            task.cancel()
    assert heard == [[], []]
    ready = [at for at, event in enumerate(log.ids) if event == "link-ready"][1]
    assert log.ids[ready : ready + 3] == ["link-ready", "pubkey-sync-scheduled", "link-reconnected"]
    kinds = [type(e) for _at, e in bus.published]
    at = len(kinds) - 1 - kinds[::-1].index(SessionReady)
    assert kinds[at + 1] is Reconnected


async def test_a_hook_that_raises_harms_nothing(log):
    def broken(event):
        raise ValueError("no such table")

    async with WordRadio() as radio, running(radio.target, on_ready=broken) as rig:
        await asyncio.sleep(100)
        radio.visits[0].close()
        await asyncio.sleep(1)
        assert rig.link.status().state is LinkState.READY
        assert len(rig.bus.of(SessionReady)) == 2
    assert log.of("link-hook-defect")[0] == {"kind": "ValueError", "detail": "no such table"}
    assert log.levels("link-hook-defect") == ["error"] * 2
    assert log.levels("link-traceback") == ["debug"] * 2


async def test_a_radio_that_shakes_hands_again_on_an_open_link_is_ready_again_but_not_reconnected(log):
    scheduled = []
    async with WordRadio() as radio, running(radio.target, on_ready=scheduled.append) as rig:
        await asyncio.sleep(100)
        radio.visits[0].close()
        await asyncio.sleep(10)
        radio.visits[1].say("reboot reboot-count", "ready")
        await asyncio.sleep(1)
        assert [f["generation"] for f in log.of("link-ready")] == [1, 2, 2]
        assert len(log.of("link-reconnected")) == 1
        assert len(scheduled) == 3
        assert rig.link.status().reconnections == 1


# --- defects ------------------------------------------------------------------------------------


async def test_a_defect_ends_one_turn_and_the_next_follows_with_backoff(log):
    made = []

    def sessions(**kwargs):
        made.append(loop_now())
        if len(made) < 4:
            raise ZeroDivisionError("a defect of ours")
        return WordSession(**kwargs)

    async with WordRadio() as radio, running(radio.target, sessions=sessions) as rig:
        await asyncio.sleep(10)
        assert made == near(0, 1, 3, 7)
        assert rig.link.status().state is LinkState.READY
        assert all(visit.gone.is_set() for visit in radio.visits[:3]), "no socket is left behind"
    assert log.of("link-defect") == [{"kind": "ZeroDivisionError", "detail": "a defect of ours"}] * 3
    assert log.levels("link-traceback") == ["debug"] * 3


async def test_a_defect_while_ready_is_a_loss_like_any_other(log):
    async with WordRadio() as radio, running(radio.target) as rig:
        await asyncio.sleep(100)
        radio.visits[0].say("defect")
        await asyncio.sleep(2)
        assert rig.link.status().state is LinkState.READY
        assert rig.bus.of(SessionLost)[0].reason == "defect"
        assert len(log.of("link-defect")) == 1
        assert opened(radio) == near(0, 101)


@pytest.mark.parametrize(("drawn", "nonce"), [(69420, 69422), (69421, 69423), (7, 7)])
async def test_the_ordinary_nonce_is_never_one_of_the_special_ones(drawn, nonce):
    class Loaded(FullChance):
        def packet_id(self):
            return drawn

    made = []

    def sessions(**kwargs):
        made.append(kwargs["nonce"])
        return WordSession(**kwargs)

    async with WordRadio() as radio, running(radio.target, clock=Loaded(START), sessions=sessions):
        await asyncio.sleep(1)
    assert made == [nonce]


# --- the end ------------------------------------------------------------------------------------


@pytest.mark.parametrize("after_s", [0, 0.5, 2, 4, 30, 101, 103])
async def test_cancelled_at_any_time_it_is_gone_within_a_second_and_leaves_nothing(after_s):
    async with WordRadio() as radio:
        radio.on_line = lambda visit, line: visit.say("ready") if line == "want" else None
        async with running(radio.target, settle_s=3, reconnect_delay_s=10) as rig:
            await asyncio.sleep(min(after_s, 100))
            if after_s > 100:
                await radio.stop()
                await asyncio.sleep(after_s - 100)
    assert rig.task.cancelled()
    assert rig.link.status().state is LinkState.STOPPED


async def test_cancelled_during_a_yield_and_a_release_it_goes_at_once():
    async with WordRadio() as radio:
        async with running(radio.target) as rig:
            await asyncio.sleep(10)
            rig.link.release(600)
            await asyncio.sleep(10)
        assert rig.stop_s < 0.01
        async with running(radio.target) as rig:
            await asyncio.sleep(100)
            radio.visits[-1].close()
            await asyncio.sleep(1)
            radio.visits[-1].close()
            await asyncio.sleep(1)
            assert rig.link.status().state is LinkState.YIELDED
        assert rig.stop_s < 0.01


async def test_cancelled_while_a_release_says_goodbye():
    async with WordRadio() as radio:
        radio.on_line = lambda visit, line: visit.say("ready") if line == "want" else None
        async with running(radio.target) as rig:
            await asyncio.sleep(10)
            rig.link.release(600)
            await asyncio.sleep(0.3)
            assert rig.link.status().state is LinkState.CLOSING
        assert rig.task.cancelled()
        assert rig.stop_s < 0.01
