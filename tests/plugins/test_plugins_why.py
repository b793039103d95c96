"""What `/why` says, and that it means what `steadymesh why` means."""

from dataclasses import replace
from datetime import timedelta

import pytest

from botkit import ALICE, ALICES_KEY, BOB, START, US, Mesh
from steadymesh.bot.options import BotOptions
from steadymesh.delivery import why as delivery
from steadymesh.ids import PacketId, PublicKey
from steadymesh.model import Node, Outcome
from steadymesh.plugins.why import cause_of

NEW_KEY = PublicKey(b"\x09" * 32)


async def answer(mesh: Mesh, text: str, **fields) -> str:
    async with mesh.running():
        return (await mesh.ask(text, **fields)).text


async def test_nothing_that_failed_is_told_so():
    mesh = Mesh()
    mesh.failures.add(BOB, Outcome.REFUSED, "KEY_UNKNOWN")
    assert await answer(mesh, "/why") == "No message to you has failed lately."
    mesh = Mesh(options=BotOptions(language="fr"))
    assert await answer(mesh, "/pourquoi") == "Aucun message pour vous n'a échoué récemment."


async def test_the_last_failure_is_told_with_its_age_and_its_remedy():
    mesh = Mesh()
    mesh.failures.add(ALICE, Outcome.REFUSED, "KEY_UNKNOWN", at=START - timedelta(hours=2, minutes=5))
    assert await answer(mesh, "/why") == (
        "My last message to you that failed, 2 h 5 min ago:\n"
        "I have no key of Alice yet. Exchange user info with me in the app, then try again."
    )


async def test_in_french():
    mesh = Mesh(options=BotOptions(language="fr"))
    mesh.failures.add(ALICE, Outcome.REFUSED, "MAX_RETRANSMIT", at=START - timedelta(days=1))
    first, second = (await answer(mesh, "/pourquoi")).split("\n")
    assert first == "Mon dernier message pour vous qui a échoué, il y a 1 j 0 h :"
    assert second.startswith("Alice n'a pas répondu en trois essais")


async def test_keys_are_told_by_their_fingerprints():
    mesh = Mesh()
    mesh.link.info = replace(mesh.link.info, node=Node(num=US, public_key=NEW_KEY))
    mesh.keys.add(ALICE, ALICES_KEY)
    mesh.keys.hold(ALICE, NEW_KEY)
    async with mesh.running():
        for reason, fingerprint in (
            ("KEY_HELD", NEW_KEY.fingerprint),
            ("PEER_HAS_NEW_KEY", ALICES_KEY.fingerprint),
            ("PEER_HAS_OUR_OLD_KEY", NEW_KEY.fingerprint),
        ):
            mesh.failures.add(ALICE, Outcome.REFUSED, reason)
            assert fingerprint in (await mesh.ask("/why")).text
        mesh.keys.known.clear()
        mesh.failures.add(ALICE, Outcome.REFUSED, "PEER_HAS_NEW_KEY")
        assert "(?)" in (await mesh.ask("/why")).text


@pytest.mark.parametrize("reason", ["", *delivery.CAUSES, "UNKNOWN_77", "SOMETHING_NEW", "remedy"])
@pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.EXPIRED])
@pytest.mark.parametrize("sent", [None, START])
async def test_it_is_the_cause_that_the_command_line_tells(reason, outcome, sent):
    mesh = Mesh()
    mesh.failures.add(ALICE, outcome, reason, first_sent=sent)
    entry = mesh.failures.last[ALICE]
    assert cause_of(entry) == delivery.cause_of(entry)
    again = replace(entry, earlier_ids=(PacketId(7),))
    assert cause_of(again) == delivery.cause_of(again)
