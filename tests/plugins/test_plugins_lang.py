"""`lang`: who is answered in which language, from when on, and who may say so."""

import pytest
from structlog.testing import capture_logs

from botkit import ALICE, BOB, Mesh
from steadymesh import words
from steadymesh.bot.options import BotOptions
from steadymesh.errors import StoreError
from steadymesh.ids import PublicKey

OTHER_KEY = PublicKey(b"\x07" * 32)


def mesh_of(language: str = "en", **options) -> Mesh:
    return Mesh(options=BotOptions(language=language, commands_per_minute=1000, commands_per_hour=1000, **options))


async def test_what_is_chosen_holds_for_every_answer_and_over_a_restart():
    mesh = mesh_of()
    async with mesh.running():
        assert (await mesh.ask("/lang fr")).text == "✅ Désormais, je vous réponds en français."
        assert (await mesh.ask("/ping")).text.startswith("🏓 Pong, Alice !")
        assert (await mesh.ask("/hlep")).text.startswith("Je ne connais pas")
        assert (await mesh.ask("/ping", sender=BOB, public_key=OTHER_KEY)).text.startswith("🏓 Pong, !0000b0b0!")
    again = mesh_of()
    again.drawers.drawer("bot").kept = mesh.drawers.drawer("bot").kept
    async with again.running():
        assert (await again.ask("/ping")).text.startswith("🏓 Pong, Alice !")
        assert (await again.ask("/lang en")).text == "✅ From now on I answer you in English."
        assert (await again.ask("/aide")).text.startswith("Commands: ")


async def test_auto_forgets_the_choice():
    mesh = mesh_of()
    async with mesh.running():
        await mesh.ask("/lang fr")
        assert (await mesh.ask("/lang auto")).text == (
            "✅ Your choice is forgotten: I answer in English, or in the language of the command's word."
        )
        assert mesh.drawers.drawer("bot").kept == {}
        assert (await mesh.ask("/ping")).text.startswith("🏓 Pong, Alice!")
        assert (await mesh.ask("/langue AUTO")).text.startswith("✅ Your choice is forgotten")


async def test_alone_it_says_which_language_is_in_force_and_why():
    mesh = mesh_of()
    async with mesh.running():
        assert (await mesh.ask("/lang")).text == (
            "I answer you in English, as the operator has set, unless you use a command's word of another language."
            " To choose: /lang en|fr|auto"
        )
        assert (await mesh.ask("/langue")).text == (
            "Je vous réponds en English, réglage de l'opérateur, sauf si le mot de la commande est d'une autre langue."
            " Pour choisir : /langue en|fr|auto"
        )
        await mesh.ask("/lang fr")
        assert (await mesh.ask("/lang")).text == (
            "Je vous réponds en français, selon votre choix. Pour changer : /lang en|fr|auto"
        )


@pytest.mark.parametrize("word", ["fr", "FR", "français", "Francais", "FRANÇAIS"])
async def test_a_language_is_named_by_its_code_or_as_it_calls_itself(word):
    mesh = mesh_of()
    async with mesh.running():
        await mesh.ask(f"/lang {word}")
        assert mesh.services.people.language_of(ALICE) == "fr"


@pytest.mark.parametrize("word", ["de", "french!", "x" * 150, "\u202ef", "*", "…"])
async def test_a_word_that_is_no_language_changes_nothing_and_lists_them(word):
    mesh = mesh_of()
    async with mesh.running():
        assert (await mesh.ask(f"/lang {word}")).text.endswith(" is none of en|fr|auto.")
        assert mesh.services.people.language_of(ALICE) is None


async def test_who_is_not_proved_can_not_choose_for_somebody_else():
    mesh = mesh_of(channels=(1,))
    async with mesh.running():
        assert "under your public key" in (await mesh.ask("/lang fr", pki_encrypted=False, public_key=None)).text
        mesh.say_on(1, "/lang fr")
        posted = (await mesh.outbox.wait_for(2))[1]
        assert (posted.to, posted.text) == (ALICE, "Please write /lang in a direct message.")
        assert mesh.services.people.language_of(ALICE) is None


async def test_a_store_that_fails_costs_a_sentence_and_a_line():
    mesh = mesh_of()
    async with mesh.running():
        mesh.drawers.error = StoreError("The disk is full.")
        with capture_logs() as logs:
            assert (await mesh.ask("/lang fr")).text == (
                "✅ Désormais, je vous réponds en français. Je n'ai pas pu le noter : cela vaut jusqu'à mon redémarrage."
            )
        assert (await mesh.ask("/ping")).text.startswith("🏓 Pong, Alice !")
        [line] = [line for line in logs if line["event"] == "plugin-change-not-kept"]
        assert (line["by"], line["command"]) == ("!0badcafe Alice", "lang")


async def test_choosing_what_was_chosen_writes_nothing():
    mesh = mesh_of()
    async with mesh.running():
        await mesh.ask("/lang fr")
        mesh.drawers.error = StoreError("The disk is full.")
        assert (await mesh.ask("/lang fr")).text == "✅ Désormais, je vous réponds en français."


@pytest.mark.parametrize("language", words.LANGUAGES)
async def test_every_answer_fits_one_message(language):
    mesh = mesh_of(language, prefix="/" * 8)
    async with mesh.running():
        for asked in ("", "fr", "", "en", "", "auto", "W" * 100, "👩🏽\u200d🚀" * 20):
            posted = await mesh.ask(f"{'/' * 8}lang {asked}")
            assert len(posted.text.encode()) <= 215
            assert not posted.text.startswith("1/")
        mesh.drawers.error = StoreError("The disk is full.")
        for asked in ("fr", "en", "auto"):
            assert not (await mesh.ask(f"{'/' * 8}lang {asked}")).text.startswith("1/")
