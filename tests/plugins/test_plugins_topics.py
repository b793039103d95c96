"""Topics: who subscribes, who publishes, who is told when and how often; and what a restart finds of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from botkit import ALICE, ALICES_KEY, BOB, EMOJI_24, START, Mesh
from steadymesh.bot.options import BotOptions
from steadymesh.errors import StoreError
from steadymesh.events import Delivered, NodeRenumbered, TopicPublished
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.model import Outcome, Priority
from steadymesh.plugins.topics import TopicsSettings
from steadymesh.plugins.topics.notices import MOST_WAITING, Waiting, told_to
from steadymesh.plugins.topics.subscribers import FAILURES, MOST_SUBSCRIBERS, MOST_TOPICS, Subscribers

BOBS_KEY = PublicKey(b"\x07" * 32)
AS_BOB = {"sender": BOB, "public_key": BOBS_KEY}
NAMES = ("news", "Weather")
MANY = BotOptions(commands_per_minute=1000, commands_per_hour=1000)


def meshed(language: str = "en", *, drawers=None, admins=(), **chosen) -> Mesh:
    return Mesh(
        options=replace(MANY, language=language, admins=admins),
        settings={"topics": TopicsSettings(**{"names": NAMES, **chosen})},
        drawers=drawers,
    )


def publish(mesh: Mesh, text: str = "News!", *, topic: str = "news", **fields) -> None:
    texts = {"": text} if isinstance(text, str) else text
    mesh.bus.publish(TopicPublished(topic=topic, texts=texts, plugin="test", now=mesh.clock.now(), **fields))


def notices(mesh: Mesh) -> list[tuple[NodeNum, str]]:
    """Return who was told what, without the line of the first notice."""
    return [(one.to, one.text.split("\n")[0]) for one in mesh.outbox.posted if one.priority is Priority.ANNOUNCEMENT]


async def said(mesh: Mesh, text: str, **fields) -> str:
    """Return the answer; notices may go out at the same moment."""
    mesh.say(text, **fields)
    await mesh.pause()
    return [one.text for one in mesh.outbox.posted if one.priority is Priority.REPLY][-1]


def end(mesh: Mesh, num: NodeNum, outcome: Outcome, **fields) -> None:
    """Tell how the last notice to somebody ended."""
    key = [one.key for one in mesh.outbox.posted if one.to == num and one.key][-1]
    entry = next(one for one in mesh.outbox.kept if one.key == key)
    mesh.bus.publish(Delivered(entry=replace(entry, outcome=outcome, **{"first_sent": START, **fields})))


# --- commands -------------------------------------------------------------------------------


async def test_somebody_subscribes_looks_and_leaves():
    mesh = meshed()
    async with mesh.running():
        assert await said(mesh, "/subscribe") == (
            "🔔 Topics (✓ yours): board, news, weather. /subscribe TOPIC, /unsubscribe TOPIC"
        )
        assert await said(mesh, "/subscribe WEATHER") == (
            "🔔 I shall write to you when there is news: weather. /unsubscribe weather ends it."
        )
        assert "✓weather, board, news." in await said(mesh, "/subscribe")
        assert "board, news, weather." in await said(mesh, "/subscribe", **AS_BOB)
        assert await said(mesh, "/unsubscribe news") == (
            "You have not subscribed to “news”. Topics (✓ yours): ✓weather, board, news"
        )
        assert await said(mesh, "/unsubscribe weather") == (
            "🔕 No more news of weather. /subscribe lists what else there is."
        )
        await said(mesh, "/subscribe news")
        await said(mesh, "/subscribe board")
        assert await said(mesh, "/unsubscribe all") == "🔕 No more news of anything."
        assert (await said(mesh, "/unsubscribe all")).startswith("You have not subscribed to “all”.")
        assert await said(mesh, "/subscribe sports") == "There is no topic “sports”. There are: board, news, weather"
        assert "Something is missing: TOPIC" in await said(mesh, "/unsubscribe")


async def test_french_words_get_french_answers():
    mesh = meshed()
    async with mesh.running():
        assert await said(mesh, "/abonner") == (
            "🔔 Thèmes (✓ les vôtres) : board, news, weather. /abonner THÈME, /désabonner THÈME"
        )
        assert await said(mesh, "/abonner news") == (
            "🔔 Je vous écrirai quand il y aura du nouveau : news. /désabonner news y met fin."
        )
        assert await said(mesh, "/abonner sport") == "Il n'y a pas de thème « sport ». Il y a : ✓news, board, weather"
        assert (await said(mesh, "/désabonner board")).startswith("Vous n'êtes pas abonné à « board ».")
        assert await said(mesh, "/desabonner news") == ("🔕 Plus d'avis sur news. /abonner donne la liste des thèmes.")
        await said(mesh, "/abonner news")
        assert await said(mesh, "/désabonner tout") == "🔕 Plus aucun avis, sur aucun thème."


async def test_only_who_is_proved_subscribes():
    mesh = meshed()
    async with mesh.running():
        told = await said(mesh, "/subscribe news", pki_encrypted=False, public_key=None)
        assert told.startswith("That takes a direct message under your public key")


async def test_there_are_so_many_places_and_no_more():
    mesh = meshed(most=1)
    async with mesh.running():
        await said(mesh, "/subscribe news")
        assert await said(mesh, "/subscribe news", **AS_BOB) == "All 1 places are taken. Please try again another day."
        assert (await said(mesh, "/subscribe board")).startswith("🔔 I shall write")


async def test_an_administrator_publishes_and_nobody_else():
    mesh = meshed(admins=(ALICES_KEY,))
    async with mesh.running(hosted=True):
        assert (await said(mesh, "/publish news The lift is broken", **AS_BOB)).startswith("Only an administrator")
        await said(mesh, "/subscribe news", **AS_BOB)
        await said(mesh, "/subscribe news")
        told = await said(mesh, "/publish News The lift is broken")
        assert told == "🔔 Goes out to 1 subscriber of news, as the air allows."
        assert notices(mesh) == [(BOB, "🔔 news: The lift is broken")]
        assert (await said(mesh, "/publish sports x")).startswith("There is no topic “sports”")
        assert await said(mesh, "/publish news " + "é" * 105) == "That is too long: 210 bytes, and 208 are the most."
        assert await said(mesh, "/diffuser news Ascenseur réparé") == (
            "🔔 Envoyé à 1 abonné au thème news, au rythme que permettent les ondes."
        )


async def test_whoever_has_news_for_the_board_s_subscribers_they_begin_with_its_mark():
    mesh = meshed(admins=(ALICES_KEY,))
    async with mesh.running(hosted=True):
        await said(mesh, "/subscribe board", **AS_BOB)
        await said(mesh, "/publish board from the chief")
        publish(mesh, {"en": "Good day", "fr": "Bonjour"}, topic="board")
        await said(mesh, "/board post Flea\tmarket")
        assert notices(mesh) == [
            (BOB, "📌 from the chief"),
            (BOB, "📌 Good day"),
            (BOB, "📌 1, Alice: Flea market"),
        ]
        assert await said(mesh, "/publish board " + "x" * 216) == "That is too long: 216 bytes, and 215 are the most."


# --- notices --------------------------------------------------------------------------------


async def test_everybody_is_told_in_their_language_but_whoever_caused_it():
    mesh = meshed()
    async with mesh.running(hosted=True):
        for num in (ALICE, BOB, NodeNum(5)):
            await said(mesh, "/subscribe news", sender=num)
        await mesh.services.people.choose(BOB, "fr")
        publish(mesh, {"en": "Rain", "fr": "Pluie"}, author=NodeNum(5))
        await mesh.pause()
        assert notices(mesh) == [(ALICE, "🔔 news: Rain"), (BOB, "🔔 news : Pluie")]
        publish(mesh, "Sun", topic="weather")
        await mesh.pause()
        assert len(notices(mesh)) == 2


async def test_the_first_notice_says_how_to_get_no_more_of_them_where_there_is_room():
    mesh = meshed()
    async with mesh.running(hosted=True):
        await said(mesh, "/subscribe news")
        await said(mesh, "/subscribe news", **AS_BOB)
        await mesh.services.people.choose(BOB, "fr")
        publish(mesh, {"en": "Rain", "fr": "x" * 300})
        publish(mesh, "Sun")
        await mesh.pause()
        texts = [one.text for one in mesh.outbox.posted if one.priority is Priority.ANNOUNCEMENT]
        assert texts[0] == "🔔 news: Rain\n/unsubscribe news ends these."
        assert len(texts[1].encode()) <= 220
        assert texts[1].endswith("x…")
        assert texts[2:] == ["🔔 news: Sun", "🔔 news : Sun"]


async def test_a_topic_that_nobody_has_named_is_told_of_in_the_log():
    mesh = meshed()
    async with mesh.running(hosted=True):
        with capture_logs() as logs:
            publish(mesh, topic="sports")
            await mesh.pause()
    assert [(line["event"], line["topic"], line["publisher"]) for line in logs] == [
        ("topics-unknown", "sports", "test")
    ]


async def test_a_few_are_told_at_a_time_and_all_of_them_within_the_hour():
    mesh = meshed()
    async with mesh.running(hosted=True):
        for num in range(1, 36):
            await said(mesh, "/subscribe news", sender=NodeNum(num))
        publish(mesh)
        await mesh.pause()
        assert len(notices(mesh)) == 10
        await mesh.pause(7 * 60)
        assert len(notices(mesh)) == 20
        await mesh.pause(14 * 60)
        assert [num for num, _ in notices(mesh)] == list(range(1, 36))


async def test_a_restart_tells_nobody_twice_and_forgets_nobody():
    mesh = meshed()
    async with mesh.running(hosted=True):
        for num in range(1, 16):
            await said(mesh, "/subscribe news", sender=NodeNum(num))
        publish(mesh)
        await mesh.pause()
    # The last thing that the disk has is from before the batch: the outbox' keys say what was handed in.
    kept = mesh.drawers.drawer("topics").kept
    kept["notices"]["notices"][0]["to"] = [f"!{num:08x}" for num in range(6, 16)]
    again = meshed(drawers=mesh.drawers)
    again.outbox.kept = mesh.outbox.kept
    again.outbox.posted = mesh.outbox.posted
    async with again.running(hosted=True):
        await again.pause(20 * 60)
        assert "✓news" in await said(again, "/subscribe", sender=NodeNum(15))
    assert [num for num, _ in notices(again)] == list(range(1, 16))


async def test_somebody_gets_so_many_notices_a_day():
    mesh = meshed(per_day=2)
    async with mesh.running(hosted=True):
        await said(mesh, "/subscribe news")
        for number in range(4):
            publish(mesh, f"News {number}")
            await mesh.pause(600)
        assert [text for _, text in notices(mesh)] == ["🔔 news: News 0", "🔔 news: News 1"]
        await mesh.pause(86_400)
        publish(mesh, "Another day")
        await mesh.pause()
        assert notices(mesh)[-1] == (ALICE, "🔔 news: Another day")


async def test_whom_five_notices_in_a_row_do_not_reach_is_told_nothing_any_more():
    mesh = meshed(per_day=100)
    async with mesh.running(hosted=True):
        await said(mesh, "/subscribe news")
        with capture_logs() as logs:
            for outcome in (*[Outcome.EXPIRED] * 4, Outcome.ACKNOWLEDGED, *[Outcome.RELAYED] * 4):
                publish(mesh)
                await mesh.pause(120)
                end(mesh, ALICE, outcome)
                await mesh.pause()
            assert "✓news" in await said(mesh, "/subscribe")
            assert [one for one in logs if one["log_level"] == "warning"] == []
            publish(mesh)
            await mesh.pause(120)
            end(mesh, ALICE, Outcome.REFUSED, reason="KEY_UNKNOWN", first_sent=None)
            await mesh.pause()
        assert [(one["event"], one["node"], one["name"]) for one in logs if one["log_level"] == "warning"] == [
            ("topics-dropped", "!0badcafe", "Alice")
        ]
        assert "✓" not in (await said(mesh, "/subscribe")).replace("(✓ yours)", "")
        assert mesh.drawers.drawer("topics").kept.keys() == {"notices"}


@pytest.mark.parametrize("fields", [{"reason": "QUIET_HOURS"}, {"first_sent": None}, {"reason": "DUTY_CYCLE_LIMIT"}])
async def test_what_never_left_is_not_the_recipients_fault(fields):
    mesh = meshed()
    async with mesh.running(hosted=True):
        await said(mesh, "/subscribe news")
        for _ in range(FAILURES + 1):
            publish(mesh)
            await mesh.pause(120)
            end(mesh, ALICE, Outcome.EXPIRED, **fields)
            await mesh.pause()
        assert "✓news" in await said(mesh, "/subscribe")


async def test_somebody_with_a_new_number_is_told_there():
    mesh = meshed()
    async with mesh.running(hosted=True):
        await said(mesh, "/subscribe news")
        mesh.bus.publish(NodeRenumbered(before=ALICE, after=NodeNum(99), key=ALICES_KEY))
        await mesh.pause()
        publish(mesh)
        await mesh.pause()
        assert notices(mesh) == [(NodeNum(99), "🔔 news: News!")]
        assert "subscriber/!00000063" in mesh.drawers.drawer("topics").kept
        assert "subscriber/!0badcafe" not in mesh.drawers.drawer("topics").kept


async def test_who_is_banned_and_while_the_bot_is_mute_nobody_is_told():
    mesh = meshed()
    async with mesh.running(hosted=True):
        await said(mesh, "/subscribe news")
        await said(mesh, "/subscribe news", **AS_BOB)
        await mesh.services.people.ban(BOB)
        await mesh.services.people.be_silent(timedelta(minutes=10))
        publish(mesh)
        await mesh.pause(300)
        assert notices(mesh) == []
        await mesh.pause(600)
        assert notices(mesh) == [(ALICE, "🔔 news: News!")]


async def test_what_can_not_be_posted_now_is_posted_later():
    mesh = meshed()
    async with mesh.running(hosted=True):
        await said(mesh, "/subscribe news")
        mesh.outbox.error = StoreError("The disk is full.")
        publish(mesh)
        await mesh.pause(90)
        mesh.outbox.error = None
        await mesh.pause(120)
        assert notices(mesh) == [(ALICE, "🔔 news: News!")]


async def test_a_store_that_fails_costs_a_sentence_and_a_line():
    mesh = meshed()
    mesh.drawers.error = StoreError("The disk is full.")
    async with mesh.running():
        await mesh.pause()
        with capture_logs() as logs:
            told = await said(mesh, "/subscribe news")
        assert told == "The subscriptions can't be read just now. Please try again later."
        assert [one["event"] for one in logs if one["log_level"] == "warning"] == ["topics-not-loaded"]
        mesh.drawers.error = None
        await said(mesh, "/subscribe")
        mesh.drawers.error = StoreError("The disk is full.")
        with capture_logs() as logs:
            assert (await said(mesh, "/subscribe news")).startswith("🔔 I shall write")
        assert [one["event"] for one in logs if one["log_level"] == "warning"] == ["topics-not-kept"]


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_many_topics_of_long_names_fit_one_message(language):
    names = tuple(f"{number:02}{'🚀' * 3}{'x' * 10}" for number in range(MOST_TOPICS - 1))
    mesh = meshed(language, names=names)
    async with mesh.running():
        for question in ("/subscribe", "/subscribe " + "W" * 150, "/unsubscribe " + EMOJI_24.replace("\u200d", "")):
            text = await said(mesh, question)
            assert len(text.encode()) <= 215
            assert "board, 00" in text
            assert not text.endswith("…")


@pytest.mark.parametrize(
    "wrong",
    [
        {"names": ("",)}, {"names": ("two words",)}, {"names": ("x" * 25,)}, {"names": ("a\x07",)},
        {"names": tuple(map(str, range(20)))}, {"most": 0}, {"most": 201}, {"per_day": 0}, {"lifetime": timedelta(0)},
        {"names": ("All",)},
    ],
)  # fmt: skip
def test_wrong_settings_are_refused(wrong):
    with pytest.raises(ValueError, match=r"topic|must be|at most"):
        TopicsSettings(**wrong)


# --- pure -----------------------------------------------------------------------------------

AT = datetime(2026, 1, 1, tzinfo=UTC)
SOON = AT + timedelta(hours=1)
ONE, TWO = NodeNum(1), NodeNum(2)


def test_of_too_many_notices_the_oldest_goes_and_what_is_old_is_not_told():
    waiting = Waiting()
    assert [waiting.add("news", {"": str(n)}, [ONE], SOON) for n in range(MOST_WAITING)] == [None] * MOST_WAITING
    gone = waiting.add("news", {"": "x"}, [ONE], SOON + timedelta(hours=1))
    assert gone is not None
    assert gone.texts == {"": "0"}
    assert [notice.text("fr") for notice, _ in waiting.batch(SOON)] == ["x"]


def test_what_is_handed_in_counts_for_a_while_and_a_clock_that_is_set_back_does_not_stop_it():
    waiting = Waiting()
    waiting.add("news", {"": "x"}, [NodeNum(n) for n in range(1, 31)], AT + timedelta(days=2))
    for batch in (waiting.batch(AT + timedelta(days=1)), waiting.batch(AT)):
        assert len(batch) == 10
        for notice, num in batch:
            waiting.done(notice, num)
    assert waiting.batch(AT + timedelta(minutes=5)) == []
    assert len(waiting.batch(AT + timedelta(minutes=6))) == 10


def test_notices_are_read_again_as_they_were_written():
    waiting = Waiting()
    waiting.add("news", {"en": "x", "fr": "y"}, [ONE, TWO], SOON)
    waiting.move(TWO, NodeNum(3))
    again = Waiting()
    again.load(waiting.written())
    again.load(None)
    assert again.written() == waiting.written()
    ((notice, num), _) = again.batch(AT)
    assert (notice.text("fr"), notice.text("de"), notice.key(num)) == ("y", "x", "topics/1/00000001")
    assert told_to(notice.key(num)) == ONE
    assert told_to("mail/1") is None
    assert told_to("topics/1/x") is None


GOOD = {"number": 5, "topic": "news", "texts": {"": "x"}, "until": SOON.isoformat(), "to": ["!00000001"]}


@pytest.mark.parametrize("kept", [None, 5, {"last": "x", "notices": 5}])
def test_what_is_no_list_of_notices_is_none(kept):
    waiting = Waiting()
    waiting.load(kept)
    assert len(waiting) == 0


@pytest.mark.parametrize(
    "bad",
    [None, {}, {"until": "x"}, {"until": "2026-01-01"}, {"to": ["me"]}, {"texts": {"": 5}}, {"texts": {}}],
)
def test_a_notice_that_can_not_be_read_is_left_out(bad):
    waiting = Waiting()
    waiting.load({"last": 7, "notices": [{**GOOD, **bad} if bad else bad, GOOD]})
    assert len(waiting) == 1
    waiting.add("news", {"": "y"}, [ONE], SOON)
    assert [notice.number for notice, _ in waiting.batch(AT)] == [5, 8]


def test_subscribers_are_read_again_as_they_were_written():
    known = Subscribers()
    known.add(ONE, "news")
    known.count(ONE, "news", "2026-01-01", 5)
    known.missed(ONE)
    again = Subscribers()
    written = known.written(ONE)
    again.load([("!00000001", written), ("me", written), ("!00000002", {"topics": 5})], {"news"})
    again.load([("!00000002", written)], {"news"})
    assert again.written(ONE) == written
    assert again.written(TWO) is None
    assert len(again) == 1


def test_a_topic_that_there_is_no_more_nobody_has():
    known = Subscribers()
    written = {"topics": ["news", "sports", 5], "failures": 0, "day": "", "notices": 0}
    known.load([("!00000001", written)], {"sports"})
    assert known.topics_of(ONE) == ("sports",)
    gone = Subscribers()
    gone.load([("!00000001", written)], {"weather"})
    assert len(gone) == 0


def test_no_more_are_read_than_there_may_be():
    known = Subscribers()
    written = {"topics": ["news"], "failures": 0, "day": "", "notices": 0}
    known.load([(f"!{n:08x}", written) for n in range(1, 999)], {"news"})
    assert len(known) == MOST_SUBSCRIBERS


def test_what_is_not_known_changes_nothing():
    known = Subscribers()
    assert not known.remove(ONE, "news")
    assert not known.move(ONE, TWO)
    assert not known.reached(ONE)
    assert not known.missed(ONE)
    assert not known.count(ONE, "news", "", 5)
    known.add(ONE, "news")
    assert not known.reached(ONE)
    assert not known.remove(ONE, "board")
    assert known.has_room(TWO, 2)
    assert not known.has_room(TWO, 1)


def test_who_has_several_topics_keeps_the_others_and_has_each_once():
    known = Subscribers()
    for topic in ("news", "board", "news"):
        known.add(ONE, topic)
    assert known.topics_of(ONE) == ("news", "board")
    assert known.remove(ONE, "news")
    assert known.topics_of(ONE) == ("board",)


def test_who_moves_to_a_number_that_has_topics_has_both():
    known = Subscribers()
    known.add(ONE, "news")
    known.add(TWO, "board")
    assert known.move(ONE, TWO)
    assert known.topics_of(TWO) == ("board", "news")
