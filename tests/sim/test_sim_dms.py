"""Direct messages both ways, with real keys: who reads them, who says why not, by both ends' firmware."""

from dataclasses import replace

import pytest

from sim.sim_kit import PORTS, Desk, errors, packets, sealed, verdicts
from steadymesh.ids import BROADCAST
from steadymesh.model import RoutingError
from steadymesh.sim import pki
from steadymesh.sim.people import make_peer, number_of_key
from steadymesh.sim.profile import PROFILES
from steadymesh.sim.settings import Settings, SimChannel
from steadymesh.wire import pb

ACKED, GIVEN_UP, NO_CHANNEL, NO_KEY = [0], [5], [6], [39]
LACKS_OURS = [35]
UNTIL_2_7 = ["2.5.23", "2.6.8", "2.7.10", "2.7.19", "2.7.26"]


def desk_with(clock, name, peer="2.7.26", **more):
    desk = Desk(clock, profile=PROFILES[name], **more)
    desk.peer = desk.radio.add_peer(make_peer(9, 1), firmware=PROFILES[peer])
    desk.peer.hops = 0
    return desk


@pytest.fixture
def desk(still):
    return desk_with(still, "2.7.26")


# --- ours to a peer


@pytest.mark.parametrize("name", list(PROFILES))
@pytest.mark.parametrize("peer", list(PROFILES))
def test_a_direct_message_is_really_read_by_its_recipient(still, name, peer):
    desk = desk_with(still, name, peer)
    assert desk.dm(1) == ACKED
    (sent,) = desk.radio.sent_texts
    (read,) = desk.radio.read_texts
    assert (sent.read, sent.pki) == (True, True)
    assert (read.peer, read.text, read.packet_id, read.repeated, read.pki) == (desk.peer.num, "hello", 1, False, True)


def test_who_gets_it_a_second_time_shows_it_to_nobody_again(desk):
    desk.dm(1)
    desk.reconnect()
    assert desk.dm(1) == ACKED
    assert [r.repeated for r in desk.radio.read_texts] == [False, True]


def test_what_a_restart_cut_off_nobody_has_heard(desk):
    desk.send(packet_id=1, want_ack=True, pki_encrypted=True)
    desk.radio.reboot()
    assert not desk.radio.read_texts
    desk.reconnect()
    assert desk.dm(1) == ACKED
    assert [r.repeated for r in desk.radio.read_texts] == [False]


@pytest.mark.parametrize("name", list(PROFILES))
def test_without_the_recipients_key_nothing_goes_on_the_air(still, name):
    desk = desk_with(still, name)
    desk.radio.forget_node(desk.peer.num)
    if name == "2.8.0":
        assert desk.dm(1) == ACKED, "the warm tier has it"
        desk.radio.nodes.remove(desk.peer.num)
    assert desk.dm(2) == [34 if name in {"2.5.23", "2.6.8", "2.7.10"} else 39]
    assert [s.packet_id for s in desk.radio.sent_texts] == ([1] if name == "2.8.0" else [])


@pytest.mark.parametrize(
    ("name", "falls_back"), [("2.5.23", True), ("2.6.8", True), ("2.7.10", True), ("2.7.19", False)]
)
@pytest.mark.parametrize(("peer", "reads"), [("2.7.10", True), ("2.7.26", False), ("2.8.0", False)])
def test_who_does_not_insist_on_pki_may_be_read_by_everybody(still, name, falls_back, peer, reads):
    desk = desk_with(still, name, peer)
    desk.radio.forget_node(desk.peer.num)
    desk.send(packet_id=1, want_ack=True)
    got = errors(desk.after(120))
    if not falls_back:
        assert got == NO_KEY
        return
    (sent,) = desk.radio.sent_texts
    assert (sent.pki, sent.read) == (False, reads)
    assert got == (ACKED if reads else GIVEN_UP if peer == "2.8.0" else NO_CHANNEL)


@pytest.mark.parametrize(("name", "by_pki"), [("2.6.8", False), ("2.7.10", True)])
def test_until_2_7_4_a_secondary_channel_is_enough_to_do_without_pki(still, name, by_pki):
    settings = Settings(channels=(SimChannel(), SimChannel(name="club")))
    desk = desk_with(still, name, "2.7.10", settings=settings)
    desk.send(packet_id=1, channel=1)
    desk.after(3)
    desk.send(packet_id=2, channel=1, pki_encrypted=True)
    assert [s.pki for s in desk.radio.sent_texts] == [by_pki, True]


def test_a_public_key_in_the_packet_is_compared_and_supplies_nothing(desk):
    desk.send(packet_id=1, pki_encrypted=True, public_key=b"x" * 32)
    assert desk.statuses() == [(RoutingError.PKI_FAILED.value, 1)]
    desk.after(3)
    desk.send(packet_id=2, pki_encrypted=True, public_key=desk.peer.public_key)
    assert desk.statuses() == [(0, 2)]


def test_a_peer_without_our_key_says_so_our_node_info_goes_out_and_the_next_one_is_read(desk):
    desk.peer.knows_our_key = False
    assert desk.dm(1) == LACKS_OURS
    assert desk.peer.our_key == desk.radio.public_key
    assert not desk.radio.sent_texts[0].read
    assert desk.dm(2) == ACKED


def test_our_node_info_after_a_35_goes_out_once_in_a_minute(desk):
    others = [desk.radio.add_peer(make_peer(9, index)) for index in (2, 3)]
    for packet_id, peer in enumerate(others, start=1):
        peer.hops, peer.our_key = 0, b""
        desk.send(to=peer.num, packet_id=packet_id, want_ack=True, pki_encrypted=True)
        assert errors(desk.after(10)) == LACKS_OURS
    assert [p.knows_our_key for p in others] == [True, False]
    desk.after(60)
    desk.send(to=others[1].num, packet_id=3, want_ack=True, pki_encrypted=True)
    desk.after(10)
    assert others[1].knows_our_key


def test_nobody_says_why_to_who_asked_for_no_ack(desk):
    desk.peer.knows_our_key = False
    desk.send(packet_id=1, pki_encrypted=True)
    assert errors(desk.after(120)) == []
    assert not desk.radio.sent_texts[0].read


@pytest.mark.parametrize("peer", list(PROFILES))
@pytest.mark.parametrize("wrong", ["they hold an old key of ours", "we hold an old key of theirs"])
def test_a_stale_key_at_either_end_is_no_channel_or_silence_from_2_8(still, peer, wrong):
    desk = desk_with(still, "2.7.26", peer)
    if wrong.startswith("they"):
        desk.radio.rekey()
        desk.reconnect()
    else:
        key, num = desk.peer.public_key, desk.peer.num
        desk.peer.rekey()
        assert desk.radio.nodes.key_of(num) == key
        desk.radio.nodes.know(desk.peer.num, pb.User(public_key=key))  # a 2.8 peer has a new number
    assert desk.dm(1) == (GIVEN_UP if peer == "2.8.0" else NO_CHANNEL)
    assert not desk.radio.read_texts


def test_a_2_8_peer_that_lacks_our_key_says_nothing(still):
    desk = desk_with(still, "2.7.26", "2.8.0")
    desk.peer.knows_our_key = False
    assert desk.dm(1) == GIVEN_UP
    assert not desk.peer.knows_our_key, "and our NodeInfo does not go out"


def test_over_several_hops_silence_looks_like_success_at_the_first_relay(still):
    """The relay is heard, the radio stops trying: no MAX_RETRANSMIT follows (`ReliableRouter::shouldFilterReceived`)."""
    desk = desk_with(still, "2.7.26", "2.8.0")
    desk.peer.knows_our_key, desk.peer.hops = False, 2
    desk.send(packet_id=1, want_ack=True, pki_encrypted=True)
    assert verdicts(desk.after(300)) == [(desk.radio.num, 1, 0)]
    assert not desk.radio.sent_texts[0].read


def test_a_peer_that_was_upgraded_to_2_8_is_met_under_its_new_number(still):
    desk = desk_with(still, "2.7.26", "2.7.26")
    old = desk.peer.num
    desk.peer.upgrade_to_28()
    assert desk.dm(1, to=old) == GIVEN_UP
    assert desk.dm(2) == NO_KEY
    desk.radio.hear_nodeinfo(desk.peer)
    assert desk.dm(3) == ACKED
    assert desk.radio.read_texts[-1].peer == number_of_key(desk.peer.public_key)


def test_a_text_to_all_is_read_by_whoever_is_in_range(desk):
    desk.send(to=BROADCAST, packet_id=1)
    desk.after(10)
    for peer in desk.radio.peers.values():
        peer.in_range = False
    desk.send(to=BROADCAST, packet_id=2)
    desk.after(10)
    assert [s.read for s in desk.radio.sent_texts] == [True, False]
    assert not desk.radio.read_texts, "direct messages only"


# --- a peer's to ours


@pytest.mark.parametrize("name", list(PROFILES))
def test_a_direct_message_is_opened_with_the_key_of_the_node_table(still, name):
    desk = desk_with(still, name)
    packet_id = desk.radio.hear_text(desk.peer, "bonjour")
    (got,) = packets(desk.take(), "TEXT_MESSAGE_APP")
    assert (got.decoded.payload, got.pki_encrypted, got.public_key) == (b"bonjour", True, desk.peer.public_key)
    assert list(desk.peer.told) == [(packet_id, RoutingError.NONE)]


@pytest.mark.parametrize("name", UNTIL_2_7)
def test_whoever_was_forgotten_is_forwarded_as_it_came_told_35_and_says_who_they_are(still, name):
    desk = desk_with(still, name)
    desk.radio.forget_node(desk.peer.num)
    packet_id = desk.radio.hear_text(desk.peer, "do you know me?")
    (closed,) = sealed(desk.take())
    assert (closed.channel, closed.id, closed.pki_encrypted) == (0, packet_id, False)
    plain = pki.unseal(
        closed.encrypted,
        private=desk.radio.private_key, public=desk.peer.public_key, sender=desk.peer.num, packet_id=packet_id,
    )  # fmt: skip
    assert pb.Data.FromString(plain).payload == b"do you know me?"
    assert list(desk.peer.told) == [(packet_id, RoutingError.PKI_UNKNOWN_PUBKEY)]
    (user,) = packets(desk.after(1), "NODEINFO_APP")
    assert user.to == desk.radio.num
    assert desk.radio.nodes.key_of(desk.peer.num) == desk.peer.public_key
    desk.radio.hear_text(desk.peer, "now you do")
    assert packets(desk.take(), "TEXT_MESSAGE_APP")


def test_who_asked_for_no_ack_is_forwarded_and_told_nothing(desk):
    desk.radio.forget_node(desk.peer.num)
    desk.radio.hear_text(desk.peer, "no ack, please", want_ack=False)
    assert len(sealed(desk.after(5))) == 1
    assert not desk.peer.told


def test_a_peer_says_who_it_is_once_in_a_minute_however_often_it_is_told_35(desk):
    desk.radio.forget_node(desk.peer.num)
    desk.radio.hear_nodeinfo(desk.peer)
    desk.radio.forget_node(desk.peer.num)
    desk.radio.hear_text(desk.peer, "again?")
    assert not packets(desk.after(5), "NODEINFO_APP")[1:]
    desk.after(60)
    desk.radio.hear_text(desk.peer, "and again?")
    assert packets(desk.after(5), "NODEINFO_APP")


@pytest.mark.parametrize("name", UNTIL_2_7)
def test_a_new_key_of_theirs_is_forwarded_and_told_6_which_teaches_nobody_anything(still, name):
    desk = desk_with(still, name)
    desk.peer.rekey()
    packet_id = desk.radio.hear_text(desk.peer, "it is me")
    assert len(sealed(desk.take())) == 1
    assert list(desk.peer.told) == [(packet_id, RoutingError.NO_CHANNEL)]
    assert not packets(desk.after(60), "NODEINFO_APP")


def test_an_old_key_of_ours_is_forwarded_and_nobody_can_open_it(desk):
    desk.radio.rekey()
    desk.reconnect()
    desk.radio.hear_text(desk.peer, "hello?")
    (closed,) = sealed(desk.take())
    ends = {"private": desk.radio.private_key, "public": desk.peer.public_key, "sender": desk.peer.num}
    assert pki.unseal(closed.encrypted, packet_id=closed.id, **ends) is None
    assert desk.peer.told[-1][1] is RoutingError.NO_CHANNEL


@pytest.mark.parametrize("why", ["removed", "rekeyed", "stale"])
def test_2_8_drops_what_it_cannot_decrypt_and_tells_nobody(still, why):
    desk = desk_with(still, "2.8.0")
    match why:
        case "removed":
            desk.radio.nodes.remove(desk.peer.num)
        case "rekeyed":
            desk.peer.rekey()
        case _:
            desk.peer.our_key = pki.make_pair(0, "another").public
    desk.radio.hear_text(desk.peer, "hello?")
    assert desk.after(30) == []
    assert not desk.peer.told


def test_2_8_opens_with_the_warm_tiers_key_and_takes_the_sender_back_in(still):
    desk = desk_with(still, "2.8.0")
    desk.radio.forget_node(desk.peer.num)
    desk.radio.hear_text(desk.peer, "still there?")
    assert packets(desk.take(), "TEXT_MESSAGE_APP")
    assert desk.radio.nodes.get(desk.peer.num).public_key == desk.peer.public_key


@pytest.mark.parametrize(("peer", "said"), [("2.7.10", "psst"), ("2.7.19", ""), ("2.8.0", "")])
def test_a_peer_without_our_key_can_not_write_to_us_privately(still, peer, said):
    desk = desk_with(still, "2.7.10", peer)
    desk.peer.knows_our_key = False
    packet_id = desk.radio.hear_text(desk.peer, "psst")
    texts = packets(desk.take(), "TEXT_MESSAGE_APP")
    assert [(p.decoded.payload.decode(), p.pki_encrypted) for p in texts] == ([(said, False)] if said else [])
    told = RoutingError.NONE if said else RoutingError.PKI_SEND_FAIL_PUBLIC_KEY
    assert list(desk.peer.told) == [(packet_id, told)]


def test_whoever_is_ignored_is_not_heard(desk):
    desk.admin(set_ignored_node=desk.peer.num)
    desk.radio.hear_text(desk.peer, "hello?")
    desk.radio.hear_text(desk.peer, "hello all?", to=BROADCAST)
    desk.radio.hear_nodeinfo(desk.peer)
    assert desk.take() == []
    assert not desk.peer.told


# --- a new key of ours


def test_a_new_key_of_ours_restarts_and_until_2_7_keeps_the_number(desk):
    num, key = desk.radio.num, desk.radio.public_key
    desk.radio.rekey()
    told = desk.reconnect()
    security = next(f.config.security for f in told if f.config.HasField("security"))
    assert (desk.radio.num, desk.radio.reboot_count) == (num, 2)
    assert security.public_key == desk.radio.public_key != key
    assert security.private_key == desk.radio.private_key
    own = next(f.node_info for f in told if f.HasField("node_info"))
    assert own.user.public_key == desk.radio.public_key
    assert desk.peer.our_key == key, "stale"


def test_a_given_private_key_makes_the_same_radio_again(desk):
    private, public = desk.radio.private_key, desk.radio.public_key
    desk.radio.rekey()
    desk.radio.rekey(private)
    desk.reconnect()
    assert desk.radio.public_key == public
    assert desk.dm(1) == ACKED


def test_a_new_key_of_ours_is_a_new_number_on_2_8_which_introduces_itself(still):
    desk = desk_with(still, "2.8.0", "2.8.0")
    old = desk.radio.num
    desk.radio.rekey()
    assert desk.radio.num == number_of_key(desk.radio.public_key) != old
    assert old not in desk.radio.nodes
    assert not desk.peer.knows_our_key, "nobody knows the new number"
    desk.reconnect()
    assert desk.dm(1, to=old) == NO_KEY
    assert desk.peer.our_key == desk.radio.public_key
    assert desk.dm(2) == ACKED


def test_our_own_key_from_somebody_else_is_not_believed_and_told_once(desk):
    desk.peer.public_key = desk.radio.public_key
    before = desk.radio.nodes.key_of(desk.peer.num)
    for _ in range(2):
        desk.radio.hear_nodeinfo(desk.peer)
    frames = desk.take()
    assert [f.clientNotification.message for f in frames if f.HasField("clientNotification")] == [
        f"Remote device {desk.peer.long_name} has advertised your public key."
    ]
    assert len(packets(frames, "NODEINFO_APP")) == 2
    assert desk.radio.nodes.key_of(desk.peer.num) == before


# --- what is on the air when the LoRa chip is started anew


def test_what_is_on_the_air_at_a_reset_is_lost_and_tried_again_if_it_wants_an_ack(desk):
    desk.send(packet_id=1, want_ack=True, pki_encrypted=True)
    desk.after(0.2)
    desk.admin(remove_favorite_node=desk.peer.num)
    assert (desk.radio.lora_resets, desk.radio.ether.lost) == (1, [1])
    assert errors(desk.after(15)) == []
    assert errors(desk.after(30)) == ACKED
    desk.send(packet_id=2, pki_encrypted=True)
    desk.after(0.2)
    desk.radio.reset_lora()
    desk.after(120)
    assert [s.read for s in desk.radio.sent_texts] == [True, False]
    assert desk.radio.ether.lost == [1, 2]


def test_three_resets_at_the_wrong_moment_end_as_max_retransmit(desk):
    desk.send(packet_id=1, want_ack=True, pki_encrypted=True)
    frames = []
    for _ in range(3):
        frames += desk.after(0.2)
        desk.radio.reset_lora()
        frames += desk.after(19.9)
    assert desk.radio.ether.lost == [1, 1, 1]
    assert errors(frames + desk.after(60)) == GIVEN_UP


def test_a_reset_with_nothing_on_the_air_harms_nobody(desk):
    desk.radio.reset_lora()
    assert desk.dm(1) == ACKED
    assert desk.radio.ether.lost == []
    desk.radio.reset_lora()
    assert desk.radio.router.free == 16


def test_what_waits_behind_it_goes_out_all_the_same(desk):
    for packet_id in (1, 2):
        desk.send(b"x" * 50, packet_id=packet_id, port=PORTS.PRIVATE_APP, want_ack=True)
    desk.after(0.2)
    desk.radio.reset_lora()
    assert sorted(request for _, request, _ in verdicts(desk.after(60))) == [1, 2]
    assert desk.radio.ether.lost == [1]


def test_a_peers_firmware_is_the_radios_unless_it_has_its_own(still):
    profile = replace(PROFILES["2.7.26"], phone_queue=5)
    desk = Desk(still, profile=profile)
    assert desk.radio.firmware_of(desk.peer) == profile
    other = desk.radio.add_peer(firmware=PROFILES["2.8.0"])
    assert (other.is_28, other.num) == (True, number_of_key(other.public_key))
    assert desk.radio.add_peer(other).firmware == PROFILES["2.8.0"]
