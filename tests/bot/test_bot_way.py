from dataclasses import replace

import pytest

from botkit import ALICE, ALICES_KEY, US
from steadymesh.bot.way import Way, threads_with, to_channel, to_person
from steadymesh.ids import BROADCAST
from steadymesh.model import TextMessage

DIRECT = TextMessage(id=7, sender=ALICE, to=US, channel=0, text="/x", pki_encrypted=True, public_key=ALICES_KEY)
ON_CHANNEL = replace(DIRECT, to=BROADCAST, channel=3, pki_encrypted=False, public_key=None)


@pytest.mark.parametrize("message", [DIRECT, ON_CHANNEL])
def test_the_way_to_a_person_threads_the_answer(message):
    way = to_person(message, threaded=True)
    assert way == Way(to=ALICE, channel=message.channel, reply_id=7)
    assert (way.is_direct, way.limit_bytes) == (True, 215)


def test_without_a_thread_there_is_more_room():
    way = to_person(DIRECT, threaded=False)
    assert (way.reply_id, way.limit_bytes) == (None, 220)


def test_the_way_to_a_channel_is_everybodys():
    way = to_channel(ON_CHANNEL)
    assert way == Way(to=BROADCAST, channel=3, reply_id=None)
    assert (way.is_direct, way.limit_bytes) == (False, 232)


@pytest.mark.parametrize(
    ("firmware", "threads"),
    [(None, True), ((2, 7, 9), True), ((2, 7, 10), False), ((2, 7, 11), False), ((2, 7, 12), True), ((2, 8, 0), True)],
)
def test_two_versions_do_not_acknowledge_replies(firmware, threads):
    assert threads_with(firmware) is threads
