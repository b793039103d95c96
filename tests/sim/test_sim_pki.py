"""PKI: recorded direct messages are opened byte for byte, and sealed again to the same bytes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steadymesh.ids import format_node_num
from steadymesh.sim import pki
from steadymesh.sim.people import make_key, make_peer, make_private_key, number_of_key
from steadymesh.sim.recording import load
from steadymesh.wire import pb

VECTORS = Path(__file__).parents[1] / "vectors"


def recorded():
    """The radio's private key, the peer's public one, and the direct message that the radio could not read."""
    segment = load(VECTORS / "v2_7-forgotten-key.jsonl").segments[0]
    told = [pb.FromRadio.FromString(frame.payload) for dump in segment.dumps for frame in dump.frames]
    live = [pb.FromRadio.FromString(frame.payload) for frame in segment.live]
    (packet,) = [f.packet for f in live if f.packet.encrypted]
    security = next(f.config.security for f in told if f.config.HasField("security"))
    user = next(f.node_info.user for f in told if f.node_info.num == getattr(packet, "from"))
    return security, bytes(user.public_key), packet


def test_the_recorded_direct_message_is_opened_byte_for_byte():
    security, public_key, packet = recorded()
    plain = pki.unseal(
        packet.encrypted,
        private=security.private_key,
        public=public_key,
        sender=getattr(packet, "from"),
        packet_id=packet.id,
    )
    data = pb.Data.FromString(plain)
    assert plain == data.SerializeToString()
    assert (data.portnum, data.payload) == (pb.PortNum.TEXT_MESSAGE_APP, b"/ping from a forgotten node")


def test_sealed_again_with_the_same_nonce_it_is_the_recorded_one():
    """Both ends have the same secret: the radio's private key does what the peer's did."""
    security, public_key, packet = recorded()
    ends = {"private": security.private_key, "public": public_key, "sender": getattr(packet, "from")}
    plain = pki.unseal(packet.encrypted, packet_id=packet.id, **ends)
    extra = int.from_bytes(packet.encrypted[-4:], "little")
    assert pki.seal(plain, packet_id=packet.id, extra=extra, **ends) == packet.encrypted


def test_a_recorded_radios_public_key_belongs_to_its_private_one():
    for name in ("v2_7-messages", "v2_8-forgotten-key"):
        segment = load(VECTORS / f"{name}.jsonl").segments[0]
        told = [pb.FromRadio.FromString(frame.payload) for dump in segment.dumps for frame in dump.frames]
        security = next(f.config.security for f in told if f.config.HasField("security"))
        assert pki.pair_of(security.private_key).public == security.public_key
    number = next(f.my_info.my_node_num for f in told if f.HasField("my_info"))
    assert number == number_of_key(security.public_key), "2.8"


@given(plain=st.binary(min_size=1, max_size=233), packet_id=st.integers(1, 2**32 - 1), extra=st.integers(0, 2**31 - 1))
def test_whatever_is_sealed_is_opened_by_its_recipient_alone(plain, packet_id, extra):
    ours, theirs, other = (pki.make_pair(0, name) for name in ("ours", "theirs", "other"))
    closed = pki.seal(plain, private=theirs.private, public=ours.public, sender=5, packet_id=packet_id, extra=extra)
    assert len(closed) == len(plain) + pki.OVERHEAD_BYTES
    right = {"private": ours.private, "public": theirs.public, "sender": 5, "packet_id": packet_id}
    assert pki.unseal(closed, **right) == plain
    for wrong in ({"private": other.private}, {"public": other.public}, {"sender": 6}, {"packet_id": packet_id ^ 1}):
        assert pki.unseal(closed, **(right | wrong)) is None


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(32), b"x" * 33])
def test_a_key_that_is_none_seals_rubbish_and_opens_nothing(key):
    ours = pki.make_pair(0, "ours")
    closed = pki.seal(b"hello", private=ours.private, public=key, sender=5, packet_id=7, extra=9)
    assert len(closed) == 5 + pki.OVERHEAD_BYTES
    assert pki.unseal(closed, private=ours.private, public=key, sender=5, packet_id=7) is None
    assert pki.unseal(closed[:12], private=ours.private, public=ours.public, sender=5, packet_id=7) is None


def test_key_pairs_follow_from_seed_and_label():
    pair = pki.make_pair(3, "peer/1")
    assert (make_private_key(3, "peer/1"), make_key(3, "peer/1")) == (pair.private, pair.public)
    assert pki.pair_of(pair.private) == pair != pki.make_pair(4, "peer/1") != pki.make_pair(3, "peer/2")
    assert (pair.private[0] & 7, pair.private[31] >> 6) == (0, 1)
    assert pki.next_pair(pair.private) == pki.next_pair(pair.private) != pair
    peer = make_peer(3, 1)
    assert (peer.private_key, peer.public_key) == (pair.private, pair.public)


def test_no_private_key_is_shown():
    assert "private" not in repr(pki.make_pair(0, "x"))
    assert "key" not in repr(make_peer(0, 1)).replace("key=None", "")


# --- people and their keys


def test_a_new_key_keeps_the_number_and_2_8_draws_a_new_one():
    peer, moved = make_peer(0, 1), []
    num, key = peer.num, peer.public_key
    peer.on_renumber = lambda old, new: moved.append((old, new))
    peer.rekey()
    assert (peer.num, peer.public_key != key, moved) == (num, True, [])
    key = peer.public_key
    peer.upgrade_to_28()
    assert (peer.public_key, peer.num, peer.is_28) == (key, number_of_key(key), True)
    peer.rekey()
    assert peer.num == number_of_key(peer.public_key)
    assert [old for old, _ in moved] == [num, number_of_key(key)]
    assert format_node_num(peer.num).startswith("!")


def test_a_reflashed_peer_knows_nobody_and_one_with_a_new_key_does():
    peer = make_peer(0, 1)
    peer.our_key = b"o" * 32
    peer.rekey()
    assert peer.our_key == b"o" * 32
    peer.reflash()
    assert not peer.knows_our_key


def test_the_first_key_of_ours_that_a_peer_hears_wins():
    peer = make_peer(0, 1)
    peer.knows_our_key = False
    peer.hear_of_us(b"")
    assert not peer.knows_our_key
    for key in (b"a" * 32, b"b" * 32):
        peer.hear_of_us(key)
    assert peer.our_key == b"a" * 32
    peer.knows_our_key = True
    assert peer.our_key is None, "whatever it is"
