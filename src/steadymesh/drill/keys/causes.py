"""What happens on the radio's side of the cases."""

from __future__ import annotations

from typing import Final

from steadymesh.drill.keys.scene import BUSY_PERCENT, Scene
from steadymesh.sim.profile import PROFILES
from steadymesh.sim.proxy import Proxied, Proxy

SMALL: Final = 8
"""Nodes of a table that is soon full."""

FAVORITES: Final = 20

_FIRST_FAVORITE: Final = 200


def evicted(scene: Scene) -> None:
    """Others drive the person out of the radio's table."""
    scene.radio.forget_node(scene.person.num)


def lost(scene: Scene) -> None:
    """The radio loses the person altogether, as when somebody removes them in the app or resets its node table."""
    scene.lose(scene.person)


def lost_and_silent(scene: Scene) -> None:
    """The radio loses the person altogether, whose node answers no question."""
    lost(scene)
    scene.silence(scene.person)


def unmet(scene: Scene) -> None:
    """The radio has never met the person."""
    scene.lose(scene.person)


def unmet_and_silent(scene: Scene) -> None:
    """The radio has never met the person, whose node answers no question."""
    scene.lose(scene.person)
    scene.silence(scene.person)


def reset_heard(scene: Scene) -> None:
    """The person's node is reset, and our radio hears it say who it is now."""
    scene.person.reflash()
    scene.radio.hear_nodeinfo(scene.person)


def reset_unheard(scene: Scene) -> None:
    """The person's node is reset while we can't hear it."""
    scene.person.reflash()


def reset_and_silent(scene: Scene) -> None:
    """The person's node is reset while we can't hear it, and answers no question."""
    reset_unheard(scene)
    scene.silence(scene.person)


def reset_and_met(scene: Scene) -> None:
    """The person's node is reset; both radios hear each other say who they are."""
    reset_heard(scene)
    scene.person.hear_of_us(scene.radio.public_key)


def lacks_ours(scene: Scene) -> None:
    """The person's node has forgotten our radio."""
    scene.person.knows_our_key = False


def lacks_ours_for_good(scene: Scene) -> None:
    """The person's node has forgotten our radio, and the channel is too full for NodeInfos."""
    scene.person.knows_our_key = False
    scene.radio.channel_utilization = BUSY_PERCENT


def lacks_ours_and_silent(scene: Scene) -> None:
    """The person's node has forgotten our radio, and answers no question."""
    lacks_ours(scene)
    scene.silence(scene.person)


def our_reset(scene: Scene) -> None:
    """Our radio is reset: it has a new key, on 2.8 a new number."""
    scene.radio.rekey()


def upgraded_unheard(scene: Scene) -> None:
    """The person's node upgrades to 2.8; nobody has heard its new number yet."""
    scene.person.upgrade_to_28()


def upgraded(scene: Scene) -> None:
    """The person's node upgrades to 2.8, and says who it is under its new number."""
    scene.person.upgrade_to_28()
    scene.radio.hear_nodeinfo(scene.person)


def on_28(scene: Scene) -> None:
    """The person runs 2.8."""
    scene.become(scene.meet(2, firmware=PROFILES["2.8.0"]))


def managed(scene: Scene) -> None:
    """The radio takes orders from its managers only."""
    scene.radio.is_managed = True


def router(scene: Scene) -> None:
    """The radio is a router."""
    scene.radio.role = "ROUTER"


def client_base(scene: Scene) -> None:
    """The radio is a base, whose favourites it relays for."""
    scene.radio.role = "CLIENT_BASE"


def small(scene: Scene) -> None:
    """The radio's table is small."""
    scene.build(capacity=SMALL)


def full_of_favorites(scene: Scene) -> None:
    """The radio's table is full of favourites of its owner's: one stranger can come and go; the person is not in it."""
    scene.build(capacity=FAVORITES)
    scene.silence(scene.person)
    scene.lose(scene.person)
    while len(scene.others) > 1:
        scene.drop(scene.others.pop())
    for number in range(FAVORITES - 2):
        scene.favor(scene.meet(_FIRST_FAVORITE + number, known=False))


def pinned(scene: Scene) -> None:
    """The owner has verified the person's key in the app."""
    record = scene.radio.nodes.touch(scene.person.num)
    record.is_verified = True


def swallowed(scene: Scene) -> None:
    """The radio loses the person, and a proxy before it swallows orders."""
    lost_and_silent(scene)
    scene.server.inject(Proxied(Proxy.SWALLOWS))


def acknowledged(scene: Scene) -> None:
    """The radio loses the person, and a proxy before it says "done" to orders, and does nothing."""
    lost_and_silent(scene)
    scene.server.inject(Proxied(Proxy.ACKNOWLEDGES))
