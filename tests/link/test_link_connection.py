import asyncio
import socket

import pytest

from linkkit import INTENT, RecordingBus, WordRadio, WordSession, answer, loop_now
from steadymesh.errors import ClosedError, ConnectError, HandshakeError, NotReadyError, ProbeError
from steadymesh.events import QueueReported, SendResolved, SessionReady
from steadymesh.link.connection import Connection, ConnectionState
from steadymesh.link.options import LinkOptions
from steadymesh.link.tcp import TcpTransport


class Attempt:
    """A connection with what it delivered and the states it went through."""

    def __init__(self, radio: WordRadio, **options) -> None:
        self.bus = RecordingBus()
        self.states: list[ConnectionState] = []
        self.silence_s: float | None = None
        self.session: WordSession | None = None
        link_options = LinkOptions(**options)
        self.connection = Connection(
            generation=7,
            transport=TcpTransport(radio.target, link_options),
            converse=self._converse,
            options=link_options,
            deliver=self.bus.publish,
            on_state=self.states.append,
        )

    def _converse(self, now: float) -> WordSession:
        self.session = WordSession(generation=7, nonce=1, now=now)
        self.session.silence_s = self.silence_s
        return self.session

    async def live(self) -> Exception | None:
        await self.connection.live()
        await self.connection.close()
        return self.connection.error


S = ConnectionState


async def cancelled_after(attempt: Attempt, seconds: float) -> float:
    """Let it live for a while, cancel it, return how long it took to be gone."""
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(attempt.connection.live(), name="live")
        await asyncio.sleep(seconds)
        before = loop_now()
        task.cancel()
        await asyncio.wait([task])
        took = loop_now() - before
    assert task.cancelled()
    assert attempt.connection.state is S.CLOSED
    return took


async def test_a_link_goes_through_its_states_and_says_nothing_before_it_settled():
    async with WordRadio() as radio:
        attempt = Attempt(radio, settle_s=3)
        await cancelled_after(attempt, 5)
        assert attempt.states == [S.OPENING, S.SETTLING, S.TALKING, S.READY, S.PARTING, S.CLOSED]
        assert radio.visits[0].lines[0] == (pytest.approx(3, abs=0.01), "want")
        assert attempt.session.started_at == pytest.approx(3, abs=0.01)
        assert radio.visits[0].words == ["want", "bye"]


async def test_events_come_in_their_order_the_last_ones_after_the_end():
    async with WordRadio() as radio:
        attempt = Attempt(radio)

        def script(visit, line):
            if line == "want":
                visit.say("queue 1", "ready", "queue 2")
            elif line.startswith("send"):
                visit.say("queue 3")
                visit.close()

        radio.on_line = script
        async with asyncio.TaskGroup() as tasks:
            live = tasks.create_task(attempt.live(), name="live")
            await asyncio.sleep(1)
            attempt.connection.transmit(INTENT, 42)
        assert isinstance(live.result(), ClosedError)
        assert attempt.connection.closed_cleanly
        kinds = [type(event) for _at, event in attempt.bus.published]
        assert kinds == [QueueReported, SessionReady, QueueReported, QueueReported, SendResolved]
        assert attempt.bus.of(SendResolved)[0].taken is None


async def test_a_frame_cut_anywhere_is_whole_again():
    async with WordRadio() as radio:

        def script(visit, line):
            loop = asyncio.get_running_loop()
            for n, char in enumerate("ready\nqueue 5\n" if line == "want" else ""):
                loop.call_later(n * 0.1, visit.transport.write, char.encode())

        radio.on_line = script
        attempt = Attempt(radio)
        await cancelled_after(attempt, 2)
        assert [e.free for e in attempt.bus.of(QueueReported)] == [5]


async def test_an_end_without_a_word_is_noticed_when_the_session_says_so():
    async with WordRadio() as radio:
        attempt = Attempt(radio)
        radio.on_line = lambda _visit, _line: None
        assert isinstance(await attempt.live(), HandshakeError)
        assert loop_now() == pytest.approx(10, abs=0.001)
        assert attempt.connection.ready_at is None


async def test_the_timer_follows_the_deadline_later_and_earlier():
    async with WordRadio() as radio:
        attempt = Attempt(radio)
        attempt.silence_s = 31
        loop = asyncio.get_running_loop()

        def script(visit, line):
            visit.say("ready")
            loop.call_later(20, visit.say, "queue 1")

        radio.on_line = script
        assert isinstance(await attempt.live(), ProbeError)
        assert loop_now() == pytest.approx(20 + 31, abs=0.001), "to the second after the last frame"


async def test_what_the_session_ends_by_itself_is_the_reason():
    async with WordRadio() as radio:
        attempt = Attempt(radio)
        radio.on_line = lambda visit, _line: visit.say("ready", "die", "queue 1")
        error = await attempt.live()
        assert isinstance(error, ProbeError)
        assert not attempt.connection.closed_cleanly
        await radio.visits[0].gone.wait()
        assert radio.visits[0].was_reset, "a node that does not read notices a reset, not our FIN"


async def test_a_reset_is_not_a_clean_close():
    async with WordRadio() as radio:
        attempt = Attempt(radio)
        radio.on_line = lambda visit, _line: visit.reset()
        error = await attempt.live()
        assert isinstance(error, ClosedError)
        assert "reset" in str(error)
        assert not attempt.connection.closed_cleanly


async def test_a_close_while_it_settles_ends_it_at_once():
    async with WordRadio() as radio:
        radio.on_visit = lambda visit: asyncio.get_running_loop().call_later(1, visit.close)
        attempt = Attempt(radio, settle_s=3)
        assert isinstance(await attempt.live(), ClosedError)
        assert loop_now() == pytest.approx(1, abs=0.01)
        assert attempt.session.started_at is None
        assert attempt.connection.closed_cleanly


async def test_nobody_there_is_a_connect_error_that_says_what_to_look_at():
    radio = WordRadio()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        radio.port = free.getsockname()[1]
    attempt = Attempt(radio)
    error = await attempt.live()
    assert isinstance(error, ConnectError)
    assert f"127.0.0.1:{radio.port} refused the connection" in str(error)
    assert "network API" in str(error)


# --- leaving ------------------------------------------------------------------------------------


async def test_leaving_says_goodbye_and_goes_when_the_radio_closes():
    async with WordRadio() as radio:
        loop = asyncio.get_running_loop()

        def script(visit, line):
            if line == "bye":
                visit.say("queue 9")
                loop.call_later(0.25, visit.close)
            else:
                answer(visit, line)

        radio.on_line = script
        attempt = Attempt(radio)
        assert await cancelled_after(attempt, 5) == pytest.approx(0.25, abs=0.01)
        assert attempt.connection.error is None
        assert [e.free for e in attempt.bus.of(QueueReported)] == [9], "what comes while we leave is not lost"


async def test_a_radio_that_ignores_our_goodbye_is_reset():
    async with WordRadio() as radio:
        radio.on_line = lambda visit, line: visit.say("ready") if line == "want" else None
        attempt = Attempt(radio)
        assert await cancelled_after(attempt, 5) == pytest.approx(0.8, abs=0.01)
        await radio.visits[0].gone.wait()
        assert radio.visits[0].words == ["want", "bye"]
        assert radio.visits[0].was_reset


async def test_a_stuck_write_buffer_gets_no_goodbye():
    async with WordRadio() as radio:
        radio.on_visit = lambda visit: visit.transport.pause_reading()
        attempt = Attempt(radio)

        def script(visit):
            visit.transport.pause_reading()
            visit.say("ready")

        radio.on_visit = script
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(attempt.connection.live(), name="live")
            await asyncio.sleep(1)
            attempt.connection._stream.write(b"x" * 10_000_000)
            assert attempt.connection._stream.pending_bytes() > 0
            before = loop_now()
            task.cancel()
            await asyncio.wait([task])
            assert loop_now() - before < 0.01
        assert S.PARTING not in attempt.states


@pytest.mark.parametrize(
    ("settle_s", "replies", "after_s", "state"),
    [
        (3, True, 1, S.SETTLING),
        (0, False, 1, S.TALKING),
        (0, True, 1, S.READY),
    ],
)
async def test_cancelled_in_any_state_it_is_gone_within_a_second(settle_s, replies, after_s, state):
    async with WordRadio() as radio:
        radio.on_line = lambda visit, line: visit.say("ready") if replies and line == "want" else None
        attempt = Attempt(radio, settle_s=settle_s)
        assert await cancelled_after(attempt, after_s) <= 0.81
        assert state in attempt.states
        await radio.visits[0].gone.wait()


async def test_cancelled_before_it_began_nothing_was_opened():
    async with WordRadio() as radio:
        attempt = Attempt(radio)
        await cancelled_after(attempt, 0)
        assert radio.visits == []


async def test_cancelled_twice_it_does_not_wait_for_the_radio():
    async with WordRadio() as radio:
        radio.on_line = lambda visit, line: visit.say("ready") if line == "want" else None
        attempt = Attempt(radio)
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(attempt.connection.live(), name="live")
            await asyncio.sleep(5)
            before = loop_now()
            task.cancel()
            await asyncio.sleep(0.1)
            assert attempt.connection.state is S.PARTING
            task.cancel()
            await asyncio.wait([task])
            assert loop_now() - before == pytest.approx(0.1, abs=0.01)
        assert attempt.connection.state is S.CLOSED


async def test_closing_twice_changes_nothing():
    async with WordRadio() as radio:
        attempt = Attempt(radio)
        await cancelled_after(attempt, 1)
        await attempt.connection.close()
        assert attempt.states.count(S.CLOSED) == 1


async def test_used_a_second_time_it_refuses():
    async with WordRadio() as radio:
        attempt = Attempt(radio)
        await cancelled_after(attempt, 1)
        with pytest.raises(RuntimeError, match="CLOSED can't become OPENING"):
            await attempt.connection.live()


# --- sending ------------------------------------------------------------------------------------


async def test_a_packet_is_one_synchronous_write_and_its_verdict_comes_back():
    async with WordRadio() as radio:
        attempt = Attempt(radio)
        radio.on_line = lambda visit, line: visit.say("ok") if line.startswith("send") else answer(visit, line)
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(attempt.connection.live(), name="live")
            await asyncio.sleep(1)
            assert attempt.connection.wait_s(INTENT) == 0
            attempt.connection.transmit(INTENT, 42)
            assert attempt.connection.wait_s(INTENT) is None
            await asyncio.sleep(1)
            task.cancel()
        assert radio.visits[0].words == ["want", "send 42", "bye"]
        assert [(e.packet_id, e.taken) for e in attempt.bus.of(SendResolved)] == [(42, True)]


async def test_before_ready_and_after_the_end_nothing_can_be_sent():
    async with WordRadio() as radio:
        radio.on_line = lambda _visit, _line: None
        attempt = Attempt(radio)
        async with asyncio.TaskGroup() as tasks:
            live = tasks.create_task(attempt.live(), name="live")
            await asyncio.sleep(1)
            assert attempt.connection.wait_s(INTENT) is None
            with pytest.raises(NotReadyError):
                attempt.connection.transmit(INTENT, 1)
            radio.visits[0].say("ready")
            await asyncio.sleep(1)
            radio.visits[0].close()
            await live
            assert attempt.connection.wait_s(INTENT) is None
            with pytest.raises(NotReadyError):
                attempt.connection.transmit(INTENT, 1)


# --- defects ------------------------------------------------------------------------------------


async def test_a_defect_of_the_session_ends_the_connection_and_is_raised_to_its_owner():
    async with WordRadio() as radio:
        radio.on_line = lambda visit, _line: visit.say("ready", "defect")
        attempt = Attempt(radio)
        with pytest.raises(ZeroDivisionError):
            await attempt.connection.live()
        await attempt.connection.close()
        assert attempt.connection.state is S.CLOSED


async def test_a_defect_in_the_timer_ends_the_connection_too():
    async with WordRadio() as radio:
        radio.on_line = lambda _visit, _line: None
        attempt = Attempt(radio)

        def converse(now):
            session = WordSession(generation=7, nonce=1, now=now)
            session.handle_deadline = lambda _now: 1 / 0
            return session

        attempt.connection._converse = converse
        with pytest.raises(ZeroDivisionError):
            await attempt.connection.live()
        await attempt.connection.close()
        assert loop_now() == pytest.approx(10, abs=0.01)


async def test_a_defect_at_the_very_end_hides_no_reason():
    async with WordRadio() as radio:
        radio.on_line = lambda visit, _line: visit.close()
        attempt = Attempt(radio)

        def converse(now):
            session = WordSession(generation=7, nonce=1, now=now)
            session.receive_eof = lambda _now: 1 / 0
            return session

        attempt.connection._converse = converse
        assert isinstance(await attempt.live(), ClosedError)


async def test_a_defect_while_it_says_goodbye_is_not_swallowed():
    async with WordRadio() as radio:
        radio.on_line = lambda visit, line: visit.say("defect" if line == "bye" else "ready")
        attempt = Attempt(radio)
        await cancelled_after(attempt, 1)
        assert isinstance(attempt.connection.error, ZeroDivisionError)


# --- a transport of another kind ----------------------------------------------------------------


class Mute:
    """A cable that brings nothing, and does not even tell when it is gone: the worst that a transport may be."""

    host = "/dev/ttyUSB0"
    port = 0

    def __init__(self) -> None:
        self.written = b""
        self.aborted = 0
        self.receiver = None

    async def open(self, receiver, *, timeout_s):
        self.receiver = receiver
        return self

    def busy(self) -> bool:
        return False

    def write(self, data: bytes) -> None:
        self.written += data

    def pending_bytes(self) -> int:
        return 0

    def abort(self) -> None:
        self.aborted += 1


async def test_a_cable_that_does_not_tell_that_it_is_gone_holds_nothing_up():
    cable = Mute()
    async with WordRadio() as radio:
        attempt = Attempt(radio)
    attempt.connection._transport = cable
    async with asyncio.TaskGroup() as tasks:
        live = tasks.create_task(attempt.live(), name="live")
        await asyncio.sleep(1)
        cable.receiver.receive(b"ready\ndie\nqueue 1\n")
        cable.receiver.receive(b"queue 2\n")
        before = loop_now()
        await live
        assert loop_now() - before == pytest.approx(0.1, abs=0.01)
    assert isinstance(attempt.connection.error, ProbeError)
    assert [e.free for e in attempt.bus.of(QueueReported)] == [1], "what comes after the end is not looked at"
    assert (cable.written, cable.aborted) == (b"want\n", 1)
    assert (attempt.connection.host, attempt.connection.port) == ("/dev/ttyUSB0", 0)
