"""Who plays in the simulated mesh, and what they say: names, places, small talk in two languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from steadymesh.ids import NodeNum
from steadymesh.sim.people import Peer, make_peer, number_of_key
from steadymesh.sim.pki import make_pair

FIRST_NUM: Final = 0x51A00000
"""Numbers of the cast: they stay the same from run to run, so that logs can be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One of the cast."""

    long_name: str
    short_name: str
    hops: int = 0
    walks: bool = False
    talks: bool = True
    """Writes on the channel and asks the bot."""
    stranger: bool = False
    """The radio does not know them when it starts."""
    forgotten: bool = False
    """The radio forgets them after a while, and they write all the same."""
    rekeyed: bool = False
    """Their node gets a new key after a while, and they write with that."""


CAST: Final = (
    Role(long_name="Zoé 🥾 Belledonne", short_name="Zoé", walks=True),
    Role(long_name="Jürgen – Vercors", short_name="JÜR", hops=1),
    Role(long_name="Vélo d'Anaïs 🚲", short_name="🚲", walks=True),
    Role(long_name="Maëlle & Loïc", short_name="M&L", hops=2, walks=True),
    Role(long_name="Refuge de la Pra ⛺", short_name="Pra", hops=1, talks=False),
    Role(long_name="山の家 Kenji", short_name="山", hops=1),
    Role(long_name="François Radio-club F6KJJ", short_name="F6KJ", forgotten=True),
    Role(long_name="Météo Chamrousse ⛅", short_name="⛅", hops=2, talks=False),
    Role(long_name="Bjørn 🐕", short_name="🐕", walks=True, rekeyed=True),
    Role(long_name="Noémie vient d'arriver", short_name="Noé", stranger=True),
)
"""Ten nodes: walkers, talkers, two that only measure, one that the radio has yet to meet, one that it forgets, and one
that is reflashed."""

SMALL_TALK: Final = {
    "fr": (
        "Bonjour à tous 👋",
        "Quelqu'un me reçoit depuis le col ?",
        "Neige à partir de 1 800 m, ça glisse",
        "On redescend vers la Pra, tout va bien",
        "5/5 ici à Grenoble, bonne rando !",
        "Rendez-vous à 16 h au parking",
        "Test antenne neuve, merci de confirmer",
        "Il y a du vent au sommet 💨",
        "Café au refuge ☕",
        "Batterie à 40 %, je coupe le GPS",
    ),
    "en": (
        "Good morning everybody 👋",
        "Does anybody hear me up at the pass?",
        "Snow above 1,800 m, it is slippery",
        "Walking down to the hut, all is well",
        "Loud and clear in Grenoble, enjoy the hike!",
        "Meet you at 4 pm at the car park",
        "Testing a new antenna, please confirm",
        "It is windy at the top 💨",
        "Coffee at the hut ☕",
        "Battery at 40 %, switching the GPS off",
    ),
}
"""What they write on the channel, by language."""

THANKS: Final = {"fr": ("Merci !", "Super, merci 🙏", "Bien reçu"), "en": ("Thanks!", "Great, thank you 🙏", "Got it")}
"""What somebody may say to an answer."""

THUMB: Final = "👍"
"""The tapback to a channel text."""

QUESTIONS: Final = ("/help", "/ping", "/nodes", "/keys", "/status", "/pnig")
"""What they ask the bot, in the order of the first minute; the last one is mistyped."""

FORGOTTEN_ASKS: Final = "/keys"
"""What the one asks whom the radio has forgotten: it can't read that, the bot can."""

REKEYED_ASKS: Final = "/rekey"
"""What the one asks who has a new key."""


def make_cast(seed: int, *, number_from_key: bool) -> list[tuple[Role, Peer]]:
    """Return the cast with their nodes: keys and places follow from the seed, names and numbers do not."""
    played = []
    for index, role in enumerate(CAST):
        peer = make_peer(seed, 1000 + index)
        pair = make_pair(seed, f"cast/{index}")
        peer.num = number_of_key(pair.public) if number_from_key else NodeNum(FIRST_NUM + 0x101 * (index + 1))
        peer.private_key, peer.public_key = pair.private, pair.public
        peer.long_name, peer.short_name, peer.hops = role.long_name, role.short_name, role.hops
        played.append((role, peer))
    return played
