"""What tells one firmware from another, as data. A further firmware is one more entry.

Sources: PROTOCOL §0 of the project's notes, the firmware's tags, and recorded conversations for 2.7.26 and 2.8.0.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    """Verdict on a DM whose recipient's key the node lacks, if the client insists on PKI (`Router.cpp`, perhapsEncode).

    39 since 2.7.19; before, PKI_FAILED (34).
    """
    falls_back_to_channel: bool = False
    """Such a DM goes out with the channel's key if the client did not insist on PKI (before 2.7.19)."""
    pki_on_primary_only: bool = False
    """Unless the client insists, a DM on a secondary channel is encrypted with that channel's key (until 2.7.4)."""
    drops_other_keys: bool = True
    """A NodeInfo with another key than the stored one, or with none, is dropped whole (`NodeDB::updateUser`, 2.7.6).

    Before, its names were taken and the first key was kept: the first key has always won.
    """
    keyless_erases: bool = False
    """A NodeInfo without a key takes the stored one away (2.5: `updateUser` kept it only against another one)."""
    warns_of_own_key: bool = True
    """Our own key, advertised by somebody else, is not believed, and the client is warned once (2.7)."""
    rejects_channel_dms: bool = True
    """Text DMs that come channel-encrypted are dropped (since 2.7.14)."""
    forwards_sealed: bool = True
    """DMs that the node can't decrypt are forwarded as `encrypted` and answered with 35 or 6 (until 2.7.27).

    2.8 drops them without a word (`Router::handleReceived`, DECODE_FAILURE).
    """
    ack_wants_ack: bool = True
    """The ack of a text DM wants an ack itself (`ReliableRouter::shouldSuccessAckWithWantAck`, since 2.7.12)."""
    acks_far_replies: bool = True
    """A DM with `reply_id` that comes over a relay is acked; not so in 2.7.10 and 2.7.11 (`ReliableRouter.cpp`)."""
    silences_node_info_s: float = 0.0
    """Seconds for which a requester gets no second NodeInfo; each request starts them anew (12 h since 2.7.17)."""
    node_info_gap_s: float = 600.0
    """No NodeInfo so soon after the last one (`NodeInfoModule::allocReply`; 300 s before 2.7.18)."""
    verified_is_kept: bool = True
    """Manually verified nodes are not evicted (2.7; `NodeDB::getOrCreateMeshNode`)."""
    contact_is_verified: bool = False
    """Every `add_contact` marks the entry as manually verified (2.7.2 to 2.7.11)."""
    honours_verified: bool = True
    """`manually_verified` of a contact counts, and without it a verified entry keeps its key (since 2.7.12)."""
    contact_is_heard: bool = False
    """`add_contact` sets last_heard to now (before 2.7.14)."""
    contact_may_ignore: bool = True
    """`should_ignore` of a contact counts (2.7; before, it became a favourite all the same)."""
    base_has_own_favorites: bool = True
    """On role CLIENT_BASE `add_contact` makes no favourite (since 2.7.14)."""
    ignoring_erases_key: bool = True
    """Whoever is ignored loses their key in the node DB (until 2.7)."""
    reserved_nodes: int = 0
    """Records that marks (favourite, ignored, verified) can't fill up; 0: no cap, and an overrun (until 2.7)."""
    resets_lora: bool = True
    """Saving a mark starts the LoRa chip anew: what is on the air is lost (`MeshService::reloadConfig`, until 2.7)."""
    warm_capacity: int = 0
    """Evicted nodes whose keys are kept (`WarmNodeStore.cpp`, 2.8; ESP32-S3 without PSRAM: 150)."""
    admission_gap_s: float = 0.0
    """A full node DB takes a newcomer in at most that often (`NodeDB::updateFrom`, 2 s in 2.8)."""
    security_reboots: bool = False
    """`set_config(security)` counts after the restart that follows (2.8).

    ≤ 2.7 compares the new settings with themselves, uses the new key at once and does not restart
    (`AdminModule::handleSetConfig`).
    """
    tcp_idle_s: float | None = 900.0
    """A client that is silent that long is closed (since 2.7.21)."""
    node_capacity: int = 200
    """Nodes in the node DB (S3 with 8 MB flash: 200)."""
    phone_queue: int = 32
    """Packets kept for the client (`mesh-pb-constants.h`, MAX_RX_TOPHONE)."""
    tx_queue: int = 16
    """Packets in the transmit queue (`RadioLibInterface`, MAX_TX_QUEUE)."""


TWELVE_HOURS_S: Final = 12 * 3600.0

_TWO_FIVE: Final = Profile(
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
    pki_on_primary_only=True,
    drops_other_keys=False,
    keyless_erases=True,
    warns_of_own_key=False,
    rejects_channel_dms=False,
    ack_wants_ack=False,
    node_info_gap_s=300.0,
    verified_is_kept=False,
    honours_verified=False,
    contact_may_ignore=False,
    base_has_own_favorites=False,
    tcp_idle_s=None,
    node_capacity=100,
)

_TWO_SIX: Final = replace(
    _TWO_FIVE,
    name="2.6.8",
    firmware_version="2.6.8.ef9d0d7",
    device_state_version=24,
    knows_nodes_only=True,
    knows_add_contact=True,
    quiet_gap_s=10.0,
    keyless_erases=False,
    contact_is_heard=True,
    node_capacity=200,
)

_TWO_SEVEN_TEN: Final = replace(
    _TWO_SIX,
    name="2.7.10",
    firmware_version="2.7.10.94d4bdf",
    tells_nodedb_count=True,
    answers_heartbeat=True,
    text_gap_s=2.0,
    rate_limit_nak=True,
    pki_on_primary_only=False,
    drops_other_keys=True,
    warns_of_own_key=True,
    verified_is_kept=True,
    acks_far_replies=False,
    contact_is_verified=True,
    contact_may_ignore=True,
)

_TWO_SEVEN_NINETEEN: Final = Profile(
    name="2.7.19",
    firmware_version="2.7.19.bb3d6d5",
    device_state_version=24,
    empty_modules=1,
    node_info_ping=False,
    silences_node_info_s=TWELVE_HOURS_S,
    tcp_idle_s=None,
)

_LATE_TWO_SEVEN: Final = replace(
    _TWO_SEVEN_NINETEEN,
    name="2.7.26",
    firmware_version="2.7.26.54e0d8d",
    empty_modules=3,
    node_info_ping=True,
    tcp_idle_s=900.0,
)

_TWO_EIGHT: Final = replace(
    _LATE_TWO_SEVEN,
    name="2.8.0",
    firmware_version="2.8.0.7754068",
    device_state_version=25,
    region_presets=True,
    module_variants=17,
    empty_modules=0,
    thin_node_info=True,
    number_from_key=True,
    forwards_sealed=False,
    ignoring_erases_key=False,
    reserved_nodes=2,
    resets_lora=False,
    warm_capacity=150,
    admission_gap_s=2.0,
    security_reboots=True,
)

PROFILES: Final = {
    profile.name: profile
    for profile in (_TWO_FIVE, _TWO_SIX, _TWO_SEVEN_TEN, _TWO_SEVEN_NINETEEN, _LATE_TWO_SEVEN, _TWO_EIGHT)
}
"""By name."""

DEFAULT_PROFILE: Final = PROFILES["2.7.26"]


def profile_named(name: str) -> Profile:
    """Return the profile of that name; the beginning of one is enough if no other begins so (`2.8`).

    Raises:
        UsageError: There is none.
    """
    found = [PROFILES[name]] if name in PROFILES else [p for n, p in PROFILES.items() if n.startswith(f"{name}.")]
    if len(found) != 1:
        raise UsageError(f"The simulator has no firmware “{name[:40]}”.", remedy=f"It has {', '.join(PROFILES)}.")
    return found[0]
