"""One node as the radio knows it, and as it tells its client of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from steadymesh.ids import NodeNum, format_node_num
from steadymesh.sim.station import Message

FAVORITE, IGNORED, VERIFIED = "is_favorite", "is_ignored", "is_verified"


@dataclass(slots=True, kw_only=True)
class Record:
    """One node as the radio knows it."""

    num: NodeNum
    user: Message = field(default=None, repr=False)
    """Protobuf `User`; None: only heard, never introduced."""
    bare_key: bytes = field(default=b"", repr=False)
    """Its key while there is no user: it came back out of the warm tier, where names are not kept (2.8)."""
    position: Message = None
    metrics: Message = None
    snr_db: float = 0.0
    last_heard: int = 0
    """Node clock, Unix seconds; 0: never."""
    channel: int = 0
    hops_away: int | None = None
    via_mqtt: bool = False
    is_favorite: bool = False
    is_ignored: bool = False
    is_verified: bool = False
    cached: bytes | None = field(default=None, repr=False)
    """Its `node_info` payload as last encoded; None: changed since."""

    @property
    def public_key(self) -> bytes:
        """Return its key; empty: not known."""
        return bytes(self.user.public_key) if self.user is not None else self.bare_key

    @property
    def is_protected(self) -> bool:
        """Whether it has a mark that keeps it (`nodeInfoLiteIsProtected`)."""
        return self.is_favorite or self.is_ignored or self.is_verified

    def drop_key(self) -> None:
        """Lose its key."""
        self.bare_key = b""
        if self.user is not None:
            self.user.public_key = b""

    def drop_rest(self) -> None:
        """Lose its place and metrics."""
        self.position = self.metrics = None

    def fill(self, info: Message, *, is_thin: bool) -> None:
        """Write a protobuf `NodeInfo`.

        Args:
            info: Where to.
            is_thin: Without place and metrics (2.8).
        """
        info.num = self.num
        if self.user is not None:
            info.user.CopyFrom(self.user)
            info.user.id = format_node_num(self.num)
        if self.position is not None and not is_thin:
            info.position.CopyFrom(self.position)
        if self.metrics is not None and not is_thin:
            info.device_metrics.CopyFrom(self.metrics)
        info.snr = self.snr_db
        info.last_heard = self.last_heard
        info.channel = self.channel
        info.via_mqtt = self.via_mqtt
        if self.hops_away is not None:
            info.hops_away = self.hops_away
        info.is_favorite = self.is_favorite
        info.is_ignored = self.is_ignored
        info.is_key_manually_verified = self.is_verified
