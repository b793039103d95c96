"""Frames are found in whatever else a connection carries, at once and in linear time."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steadymesh.wire import codec, pb
from steadymesh.wire.framing import Framer, frame
from steadymesh.wire.shape import fills


def framer() -> Framer:
    return Framer(codec.decode_from_radio, codec.is_known)


def complete(nonce: int) -> bytes:
    return pb.FromRadio(config_complete_id=nonce).SerializeToString()


def text(payload: bytes, sender: int = 7) -> bytes:
    message = pb.FromRadio()
    setattr(message.packet, "from", sender)
    message.packet.to = 5
    message.packet.id = 99
    message.packet.decoded.portnum = 1
    message.packet.decoded.payload = payload
    return message.SerializeToString()


A, B = complete(1), text(b"hello")
NOISE = bytes(i for i in range(256) if i != 0x94) * 3


def payloads(framer_: Framer, *chunks: bytes) -> list[bytes]:
    return [payload for chunk in chunks for _message, payload in framer_.feed(chunk)]


def test_frames_back_to_back_come_out_in_order_with_their_payloads():
    f = framer()
    assert payloads(f, frame(A) + frame(B)) == [A, B]
    assert f.skipped_bytes == 0
    assert f.held_at is None


def test_the_message_comes_decoded():
    [(message, payload)] = framer().feed(frame(A))
    assert message.config_complete_id == 1
    assert payload == A


@pytest.mark.parametrize("cut", range(1, len(frame(A)) + len(frame(B))))
def test_a_cut_anywhere_loses_nothing(cut: int):
    stream = frame(A) + frame(B)
    assert payloads(framer(), stream[:cut], stream[cut:]) == [A, B]


def test_one_byte_at_a_time_loses_nothing():
    stream = b"boot\r\n" + frame(A) + b"\x94" + frame(B) + b"\x94\x94" + frame(A)
    f = framer()
    assert payloads(f, *[stream[i : i + 1] for i in range(len(stream))]) == [A, B, A]
    assert f.skipped_bytes == 9


def test_a_lone_first_magic_byte_at_the_end_of_a_chunk_is_kept():
    f = framer()
    assert payloads(f, b"noise\x94") == []
    assert f.skipped_bytes == 5
    assert payloads(f, frame(A)[1:]) == [A]


@pytest.mark.parametrize(
    "begun", [b"\x94", b"\x94\xc3", b"\x94\xc3\x00", b"\x94\xc3\x01", b"\x94\xc3\x02", b"\x94\xc3\x00\x06"]
)
def test_a_header_that_has_only_begun_is_no_frame_to_wait_for(begun: bytes):
    f = framer()
    assert f.feed(begun) == []
    assert f.held_at is None
    assert f.skipped_bytes == 0


def test_a_doubled_first_magic_byte_does_not_hide_the_frame():
    assert payloads(framer(), b"\x94\x94\xc3" + frame(A)[2:]) == [A]


def test_text_between_frames_is_skipped_and_counted():
    f = framer()
    assert payloads(f, b"INFO | boot\r\n" + frame(A) + b"DEBUG \xc3\x94\r\n" + frame(B)) == [A, B]
    assert f.skipped_bytes == 13 + 10


@pytest.mark.parametrize("header", [b"\x94\xc3\x02\x01", b"\x94\xc3\xff\xff", b"\x94\xc3\x00\x00"])
def test_a_length_that_no_frame_has_is_searched_again_from_the_next_byte(header: bytes):
    assert payloads(framer(), header + frame(A)) == [A]


def test_the_longest_frame_is_taken():
    message = pb.FromRadio()
    message.packet.decoded.payload = b"x" * 503
    longest = message.SerializeToString()
    assert len(longest) == 512  # what the firmware's buffers hold
    assert payloads(framer(), frame(longest)) == [longest]


def test_a_false_header_before_frames_hides_none_of_them():
    f = framer()
    assert payloads(f, b"\x94\xc3\x01\x90" + b"\x08" + frame(A) + frame(B)) == [A, B]


def test_an_undecodable_frame_is_counted_and_searched():
    broken = b"\x0a\xff\xff" + frame(A) + b"\x00\x00\x00"
    f = framer()
    assert payloads(f, frame(broken) + frame(B)) == [A, B]
    assert f.undecodable == 1


def test_a_torn_frame_costs_only_itself_once_it_is_full():
    torn = frame(text(b"x" * 60))[:40]
    f = framer()
    assert payloads(f, torn) == []
    assert payloads(f, frame(A) * 8) == [A] * 8


def test_a_torn_frame_is_given_up_when_it_is_doubted():
    f = framer()
    assert payloads(f, frame(text(b"x" * 200))[:40] + frame(A)) == []
    assert f.held_at == 0
    assert not f.is_doubted
    assert [payload for _m, payload in f.doubt()] == [A]
    assert f.held_at is None


def test_a_doubted_frame_that_does_come_is_still_taken():
    whole = frame(text(b"slow link" * 10))
    f = framer()
    assert payloads(f, whole[:50]) == []
    assert f.doubt() == []
    assert f.is_doubted
    assert f.held_at == 0
    assert payloads(f, whole[50:] + frame(A)) == [whole[4:], A]


def test_after_a_doubt_the_next_frame_is_through_at_once():
    f = framer()
    f.feed(frame(text(b"x" * 300))[:30])
    f.doubt()
    assert payloads(f, frame(A)) == [A]


def test_doubt_without_anything_incomplete_does_nothing():
    f = framer()
    assert f.doubt() == []
    assert not f.is_doubted


def test_a_peer_cannot_forge_a_frame_by_sending_its_bytes_as_text():
    forged = text(b"forged", sender=1)
    whole = frame(text(b"harmless " + frame(forged) + b" and more of it"))
    for cut in range(1, len(whole)):
        assert payloads(framer(), whole[:cut], whole[cut:]) == [whole[4:]]


def test_a_peer_cannot_forge_a_frame_with_a_name_that_is_no_utf8():
    message = pb.FromRadio()
    message.node_info.num = 3
    message.node_info.user.long_name = "A" * 30
    forged = frame(A)
    payload = message.SerializeToString().replace(b"A" * 30, forged + b"\xff" * (30 - len(forged)))
    f = framer()
    assert payloads(f, frame(payload)) == [payload]


def test_a_message_of_unknown_kind_is_a_frame():
    unknown = b"\xea\x01\x03abc"  # field 29, of a firmware to come
    assert payloads(framer(), frame(unknown)) == [unknown]


def test_a_message_of_unknown_kind_yields_to_a_known_one_inside_it():
    inside = b"\x94\xc3\x00\x02\xff" + b"\x94\xc3\x01\x00\x0a" + b"\x94\xc3\x00\x03\x0a\xff\xff" + frame(A) + b"end"
    unknown = b"\xea\x01" + bytes([len(inside)]) + inside
    f = framer()
    assert payloads(f, frame(unknown)) == [A]
    assert f.undecodable == 1


def test_a_message_of_unknown_kind_with_nothing_in_it_but_magic_stays_one():
    inside = b"\x94\xc3\x00\x03\xea\x01\x00"
    unknown = b"\xea\x01" + bytes([len(inside)]) + inside
    assert payloads(framer(), frame(unknown)) == [unknown]


def test_a_message_of_unknown_kind_inside_an_incomplete_frame_is_not_taken():
    f = framer()
    assert payloads(f, b"\x94\xc3\x01\x00\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff" + frame(b"\xea\x01\x00")) == []
    assert f.held_at == 0
    assert f.undecodable == 0


GARBAGE = {
    "random": random.Random(1).randbytes(200_000),
    "first magic byte": b"\x94" * 200_000,
    "headers": b"\x94\xc3\x01\xff" * 50_000,
    "headers with a tag": b"\x94\xc3\x01\xff\x0a" * 40_000,
    "one header": b"\x94\xc3\x01\xff" + b"\xff" * 200_000,
    "text": b"no line end " * 16_000,
}


@pytest.mark.parametrize("chunk", [1460, 65_536])
@pytest.mark.parametrize("kind", GARBAGE)
def test_after_any_garbage_the_next_frame_is_through(kind: str, chunk: int):
    stream = GARBAGE[kind]
    f = framer()
    for i in range(0, len(stream), chunk):
        f.feed(stream[i : i + chunk])
    assert payloads(f, frame(A)) == [A]


@given(
    parts=st.lists(
        st.one_of(st.sampled_from([A, B]), st.binary(max_size=40).filter(lambda b: 0x94 not in b)), max_size=12
    ),
    cuts=st.lists(st.integers(min_value=0, max_value=600), max_size=12),
)
def test_whatever_the_noise_and_the_cuts_every_frame_comes_once(parts: list[bytes], cuts: list[int]):
    wanted = [part for part in parts if part in (A, B)]
    stream = b"".join(frame(part) if part in (A, B) else part for part in parts)
    edges = sorted({0, len(stream), *[c for c in cuts if c < len(stream)]})
    f = framer()
    assert payloads(f, *[stream[a:b] for a, b in itertools.pairwise(edges)]) == wanted
    assert f.skipped_bytes == len(stream) - sum(len(frame(part)) for part in wanted)


@settings(max_examples=200)
@given(
    chunks=st.lists(st.binary(max_size=80), max_size=20), alphabet=st.sampled_from([b"\x94\xc3\x00\x01\x0a\x08", None])
)
def test_no_bytes_break_it_and_the_tail_stays_small(chunks: list[bytes], alphabet: bytes | None):
    f = framer()
    total = 0
    for chunk in chunks:
        data = bytes(alphabet[b % len(alphabet)] for b in chunk) if alphabet else chunk
        total += len(data)
        f.feed(data)
        assert len(f._tail) <= 515
    f.doubt()
    assert f.skipped_bytes <= total


@pytest.mark.parametrize(
    ("opening", "length", "expected"),
    [
        (b"\x12\x05hello", 7, True),
        (b"\x12\x05hello", 8, False),
        (b"\x12\x05", 7, True),  # cut off, but it says enough
        (b"\x12\xac\x02" + b"x" * 12, 303, True),
        (b"\x12\xac\x02" + b"x" * 12, 302, False),
        (b"\x08\x01\x12\x05hello", 9, True),  # with an id before it
        (b"\xea\x01\x05hello", 8, True),  # field 29
        (b"\x38\x05", 2, True),  # too short to hold a frame
        (b"\x38", 300, False),
        (b"\x12", 300, True),  # its opening has come in part
        (b"\x12\xac", 303, True),
        (b"\xea", 300, True),
        (b"\xea\x01", 300, True),
        (b"\xea\x01\xac", 300, True),
        (b"\x08", 300, True),
        (b"\x08\xff\xff", 300, True),
        (b"\x08\xff\x01", 300, True),
        (b"\x08\x01\x12", 300, True),
        (b"\x0a\x94\xc3", 300, False),
        (b"\x38" + b"\xff" * 20, 300, False),
    ],
)
def test_an_opening_is_believed_only_if_it_fills_the_frame(opening: bytes, length: int, expected: bool):
    assert fills(b"ab" + opening, 2, length) is expected
