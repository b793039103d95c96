"""What an operator sends, sees and takes back: a whole house on a simulated radio, asked as the command line asks."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

import pytest

from housekit import START, playing
from steadymesh.app.outboxdesk import kept_outbox
from steadymesh.config import load
from steadymesh.errors import InvalidIdError, SteadymeshError, UsageError
from steadymesh.ids import BROADCAST, NodeNum, format_node_num
from steadymesh.model import RoutingError
from steadymesh.words import LANGUAGES, tell


class Desk:
    """The operations of a running house."""

    def __init__(self, play, tmp_path, *sets):
        config = load(env={}, sets=("language=en", f"state_dir={tmp_path}", *sets))
        self._handlers = play.house._handlers(config, play.store, play.clock)

    async def ask(self, op, **args):
        return json.loads(json.dumps(await self._handlers[op](args)))

    async def send(self, who, text, **args):
        return (await self.ask("send", who=who, text=text, **args))["entries"]

    async def ends(self, rows, seconds=50):
        return await self.ask("outbox.wait", keys=[row["key"] for row in rows], seconds=seconds)

    async def refusal(self, op, **args) -> UsageError:
        with pytest.raises(UsageError) as caught:
            await self.ask(op, **args)
        return caught.value


async def ready(play, tmp_path, *sets):
    await asyncio.sleep(5)
    return Desk(play, tmp_path, *sets)


async def test_a_message_to_a_person_goes_and_is_acknowledged(tmp_path):
    async with playing(tmp_path) as play:
        desk = await ready(play, tmp_path)
        person = play.people[0]
        [row] = await desk.send(person.long_name, "Bonjour !\x07")
        assert (row["to"], row["name"], row["priority"]) == (
            format_node_num(person.num),
            person.long_name,
            "message",
        )
        assert (row["outcome"], row["attempts"]) == ("waiting", 0)
        before = play.loop.time()
        [row] = await desk.ends([row])
        assert play.loop.time() - before < 10
        assert (row["outcome"], row["transmissions"], row["what"]) == ("acknowledged", 1, None)
        assert row["airtime_s"] > 0.1
        assert [sent.text for sent in play.radio.sent_texts] == ["Bonjour !"]
        shown = await desk.ask("outbox.show", key=row["key"])
        assert shown["text"] == "Bonjour !"
        log = (tmp_path / "log").read_text()
    assert "Bonjour" not in log.replace("\\u00e9", "")


@pytest.mark.parametrize("word", ["#0", "#longfast", "# LongFast "])
async def test_a_message_to_a_channel_goes_by_name_or_number(tmp_path, word):
    async with playing(tmp_path) as play:
        desk = await ready(play, tmp_path)
        [row] = await desk.send(word, "to all")
        assert (row["to"], row["channel"], row["channel_name"]) == ("broadcast", 0, "LongFast")
        [row] = await desk.ends([row])
        assert (row["outcome"], row["relayed"], row["what"]) == ("relayed", True, None)
        assert [(sent.text, sent.to) for sent in play.radio.sent_texts] == [("to all", BROADCAST)]


async def test_a_long_text_goes_in_numbered_pieces_each_behind_the_one_before(tmp_path):
    async with playing(tmp_path) as play:
        desk = await ready(play, tmp_path)
        rows = await desk.send(format_node_num(play.people[0].num), "some words " * 60)
        assert [row["follows"] for row in rows] == [None, *(row["key"] for row in rows[:-1])]
        listed = await desk.ask("outbox.list")
        assert [row["key"] for row in listed] == [row["key"] for row in rows]
        assert listed[1]["waits"]["for"] == "piece"
        assert listed[1]["waits"]["before"] == rows[0]["key"]
        assert "words" not in json.dumps(listed)
        ended = await desk.ends(rows)
        assert {row["outcome"] for row in ended} == {"acknowledged"}
        assert [text[:4] for text in (sent.text for sent in play.radio.sent_texts)] == ["1/4 ", "2/4 ", "3/4 ", "4/4 "]
        assert await desk.ask("outbox.list") == []
        assert len(await desk.ask("outbox.list", which="all", limit=3)) == 3


@pytest.mark.parametrize(
    ("who", "text", "sentence"),
    [
        ("nobody at all", "x", "who-nobody"),
        ("!ffffffff", "x", "send-everybody"),
        ("4294967295", "x", "send-everybody"),
        ("own", "x", "text-to-ourselves"),
        ("!12345678", "x", "send-unknown"),
        ("silent", "x", "send-unmessagable"),
        ("#1", "x", "send-channel-off"),
        ("#8", "x", "send-no-channel"),
        ("#Atlantis", "x", "send-no-channel"),
        ("#", "x", "send-which-channel"),
        ("", "x", "who-empty"),
        ("\x00\x1b[2J", "x", "who-nobody"),
        ("x" * 100_000, "x", "who-nobody"),
        ("person", "", "text-empty"),
        ("person", " \n\t ", "text-empty"),
        ("person", "\x01\x02\u202e", "send-nothing-left"),
        ("person", "\x00" * 1000, "send-nothing-left"),
        ("person", "half \udce9", "send-not-utf8"),
        ("person", "x" * 100_000, "send-too-long"),
        ("person", "\x00" * 100_000, "send-too-long"),
        ("person", "word " * 400, "send-too-long"),
        ("#0", "\N{FAMILY} " * 500, "send-too-long"),
    ],
)
async def test_what_can_not_be_sent_is_refused_in_one_sentence_of_each_language(tmp_path, who, text, sentence):
    async with playing(tmp_path) as play:
        play.people[1].is_unmessagable = True
        play.radio.add_peer(play.people[1])
        desk = await ready(play, tmp_path)
        named = {"own": play.radio.num, "silent": play.people[1].num, "person": play.people[0].num}
        word = format_node_num(named[who]) if who in named else who
        refused = await desk.refusal("send", who=word, text=text)
        assert refused.told.sentence == sentence
        assert refused.exit_code == 2
        said = [tell(refused.told, language) for language in LANGUAGES]
        assert said[0] != said[1]
        assert all(len(one) < 400 and "\n" not in one and "\x1b" not in one for one in said)
        assert await desk.ask("outbox.list", which="all") == []


async def test_several_who_may_be_meant_are_listed(tmp_path):
    async with playing(tmp_path) as play:
        desk = await ready(play, tmp_path)
        for peer, name in zip(play.people, ("Anna Alm", "Anna Berg"), strict=False):
            peer.long_name = name
            play.radio.add_peer(peer)
        play.server.cut()
        await asyncio.sleep(20)
        refused = await desk.refusal("send", who="anna", text="x")
        assert refused.told.sentence == "who-several"
        assert format_node_num(play.people[0].num) in str(refused)
        assert format_node_num(play.people[1].num) in str(refused)


async def test_force_sends_to_whom_we_do_not_know_and_who_reads_nothing(tmp_path):
    async with playing(tmp_path) as play:
        play.people[1].is_unmessagable = True
        play.radio.add_peer(play.people[1])
        desk = await ready(play, tmp_path)
        [row] = await desk.send(format_node_num(play.people[1].num), "x", force=True)
        assert (await desk.ends([row]))[0]["outcome"] == "acknowledged"
        assert (await desk.send("!12345678", "x", force=True))[0]["to"] == "!12345678"
        refused = await desk.refusal("send", who="!ffffffff", text="x", force=True)
        assert refused.told.sentence == "send-everybody"


async def test_whoever_has_moved_is_named_by_their_new_number(tmp_path, monkeypatch):
    async with playing(tmp_path) as play:
        desk = await ready(play, tmp_path)
        monkeypatch.setattr(play.house.keys.book, "successor", lambda _num: NodeNum(0x99))
        moved = Desk(play, tmp_path)
        refused = await moved.refusal("send", who=format_node_num(play.people[0].num), text="x")
        assert refused.told.sentence == "send-moved"
        assert "!00000099" in str(refused)
        assert len(await desk.send(format_node_num(play.people[0].num), "x", force=True)) == 1


async def test_before_the_radio_has_told_its_channels_there_are_none(tmp_path):
    async with playing(tmp_path) as play:
        play.server.close()
        desk = Desk(play, tmp_path)
        assert (await desk.refusal("send", who="#0", text="x")).told.sentence == "send-channels-unknown"


async def test_a_lifetime_is_within_bounds_and_a_message_that_does_not_leave_expires_with_a_reason(tmp_path):
    async with playing(tmp_path) as play:
        desk = await ready(play, tmp_path)
        who = format_node_num(play.people[0].num)
        for wrong in (0, 9.9, 700_000, float("nan")):
            refused = await desk.refusal("send", who=who, text="x", lifetime_s=wrong)
            assert refused.told.sentence == "send-lifetime-out-of-range"
        play.server.close()
        await asyncio.sleep(60)
        [row] = await desk.send(who, "x", lifetime_s=30)
        [row] = await desk.ends([row], 5)
        assert (row["outcome"], row["waits"]["for"]) == ("waiting", "link")
        [row] = await desk.ends([row])
        assert (row["outcome"], row["reason"]) == ("expired", "")
        assert "link was down" in row["what"]
        assert "steadymesh link status" in row["remedy"]


async def test_a_refusal_of_the_mesh_says_why_in_the_language_of_whoever_asks(tmp_path):
    async with playing(tmp_path) as play:
        desk = await ready(play, tmp_path)
        play.people[0].refuses = RoutingError.NOT_AUTHORIZED
        rows = await desk.send(format_node_num(play.people[0].num), "x", language="fr")
        await asyncio.sleep(60)
        [row] = await desk.ask("outbox.wait", keys=[rows[0]["key"]], seconds=0, language="fr")
        assert row["outcome"] == "refused"
        assert "n'accepte pas cela de nous" in row["what"]
        english, other = [await desk.ask("outbox.show", key=row["key"], language=one) for one in ("en", "tlh")]
        assert other["what"] == english["what"] != row["what"], "the process has no such language: English fills in"
        assert [one["key"] for one in await desk.ask("outbox.list", which="failed")] == [row["key"]]


async def test_a_message_is_taken_back_with_its_pieces_before_it_leaves(tmp_path):
    async with playing(tmp_path) as play:
        desk = await ready(play, tmp_path)
        rows = await desk.send(format_node_num(play.people[0].num), "some words " * 60)
        await asyncio.sleep(0.5)
        assert (await desk.refusal("outbox.cancel", key=rows[0]["key"] + "x")).told.sentence == "outbox-no-message"
        answer = await desk.ask("outbox.cancel", key=rows[1]["key"].partition("-")[2])
        assert (answer["key"], answer["is_whole"], len(answer["entries"])) == (rows[1]["key"], True, 3)
        refused = await desk.refusal("outbox.cancel", key=rows[1]["key"])
        assert refused.told.sentence == "outbox-ended"
        await asyncio.sleep(60)
        assert len(play.radio.sent_texts) == 1


async def test_what_is_with_the_radio_is_not_taken_back(tmp_path):
    async with playing(tmp_path) as play:
        desk = await ready(play, tmp_path)
        play.people[0].acks = False
        [row] = await desk.send(format_node_num(play.people[0].num), "y")
        await asyncio.sleep(3)
        assert (await desk.ends([row], 0))[0]["waits"]["for"] in ("verdict", "recipient")
        refused = await desk.refusal("outbox.cancel", key=row["key"])
        assert refused.told.sentence == "outbox-left"


async def test_a_key_that_several_have_is_refused_with_them(tmp_path):
    async with playing(tmp_path) as play:
        desk = await ready(play, tmp_path)
        who = format_node_num(play.people[0].num)
        keys = [(await desk.send(who, f"{number}"))[0]["key"] for number in range(6)]
        refused = await desk.refusal("outbox.show", key="2026")
        assert refused.told.sentence == "outbox-several-more"
        assert sum(key in str(refused) for key in keys) == 4
        for nothing in ("", "  ", None, 5):
            assert (await desk.refusal("outbox.show", key=nothing)).told.sentence == "outbox-no-key"


async def test_a_key_that_a_caller_has_chosen_means_its_message_whatever_else_begins_so(tmp_path):
    async with playing(tmp_path) as play:
        desk = await ready(play, tmp_path)
        to = play.people[0].num
        for number in (1, 2, *range(10, 17)):
            await play.house.delivery.post(to=to, text=f"text {number}", key=f"mail:{number}")
            await asyncio.sleep(0.01)
        assert (await desk.ask("outbox.show", key="mail:1"))["text"] == "text 1"
        assert (await desk.ask("outbox.show", key="mail:2"))["text"] == "text 2"
        refused = await desk.refusal("outbox.show", key="mail:")
        assert "mail:16, mail:15, mail:14, mail:13" in str(refused)
        waited = await desk.ask("outbox.wait", keys=["mail:1"], seconds=0)
        assert [row["key"] for row in waited] == ["mail:1"]


@pytest.mark.parametrize(
    ("op", "args"),
    [
        ("send", {}),
        ("send", {"who": 5, "text": "x"}),
        ("send", {"who": "#0", "text": None}),
        ("send", {"who": "#0", "text": "x", "force": "yes"}),
        ("send", {"who": "#0", "text": "x", "lifetime_s": "1h"}),
        ("send", {"who": "#0", "text": "x", "priority": "reply"}),
        ("send", {"who": "#0", "text": "x", "priority": None}),
        ("send", {"who": "#0", "text": "x", "priority": ["alert"]}),
        ("outbox.list", {"which": "some"}),
        ("outbox.list", {"limit": 0}),
        ("outbox.list", {"limit": True}),
        ("outbox.wait", {}),
        ("outbox.wait", {"keys": []}),
        ("outbox.wait", {"keys": ["x"] * 101}),
        ("outbox.wait", {"keys": ["x"], "seconds": 51}),
        ("outbox.wait", {"keys": ["x"], "seconds": float("nan")}),
        ("outbox.wait", {"keys": ["x"]}),
        ("outbox.show", {"key": "20260301", "language": 5}),
        ("send", {"who": "#0", "text": "x", "language": None}),
        ("airtime", {"day": 5}),
        ("airtime", {"day": "today"}),
    ],
)
async def test_what_is_no_question_is_refused(tmp_path, op, args):
    async with playing(tmp_path) as play:
        desk = await ready(play, tmp_path)
        await desk.send(format_node_num(play.people[0].num), "x")
        with pytest.raises((UsageError, InvalidIdError)):
            await desk.ask(op, **args)


async def test_quiet_hours_a_full_budget_and_a_busy_channel_are_told_with_their_numbers(tmp_path):
    async with playing(tmp_path, "delivery.hour_share=0.1%", "delivery.duty_share=1%") as play:
        desk = await ready(play, tmp_path, "delivery.quiet_hours=22:00-06:30")
        who = format_node_num(play.people[0].num)
        await desk.send(who, "some words " * 15)
        row = (await desk.ask("outbox.list"))[0]
        assert row["waits"]["for"] == "air-budget"
        now = (await desk.ask("airtime"))["now"]
        assert now["budget_s"] < 5


async def test_quiet_hours_hold_back_announcements_and_nothing_else(tmp_path):
    now = START.astimezone()
    begin, end = now - timedelta(hours=1), now + timedelta(hours=2)
    quiet = f"delivery.quiet_hours={begin:%H:%M}-{end:%H:%M}"
    async with playing(tmp_path, quiet) as play:
        desk = await ready(play, tmp_path, quiet)
        who = format_node_num(play.people[0].num)
        [news] = await desk.send(who, "net at eight", priority="announcement", lifetime_s=12 * 3600)
        [alert] = await desk.send(who, "fire", priority="alert")
        [message] = await desk.send(who, "hello")
        ended = await desk.ends([alert, message])
        assert {row["priority"]: row["outcome"] for row in ended} == {
            "alert": "acknowledged",
            "message": "acknowledged",
        }
        assert [sent.text for sent in play.radio.sent_texts] == ["fire", "hello"]
        [row] = await desk.ask("outbox.list")
        assert (row["key"], row["priority"], row["outcome"]) == (news["key"], "announcement", "waiting")
        assert (row["waits"]["for"], row["waits"]["until"]) == ("quiet-hours", f"{end:%H:%M}")
        await asyncio.sleep(2 * 3600 + 60)
        [row] = await desk.ends([news])
        assert row["outcome"] == "acknowledged"


# --- the bill -----------------------------------------------------------------------------------


async def test_a_days_bill_is_the_same_from_the_process_and_from_the_disk(tmp_path):
    async with playing(tmp_path) as play:
        desk = await ready(play, tmp_path)
        play.radio.hear_text(play.people[0], "/ping")
        await asyncio.sleep(20)
        rows = await desk.send(format_node_num(play.people[1].num), "x" * 100)
        rows += await desk.send("#0", "hello")
        await desk.ends(rows)
        told = await desk.ask("airtime")
        status = play.house.status.status()
    local = START.astimezone()
    assert told["day"] == f"{local:%Y-%m-%d}"
    assert told["total"]["messages"] == 3
    assert {row["priority"]: row["messages"] for row in told["kinds"]} == {"reply": 1, "message": 2}
    assert told["dearest"][0]["airtime_s"] >= told["dearest"][-1]["airtime_s"]
    assert {row["channel_name"] for row in told["dearest"]} == {"", "LongFast"}
    assert sum(row["airtime_s"] for row in told["hours"]) == pytest.approx(told["total"]["airtime_s"], abs=0.01)
    now = told["now"]
    assert now["used_s"] == pytest.approx(told["total"]["airtime_s"] + now["questions_s"], abs=0.01)
    assert 0 < now["used_percent"] < 50
    assert status["air"]["budget_s"] == now["budget_s"]

    from steadymesh.app.airbill import kept_airtime

    kept = await asyncio.to_thread(kept_airtime, tmp_path, {"day": told["day"]})
    assert kept["now"] is None
    for part in ("total", "kinds", "hours"):
        assert kept[part] == told[part]
    assert [row["name"] for row in kept["dearest"]] == [row["name"] for row in told["dearest"]]
    listed = await asyncio.to_thread(kept_outbox, tmp_path, "outbox.list", {"which": "all"}, language="en")
    assert len(listed) == 3
    shown = await asyncio.to_thread(
        kept_outbox, tmp_path, "outbox.show", {"key": rows[0]["key"], "language": "fr"}, language="en"
    )
    assert shown["text"] == "x" * 100
    with pytest.raises(SteadymeshError):
        await asyncio.to_thread(kept_outbox, tmp_path, "outbox.show", {"key": "x"}, language="en")


async def test_what_was_open_when_the_process_ended_is_listed_from_the_disk(tmp_path):
    async with playing(tmp_path) as play:
        desk = await ready(play, tmp_path)
        play.server.close()
        await asyncio.sleep(60)
        rows = await desk.send(format_node_num(play.people[0].num), "word " * 100, lifetime_s=86_400)
    kept = await asyncio.to_thread(kept_outbox, tmp_path, "outbox.list", {}, language="en")
    assert [row["key"] for row in kept] == [row["key"] for row in rows]
    assert {row["waits"] for row in kept} == {None}
