"""Every answer of every command fits one packet in every language, whatever people are called."""

from dataclasses import replace
from datetime import timedelta

import pytest

from botkit import ALICE, ALICES_KEY, EMOJI_24, START, Mesh
from steadymesh import words
from steadymesh.bot import command, reply
from steadymesh.bot.loader import load
from steadymesh.bot.options import MAX_PREFIX, BotOptions
from steadymesh.bot.router import Router
from steadymesh.ids import PublicKey
from steadymesh.model import LinkState, Node

QUESTIONS = ["help", "ping", "nodes", "keys", "status", "help xyz", "help pnig", "hlep", "mystery"]
QUESTIONS += [f"help {word}" for c in Router(load()).all() for word in (c.name, *c.aliases)]
WAYS = [
    {"hop_limit": 0, "hop_start": 7, "snr_db": -19.75, "rssi_dbm": -132},
    {"via_mqtt": True, "snr_db": -19.75, "rssi_dbm": -132},
    {"hop_start": None, "pki_encrypted": False},
]
NAMES = [EMOJI_24, "W" * 39, "\x1b\u202e" * 5000, "e" + "\u0301" * 11 + "x" * 30, ""]


def crowded(language: str, name: str, *, prefix: str = "/") -> Mesh:
    """Return a mesh where every number is long: 5,000 nodes, all called `name`."""
    mesh = Mesh(options=BotOptions(language=language, prefix=prefix, channels=(1,), commands_per_minute=1e6))
    long_ago = START - timedelta(days=999, hours=23)
    mesh.nodes.add(*(Node(num=n, long_name=name, last_heard=long_ago) for n in (*range(1, 5000), ALICE)))
    for n in range(1, 5000):
        mesh.keys.add(n, PublicKey(b"\x07" * 32))
    mesh.keys.add(ALICE, PublicKey(b"\x08" * 32))
    mesh.link.held = 5000
    mesh.link.now = replace(
        mesh.link.now, state=LinkState.RELEASED, since=long_ago, ready_since=None, reconnections_today=99_999
    )
    return mesh


@pytest.mark.parametrize("name", NAMES, ids=["emoji", "wide", "hostile", "combining", "none"])
@pytest.mark.parametrize("language", words.LANGUAGES)
async def test_every_answer_fits_the_air_uncut(language, name):
    mesh = crowded(language, name)
    async with mesh.running():
        for question in QUESTIONS:
            for way in WAYS:
                mesh.say(f"/{question}", **way)
            mesh.say_on(1, f"/{question}", hop_limit=0, hop_start=7)
            await mesh.pause()
    assert {p.reply_id is not None for p in mesh.outbox.posted} == {True, False}
    for posted in mesh.outbox.posted:
        limit = reply.room(direct=posted.reply_id is not None, threaded=posted.reply_id is not None)
        assert len(posted.text.encode()) <= limit
        assert not posted.text.endswith(("…", "… ")), posted.text
        assert all(c.isprintable() or c in "\n\u200d" for c in posted.text)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_sentence_of_ours_fits_the_air_with_its_longest_fields(language):
    for message_id in ("reply-unknown", "reply-near", "reply-too-fast", "reply-failed", "reply-timed-out"):
        fields = {"prefix": "/" * MAX_PREFIX, "command": "x" * 24, "seconds": 86_400}
        assert len(words.render(message_id, fields, language).encode()) <= 215


@pytest.mark.parametrize("prefix", ["/", "!", "!!"])
@pytest.mark.parametrize("language", words.LANGUAGES)
async def test_no_answer_of_ours_is_a_command_to_another_bot(language, prefix):
    mesh = crowded(language, EMOJI_24, prefix=prefix)
    async with mesh.running():
        for question in QUESTIONS:
            mesh.say(f"{prefix}{question}")
        await mesh.pause()
    assert mesh.outbox.posted
    for posted in mesh.outbox.posted:
        call = command.parse(posted.text, prefix)
        assert call is None or (not call.prefixed and mesh.router.find(call.name) is None)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_command_has_its_help_in_every_language(language):
    for one in Router(load()).all():
        assert words.has(one.help, language)


async def test_no_answer_shows_a_whole_key():
    mesh = crowded("en", "Alice")
    async with mesh.running():
        for question in QUESTIONS:
            mesh.say(f"/{question}")
        await mesh.pause()
    for key in (ALICES_KEY, PublicKey(b"\x08" * 32)):
        for written in (key.raw.hex(), str(key), key.raw.hex()[:16]):
            assert not any(written in posted.text for posted in mesh.outbox.posted)
