"""What a running process tells whoever helps: where it stands, and digests of what its radio keeps secret."""

import asyncio

import pytest

from housekit import playing
from steadymesh.app.helpdesk import HelpDesk
from steadymesh.app.secretforms import digest_of, forms_of_bytes
from steadymesh.errors import UsageError
from steadymesh.wire import pb
from steadymesh.wire.convert.secrets import radio_secrets, without_nodes

SALT = bytes(range(16))


def a_dump():
    security = pb.FromRadio()
    security.config.security.private_key = bytes(range(32))
    network = pb.FromRadio()
    network.config.network.wifi_psk = "our wifi pass"
    mqtt = pb.FromRadio()
    mqtt.moduleConfig.mqtt.password = "large4cats"
    channels = []
    for index, psk in enumerate((b"\x01", bytes(range(50, 66)))):
        channel = pb.FromRadio()
        channel.channel.index, channel.channel.settings.psk = index, psk
        channels.append(channel)
    node = pb.FromRadio()
    node.node_info.num = 7
    return [one.SerializeToString() for one in (security, network, mqtt, *channels, node)]


def test_every_secret_of_a_dump_is_found_and_a_well_known_psk_is_none():
    assert dict(radio_secrets([*a_dump(), b"noise", b""])) == {
        "radio.private_key": bytes(range(32)),
        "radio.wifi_psk": b"our wifi pass",
        "radio.mqtt.password": b"large4cats",
        "radio.channel-1.psk": bytes(range(50, 66)),
    }


def test_nodes_are_not_kept():
    assert len(without_nodes(a_dump())) == len(a_dump()) - 1


async def test_a_running_house_tells_digests_of_its_radios_key_and_never_the_key(tmp_path):
    async with playing(tmp_path) as play:
        await asyncio.sleep(5)
        key = play.house.link.radio().private_key.raw
        rows = await play.house.help.handlers()["report.digests"]({"salt": SALT.hex()})
        told = {row["digest"] for row in rows if row["name"] == "radio.private_key"}
        assert told == {digest_of(form, SALT) for form in forms_of_bytes(key)}
        assert not any(form in str(rows) for form in forms_of_bytes(key))
        stacks = await play.house.help.handlers()["report.stacks"]({})
        assert {"link", "delivery", "keys"} <= {one["name"] for one in stacks["tasks"]}


@pytest.mark.parametrize("salt", [None, "", "zz", "00" * 15, 3])
async def test_without_a_salt_nothing_is_told(salt):
    with pytest.raises(UsageError):
        await HelpDesk().digests({"salt": salt})


async def test_before_the_first_ready_there_is_nothing_to_tell():
    assert await HelpDesk().digests({"salt": SALT.hex()}) == []
