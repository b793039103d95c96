"""What `/keys` and `/rekey` say, word for word, in both languages."""

from dataclasses import replace

import pytest

from botkit import ALICE, ALICES_KEY, BOB, START, US, Mesh
from steadymesh.bot.options import BotOptions
from steadymesh.ids import NodeNum, PublicKey
from steadymesh.keys.book.book import Book
from steadymesh.model import KeySource, Node

OTHER_KEY = PublicKey(b"\x07" * 32)
NEW_KEY = PublicKey(b"\x09" * 32)
MINE, OTHER, NEW = ALICES_KEY.fingerprint, OTHER_KEY.fingerprint, NEW_KEY.fingerprint
PLAIN = {"pki_encrypted": False, "public_key": None}
OPENED = {"pki_encrypted": False, "opened_here": True}


async def answer(mesh: Mesh, text: str, **fields) -> str:
    async with mesh.running():
        return (await mesh.ask(text, **fields)).text


def french() -> Mesh:
    return Mesh(options=BotOptions(language="fr"))


def with_admin(language: str = "en") -> Mesh:
    return Mesh(options=BotOptions(admins=(ALICES_KEY,), language=language))


# --- keys: the asker's own ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("book", "held", "radio", "fields", "lines"),
    [
        pytest.param(
            ALICES_KEY, None, ALICES_KEY, {},
            [f"Yours: {MINE} since 2026-11-22, not verified", "My radio has it", "This message proves it"],
            id="known-and-proved",
        ),
        pytest.param(
            ALICES_KEY, None, None, {},
            [f"Yours: {MINE} since 2026-11-22, not verified", "My radio has it", "This message proves it"],
            id="a-message-that-the-radio-opened-proves-that-it-has-the-key",
        ),
        pytest.param(
            ALICES_KEY, None, None, OPENED,
            [f"Yours: {MINE} since 2026-11-22, not verified", "My radio does not have it", "This message proves it"],
            id="opened-here-because-the-radio-lacks-it",
        ),
        pytest.param(
            ALICES_KEY, None, OTHER_KEY, PLAIN,
            [
                f"Yours: {MINE} since 2026-11-22, not verified", f"⚠️ My radio has another one: {OTHER}",
                "This message does not prove it",
            ],
            id="the-radio-has-another",
        ),
        pytest.param(None, None, None, {}, [f"Yours: {MINE}, new to me", "My radio has it"], id="new"),
        pytest.param(
            None, None, None, PLAIN, ["I don't know yours. Let your node send its node info."], id="never-heard"
        ),
        pytest.param(
            OTHER_KEY, None, ALICES_KEY, {},
            [
                f"Yours: {OTHER} since 2026-11-22, not verified",
                f"⚠️ This message came under another key, {MINE}. Yours? Write /rekey",
                f"⚠️ My radio has another one: {MINE}",
            ],
            id="a-key-of-which-the-book-has-not-heard",
        ),
        pytest.param(
            OTHER_KEY, ALICES_KEY, None, OPENED,
            [
                f"Yours: {OTHER} since 2026-11-22, not verified",
                f"⚠️ This message came under {MINE}, which waits for a decision. Write /rekey",
                "My radio does not have it",
            ],
            id="under-the-held-key",
        ),
        pytest.param(
            ALICES_KEY, NEW_KEY, ALICES_KEY, PLAIN,
            [
                f"Yours: {MINE} since 2026-11-22, not verified",
                f"⚠️ Another key, {NEW}, waits for a decision. Yours? /rekey by direct message",
                "My radio has it", "This message does not prove it",
            ],
            id="another-one-is-held",
        ),
        pytest.param(
            None, NEW_KEY, None, PLAIN,
            [f"⚠️ Another key, {NEW}, waits for a decision. Yours? /rekey by direct message"],
            id="only-a-held-one",
        ),
    ],
)  # fmt: skip
async def test_keys_tells_the_asker_how_their_key_stands(book, held, radio, fields, lines):
    mesh = Mesh()
    if book is not None:
        mesh.keys.add(ALICE, book)
    if held is not None:
        mesh.keys.hold(ALICE, held)
    if radio is not None:
        mesh.table.add(ALICE, radio)
    text = await answer(mesh, "/keys", **fields)
    counts = f"🔑 {len(mesh.keys)} key{'' if book else 's'} known, 40 held by my radio"
    with_counts = "\n".join([*lines, counts])
    assert text == (with_counts if len(with_counts.encode()) <= 215 else "\n".join(lines))
    assert counts in text or held is not None


async def test_a_key_that_somebody_compared_is_called_verified():
    mesh = Mesh()
    mesh.keys.add(ALICE, ALICES_KEY, verified=True)
    assert (await answer(mesh, "/keys")).startswith(f"Yours: {MINE} since 2026-11-22, verified\n")


async def test_keys_in_french():
    mesh = french()
    mesh.keys.add(ALICE, ALICES_KEY)
    mesh.keys.hold(ALICE, NEW_KEY)
    assert await answer(mesh, "/clés", **PLAIN) == (
        f"La vôtre : {MINE} depuis le 2026-11-22, non vérifiée\n"
        f"⚠️ Une autre clé, {NEW}, attend une décision. La vôtre ? /nouvelle-clé en message direct\n"
        "Ma radio ne l'a pas\nCe message ne la prouve pas"
    )


@pytest.mark.parametrize(
    ("firmware", "line"),
    [
        ("2.7.26.54e0d8d", "My radio does not have it"),
        ("2.8.0.1234567", "My radio does not tell whether it has it"),
        (None, "My radio does not tell whether it has it"),
    ],
)
async def test_a_node_that_is_not_in_the_dump_may_have_a_key_on_2_8_all_the_same(firmware, line):
    mesh = Mesh()
    mesh.keys.add(BOB, OTHER_KEY)
    mesh.link.info = None if firmware is None else replace(mesh.link.info, firmware=firmware)
    assert (await answer(mesh, "/keys !0000b0b0")).endswith(f"\n{line}")
    mesh.table.add(BOB, None)
    if firmware is not None:
        assert (await answer(mesh, "/keys !0000b0b0")).endswith("\nMy radio does not have it")


# --- keys: somebody else's ------------------------------------------------------------------


@pytest.mark.parametrize("word", ["!0000b0b0", "0xb0b0", "Bob", "bob", OTHER, OTHER[:4], "BO"])
async def test_keys_of_somebody_by_number_name_or_fingerprint(word):
    mesh = Mesh()
    mesh.nodes.add(Node(num=BOB, long_name="Bob"))
    mesh.keys.add(BOB, OTHER_KEY, name="Bob")
    mesh.table.add(BOB, OTHER_KEY)
    text = await answer(mesh, f"/keys {word}")
    assert text == f"Bob !0000b0b0: {OTHER} since 2026-11-22, not verified\nMy radio has it"


async def test_keys_of_somebody_in_french_with_a_held_one():
    mesh = french()
    mesh.keys.add(BOB, OTHER_KEY, verified=True)
    mesh.keys.hold(BOB, NEW_KEY)
    assert await answer(mesh, "/keys !0000b0b0") == (
        f"!0000b0b0 : {OTHER} depuis le 2026-11-22, vérifiée\n⚠️ Une autre clé, {NEW}, attend l'opérateur\n"
        "Ma radio ne l'a pas"
    )


async def test_who_is_known_only_by_the_key_book_is_called_as_it_says():
    mesh = Mesh()
    mesh.keys.add(BOB, OTHER_KEY, name="Bob")
    assert (await answer(mesh, "/keys bob")).startswith("Bob !0000b0b0: ")


async def test_a_number_that_shows_only_a_held_key_is_told():
    mesh = Mesh()
    mesh.keys.hold(BOB, NEW_KEY)
    assert await answer(mesh, "/keys !0000b0b0") == (
        f"I know no key of !0000b0b0 yet.\n⚠️ Another key, {NEW}, waits for the operator"
    )


async def test_two_of_one_name_are_listed_and_never_guessed():
    mesh = Mesh()
    for num, name in ((BOB, "Bob"), (NodeNum(0xB2), "bob"), (NodeNum(0xB3), "Bobby")):
        mesh.keys.add(num, PublicKey(bytes([num & 0xFF] * 32)), name=name)
    assert await answer(mesh, "/keys BOB") == (
        "“BOB” may be: Bob !0000b0b0, bob !000000b2. Write /keys !0000b0b0"
    )  # fmt: skip


async def test_a_whole_name_means_its_owner_though_others_begin_so():
    mesh = Mesh()
    mesh.keys.add(NodeNum(0xB3), NEW_KEY, name="Bobby")
    mesh.keys.add(BOB, OTHER_KEY, name="Bob")
    assert (await answer(mesh, "/keys bob")).startswith("Bob !0000b0b0: ")
    assert (await answer(mesh, "/keys bo")).startswith("“bo” may be: Bobby !000000b3, Bob !0000b0b0. ")


async def test_a_list_that_does_not_fit_says_that_there_are_more():
    mesh = french()
    for num in range(1, 30):
        mesh.keys.add(NodeNum(num), PublicKey(bytes([num] * 32)), name=f"Station numéro {num}")
    text = await answer(mesh, "/keys station")
    assert text.startswith("« station » peut être : Station numéro 1 !00000001, Station numéro 2 !00000002, ")
    assert text.endswith(", …. Écrivez /keys !00000001")
    assert len(text.encode()) <= 215


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("Nobody", "I know nobody called “Nobody”. Write a name, a number such as !0badcafe, or a fingerprint."),
        ("!12345678", "I know nobody called “!12345678”. Write a name, a number such as !0badcafe, or a fingerprint."),
        ("alice", "I know no key of Alice !0badcafe yet."),
        ("Al", "I know no key of Alice !0badcafe yet."),
        ("!0badcafe", "I know no key of Alice !0badcafe yet."),
        ("Twin", "“Twin” may be: Twin !00000001, Twin !00000002. Write /keys !00000001"),
        ("ali", "I know no key of Alice !0badcafe yet."),
        (
            "x" * 200,
            "I know nobody called “" + "x" * 21 + "…”. Write a name, a number such as !0badcafe, or a fingerprint.",
        ),
    ],
)
async def test_whoever_is_not_known_gets_a_hint(word, told):
    mesh = Mesh()
    mesh.nodes.add(Node(num=NodeNum(1), long_name="Twin"), Node(num=NodeNum(2), long_name="Twin"))
    assert await answer(mesh, f"/keys {word}") == told


async def test_two_of_one_name_are_listed_though_we_know_only_ones_key():
    mesh = with_admin()
    mesh.nodes.add(Node(num=NodeNum(1), long_name="Twin"), Node(num=BOB, long_name="Twin"))
    mesh.keys.add(BOB, OTHER_KEY, name="Twin")
    mesh.keys.hold(BOB, NEW_KEY)
    for word in ("keys", "rekey"):
        assert await answer(mesh, f"/{word} Twin") == (
            f"“Twin” may be: Twin !00000001, Twin !0000b0b0. Write /{word} !00000001"
        )
    assert mesh.rekeying.accepted == []


async def test_the_bots_own_key_can_be_compared():
    mesh = Mesh()
    own = Node(num=US, long_name="The bot", public_key=OTHER_KEY)
    mesh.nodes.add(own)
    mesh.link.info = replace(mesh.link.info, node=own)
    assert await answer(mesh, "/keys the bot") == f"My own key: {OTHER}"
    mesh.link.info = replace(mesh.link.info, node=replace(own, public_key=None))
    assert await answer(mesh, "/keys !0b070b07") == "I know no key of The bot !0b070b07 yet."


async def test_the_real_book_is_understood_alike():
    book = Book()
    for num, key, name, short in (
        (BOB, OTHER_KEY, "Bób", "B"),
        (NodeNum(0xB3), NEW_KEY, "Bóbby", "BB"),
        (NodeNum(0xB4), ALICES_KEY, "Chloé", "BB"),
    ):
        book.observe(num, key, KeySource.HEARD, START, long_name=name, short_name=short)
    mesh = Mesh()
    mesh.services = replace(mesh.services, keys=book)
    async with mesh.running():
        for word in ("bo\u0301b", "b", "!0000b0b0", "0xb0b0", str(int(BOB)), OTHER, OTHER[:4]):
            assert (await mesh.ask(f"/keys {word}")).text.startswith(f"Bób !0000b0b0: {OTHER} since 2026-11-22, not")
            await mesh.pause(60)
        assert (await mesh.ask("/keys BB")).text.startswith("“BB” may be: Bóbby !000000b3, Chloé !000000b4.")
        assert (await mesh.ask("/keys bób bób")).text.startswith("I know nobody called “bób bób”.")
        assert (await mesh.ask("/status")).text.split("\n")[1].startswith("🔑 3 keys known")


# --- rekey ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "english", "francais"),
    [
        (
            "current",
            f"✅ {MINE} is the key that I use for you already.",
            f"✅ {MINE} est déjà la clé que j'utilise pour vous.",
        ),
        (
            "accepted",
            f"✅ From now on {MINE} is the key that I use for you.",
            f"✅ Désormais, {MINE} est la clé que j'utilise pour vous.",
        ),
        (
            "held",
            f"⏳ Your key {MINE} waits for the operator. Before that I encrypt nothing to it.",
            f"⏳ Votre clé {MINE} attend l'opérateur. D'ici là, je ne m'en sers pas.",
        ),
        (
            "unknown",
            "I have heard of no new key of yours. Let your node send its node info, then ask again.",
            (
                "Je n'ai entendu parler d'aucune nouvelle clé pour vous. "
                "Faites envoyer ses infos (NodeInfo) à votre nœud, puis redemandez."
            ),
        ),
    ],
)
async def test_rekey_is_decided_under_the_key_that_it_came_under(outcome, english, francais):
    for mesh, told, fields in ((Mesh(), english, {}), (french(), francais, OPENED)):
        mesh.rekeying.outcome = outcome
        assert await answer(mesh, "/rekey", **fields) == told
        assert mesh.rekeying.asked == [(ALICE, ALICES_KEY)]


@pytest.mark.parametrize("fields", [PLAIN, {"via_mqtt": True}, {"public_key": None}])
async def test_a_request_that_nothing_proves_is_filed_for_the_operator(fields):
    mesh = Mesh()
    mesh.rekeying.outcome = "filed"
    assert await answer(mesh, "/rekey", **fields) == (
        "📋 Noted for the operator, because nothing here proves who you are. "
        "Faster: /rekey in a direct message under your new key."
    )
    assert mesh.rekeying.asked == [(ALICE, None)]


async def test_a_request_on_a_channel_is_filed_and_says_so_there():
    mesh = Mesh(options=BotOptions(language="fr", channels=(1,)))
    mesh.rekeying.outcome = "filed"
    async with mesh.running():
        mesh.say_on(1, "/nouvelle-clé")
        (posted,) = await mesh.outbox.wait_for(1)
    assert posted.channel == 1
    assert posted.text.startswith("📋 Noté pour l'opérateur, car rien ici ne prouve qui vous êtes.")
    assert mesh.rekeying.asked == [(ALICE, None)]


@pytest.mark.parametrize("outcome", ["current", "accepted", "held", "unknown"])
async def test_what_comes_of_an_unproved_request_names_the_books_key(outcome):
    mesh = Mesh()
    mesh.keys.add(ALICE, OTHER_KEY)
    mesh.keys.hold(ALICE, NEW_KEY)
    mesh.rekeying.outcome = outcome
    text = await answer(mesh, "/rekey", **PLAIN)
    assert {"current": OTHER, "accepted": OTHER, "held": NEW, "unknown": "no new key"}[outcome] in text


async def test_at_the_terminal_our_own_radios_key_is_not_weighed():
    mesh = Mesh()
    assert (await mesh.at_console("rekey")).startswith("My own radio's key needs no decision. /rekey and a node ")
    assert mesh.rekeying.asked == []


async def test_an_administrator_accepts_somebodys_held_key():
    for language, told in (
        ("en", f"✅ Bob !0000b0b0: {NEW} is the key that I use from now on."),
        ("fr", f"✅ Bob !0000b0b0 : {NEW} est désormais la clé que j'utilise."),
    ):
        mesh = with_admin(language)
        mesh.keys.add(BOB, OTHER_KEY, name="Bob")
        mesh.keys.hold(BOB, NEW_KEY)
        async with mesh.running():
            assert (await mesh.ask("/rekey bob")).text == told
            assert NEW not in (await mesh.ask("/rekey !0000b0b0")).text
        assert mesh.rekeying.accepted == [BOB]
        assert mesh.rekeying.asked == []


async def test_an_administrator_can_accept_a_number_of_which_only_a_held_key_is_known():
    mesh = with_admin()
    mesh.keys.hold(BOB, NEW_KEY)
    assert await answer(mesh, "/rekey !0000b0b0") == f"✅ !0000b0b0: {NEW} is the key that I use from now on."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("/rekey Bob", "No key of Bob !0000b0b0 waits for a decision."),
        ("/rekey Bo", "“Bo” may be: Bob !0000b0b0. Write /rekey !0000b0b0"),
        ("/rekey nobody", "I know nobody called “nobody”. Write a name, a number such as !0badcafe, or a fingerprint."),
    ],
)
async def test_an_administrator_who_is_not_exact_is_told_and_nothing_is_accepted(text, told):
    mesh = with_admin()
    mesh.nodes.add(Node(num=BOB, long_name="Bob"))
    mesh.keys.add(BOB, OTHER_KEY, name="Bob")
    assert await answer(mesh, text) == told
    assert mesh.rekeying.accepted == []


@pytest.mark.parametrize("fields", [PLAIN, {"public_key": OTHER_KEY}, OPENED, {"via_mqtt": True}])
async def test_nobody_but_an_administrator_accepts_for_somebody_else(fields):
    mesh = with_admin()
    mesh.keys.add(BOB, OTHER_KEY, name="Bob")
    mesh.keys.hold(BOB, NEW_KEY)
    async with mesh.running() as bot:
        assert (await mesh.ask("/rekey Bob", **fields)).text == (
            "Only an administrator may do that, in a direct message under the key that I know."
        )
        await mesh.pause()
        assert bot.counters["refused"] == 1
    assert (mesh.rekeying.accepted, mesh.rekeying.asked) == ([], [])
