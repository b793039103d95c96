"""The small parts: agenda, dice, framing, node table, airtime, protobuf by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steadymesh.sim import raw
from steadymesh.sim.agenda import Agenda
from steadymesh.sim.air import airtime_s, give_up_s
from steadymesh.sim.dice import Dice
from steadymesh.sim.framing import Cutter, frame
from steadymesh.sim.packets import chunked, encoded_packets
from steadymesh.sim.people import make_private_key
from steadymesh.sim.radio import Radio
from steadymesh.sim.settings import PRESETS
from steadymesh.wire import pb

# --- agenda


def test_appointments_are_kept_in_order_and_once():
    agenda, kept = Agenda(), []
    agenda.at(2, lambda: kept.append("b"))
    agenda.at(1, lambda: kept.append("a"))
    agenda.at(2, lambda: kept.append("c"))
    agenda.run_due(1.5)
    assert kept == ["a"]
    agenda.run_due(2)
    agenda.run_due(9)
    assert kept == ["a", "b", "c"]
    assert agenda.next_at() is None


def test_a_cancelled_appointment_is_void_and_not_the_next_one():
    agenda, kept = Agenda(), []
    first = agenda.at(1, lambda: kept.append(1))
    agenda.at(3, lambda: kept.append(3))
    first.cancel()
    assert agenda.next_at() == 3
    agenda.run_due(5)
    assert kept == [3]


def test_somebody_is_told_when_the_next_appointment_is_an_earlier_one():
    agenda, told = Agenda(), []
    agenda.on_change = lambda: told.append(agenda.next_at())
    for when in (5, 7, 3):
        agenda.at(when, list)
    assert told == [5, 3]


def test_an_appointment_that_makes_another_for_now_does_not_stop_the_world():
    agenda = Agenda()

    def again():
        agenda.at(0, again)

    again()
    agenda.run_due(0)
    assert agenda.next_at() == 0


# --- dice


def test_the_same_seed_and_label_give_the_same_stream():
    assert Dice(1, "a").block(100) == Dice(1, "a").block(100)
    assert Dice(1, "a").block(8) != Dice(1, "b").block(8)
    assert Dice(1, "a").block(8) != Dice(2, "a").block(8)


def test_numbers_stay_within_their_bounds():
    dice = Dice(0, "bounds")
    assert all(0 <= dice.fraction() < 1 for _ in range(500))
    assert all(3 <= dice.between(3, 5) < 5 for _ in range(500))
    assert {dice.below(3) for _ in range(200)} == {0, 1, 2}
    assert {dice.pick("xy") for _ in range(100)} == {"x", "y"}
    assert all(0 < dice.number() < 1 << 32 for _ in range(100))


def test_a_private_key_is_clamped():
    key = make_private_key(0, "x")
    assert (len(key), key[0] & 7, key[31] >> 6) == (32, 0, 1)


# --- framing


@given(st.lists(st.binary(max_size=512), max_size=6), st.data())
def test_frames_are_cut_however_they_are_chopped(payloads, data):
    stream = b"".join(frame(payload) for payload in payloads)
    cutter, got, at = Cutter(), [], 0
    while at < len(stream):
        size = data.draw(st.integers(1, len(stream) - at))
        got += cutter.feed(stream[at : at + size])
        at += size
    assert got == payloads


@pytest.mark.parametrize(
    ("stream", "payloads"),
    [
        (b"noise" + frame(b"a"), [b"a"]),
        (b"\x94" + frame(b"a"), []),  # the firmware forgets the byte that broke the match
        (b"\x94x" + frame(b"a"), [b"a"]),
        (b"\x94\xc3\x02\x01" + frame(b"a"), [b"a"]),  # 513 is no length
        (frame(b"") + frame(b"b"), [b"", b"b"]),
        (frame(b"a")[:-1], []),
    ],
)
def test_a_stream_is_cut_as_the_firmware_cuts_it(stream, payloads):
    assert list(Cutter().feed(stream)) == payloads
    bytewise = Cutter()
    assert [p for i in range(len(stream)) for p in bytewise.feed(stream[i : i + 1])] == payloads


# --- air


def test_airtime_is_that_of_the_notes():
    """LongFast: a full frame takes 2.16 s, a short DM about 0.7 s; LongSlow: 14.3 s."""
    assert airtime_s("LONG_FAST", 239) == pytest.approx(2.16, rel=0.05)
    assert airtime_s("LONG_FAST", 20 + 7 + 12) == pytest.approx(0.7, rel=0.15)
    assert airtime_s("LONG_SLOW", 239) == pytest.approx(14.3, rel=0.1)


def test_every_preset_has_its_patience_longer_for_slower_ones():
    times = sorted((airtime_s(preset, 100), give_up_s(preset)) for preset in PRESETS)
    assert [patience for _, patience in times] == sorted(patience for _, patience in times)
    assert give_up_s("SHORT_FAST") == 15
    assert give_up_s("LONG_FAST") == 60


# --- protobuf by hand, and packets in bulk


def test_protobuf_by_hand_is_what_the_classes_make():
    assert (
        raw.number(1, 300) + raw.nested(13, b"native")
        == pb.MyNodeInfo(my_node_num=300, pio_env="native").SerializeToString()
    )
    assert raw.fixed32(6, 7) == pb.MeshPacket(id=7).SerializeToString()


def test_bulk_packets_are_whole_frames_with_ids_of_their_own(still):
    frames = encoded_packets(Radio(clock=still), 500, texts_every=0)
    packets = [pb.FromRadio.FromString(f[4:]).packet for f in frames]
    assert all(f[:2] == b"\x94\xc3" and int.from_bytes(f[2:4], "big") == len(f) - 4 for f in frames)
    assert len({p.id for p in packets}) == 500
    assert {p.decoded.portnum for p in packets} == {3, 4, 67}
    assert b"".join(chunked(frames, 1000)) == b"".join(frames)
