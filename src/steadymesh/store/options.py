"""How the store behaves; every default with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreOptions:
    """Limits and delays of the store."""

    node_delay_s: float = 60.0
    """Node states that only tell how a node is are written at most this often: an SD card wears with each commit. They
    and plug-ins' values share one."""
    text_delay_s: float = 0.5
    """Texts of the log wait this long for company; promised is one second."""
    values_delay_s: float = 60.0
    """Values of plug-ins that nobody waits for (counters) are written at most this often, for the same reason."""
    busy_timeout_s: float = 0.2
    """How long SQLite waits for a lock of somebody else's (a backup, a shell) before it counts as locked."""
    retry_first_s: float = 0.25
    """First pause after a write failed; doubles up to `retry_max_s`."""
    retry_max_s: float = 5.0
    """An attempt on a locked or full disk costs `busy_timeout_s` at most, so there is no need to be shy."""
    hangs_s: float = 5.0
    """One write or read that takes longer is told of as a disk that hangs: a dying SD card, or a network drive that is
    gone, answers after minutes or never, and reports no error."""
    nodes_queued: int = 10_000
    """Node states that may wait; as many as the directory knows. When full the oldest goes, counted."""
    nodes_kept_s: float = 365 * 86_400.0
    """Who was not heard for so long is forgotten, but for their keys; 0: nobody is. A year of people passing through a
    mesh of 300 nodes is some thousand rows of 200 bytes."""
    texts_kept: int = 10_000
    """Texts in the log (about 2 MB)."""
    texts_kept_s: float = 0.0
    """Texts older than that are deleted; 0: only their number counts."""
    texts_queued: int = 10_000
    """Texts that may wait, and never more than are kept: what is older would be pruned when it is written."""
    seen_kept: int = 5_000
    """(sender, id) pairs remembered against copies: days of a busy mesh."""
    keys_queued: int = 20_000
    """Key bindings that may wait; one more is an error to the caller, none is ever dropped."""
    entries_queued: int = 10_000
    """Outgoing messages that may wait to be written; delivery holds far fewer."""
    entries_kept: int = 5_000
    """Outgoing messages kept after their end."""
    values_queued: int = 20_000
    """Values of plug-ins that may wait: two full drawers. One more is an error to the caller, none is ever dropped."""
    reads_queued: int = 100
    """Questions that may wait; there are about five at the start, and then one at a time."""
    check_timeout_s: float = 10.0
    """Longest integrity check at the start; a file too big for it is used unchecked."""
    migration_timeout_s: float = 120.0
    """Longest schema migration; afterwards its process is killed and SQLite takes the change back."""
