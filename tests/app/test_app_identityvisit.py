"""Backup and restoration without a bot: a link for the time of one command, on the simulated radio."""

import asyncio
import base64
import socket

import pytest

from doctorkit import START, a_server, config, nobody, target_of
from housekit import playing
from identitykit import an_identity, secrets_in
from steadymesh.app.identity import IdentityDesk
from steadymesh.app.identityvisit import READY_S, visit
from steadymesh.clock import LoopClock
from steadymesh.errors import UsageError
from steadymesh.ids import ChannelIndex
from steadymesh.link.target import Target
from steadymesh.model import ReadChannel, ReadSecurity
from steadymesh.sim.profile import PROFILES
from steadymesh.wire.convert.identity import channel_of, number_of_key, security_of


@pytest.fixture
def clock():
    return LoopClock(START)


async def visited(server, work, clock, *sets, **seams):
    target = server if isinstance(server, Target) else target_of(server)
    return await visit(config(*sets), target, work, clock=clock, **{"neighbours": nobody, **seams})


async def refusal(work) -> str:
    with pytest.raises(UsageError) as caught:
        await work
    return caught.value.told.sentence


async def backed_up(desk):
    return await desk.backup()


async def stays_long(desk):
    await asyncio.sleep(50)
    return await desk.backup()


async def test_the_radio_is_left_with_a_goodbye_and_soon(clock):
    async with a_server(clock) as server:
        identity = await visited(server, backed_up, clock)
        assert server.stats.ends == {"goodbye": 1}
        assert server.stats.connections == 1
        assert asyncio.get_running_loop().time() < 10
    assert identity.used_channels[0].role == "PRIMARY"


@pytest.mark.parametrize("profile", PROFILES)
async def test_a_kept_identity_comes_back_through_the_restart_on_every_firmware(clock, profile):
    async with a_server(clock, profile=PROFILES[profile]) as server:
        kept = an_identity(admin_keys=())
        report = await visited(server, lambda desk: desk.restore(kept), clock)
        assert (report.outcome, report.reason) == ("restored", "")
        assert [end.came for end in report.steps] == ["same"] * len(report.steps)
        again = await visited(server, backed_up, clock)
    assert (again.private_key, again.public_key) == (kept.private_key, kept.public_key)
    assert (again.long_name, again.short_name) == (kept.long_name, kept.short_name)
    assert again.channels == kept.channels
    if profile.startswith("2.8"):
        assert again.node == number_of_key(kept.public_key)


async def test_a_refusal_comes_as_it_is_and_behind_the_goodbye(clock):
    async def refused(_desk):
        raise UsageError("no", sentence="identity-managed")

    async with a_server(clock) as server:
        assert await refusal(visited(server, refused, clock)) == "identity-managed"
        assert server.stats.ends == {"goodbye": 1}


async def test_a_radio_that_is_not_there_is_given_up_after_a_minute(clock):
    async with a_server(clock) as server:
        server.inject("refused")
        assert await refusal(visited(server, backed_up, clock)) == "identity-unreachable"
        assert asyncio.get_running_loop().time() == pytest.approx(READY_S, abs=1.5)


async def test_whoever_is_connected_from_this_machine_is_not_put_out(clock):
    async with a_server(clock) as server:
        seen = []
        work = visited(server, backed_up, clock, neighbours=lambda endpoints: bool(seen.append(endpoints)) or True)
        assert await refusal(work) == "identity-occupied"
        assert server.stats.connections == 0
        assert [endpoint.address for endpoint in seen[0]] == [server.address]


async def test_whoever_takes_the_place_again_and_again_has_it(clock):
    async with a_server(clock) as server:
        server.inject("duel")
        assert await refusal(visited(server, stays_long, clock)) == "identity-no-link"


async def test_a_name_without_an_address_is_told(clock):
    def unknown(*_):
        raise socket.gaierror(-2, "Name or service not known")

    work = visited(Target(host="radio.invalid"), backed_up, clock, resolve=unknown)
    assert await refusal(work) == "identity-unreachable"


async def test_what_the_radio_tells_goes_nowhere_but_to_who_asked(clock, capfd):
    async with a_server(clock) as server:
        identity = await visited(server, backed_up, clock)
    captured = capfd.readouterr()
    assert identity.private_key.raw.hex() not in captured.out + captured.err
    assert secrets_in(captured.out + captured.err) == []


async def test_each_question_gets_its_own_answer(clock):
    async def ask(desk):
        channel = await desk._order(ReadChannel(index=ChannelIndex(0)))
        security = await desk._order(ReadSecurity())
        return channel_of(channel.answer, ChannelIndex(0)), security_of(security.answer)

    async with a_server(clock) as server:
        channel, security = await visited(server, ask, clock)
    assert channel.role == "PRIMARY"
    assert security.private_key is not None


# --- through the bot that runs --------------------------------------------------------------


async def test_people_reach_the_running_bot_again_when_its_old_key_is_back(tmp_path):
    async with playing(tmp_path) as play:
        await asyncio.sleep(20)
        house = play.house
        desk = IdentityDesk(
            errands=house.delivery.errands, link=house.link, radio=house.link, bus=house.bus, clock=play.clock
        )
        before = await desk.backup()
        # as if it had been reflashed: another key, which nobody knows
        assert (await desk.restore(an_identity())).outcome == "restored"
        await asyncio.sleep(30)
        play.radio.hear_text(play.people[0], "/ping")
        await asyncio.sleep(20)
        assert play.answers() == []
        assert (await desk.restore(before)).outcome == "restored"
        await asyncio.sleep(30)
        play.radio.hear_text(play.people[0], "/ping")
        await asyncio.sleep(20)
        assert len(play.answers()) == 1
        assert play.server.stats.connections == 3
        play.flush(1)
        log = (tmp_path / "log").read_text()
    assert "identity-restored" in log
    assert secrets_in(log) == []
    assert base64.b64encode(before.private_key.raw).decode() not in log
    assert before.private_key.raw.hex() not in log
    assert not any(secrets_in(file.read_bytes()) for file in tmp_path.glob("steadymesh.db*"))
