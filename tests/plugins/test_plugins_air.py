"""Every answer of every command fits one packet in every language, whatever people are called."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from botkit import ALICE, ALICES_KEY, EMOJI_24, START, US, Mesh
from steadymesh import words
from steadymesh.bot import command, reply
from steadymesh.bot.loader import load
from steadymesh.bot.options import MAX_PREFIX, BotOptions
from steadymesh.delivery.why import CAUSES
from steadymesh.ids import PublicKey
from steadymesh.model import (
    AirUse,
    LinkState,
    Neighbor,
    Node,
    Outcome,
    Position,
    Telemetry,
    Trace,
    TraceHop,
    TraceOutcome,
)
from steadymesh.plugins.neighbors import Told

QUESTIONS = [
    "help",
    "ping",
    "nodes",
    "keys",
    "rekey",
    "why",
    "status",
    "more",
    "help xyz",
    "help pnig",
    "hlep",
    "mystery",
]
QUESTIONS += ["keys !0badcafe", "keys " + "x" * 200, f"keys {EMOJI_24}", "keys !00000001", "rekey Bob", "keys 0800"]
QUESTIONS += ["stats", "stats top", "stats types", "stats channel", "stats hops", "stats hour", "lang", "lang xx"]
QUESTIONS += ["say hello", "mute", "ban Al", "unban Al", "bans", "reconnect", "release 1h", "reboot-node"]
QUESTIONS += ["wx", "wx rain", "wx !" + "x" * 200, "wx ☂", "ask", "ask Why?"]
QUESTIONS += ["test", "whoami", "lheard", "time", "sun", "echo " + "é" * 90, f"echo /{EMOJI_24}", "echo /"]
QUESTIONS += ["nodes 2", "nodes 99", "nodes direct", "nodes client_hidden", "nodes xyz", f"nodes {EMOJI_24} 3"]
QUESTIONS += ["info", "info !0badcafe", "info !00000001", "info !0b070b07", "info !00abcdef", f"info {EMOJI_24}"]
QUESTIONS += [
    "dist",
    "dist !00000001",
    "dist !0badcafe !00000002",
    "dist !0badcafe !0badcafe",
    "dist !000003ff !000003fe",
]
QUESTIONS += ["neighbors", "neighbors !00000001", "neighbors !00000002", "trace", "trace !00000001", "trace !0b070b07"]
QUESTIONS += ["board", f"board post {'🐈' * 40}", "board post " + "W" * 200, "board 1", "board 99999", "board del 77"]
QUESTIONS += [
    "board what",
    "board",
    "subscribe",
    "subscribe board",
    f"subscribe {EMOJI_24}",
    "unsubscribe " + "W" * 200,
]
QUESTIONS += ["unsubscribe board", "unsubscribe all", "publish", "publish board x"]
QUESTIONS += ["msg !0000b0b0 hello", "msg !0badcafe hello", "msg", "msg !0000b0b0 " + "x" * 180]
QUESTIONS += ["inbox", "sent", "inbox 2", "sent 99", "sent 100", "read", "read 999999999", "del 1", "del 999999999"]
QUESTIONS += [f"help {word}" for c in load().router.all() for word in c.every_word()]
WAYS = [
    {"hop_limit": 0, "hop_start": 7, "snr_db": -19.75, "rssi_dbm": -132},
    {"via_mqtt": True, "snr_db": -19.75, "rssi_dbm": -132},
    {"hop_start": None, "pki_encrypted": False},
    {"pki_encrypted": False, "opened_here": True},
    {"public_key": PublicKey(b"\x09" * 32)},
    {"hop_limit": 0, "hop_start": 7, "snr_db": -19.75, "rssi_dbm": -132, "relay_node": 2},
]
NAMES = [EMOJI_24, "W" * 39, "\x1b\u202e" * 60, "e" + "\u0301" * 11 + "x" * 30, ""]


def crowded(language: str, name: str, *, prefix: str = "/") -> Mesh:
    """Return a mesh where every number is long: a thousand nodes, all called `name`."""
    mesh = Mesh(
        options=BotOptions(
            language=language,
            prefix=prefix,
            channels=(1,),
            commands_per_minute=10**6,
            commands_per_hour=1000,
            channel_replies_per_hour=1000,
        )
    )
    long_ago = START - timedelta(days=999, hours=23)
    told = {
        "last_heard": long_ago,
        "hw_model": "HELTEC_WIRELESS_TRACKER_V1_1",
        "role": "CLIENT_HIDDEN",
        "telemetry": Telemetry(battery_percent=100),
        "position": Position(latitude=-45.1885, longitude=-174.2755, at=long_ago),
    }
    for n in (*range(1, 1000), ALICE):
        hops_away = n % 2
        mesh.nodes.add(Node(num=n, long_name=name, short_name=name, hops_away=hops_away, snr_db=-19.75, **told))
    mesh.nodes.add(
        *(Node(num=n, long_name=name, hops_away=0, snr_db=-19.75, last_heard=START) for n in range(1000, 1023))
    )
    mesh.place(US, Position(latitude=45.1885, longitude=5.7245))
    mesh.link.info = replace(mesh.link.info, node=replace(mesh.link.info.node, public_key=PublicKey(b"\x06" * 32)))
    ten = tuple(Neighbor(node=n, snr_db=-19.75) for n in range(1, 11))
    mesh.own("neighbors").memory[Told] = heard = Told()
    heard.note(2, ten, -9e7)
    hops = tuple(TraceHop(node=n, snr_db=-19.75) for n in range(1, 9))
    mesh.tracer.answer = Trace(outcome=TraceOutcome.ANSWERED, towards=hops, back=hops)
    for n in range(1, 1000):
        mesh.keys.add(n, PublicKey(b"\x07" * 32), name=name)
    mesh.keys.add(ALICE, PublicKey(b"\x08" * 32))
    mesh.keys.hold(ALICE, PublicKey(b"\x09" * 32))
    mesh.table.add(ALICE, PublicKey(b"\x0a" * 32))
    mesh.air.use = AirUse(
        is_known=True, budget_s=0.1, used_s=1e6, limit_percent=10.0, share=0.25, channel_use_percent=100.0
    )
    mesh.failures.add(ALICE, Outcome.REFUSED, "KEY_UNKNOWN", at=long_ago)
    mesh.link.held = 5000
    mesh.link.now = replace(
        mesh.link.now, state=LinkState.RELEASED, since=long_ago, ready_since=None, reconnections_today=99_999
    )
    return mesh


@pytest.mark.parametrize("name", NAMES, ids=["emoji", "wide", "hostile", "combining", "none"])
@pytest.mark.parametrize("language", words.LANGUAGES)
async def test_every_answer_fits_the_air_uncut(language, name):
    mesh = crowded(language, name)
    ways = WAYS if name == EMOJI_24 else WAYS[:1]  # how it came is told by the same sentences, whoever asks
    async with mesh.running():
        for question in QUESTIONS:
            for way in ways:
                mesh.say(f"/{question}", **way)
            mesh.say_on(1, f"/{question}", hop_limit=0, hop_start=7)
            await mesh.pause()
    assert {p.reply_id is not None for p in mesh.outbox.posted} == {True, False}
    assert_whole(mesh)


@pytest.mark.parametrize("name", NAMES, ids=["emoji", "wide", "hostile", "combining", "none"])
@pytest.mark.parametrize("language", words.LANGUAGES)
async def test_every_outcome_of_a_rekeying_fits_the_air_uncut(language, name):
    mesh = crowded(language, name, prefix="/" * MAX_PREFIX)
    mesh.options = replace(mesh.options, admins=(ALICES_KEY,))
    async with mesh.running():
        for outcome in ("current", "accepted", "held", "filed", "unknown"):
            mesh.rekeying.outcome = outcome
            for way in WAYS:
                mesh.say(f"{'/' * MAX_PREFIX}rekey", **way)
            await mesh.pause()
        for question in ("rekey !0badcafe", "rekey !0badcafe", f"rekey {name}", "rekey W", "rekey " + "W" * 200):
            mesh.say(f"{'/' * MAX_PREFIX}{question}")
            await mesh.pause()
    assert mesh.rekeying.accepted == [ALICE]
    assert_whole(mesh)


@pytest.mark.parametrize("language", words.LANGUAGES)
async def test_every_reason_of_a_failure_fits_the_air_uncut(language):
    mesh = crowded(language, EMOJI_24)
    async with mesh.running():
        for reason in (*CAUSES, "UNKNOWN_4294967295", "", "X" * 40):
            mesh.failures.add(ALICE, Outcome.REFUSED, reason, at=START - timedelta(days=999, hours=23))
            assert "why-short" not in (await mesh.ask("/why")).text
            await mesh.pause()
    assert_whole(mesh)


@pytest.mark.parametrize("held", [None, 9])
@pytest.mark.parametrize("table", [None, 8, 10])
@pytest.mark.parametrize("known", [None, 8])
@pytest.mark.parametrize("language", words.LANGUAGES)
async def test_every_standing_of_a_key_fits_the_air_with_all_that_matters(language, known, table, held):
    mesh = Mesh(
        options=BotOptions(
            language=language, prefix="/" * MAX_PREFIX, channels=(1,), commands_per_minute=100, commands_per_hour=1000
        )
    )
    mesh.nodes.add(Node(num=ALICE, long_name=EMOJI_24))
    if known is not None:
        mesh.keys.add(ALICE, PublicKey(bytes([known] * 32)))
    if table is not None:
        mesh.table.add(ALICE, PublicKey(bytes([table] * 32)))
    if held is not None:
        mesh.keys.hold(ALICE, PublicKey(bytes([held] * 32)))
    keys = [PublicKey(bytes([number] * 32)) for number in (7, 8, 9)]
    async with mesh.running():
        for question in ("keys", "keys !0badcafe"):
            for way in ({"public_key": key} for key in keys):
                mesh.say(f"{'/' * MAX_PREFIX}{question}", **way)
            mesh.say(f"{'/' * MAX_PREFIX}{question}", pki_encrypted=False)
            mesh.say_on(1, f"{'/' * MAX_PREFIX}{question}")
            await mesh.pause()
    assert len(mesh.outbox.posted) == 10
    assert_whole(mesh)
    for posted in mesh.outbox.posted:
        shown = [PublicKey(bytes([number] * 32)).fingerprint for number in (known, held) if number is not None]
        assert all(fingerprint in posted.text for fingerprint in shown)
        # The totals may be left out, nothing else.
        radio = ("radio l'a", "radio ne", "radio en a") if language == "fr" else ("My radio",)
        assert known is None or any(words_ in posted.text for words_ in radio)


def assert_whole(mesh: Mesh) -> None:
    """Every answer fits, and none of them was cut."""
    assert mesh.outbox.posted
    for posted in mesh.outbox.posted:
        limit = reply.room(direct=posted.reply_id is not None, threaded=posted.reply_id is not None)
        assert len(posted.text.encode()) <= limit
        # “may be: …, …” says itself that there are more.
        assert not posted.text.removesuffix(", …").endswith(("…", "… ")), posted.text
        assert not posted.text.startswith("1/"), posted.text
        assert all(c.isprintable() or c in "\n\u200d" for c in posted.text)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_sentence_of_ours_fits_the_air_with_its_longest_fields(language):
    for message_id in (
        "reply-unknown",
        "reply-near",
        "reply-too-fast",
        "reply-failed",
        "reply-timed-out",
        "reply-not-admin",
        "reply-directly-only",
        "reply-channel-only",
        "reply-console-only",
    ):
        fields = {"prefix": "/" * MAX_PREFIX, "command": "x" * 24, "wait": "59 min"}
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
async def test_no_name_makes_a_command_of_an_answer(language):
    mesh = crowded(language, "/ping")
    mesh.tracer.answer = Trace(outcome=TraceOutcome.UNANSWERED)
    asked = ["test", "whoami", "nodes 1", "nodes ping", "lheard", "info !00000001", "dist !00000001 !00000002"]
    asked += ["neighbors", "neighbors !00000002", "neighbors !00000003", "trace !00000001", "trace", "echo /ping"]
    async with mesh.running():
        for question in asked:
            said = (await mesh.ask(f"/{question}")).text
            call = command.parse(said, "/")
            assert call is None or not call.prefixed, said
            await mesh.pause(60)


async def test_whoever_writes_french_words_is_told_none_in_english():
    """Help on one command apart: it shows every word that there is."""
    mesh = crowded("fr", "Jean")
    mesh.options = replace(mesh.options, admins=(ALICES_KEY,))
    names = {one.name for one in mesh.router.all() if one.word_in("fr") != one.name}
    asked = [question.partition(" ") for question in QUESTIONS if not question.startswith("help ")]
    asked += [("nodes", " ", "jean"), ("keys", " ", "jean"), ("rekey", " ", "jean"), ("ban", " ", "!00000005 2h")]
    asked += [("reboot-node", "", ""), ("release", " ", "2d"), ("subscribe", " ", "x"), ("board", " ", "post x")]
    named = {}
    async with mesh.running():
        for word, space, rest in asked:
            if (found := mesh.router.find(word)) is not None:
                mesh.say(f"/{found.word_in('fr')}{space}{rest}")
                await mesh.pause()
    for posted in mesh.outbox.posted:
        for word in re.findall(r"/([\w-]+)", posted.text):
            if word in names:
                named[word] = posted.text
    assert named == {}
    assert len(mesh.outbox.posted) > 100


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_command_has_its_help_in_every_language(language):
    for one in load().router.all():
        assert words.has_own(one.help, language)


async def test_no_answer_shows_a_whole_key():
    mesh = crowded("en", "Alice")
    async with mesh.running():
        for question in QUESTIONS:
            mesh.say(f"/{question}")
        await mesh.pause()
    for key in (ALICES_KEY, PublicKey(b"\x08" * 32)):
        for written in (key.raw.hex(), str(key), key.raw.hex()[:16]):
            assert not any(written in posted.text for posted in mesh.outbox.posted)
