"""What tells one firmware from another, as data. A further firmware is one more entry.

Sources: PROTOCOL §0 of the project's notes, the firmware's tags, and recorded conversations for 2.7.26 and 2.8.0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from steadymesh.errors import UsageError
from steadymesh.model import RoutingError


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How one firmware behaves where they differ."""

    name: str
    firmware_version: str
    device_state_version: int
    min_app_version: int = 30200
    tells_nodedb_count: bool = True
    """`my_info.nodedb_count` (since 2.7)."""
    knows_nodes_only: bool = True
    """`want_config_id` 69421 is special (since 2.6.8); below it is a nonce like any other."""
    region_presets: bool = False
    """`FromRadio.region_presets` after the metadata (2.8)."""
    module_variants: int = 13
    """moduleConfig frames with a variant set, mqtt … paxcounter = 13."""
    empty_modules: int = 0
    """moduleConfig frames with no variant set that follow them (2.7.26 sends three)."""
    thin_node_info: bool = False
    """NodeInfo of others without position and metrics; these are replayed as packets after the dump (2.8)."""
    number_from_key: bool = False
    """Node number = crc32(public key) (2.8, `NodeDB::pickNewNodeNum`)."""
    knows_add_contact: bool = True
    answers_heartbeat: bool = True
    """`queueStatus` on a heartbeat (since 2.7.4)."""
    node_info_ping: bool = True
    """Heartbeat nonce 1 broadcasts our NodeInfo (since 2.7.23)."""
    text_gap_s: float = 2.0
    """`PhoneAPI::handleToRadioPacket`, TWO_SECONDS_MS; 0: no limit."""
    quiet_gap_s: float = 10.0
    """Position, waypoint, alert, telemetry: TEN_SECONDS_MS (2.5: position only, FIVE_SECONDS_MS)."""
    traceroute_gap_s: float = 30.0
    rate_limit_nak: bool = True
    """RATE_LIMIT_EXCEEDED for a text that came too early (since 2.7.4)."""
    missing_key: RoutingError = RoutingError.PKI_SEND_FAIL_PUBLIC_KEY
    """Verdict on a DM whose recipient's key the node lacks (`Router.cpp`, perhapsEncode)."""
    falls_back_to_channel: bool = False
    """Such a DM goes out with the channel's key if the client did not insist on PKI (before 2.7.19)."""
    first_key_wins: bool = True
    """A NodeInfo with another key than the stored one is dropped from the node DB (since 2.7.6)."""
    rejects_channel_dms: bool = True
    """Text DMs that come channel-encrypted are dropped (since 2.7.14)."""
    forwards_sealed: bool = True
    """DMs that the node can't decrypt are forwarded as `encrypted` and answered with 35 (until 2.7.27)."""
    silences_node_info_s: float = 0.0
    """Seconds for which a requester gets no second NodeInfo (12 h since 2.7.17)."""
    tcp_idle_s: float | None = 900.0
    """A client that is silent that long is closed (since 2.7.21)."""
    node_capacity: int = 200
    """Nodes in the node DB (S3 with 8 MB flash: 200)."""
    phone_queue: int = 32
    """Packets kept for the client (`mesh-pb-constants.h`, MAX_RX_TOPHONE)."""
    tx_queue: int = 16
    """Packets in the transmit queue (`RadioLibInterface`, MAX_TX_QUEUE)."""


PROFILES: Final = {
    profile.name: profile
    for profile in (
        Profile(
            name="2.5.23",
            firmware_version="2.5.23.bf958ed",
            device_state_version=23,
            tells_nodedb_count=False,
            knows_nodes_only=False,
            knows_add_contact=False,
            answers_heartbeat=False,
            node_info_ping=False,
            text_gap_s=0.0,
            quiet_gap_s=5.0,
            rate_limit_nak=False,
            missing_key=RoutingError.PKI_FAILED,
            falls_back_to_channel=True,
            first_key_wins=False,
            rejects_channel_dms=False,
            tcp_idle_s=None,
            node_capacity=100,
        ),
        Profile(
            name="2.7.26",
            firmware_version="2.7.26.54e0d8d",
            device_state_version=24,
            empty_modules=3,
            silences_node_info_s=12 * 3600.0,
        ),
        Profile(
            name="2.8.0",
            firmware_version="2.8.0.7754068",
            device_state_version=25,
            region_presets=True,
            module_variants=17,
            thin_node_info=True,
            number_from_key=True,
            forwards_sealed=False,
            silences_node_info_s=12 * 3600.0,
        ),
    )
}
"""By name."""

DEFAULT_PROFILE: Final = PROFILES["2.7.26"]


def profile_named(name: str) -> Profile:
    """Return the profile of that name.

    Raises:
        UsageError: There is none.
    """
    try:
        return PROFILES[name]
    except KeyError:
        raise UsageError(
            f"The simulator has no firmware “{name[:40]}”.", remedy=f"It has {', '.join(PROFILES)}."
        ) from None
