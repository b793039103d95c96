"""One packet in flight, and room in the radio's queue."""

from __future__ import annotations

from steadymesh.session.acks import Flight, Room, Stage


def test_a_packet_waits_for_its_status_from_when_it_went_out_last():
    flight = Flight(packet_id=1, frame=b"", is_ours=False, since=100)
    assert flight.deadline(5) == 105
    flight.stage, flight.since = Stage.REPEATED, 105
    assert flight.deadline(5) == 110


def test_while_a_probe_decides_nothing_is_due():
    assert Flight(packet_id=1, frame=b"", is_ours=False, since=100, stage=Stage.PROBING).deadline(5) is None


def room_after(*, free: int, maxlen: int = 16, res: int = 0) -> Room:
    room = Room(30)
    room.reported(free=free, maxlen=maxlen, res=res, now=100)
    return room


def test_a_full_queue_is_waited_for_at_most_its_time():
    room = room_after(free=0)
    assert (room.wait_s(100), room.wait_s(110), room.wait_s(131), room.deadline) == (30, 20, 0, 130)


def test_a_refusal_because_it_is_full_counts_as_full():
    assert room_after(free=3, res=32).wait_s(100) == 30


def test_further_bad_news_do_not_prolong_the_wait():
    room = room_after(free=0)
    room.reported(free=0, maxlen=16, res=0, now=120)
    assert room.deadline == 130


def test_news_of_room_end_the_wait():
    room = room_after(free=0)
    room.reported(free=1, maxlen=16, res=0, now=101)
    assert room.deadline is None
    assert room.wait_s(101) == 0


def test_a_radio_without_a_queue_is_not_full():
    assert room_after(free=0, maxlen=0).wait_s(100) == 0


def test_giving_up_is_trying():
    room = room_after(free=0)
    room.give_up()
    assert room.wait_s(100) == 0


def test_after_giving_up_only_a_try_makes_bad_news_count_again():
    room = room_after(free=0)
    room.give_up()
    room.reported(free=0, maxlen=16, res=0, now=130)
    assert (room.wait_s(130), room.deadline) == (0, None)
    room.tried()
    room.reported(free=0, maxlen=16, res=32, now=131)
    assert (room.wait_s(131), room.deadline) == (30, 161)


def test_good_news_after_giving_up_end_the_matter():
    room = room_after(free=0)
    room.give_up()
    room.reported(free=5, maxlen=16, res=0, now=130)
    room.reported(free=0, maxlen=16, res=0, now=131)
    assert room.wait_s(131) == 30
