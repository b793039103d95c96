import pytest

from delivery.delivery_kit import OWN, PEER
from steadymesh.delivery.texts import check, room_for
from steadymesh.errors import UsageError
from steadymesh.ids import BROADCAST, ChannelIndex, NodeNum, PacketId


def refuse(match, **changes):
    values = {"to": PEER, "text": "hi", "channel": ChannelIndex(0), "reply_id": None, "own": OWN}
    with pytest.raises(UsageError, match=match):
        check(**(values | changes))


@pytest.mark.parametrize(
    ("to", "reply_id", "room"), [(PEER, None, 220), (PEER, 5, 215), (BROADCAST, None, 232), (BROADCAST, 5, 227)]
)
def test_a_text_that_just_fits_is_taken_and_one_byte_more_is_not(to, reply_id, room):
    assert room_for(to, reply_id) == room
    text = "é" * (room // 2) + "x" * (room % 2)
    check(to=to, text=text, channel=ChannelIndex(0), reply_id=reply_id, own=OWN)
    refuse(f"{room + 1} bytes in UTF-8, and one packet takes {room}", to=to, text=text + "x", reply_id=reply_id)


def test_what_can_not_be_sent_is_named():
    refuse("empty", text="")
    refuse("half a character", text="\ud800")
    refuse("nobody", to=NodeNum(0))
    refuse("nobody", to=NodeNum(1 << 32))
    refuse("our own radio", to=OWN)
    refuse("no channel 8", channel=ChannelIndex(8))
    refuse("no channel -1", channel=ChannelIndex(-1))


def test_a_reply_id_of_zero_costs_its_bytes_too():
    assert room_for(PEER, PacketId(0)) == 215
