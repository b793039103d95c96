"""A proxy before the radio: it answers heartbeats, keeps administration to itself and lets the rest through."""

import pytest

from sim.sim_kit import Desk, errors, packets
from steadymesh.sim.people import make_peer
from steadymesh.sim.profile import PROFILES
from steadymesh.sim.proxy import Proxied, Proxy
from steadymesh.wire import pb


def contact(peer):
    return pb.SharedContact(node_num=peer.num, user=pb.User(public_key=peer.public_key))


@pytest.mark.parametrize("name", list(PROFILES))
@pytest.mark.parametrize("proxy", list(Proxy))
def test_it_answers_heartbeats_whatever_the_firmware_and_administration_has_no_effect(still, name, proxy):
    desk, peer = Desk(still, profile=PROFILES[name]), make_peer(5, 1)
    desk.radio.proxy = proxy
    desk.say(heartbeat=pb.mesh_pb2.Heartbeat())
    assert desk.statuses() == [(0, 0)]
    desk.send(pb.AdminMessage(add_contact=contact(peer)).SerializeToString(),
              to=desk.radio.num, port=6, packet_id=1, want_response=True)  # fmt: skip
    frames = desk.take()
    if proxy is Proxy.SWALLOWS:
        assert frames == []
    else:
        assert (desk.statuses(frames), errors(frames)) == ([(0, 1)], [0])
    assert peer.num not in desk.radio.nodes
    assert desk.radio.flash_writes == 0


@pytest.mark.parametrize("proxy", list(Proxy))
def test_a_question_to_the_radio_has_no_answer(still, proxy):
    desk = Desk(still)
    desk.radio.proxy = proxy
    assert not [p for p in desk.admin(get_device_metadata_request=True) if p.decoded.portnum == 6]


@pytest.mark.parametrize("proxy", list(Proxy))
def test_messages_dumps_and_goodbyes_go_through(still, proxy):
    desk = Desk(still)
    desk.radio.proxy = proxy
    assert desk.dm(1) == [0]
    desk.radio.hear_text(desk.peer, "hello")
    assert packets(desk.take(), "TEXT_MESSAGE_APP")
    assert any(f.HasField("my_info") for f in desk.reconnect())
    desk.say(disconnect=True)
    assert desk.phone.over == "goodbye"


async def test_it_steps_in_and_aside_as_a_fault(serve, connect):
    async with serve() as server, await connect(server) as client:
        await client.dump()
        fault = server.inject(Proxied(Proxy.ACKNOWLEDGES))
        me = server.radio.num
        client.send(pb.AdminMessage(get_owner_request=True).SerializeToString(), to=me, port=6, packet_id=1)
        (*_, acked) = await client.until("packet")
        assert acked.packet.decoded.portnum == pb.PortNum.ROUTING_APP
        server.end(fault)
        assert server.radio.proxy is None
