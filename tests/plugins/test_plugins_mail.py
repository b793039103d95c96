"""The mail's commands and what it does at events, on a scripted mesh, in every language."""

import asyncio
import contextlib
import re
from dataclasses import replace
from datetime import timedelta

import pytest
import structlog.testing

from botkit import ALICE, ALICES_KEY, BOB, EMOJI_24, US, Mesh
from steadymesh import words
from steadymesh.bot.options import BotOptions
from steadymesh.bot.reply import MAX_DIRECT_BYTES, room
from steadymesh.errors import StoreError
from steadymesh.events import (
    Delivered,
    NeighborsTold,
    NodeRenumbered,
    NodeSeen,
    PacketReceived,
    PositionReceived,
    TelemetryReceived,
)
from steadymesh.ids import NodeNum, PacketId, PublicKey, format_node_num
from steadymesh.model import Neighbor, Node, Outcome, Position, Priority, Telemetry
from steadymesh.plugins.mail import steps
from steadymesh.plugins.mail.house import House, desk_of, letter_text, notice_text, pieces_of
from steadymesh.plugins.mail.letter import Letter, Reason, State
from steadymesh.plugins.mail.options import MailSettings

BOBS_KEY = PublicKey(bytes(range(2, 34)))
CAROL = NodeNum(0x0C0C_0C0C)
US_ID = format_node_num(US)
GENEROUS = {"commands_per_minute": 10**6, "commands_per_hour": 10_000}


@contextlib.asynccontextmanager
async def living(*, settings=None, **options):
    """A bot with its hooks, and with Bob, who is away."""
    mesh = Mesh(options=BotOptions(channels=(1,), **{**GENEROUS, **options}), settings=settings)
    mesh.nodes.add(Node(num=BOB, long_name="Bob", short_name="Bo"), Node(num=US, long_name="The bot"))
    async with mesh.running(), asyncio.TaskGroup() as tasks:
        task = tasks.create_task(mesh.host.run())
        try:
            yield mesh
        finally:
            task.cancel()


async def ask(mesh: Mesh, text: str, **who) -> str:
    """Return what the bot answers, whatever mail comes before it."""
    before = len(mesh.outbox.posted)
    mesh.say(text, **who)
    return await answer(mesh, before)


async def answer(mesh: Mesh, before: int) -> str:
    for count in range(1, 9):
        posted = (await mesh.outbox.wait_for(before + count))[before + count - 1]
        if posted.key is None:
            return posted.text
    raise AssertionError("no answer")


BATCH_S = 2
"""Who is heard is told once a second, and handed their mail then."""


async def heard(mesh: Mesh, num=BOB, **fields) -> None:
    mesh.bus.publish(
        TelemetryReceived(
            **{
                "generation": 1, "sender": num, "telemetry": Telemetry(), "raw": b"", "replayed": False,
                "now": mesh.clock.now(), **fields,
            }
        )
    )  # fmt: skip
    await mesh.pause(BATCH_S)


async def end(mesh: Mesh, key: str, outcome: Outcome, reason: str = "", **changes) -> None:
    """Have something that was posted end."""
    index = next(i for i, one in enumerate(mesh.outbox.kept) if one.key == key)
    changes.setdefault("first_sent", mesh.clock.at())
    mesh.outbox.kept[index] = replace(mesh.outbox.kept[index], outcome=outcome, reason=reason, **changes)
    mesh.bus.publish(Delivered(entry=mesh.outbox.kept[index]))
    await mesh.pause(BATCH_S)


def mail(mesh: Mesh):
    return [one for one in mesh.outbox.posted if one.key is not None]


BY_BOB = {"sender": BOB, "public_key": BOBS_KEY}


async def test_a_letter_waits_is_handed_over_and_its_sender_is_told():
    async with living() as mesh:
        assert await ask(mesh, "/msg Bob See you at nine") == "✉ 1 kept for Bob until I hear them, 14 days at most."
        await mesh.pause(3600 * 3)
        assert mail(mesh) == []
        await heard(mesh)
        assert [(one.to, one.text, one.key, one.priority) for one in mail(mesh)] == [
            (BOB, "✉ from Alice (proved) 3 h 0 min ago: See you at nine", "mail:1.1.1", Priority.MESSAGE)
        ]
        await end(mesh, "mail:1.1.1", Outcome.ACKNOWLEDGED)
        assert len(mail(mesh)) == 1
        await heard(mesh, ALICE)
        assert (mail(mesh)[1].to, mail(mesh)[1].text) == (ALICE, "✉ 1 to Bob: delivered 3 h 0 min after you wrote it.")
        await end(mesh, "mail:1.n.1", Outcome.ACKNOWLEDGED)
        assert (
            await ask(mesh, "/inbox", **BY_BOB)
            == "✉ One letter for you; /read NUMBER, /del NUMBER\n1: Alice, 3 h 0 min ago"
        )
        assert await ask(mesh, "/sent") == "✉ None of your letters is under way."
        assert await ask(mesh, "/read 1", **BY_BOB) == "✉ from Alice (proved) 3 h 0 min ago: See you at nine"
        assert await ask(mesh, "/inbox", **BY_BOB) == "✉ No letters for you."
        assert mesh.drawers.drawer("mail").kept == {"next": 51}


async def test_a_letter_keeps_its_line_ends_on_the_air_when_it_is_read_again_and_at_the_terminal():
    async with living() as mesh:
        await ask(mesh, "/msg Bob one\n\ntwo\tthree")
        await heard(mesh)
        assert mail(mesh)[0].text == "✉ from Alice (proved) 1 s ago: one\n\ntwo three"
        await end(mesh, "mail:1.1.1", Outcome.ACKNOWLEDGED)
        assert await ask(mesh, "/read 1", **BY_BOB) == "✉ from Alice (proved) 4 s ago: one\n\ntwo three"
        long = "word\n" * 60 + "end"
        await ask(mesh, f"/msg {US_ID} {long}")
        assert (await mesh.at_console("read")).endswith(f"ago: {long}")


async def test_whoever_is_here_gets_a_letter_at_once():
    async with living() as mesh:
        await mesh.pause(BATCH_S)
        await heard(mesh)
        assert await ask(mesh, "/msg Bob hi") == "✉ 1 for Bob: they are here, it is on its way. I'll tell you."
        assert [one.key for one in mail(mesh)] == ["mail:1.1.1"]
        await end(mesh, "mail:1.1.1", Outcome.ACKNOWLEDGED)
        assert [one.to for one in mail(mesh)] == [BOB, ALICE]


async def test_on_a_channel_the_confirmation_goes_by_direct_message():
    async with living() as mesh:
        mesh.say_on(1, "/msg Bob it is secret where I am")
        posted = (await mesh.outbox.wait_for(1))[0]
        assert posted.to == ALICE
        assert posted.text.startswith("✉ 1 kept for Bob")
        await mesh.pause(BATCH_S)
        await heard(mesh)
        assert mail(mesh)[0].text == "✉ from Alice (not proved) 3 s ago: it is secret where I am"


@pytest.mark.parametrize("question", ["inbox", "read 1", "sent", "del 1"])
async def test_nobody_s_letters_are_told_of_on_a_channel(question):
    async with living() as mesh:
        await mesh.ask("/msg Bob hi")
        mesh.say_on(1, f"/{question}", sender=BOB)
        assert "direct message" in await answer(mesh, 1)


@pytest.mark.parametrize(
    "to",
    ["@Bob", "Bob:", "Bob,", "Bob :", "@Bob,", '"Bob"', '@"Bob"', "@Éloïse de la Tour", "eloise de:", "@!0000b0b0"],
)
async def test_people_are_addressed_as_everywhere(to):
    async with living() as mesh:
        mesh.nodes.add(Node(num=CAROL, long_name="Éloïse de la Tour", short_name="El"))
        assert (await ask(mesh, f"/msg {to} hi, all: well")).startswith("✉ 1 kept for ")
        (one,) = desk_of(replace(mesh.context(), own=mesh.own("mail"))).office
        assert (one.to, one.text) == (CAROL if "lo" in to else BOB, "hi, all: well")


async def test_a_long_letter_goes_in_pieces_each_after_the_one_before():
    async with living() as mesh:
        await ask(mesh, "/msg Bob " + "word " * 50)
        await heard(mesh)
        assert len(mail(mesh)) == 1
        assert ": 1/2 word" in mail(mesh)[0].text
        await end(mesh, "mail:1.1.1", Outcome.ACKNOWLEDGED)
        assert mail(mesh)[1].key == "mail:1.2.1"
        assert ": 2/2 word" in mail(mesh)[1].text
        assert all(len(one.text.encode()) <= MAX_DIRECT_BYTES for one in mail(mesh))


HEARD = {"generation": 1, "raw": b"", "now": 0.0}
SIGNS = [
    lambda: PositionReceived(sender=BOB, position=Position(latitude=1, longitude=1), replayed=False, **HEARD),
    lambda: TelemetryReceived(sender=BOB, telemetry=Telemetry(), replayed=False, **HEARD),
    lambda: NeighborsTold(sender=BOB, neighbors=(Neighbor(node=ALICE, snr_db=1.0),), replayed=False, **HEARD),
    lambda: NodeSeen(node=Node(num=BOB), told_key=None, **HEARD),
    lambda: PacketReceived(
        sender=BOB, to=US, id=PacketId(9), port=66, payload=b"", request_id=None, replayed=False, **HEARD
    ),
]


@pytest.mark.parametrize("sign", SIGNS)
async def test_any_packet_by_air_is_a_sign_of_life(sign):
    async with living() as mesh:
        await ask(mesh, "/msg Bob hi")
        mesh.bus.publish(sign())
        await mesh.pause(BATCH_S)
        assert len(mail(mesh)) == 1


@pytest.mark.parametrize("sign", [one for one in SIGNS if hasattr(one(), "replayed")])
async def test_what_is_replayed_or_came_by_mqtt_is_none(sign):
    async with living() as mesh:
        await ask(mesh, "/msg Bob hi")
        mesh.bus.publish(replace(sign(), replayed=True))
        mesh.nodes.add(Node(num=BOB, via_mqtt=True))
        mesh.bus.publish(sign())
        mesh.bus.publish(NodeSeen(node=Node(num=BOB, via_mqtt=True), told_key=None, **HEARD))
        mesh.say("hi all", via_mqtt=True, **BY_BOB)
        mesh.say("hi all", late=True, age_s=None, **BY_BOB)
        mesh.say("hi all", age_s=601.0, **BY_BOB)
        await mesh.pause(5)
        assert mail(mesh) == []


async def test_a_text_is_a_sign_of_life_and_our_own_radio_is_nobody():
    async with living() as mesh:
        await ask(mesh, "/msg Bob hi")
        await ask(mesh, "/msg !0b070b07 hello operator")
        await heard(mesh, US)
        assert mail(mesh) == []
        mesh.say("good morning", **BY_BOB)
        await mesh.pause(5)
        assert len(mail(mesh)) == 1


async def test_people_who_change_their_number_keep_their_mail():
    async with living() as mesh:
        await ask(mesh, "/msg Bob hi")
        mesh.bus.publish(NodeRenumbered(before=BOB, after=CAROL, key=BOBS_KEY))
        await mesh.pause(BATCH_S)
        await heard(mesh, CAROL)
        assert mail(mesh)[0].to == CAROL


async def test_letters_survive_a_restart():
    async with living() as mesh:
        await ask(mesh, "/msg Bob hi")
        drawers = mesh.drawers
    mesh = Mesh()
    mesh.nodes.add(Node(num=BOB, long_name="Bob"))
    mesh.host._own["mail"] = replace(mesh.host.own("mail"), store=drawers.drawer("mail"))
    mesh.host._runners["mail"]._context = replace(mesh.host._runners["mail"]._context, own=mesh.host.own("mail"))
    async with mesh.running(), asyncio.TaskGroup() as tasks:
        task = tasks.create_task(mesh.host.run())
        await heard(mesh)
        assert mail(mesh)[0].text.endswith("hi")
        task.cancel()


async def test_what_nobody_takes_comes_back_after_its_days():
    async with living(settings={"mail": MailSettings(days=1)}) as mesh:
        await ask(mesh, "/msg Bob hi")
        await mesh.pause(86_400 + 400)
        told = "✉ One letter of yours; /del NUMBER takes one back\n1: Bob, 1 d 0 h ago, came back"
        assert await ask(mesh, "/sent") == told
        await mesh.pause(5)
        assert mail(mesh)[0].text == "✉ 1 to Bob comes back: they could not be reached in time."


async def test_letters_are_thrown_away_and_taken_back():
    async with living() as mesh:
        for text in ("one", "two", "three"):
            await ask(mesh, f"/msg Bob {text}")
        assert await ask(mesh, "/del 1") == "✉ 1 to Bob is taken back, unread."
        assert await ask(mesh, "/del 1") == "No letter 1 of yours. See /inbox and /sent."
        assert await ask(mesh, "/del 2", **BY_BOB) == "✉ 2 from Alice is thrown away."
        await mesh.pause(5)
        assert await ask(mesh, "/del 3") == "✉ 3 is on its way: that can't be stopped."
        await end(mesh, "mail:3.1.1", Outcome.RELAYED)
        assert "sent, not confirmed" in await ask(mesh, "/sent")
        assert await ask(mesh, "/del 3") == "✉ 3 to Bob is not sent again. They may have read it."


async def test_who_has_a_key_throws_letters_away_only_with_it():
    async with living() as mesh:
        await ask(mesh, "/msg Bob hi")
        mesh.keys.add(BOB, BOBS_KEY)
        nobody = {"sender": BOB, "pki_encrypted": False, "public_key": None}
        assert "public key" in await ask(mesh, "/del 1", **nobody)
        mesh.keys.known.clear()
        assert "thrown away" in await ask(mesh, "/del 1", **nobody)


async def test_whoever_asks_for_a_letter_gets_it_now():
    async with living() as mesh:
        await ask(mesh, "/msg Bob one")
        await ask(mesh, "/msg Bob two")
        mesh.say("/read", **BY_BOB)
        await mesh.pause(5)
        assert [one.key for one in mail(mesh)] == ["mail:1.1.1"]
        assert await ask(mesh, "/read 1", **BY_BOB) == "✉ 1 is on its way to you."
        assert await ask(mesh, "/read 2", **BY_BOB) == "✉ 2 comes as soon as it can."
        assert await ask(mesh, "/read", sender=CAROL) == "✉ No letters for you."


REFUSALS = [
    ("/msg Alice hi", "That is you."),
    ("/msg Bob \u202e", "There is nothing in that letter."),
    ("/msg Bob " + "x" * 401, "That letter has 401 bytes; 400 are the most."),
    ("/msg Nobody hi", "I know nobody called “Nobody”"),
    ("/msg Bob", "Something is missing"),
    ("/read x", "“x” is no number."),
    ("/del", "Something is missing"),
    ("/del 7", "No letter 7 of yours."),
    ("/read 7", "No letter 7 of yours."),
]


@pytest.mark.parametrize(("question", "answer"), REFUSALS)
async def test_what_can_t_be_is_said_in_one_sentence(question, answer):
    async with living() as mesh:
        assert (await ask(mesh, question)).startswith(answer)


async def test_some_people_get_no_mail():
    async with living() as mesh:
        mesh.nodes.add(
            Node(num=BOB, long_name="Bob", is_unmessagable=True), Node(num=CAROL, long_name="Carol", is_ignored=True)
        )
        assert await ask(mesh, "/msg Bob hi") == "Nobody reads messages at Bob: that node says so itself."
        assert await ask(mesh, "/msg Carol hi") == "Carol gets no mail here."
        mesh.nodes.add(Node(num=CAROL, long_name="Carol"))
        await mesh.services.people.ban(CAROL)
        assert await ask(mesh, "/msg Carol hi") == "Carol gets no mail here."


async def test_boxes_have_an_end():
    async with living() as mesh:
        for number in range(10):
            await ask(mesh, f"/msg Bob {number}")
        assert (await ask(mesh, "/msg Bob more")).startswith("So many of your letters wait")
        for number in range(10):
            await ask(mesh, f"/msg Bob {number}", sender=CAROL)
        assert await ask(mesh, "/msg Bob more", sender=NodeNum(9)) == (
            "Bob has so many letters waiting that I take no more."
        )
        assert (await ask(mesh, "/inbox", **BY_BOB)).startswith("✉ 20 letters for you")


@pytest.mark.parametrize("name", ["Bob", EMOJI_24, "W" * 39])
@pytest.mark.parametrize(("language", "inbox", "sent"), [("en", "inbox", "sent"), ("fr", "courrier", "envois")])
async def test_every_letter_stands_on_one_of_the_pages_and_each_says_how_to_get_the_next(language, inbox, sent, name):
    generous = {"mail": MailSettings(per_sender=20, per_recipient=30)}
    async with living(settings=generous, language=language, prefix="!" * 8) as mesh:
        mesh.nodes.add(Node(num=BOB, long_name=name), Node(num=ALICE, long_name=name))
        for number in range(20):
            await ask(mesh, f"{'!' * 8}msg !{BOB:08x} {number}")
        for word, who, first in ((inbox, BY_BOB, 1), (sent, {}, 20)):
            pages, asked = [], f"{'!' * 8}{word}"
            while asked:
                pages.append(await ask(mesh, asked, **who))
                ending = pages[-1].rpartition("\n")[2]
                asked = ending.removeprefix("… ") if ending.startswith("… ") else ""
            assert asked == ""
            listed = [int(found) for page in pages for found in re.findall(r"^(\d+) ?: ", page, re.MULTILINE)]
            assert listed == list(range(1, 21))[:: 1 if first == 1 else -1]
            assert pages[0].startswith("✉ 20 ")
            joint = "sur" if language == "fr" else "of"
            assert [page.split("\n")[0].rstrip(" :") for page in pages[1:]] == [
                f"✉ Page {number} {joint} {len(pages)}" for number in range(2, len(pages) + 1)
            ]
            assert all(len(page.encode()) <= room(direct=True, threaded=True) for page in pages)
            assert await ask(mesh, f"{'!' * 8}{word} 99", **who) == pages[-1]
            assert "99" in await ask(mesh, f"{'!' * 8}{word} 100", **who)


async def test_what_fits_one_message_has_no_pages():
    async with living() as mesh:
        for number in range(3):
            await ask(mesh, f"/msg Bob {number}")
        assert await ask(mesh, "/sent") == (
            "✉ 3 letters of yours; /del NUMBER takes one back\n"
            "3: Bob, 0 s ago, waits\n2: Bob, 0 s ago, waits\n1: Bob, 0 s ago, waits"
        )
        assert (await mesh.at_console("sent")) == "✉ None of your letters is under way."


async def test_a_store_that_fails_costs_one_sentence_and_one_line():
    async with living() as mesh:
        await mesh.pause(BATCH_S)
        with structlog.testing.capture_logs() as lines:
            mesh.drawers.error = StoreError("The disk is full.")
            for question in ("msg Bob hi", "del 1", "msg Bob hi"):
                assert (
                    await ask(mesh, f"/{question}")
                    == ("Sorry, I can't keep or find letters at the moment. Please try again later.")
                    or question == "del 1"
                )
            mesh.drawers.error = None
            assert (await ask(mesh, "/msg Bob hi")).startswith("✉ 1 kept")
    warnings = [line["event"] for line in lines if line["log_level"] == "warning" and line["event"].startswith("mail")]
    assert warnings == ["mail-not-written"]


async def test_a_store_that_can_t_be_read_at_the_start_is_read_later():
    mesh = Mesh(options=BotOptions(**GENEROUS))
    mesh.nodes.add(Node(num=BOB, long_name="Bob"))
    mesh.drawers.error = StoreError("The disk is full.")
    async with mesh.running(), asyncio.TaskGroup() as tasks:
        task = tasks.create_task(mesh.host.run())
        await mesh.pause(BATCH_S)
        for question in ("inbox", "sent", "read 1", "del 1"):
            assert "Please try again later" in await ask(mesh, f"/{question}")
        mesh.drawers.error = None
        assert await ask(mesh, "/inbox") == "✉ No letters for you."
        task.cancel()


async def test_an_outbox_that_fails_loses_nothing():
    async with living() as mesh:
        await ask(mesh, "/msg Bob hi")
        mesh.outbox.error = StoreError("The outbox says nothing.")
        await heard(mesh)
        assert mail(mesh) == []
        mesh.outbox.error = None
        await heard(mesh)
        assert [one.key for one in mail(mesh)] == ["mail:1.1.1"]


async def test_the_operator_writes_and_reads_at_the_console():
    async with living() as mesh:
        await ask(mesh, "/msg !0b070b07 the mast is down")
        mesh_context = replace(
            mesh.context(sender=US, to=US), plugin="mail", own=mesh.host.own("mail"), is_console=True
        )
        from steadymesh.plugins.mail import commands

        assert "1: Alice" in (await commands.inbox(mesh_context)).text
        shown = await commands.read(mesh_context, letter_number=1)
        assert shown.text.startswith("✉ from Alice (proved)")
        assert shown.text.endswith("the mast is down")
        written = await commands.msg(mesh_context, node=mesh_context.ref(BOB), text="come and help")
        assert written.text.startswith("✉ 2 kept for Bob")
        await heard(mesh)
        assert mail(mesh)[-1].text == "✉ from The bot (operator) 1 s ago: come and help"
        before = len(mail(mesh))
        await end(mesh, "mail:2.1.1", Outcome.ACKNOWLEDGED)
        await heard(mesh, US)
        assert len(mail(mesh)) == before, "the operator needs no notice by air"
        assert written.text.endswith("; “sent” and the log tell what becomes of it.")
        assert "\n2: Bob, 6 s ago, delivered" in (await commands.sent(mesh_context)).text
        trying = await commands.msg(mesh_context, node=mesh_context.ref(BOB), text="are you there?")
        assert trying.text == (
            "✉ 3 for Bob: they are here, it is on its way; “sent” and the log tell what becomes of it."
        )
        office = desk_of(mesh_context).office
        office.put(steps.returned(office.get(3), Reason.UNHEARD, mesh_context.services.clock.at()))
        assert (await commands.sent(mesh_context)).text.split("\n")[1:] == [
            "3: Bob, 0 s ago, came back: they could not be reached in time.",
            "2: Bob, 6 s ago, delivered",
        ]


async def test_letters_and_notices_are_in_the_language_of_who_reads_them():
    async with living(language="fr") as mesh:
        await mesh.services.people.choose(BOB, "en")
        assert (await ask(mesh, "/lettre Bob bonjour")).startswith("✉ 1 gardée pour Bob")
        await heard(mesh)
        assert mail(mesh)[0].text.startswith("✉ from Alice (proved)")
        await end(mesh, "mail:1.1.1", Outcome.ACKNOWLEDGED)
        await heard(mesh, ALICE)
        assert mail(mesh)[1].text.startswith("✉ 1 à Bob : remise")


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("way", ["proved", "none", "operator"])
async def test_every_piece_of_every_letter_fits_one_packet(language, way):
    async with living() as mesh:
        context = replace(mesh.context(language=language), plugin="mail", own=mesh.host.own("mail"))
        for text in ("x", EMOJI_24 * 30, "word " * 80, "é" * 200, "界" * 133):
            one = Letter(
                number=999_999_999, sender=ALICE, sender_name=EMOJI_24, is_proved=way == "proved", to=BOB,
                to_name=EMOJI_24, text=text, written=context.services.clock.at() - timedelta(days=13, hours=23),
                is_operators=way == "operator", unsure=(1,),
            )  # fmt: skip
            for piece in pieces_of(context, one):
                assert len(letter_text(context, one, piece).encode()) <= MAX_DIRECT_BYTES
            for reason in (*Reason, None):
                ended = replace(
                    one, state=State.RETURNED if reason else State.DELIVERED, reason=reason, ended=one.written
                )
                told = notice_text(context, ended)
                assert len(told.encode()) <= MAX_DIRECT_BYTES
                assert "mail-" not in told
        assert House(context).letter_text(one).startswith("✉")


@pytest.mark.parametrize("language", words.LANGUAGES)
async def test_every_answer_of_the_mail_fits_the_air_uncut(language):
    async with living(language=language) as mesh:
        mesh.nodes.add(Node(num=ALICE, long_name=EMOJI_24), Node(num=BOB, long_name=EMOJI_24 + "b", short_name="Bo"))
        mesh.nodes.add(Node(num=CAROL, long_name=EMOJI_24 + "c", short_name="Ca", is_unmessagable=True))
        questions = [f"msg Bo {number}" for number in range(12)]
        questions += ["sent", "inbox", "del 1", "del 99", "read 99", "msg Ca x", "msg Al x", "msg Bo " + "x" * 500]
        questions += ["msg !0b070b07 hello"]
        for question in questions:
            answer = await mesh.ask(f"/{question}")
            assert len(answer.text.encode()) <= MAX_DIRECT_BYTES - 5
            assert not answer.text.endswith("…")
            assert "msg-" not in answer.text
        for number in range(12):
            await mesh.ask(f"/msg Bo {number}", sender=CAROL)
        for question in ("inbox", "read 2", "del 3", "inbox"):
            mesh.say(f"/{question}", **BY_BOB)
            await mesh.pause(BATCH_S)
        for posted in mesh.outbox.posted:
            assert len(posted.text.encode()) <= MAX_DIRECT_BYTES
            assert not posted.text.startswith("1/")


async def test_no_line_of_the_log_has_what_a_letter_says():
    with structlog.testing.capture_logs() as lines:
        async with living() as mesh:
            await ask(mesh, "/msg Bob unheard-of")
            await heard(mesh)
            await end(mesh, "mail:1.1.1", Outcome.ACKNOWLEDGED)
    assert [line["event"] for line in lines if line["event"].startswith("mail")] == ["mail-ended"]
    assert not [line for line in lines if "unheard-of" in str(line) and line["log_level"] != "debug"]
    assert ALICES_KEY.raw.hex() not in str(lines)
