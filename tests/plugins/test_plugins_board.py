"""The board: who reads, writes and deletes what, word for word, in both languages; and what a restart finds of it."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from botkit import ALICE, BOB, EMOJI_24, Mesh
from housekit import playing
from steadymesh.bot.options import BotOptions
from steadymesh.errors import StoreError
from steadymesh.events import TopicPublished
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.model import Node
from steadymesh.plugins.board import BoardSettings, Writers
from steadymesh.plugins.board.bulletins import MOST_BYTES, Author, Board, one_line

BOBS_KEY = PublicKey(b"\x07" * 32)
AS_BOB = {"sender": BOB, "public_key": BOBS_KEY}
PLAIN = {"pki_encrypted": False, "public_key": None}
MANY = BotOptions(commands_per_minute=1000, commands_per_hour=1000)


def meshed(language: str = "en", *, admins=(), settings=None, drawers=None) -> Mesh:
    mesh = Mesh(
        options=replace(MANY, language=language, admins=admins),
        settings={"board": settings} if settings else None,
        drawers=drawers,
    )
    mesh.nodes.add(Node(num=BOB, long_name="Bob"))
    return mesh


async def said(mesh: Mesh, text: str, **fields) -> str:
    return (await mesh.ask(text, **fields)).text


# --- on the mesh ----------------------------------------------------------------------------


async def test_what_is_posted_is_listed_newest_first_and_read_by_its_number():
    mesh = meshed()
    async with mesh.running():
        assert await said(mesh, "/board") == "📌 The board is empty. /board post TEXT hangs something up."
        posted = await said(mesh, "/board post Lost: a grey cat,\n near the mill")
        assert posted == "📌 Posted as 1, for 14 days. /board del 1 deletes it."
        await mesh.pause(3600)
        await said(mesh, "/board POST Tea at five", **AS_BOB)
        assert await said(mesh, "/board") == (
            "📌 2 bulletins, /board N reads one\n"
            "2: Tea at five (Bob, 0 s)\n"
            "1: Lost: a grey cat, nea… (Alice, 1 h 0 min)"
        )
        assert await said(mesh, "/board 1") == "📌 1, Alice, 1 h 0 min:\nLost: a grey cat, near the mill"
        assert await said(mesh, "/board #2") == "📌 2, Bob, 0 s:\nTea at five"
        assert await said(mesh, "/board 3") == "There is no bulletin 3. /board lists what there is."


async def test_a_tab_parts_words_as_any_other_space_does():
    mesh = meshed()
    async with mesh.running():
        await said(mesh, "/board post one\ntwo\tthree\r\n four\u00a0five")
        assert (await said(mesh, "/board 1")).endswith(":\none two three four five")
        assert await said(mesh, "/board post one two three four five") == "That hangs there already, as 1."


async def test_french_words_get_french_answers():
    mesh = meshed()
    async with mesh.running():
        assert await said(mesh, "/panneau") == "📌 Le panneau est vide. /panneau publier TEXTE y met une annonce."
        assert await said(mesh, "/panneau publier Thé à cinq heures") == (
            "📌 Publiée sous le numéro 1, pour 14 jours. /panneau effacer 1 l'efface."
        )
        assert await said(mesh, "/panneau") == (
            "📌 1 annonce, /panneau N en lit une\n1 : Thé à cinq heures (Alice, 0 s)"
        )
        assert await said(mesh, "/panneau 1") == "📌 1, Alice, 0 s :\nThé à cinq heures"
        assert await said(mesh, "/panneau post Thé à cinq heures") == "Elle est déjà au panneau, sous le numéro 1."
        assert await said(mesh, "/panneau effacer 9") == "Il n'y a pas d'annonce 9. /panneau donne la liste."
        assert (await said(mesh, "/panneau quoi")).startswith("📌 /panneau : la liste ; /panneau 12 en lit une")
        assert await said(mesh, "/panneau del 1", **AS_BOB) == (
            "L'annonce 1 est à quelqu'un d'autre : seuls son auteur et un administrateur peuvent l'effacer."
        )
        assert await said(mesh, "/panneau effacer 1") == "🗑 L'annonce 1 est effacée."
        assert "au plus (un accent" in await said(mesh, "/panneau post " + "é" * 81)


async def test_who_is_not_proved_reads_and_does_not_write():
    mesh = meshed()
    async with mesh.running():
        await said(mesh, "/board post Tea at five")
        assert "Tea at five" in await said(mesh, "/board", **PLAIN)
        for wish in ("/board post Me too", "/board del 1"):
            assert (await said(mesh, wish, **PLAIN)).startswith("That takes a direct message under your public key")
        mesh.say_on(1, "/board del 1")
        await mesh.pause()
        assert "1 bulletin" in await said(mesh, "/board")


@pytest.mark.parametrize("text", ["what", "post", "del", "del x", "12 13", "post  ", "x" * 180, "-1", "1.5", "٣"])
async def test_what_fits_nothing_is_answered_with_how_it_is_written(text):
    mesh = meshed()
    async with mesh.running():
        assert (await said(mesh, f"/board {text}")).startswith("📌 /board lists the bulletins, /board 12 reads one")


async def test_a_bulletin_is_deleted_by_its_author_under_any_number_or_by_an_administrator():
    mesh = meshed(admins=(BOBS_KEY,))
    async with mesh.running():
        await said(mesh, "/board post One")
        await said(mesh, "/board post Two")
        stranger = {"sender": NodeNum(77), "public_key": PublicKey(b"\x05" * 32)}
        assert "somebody else's" in await said(mesh, "/board del 1", **stranger)
        assert "somebody else's" in await said(mesh, "/board del 1", public_key=PublicKey(b"\x05" * 32))
        assert await said(mesh, "/board del 1", sender=NodeNum(99)) == "🗑 Bulletin 1 is deleted."
        assert await said(mesh, "/board del 2", **AS_BOB) == "🗑 Bulletin 2 is deleted."
        assert "no bulletin 2" in await said(mesh, "/board del 2")


async def test_one_person_has_two_there_at_a_time_and_numbers_are_never_used_again():
    mesh = meshed()
    async with mesh.running():
        await said(mesh, "/board post One")
        await said(mesh, "/board post Two")
        assert await said(mesh, "/board post Three", sender=NodeNum(99)) == (
            "You have 2 bulletins there already (2, 1). Delete one first: /board del NUMBER"
        )
        await said(mesh, "/board del 2")
        assert (await said(mesh, "/board post Three")).startswith("📌 Posted as 3")


async def test_the_operator_may_reserve_the_writing_to_administrators():
    mesh = meshed(admins=(BOBS_KEY,), settings=BoardSettings(post=Writers.ADMINS, most=1, most_of_one=1))
    async with mesh.running():
        assert (await said(mesh, "/board post One")).startswith("Only an administrator may do that")
        assert (await said(mesh, "/board post One", **AS_BOB)).startswith("📌 Posted as 1")


async def test_a_text_that_is_too_long_is_refused_with_its_length():
    mesh = meshed()
    async with mesh.running():
        told = await said(mesh, "/board post " + "é" * 81)
        assert told == "That is too long: 162 bytes, and 160 are the most (an accent takes 2, an emoji 4)."
        assert (await said(mesh, "/board post " + "é" * 80)).startswith("📌 Posted")


async def test_bulletins_outlive_a_restart_and_are_taken_down_after_a_fortnight():
    mesh = meshed()
    async with mesh.running():
        await said(mesh, "/board post Tea at five")
        await mesh.pause(13 * 86_400)
    again = meshed(drawers=mesh.drawers)
    again.clock.wall_shift = mesh.clock.wall_shift
    async with again.running():
        assert await said(again, "/board") == "📌 1 bulletin, /board N reads one\n1: Tea at five (Alice, 13 d 0 h)"
        await again.pause(86_400)
        assert "empty" in await said(again, "/board")
        assert (await said(again, "/board post Again")).startswith("📌 Posted as 2")


async def test_a_new_bulletin_is_published_to_its_topic():
    mesh = meshed()
    news = mesh.bus.subscribe("test", [TopicPublished])
    async with mesh.running():
        await said(mesh, "/board post Tea at five")
    (event,) = news.take_all()
    assert (event.topic, event.plugin, event.author) == ("board", "board", ALICE)
    assert event.texts == {"en": "1, Alice: Tea at five", "fr": "1, Alice : Tea at five"}


async def test_a_store_that_fails_costs_a_sentence_and_a_line_each():
    mesh = meshed()
    async with mesh.running():
        await mesh.pause()
        mesh.drawers.error = StoreError("The disk is full.")
        with capture_logs() as logs:
            assert await said(mesh, "/board") == "The board can't be read just now. Please try again later."
        assert [line["event"] for line in logs if line["log_level"] == "warning"] == ["board-not-loaded"]
        mesh.drawers.error = None
        await said(mesh, "/board")
        mesh.drawers.error = StoreError("The disk is full.")
        with capture_logs() as logs:
            assert (await said(mesh, "/board post Tea at five")).startswith("📌 Posted as 1")
        assert [line["event"] for line in logs if line["log_level"] == "warning"] == ["board-not-kept"]
        assert "Tea at five" in await said(mesh, "/board")


@pytest.mark.parametrize("language", ["en", "fr"])
async def test_the_longest_bulletin_of_the_longest_name_is_whole_in_one_message(language):
    mesh = meshed(language)
    mesh.nodes.add(Node(num=ALICE, long_name=EMOJI_24))
    mesh.drawers.drawer("board").keep("board", {"last": 99_998, "bulletins": []})
    async with mesh.running():
        await said(mesh, "/board post " + "🐈" * 40)
        await mesh.pause(13 * 86_400 + 23 * 3600)
        text = await said(mesh, "/board 99999")
    assert text.endswith("🐈" * 40)
    assert EMOJI_24 in text
    assert len(text.encode()) <= 215


# --- pure -----------------------------------------------------------------------------------


AT = datetime(2026, 1, 1, tzinfo=UTC)
SOMEBODY = Author(node=NodeNum(1), fingerprint="aaaaaaaa", name="One")


def test_of_too_many_the_oldest_goes():
    board = Board()
    for number in range(1, 33):
        board.add(Author(node=NodeNum(number)), f"text {number}", AT, most=30)
    assert [one.number for one in board.open(AT, timedelta(days=14))] == list(range(32, 2, -1))


def test_a_person_is_known_by_key_and_by_number_only_where_a_key_is_missing():
    assert SOMEBODY.is_same(Author(node=NodeNum(2), fingerprint="aaaaaaaa"))
    assert not SOMEBODY.is_same(Author(node=NodeNum(1), fingerprint="bbbbbbbb"))
    assert SOMEBODY.is_same(Author(node=NodeNum(1)))
    assert not SOMEBODY.is_same(Author(node=NodeNum(2)))


def test_what_is_written_is_read_again_once():
    board = Board()
    board.add(SOMEBODY, "text", AT, most=30)
    again = Board()
    again.load(board.written())
    assert again.open(AT, timedelta(days=1)) == board.open(AT, timedelta(days=1))
    again.load({"last": 77, "bulletins": []})
    assert again.find(1) is not None
    assert again.written() == board.written()


GOOD = {"number": 5, "node": 1, "key": "", "name": "", "at": AT.isoformat(), "text": "x"}


@pytest.mark.parametrize(
    "kept",
    [
        None,
        [],
        {"bulletins": 1, "last": "x"},
        {"bulletins": [None, {}, {**GOOD, "at": "x"}, {**GOOD, "at": "2026-01-01"}, {**GOOD, "text": "x" * 161}]},
    ],
)
def test_what_can_not_be_read_is_left_out(kept):
    board = Board()
    board.load(kept)
    assert board.open(AT, timedelta(days=1)) == ()
    assert board.add(SOMEBODY, "text", AT, most=30).number == 1


def test_a_number_is_not_used_again_where_the_last_one_was_not_kept():
    board = Board()
    board.load({"bulletins": [GOOD]})
    assert board.add(SOMEBODY, "text", AT, most=30).number == 6


def test_a_text_hangs_on_one_line():
    assert one_line(" a\n\tb  c\x07 ") == "a b c\ufffd"
    assert len(one_line("x" * 500).encode()) > MOST_BYTES


@pytest.mark.parametrize(
    "wrong",
    [
        {"most": 0},
        {"most": 101},
        {"most_of_one": 0},
        {"most_of_one": 31},
        {"keep": timedelta(0)},
        {"keep": timedelta(days=400)},
    ],
)
def test_wrong_numbers_are_refused(wrong):
    with pytest.raises(ValueError, match="must be from"):
        BoardSettings(**wrong)


# --- on air ---------------------------------------------------------------------------------


async def test_a_person_on_the_air_posts_a_bulletin_that_is_there_after_a_restart(tmp_path):
    async with playing(tmp_path) as play:
        await asyncio.sleep(10)
        play.radio.hear_text(play.people[0], "/panneau post Thé à cinq heures")
        play.radio.hear_text(play.people[1], "/abonner board")
        await asyncio.sleep(60)
        play.radio.hear_text(play.people[2], "/panneau post Chat perdu")
        await asyncio.sleep(60)
        told = [(sent.to, sent.text) for sent in play.radio.sent_texts]
    async with playing(tmp_path) as play:
        await asyncio.sleep(10)
        play.radio.hear_text(play.people[1], "/panneau 1")
        await asyncio.sleep(30)
        again = play.answers()
    people = play.people
    assert next(text for to, text in told if to == people[0].num).startswith("📌 Publiée sous le numéro 1")
    assert any("Chat perdu" in text for to, text in told if to == people[1].num)
    assert any(text.endswith("Thé à cinq heures") for text in again)
