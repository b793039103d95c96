"""A visit to the simulated radio, healthy and with each fault: what is found, and when we are gone again."""

import asyncio
import base64
import dataclasses
import errno
import os
import threading
from io import StringIO

import pytest

from doctorkit import START, Findings, a_server, config, look, nobody, target_of
from steadymesh.clock import LoopClock
from steadymesh.doctor.checkup import RADIO_S, examine
from steadymesh.doctor.report import Document
from steadymesh.link.resolver import look_up
from steadymesh.link.target import Target
from steadymesh.sim.fault import Fault
from steadymesh.sim.profile import PROFILES
from steadymesh.sim.settings import Settings


@pytest.fixture
def clock():
    return LoopClock(START)


def now() -> float:
    return asyncio.get_running_loop().time()


async def test_a_healthy_radio_is_visited_for_ten_seconds_and_left_with_a_goodbye(clock):
    async with a_server(clock) as server:
        findings = await look(server, clock=clock)
        assert now() == pytest.approx(10, abs=0.1)
        assert server.stats.ends == {"goodbye": 1}
        assert server.stats.connections == 1
    assert findings.names == [
        "resolve-numeric", "visit-begins", "connect-open", "first-frame-came", "handshake-complete", "probe-answered",
        "other-client-none-seen", "proxy-none-seen", "firmware-known", "firmware-nodeinfo-silence", "firmware-idle-close",
        "region-limited", "role-fine", "node-table-room", "radio-keys-there",
    ]  # fmt: skip
    assert findings.bad == []
    assert findings["handshake-complete"].facts == {"nodes": 3, "keys": 3, "took": 0.0}
    assert findings["probe-answered"].facts["count"] == 11
    assert findings["region-limited"].facts["percent"] == 10
    assert findings.skew_s is None


async def test_whoever_is_connected_from_this_machine_is_not_put_out(clock):
    asked = []
    async with a_server(clock) as server:
        findings = await look(server, clock=clock, neighbours=lambda endpoints: bool(asked.append(endpoints)) or True)
        assert server.stats.connections == 0
        host, port = server.address
    assert [endpoint.address for endpoint in asked[0]] == [(host, port)]
    assert findings.names == ["resolve-numeric", "visit-occupied"]


async def test_a_refusal_is_told_at_once(clock):
    async with a_server(clock) as server:
        server.inject("refused")
        findings = await look(server, clock=clock)
        assert now() < 0.1
    assert findings.names[2:] == ["connect-refused"]


@pytest.mark.parametrize(
    ("number", "found"),
    [
        (errno.EHOSTUNREACH, "connect-unreachable"),
        (errno.ENETUNREACH, "connect-unreachable"),
        (errno.ETIMEDOUT, "connect-silent"),
        (errno.EACCES, "connect-other"),
    ],
)
async def test_what_the_system_says_of_a_connection_is_told_apart(clock, monkeypatch, number, found):
    async def refuse(_sock, _address):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(asyncio.get_running_loop(), "sock_connect", refuse)
    findings = await look(Target(host="192.0.2.1"), clock=clock)
    assert findings.bad == [found]


async def test_an_address_that_swallows_everything_is_given_up_after_six_seconds(clock):
    async with a_server(clock) as server:
        server.inject("black-hole")
        findings = await look(server, clock=clock)
        assert now() == pytest.approx(6, abs=0.01)
        server.heal()
    assert findings.names[2:] == ["connect-silent"]
    assert findings["connect-silent"].facts["took"] == 6


async def test_a_shorter_connect_timeout_counts_here_as_well(clock):
    async with a_server(clock) as server:
        server.inject("black-hole")
        await look(server, "link.connect_timeout=2s", clock=clock)
        assert now() == pytest.approx(2, abs=0.01)
        server.heal()


async def test_silence_after_the_connection_is_given_up_when_it_was_asked_twice(clock):
    async with a_server(clock) as server:
        server.inject("silence")
        findings = await look(server, clock=clock)
        assert now() == pytest.approx(12, abs=0.01)
    assert findings.names[2:] == ["connect-open", "first-frame-silence"]
    assert findings["first-frame-silence"].seconds == pytest.approx(12, abs=0.01)


async def test_a_dump_that_stalls_is_told_from_one_that_is_slow(clock):
    async with a_server(clock) as server:
        server.inject("dump-stall")
        findings = await look(server, clock=clock)
        assert now() == pytest.approx(17, abs=0.01)
    assert findings.names[2:] == ["connect-open", "first-frame-came", "handshake-stalled"]


async def test_a_dump_that_stalls_once_had_to_be_asked_for_again(clock):
    async with a_server(clock) as server:
        server.inject("dump-stall-once")
        findings = await look(server, clock=clock)
    assert findings.bad == ["handshake-repeated"]


async def test_a_dump_with_gaps_is_slow_but_complete(clock):
    async with a_server(clock) as server:
        server.inject("dump-bursts")
        findings = await look(server, clock=clock)
        assert now() <= RADIO_S + 1
    assert findings.bad == ["handshake-long"]


async def test_a_dump_that_takes_longer_than_a_visit_is_no_problem(clock):
    async with a_server(clock, peers=400, capacity=500) as server:
        server.inject("dump-slow")
        findings = await look(server, clock=clock)
        assert RADIO_S <= now() <= RADIO_S + 1
    assert findings.bad == ["handshake-unfinished"]
    assert findings["handshake-unfinished"].facts["kilobytes"] >= 20


async def test_a_connection_that_ends_in_the_dump_names_the_other_client(clock):
    async with a_server(clock) as server:
        server.inject("fin-in-dump")
        findings = await look(server, clock=clock)
    assert findings.bad == ["handshake-cut"]


async def test_what_is_no_radio_is_recognised(clock):
    def serve(_reader, writer):
        writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n" * 5)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    target = Target(host="127.0.0.1", port=server.sockets[0].getsockname()[1])
    findings = await look(target, clock=clock)
    server.close()
    assert findings.bad == ["first-frame-stranger"]


async def test_a_radio_that_falls_silent_is_noticed_by_probes(clock):
    async with a_server(clock) as server:
        server.inject("half-open")
        findings = await look(server, clock=clock)
        # struck 1 s after READY; probed at 1.8 s and 4.8 s
        assert now() == pytest.approx(7.8, abs=0.05)
    assert findings.bad == ["probe-dead"]
    assert "other-client-none-seen" not in findings.names


@pytest.mark.parametrize("fault", ["duel", "fin-when-ready"])
async def test_a_place_that_is_taken_back_names_the_other_client(clock, fault):
    async with a_server(clock) as server:
        server.inject(fault)
        findings = await look(server, clock=clock)
        assert now() == pytest.approx(1, abs=0.1)
        assert server.stats.connections == 1
    assert findings.bad == ["other-client-cut"]
    assert findings["other-client-cut"].seconds == pytest.approx(1, abs=0.1)


async def test_a_reset_is_told_from_an_orderly_end(clock):
    async with a_server(clock) as server:
        server.inject("rst-when-ready")
        findings = await look(server, clock=clock)
    assert findings.bad == ["other-client-reset"]


async def test_garbage_is_counted_and_does_no_harm(clock):
    async with a_server(clock) as server:
        server.inject("garbage")
        findings = await look(server, clock=clock)
    assert findings.bad == ["stream-noisy"]
    assert findings["stream-noisy"].facts["bytes"] > 0


async def test_one_lost_answer_is_told(clock):
    async with a_server(clock) as server:
        server.inject("heartbeat-lost")
        findings = await look(server, clock=clock)
    assert findings.bad == ["probe-lost"]
    assert findings["probe-lost"].facts["lost"] == 1


class Proxy(Fault):
    """Answers heartbeats and handshakes, keeps packets to itself."""

    name = "proxy"
    sentence = "It does."

    def takes(self, door, payload):
        return payload[:1] != b"\x0a"  # ToRadio.packet


async def test_a_proxy_answers_heartbeats_but_not_for_the_radio(clock):
    async with a_server(clock) as server:
        server.inject(Proxy())
        findings = await look(server, clock=clock)
        assert now() == pytest.approx(10, abs=0.1)
    assert findings.bad == ["proxy-suspected"]


async def test_a_radio_that_does_not_name_its_firmware_may_be_a_proxy(clock):
    profile = dataclasses.replace(PROFILES["2.7.26"], firmware_version="")
    async with a_server(clock, profile=profile) as server:
        findings = await look(server, clock=clock)
    assert "proxy-no-metadata" in findings.bad
    assert "firmware-untold" in findings.bad


async def test_a_managed_radio_is_not_asked_what_it_would_refuse(clock):
    async with a_server(clock, settings=Settings(is_managed=True)) as server:
        findings = await look(server, clock=clock)
    assert findings.bad == ["managed-locked"]
    assert [name for name in findings.names if name.startswith("proxy")] == []


async def test_old_firmware_is_probed_its_way(clock):
    async with a_server(clock, profile=PROFILES["2.5.23"]) as server:
        findings = await look(server, clock=clock)
        assert server.stats.ends == {"goodbye": 1}
    assert findings["probe-answered"].facts["count"] >= 3
    assert "firmware-no-heartbeat" in findings.names
    assert findings.bad == [
        f"firmware-{name}"
        for name in ("weak-keys", "no-add-contact", "keys-replaced", "channel-dms", "silent-fallback")
    ]


async def test_the_newest_firmware_that_is_known(clock):
    async with a_server(clock, profile=PROFILES["2.8.0"]) as server:
        findings = await look(server, clock=clock)
    assert findings.bad == ["firmware-silent-drops"]
    assert "firmware-renumbering" in findings.names


async def test_a_radio_that_may_not_transmit_is_a_problem(clock):
    settings = Settings(region="UNSET", tx_enabled=False, hop_limit=7, role="ROUTER")
    async with a_server(clock, settings=settings) as server:
        findings = await look(server, "keys.sync_delay=5s", clock=clock)
    assert findings.bad == ["region-unset", "transmitter-off", "hops-many", "role-router", "key-sync-early"]


@pytest.mark.parametrize(("shift_s", "skew_s"), [(-300, 300), (0, 0), (86_400, -86_400)])
async def test_the_radios_clock_is_compared_by_its_own_telemetry(clock, shift_s, skew_s):
    async with a_server(clock) as server:
        server.radio.clock_shift_s = shift_s
        server.after(5, server.radio.tell_own_telemetry)
        findings = await look(server, clock=clock)
    assert findings.skew_s == pytest.approx(skew_s, abs=2)


async def test_no_key_and_no_password_is_ever_told(clock):
    async with a_server(clock, settings=Settings(wifi_psk="hunter2-hunter2")) as server:
        findings = await look(server, clock=clock)
        radio = server.radio
        secrets = [radio.private_key, radio.public_key]
    out = StringIO()
    document = Document(out, "en")
    for finding in findings.all:
        document.tell(finding)
    document.end(1)
    told = out.getvalue() + repr(findings.all)
    assert "hunter2" not in told
    for secret in secrets:
        for form in (secret.hex(), base64.b64encode(secret).decode(), repr(secret)[2:-1]):
            assert form not in told


async def test_our_own_cancellation_says_goodbye_too(clock):
    async with a_server(clock) as server:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(3.5):
                await look(server, clock=clock)
        await asyncio.sleep(0.5)
        assert server.stats.ends == {"goodbye": 1}


async def test_a_reader_who_has_gone_ends_the_visit(clock):
    def tell(finding):
        if finding.check == "handshake":
            raise BrokenPipeError

    async with a_server(clock) as server:
        with pytest.raises(BrokenPipeError):
            await examine(config(), target_of(server), tell=tell, clock=clock, neighbours=nobody)
        assert now() < 1


async def test_a_connection_that_ends_while_it_settles_is_told(clock):
    async with a_server(clock) as server:
        server.inject("duel")
        server.after(1, server.cut)
        findings = await look(server, "link.settle=3s", clock=clock)
        assert now() == pytest.approx(1, abs=0.1)
    assert findings.bad == ["connect-cut"]


async def test_settling_is_respected(clock):
    async with a_server(clock) as server:
        await look(server, "link.preset=gentle", clock=clock)
        assert now() == pytest.approx(13, abs=0.1)


# --- names: a thread looks them up, in real time ------------------------------------------------


def refuse(_host, _port):
    raise OSError(-2, "Name or service not known")


@pytest.mark.real
async def test_a_name_without_an_address(clock):
    findings = await look(Target(host="radio.invalid"), clock=clock, resolve=refuse)
    assert findings.names == ["resolve-unknown"]


async def test_a_name_that_is_never_resolved_is_given_up_after_five_seconds(clock):
    released = threading.Event()

    def hang(_host, _port):
        released.wait(10)
        return ()

    findings = await look(Target(host="radio.invalid"), clock=clock, resolve=hang)
    assert now() == pytest.approx(5)
    assert findings.names == ["resolve-stuck"]
    released.set()


@pytest.mark.real
async def test_a_name_with_one_address_that_does_not_answer_names_the_one_that_does(clock):
    async def find(server):
        port = server.address[1]
        endpoints = [*look_up("127.0.0.9", port), *look_up("127.0.0.1", port)]
        findings = Findings()
        async with asyncio.timeout(3):
            await examine(
                config(), Target(host="radio.local", port=port),
                tell=findings, clock=clock, resolve=lambda _h, _p: endpoints, neighbours=nobody,
            )  # fmt: skip
        return findings

    async with a_server(clock) as server:
        server.inject("fin-in-dump")
        findings = await find(server)
        port = server.address[1]
    assert "resolve-found" in findings.names
    assert findings["connect-detour"].facts == {"address": f"127.0.0.1:{port}", "missed": f"127.0.0.9:{port}"}
