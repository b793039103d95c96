"""What the configuration adds up to. That each value is one was checked when it was read. Pure but for one look-up."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Final

from steadymesh.config import Config, format_duration
from steadymesh.doctor.finding import Finding, ok, problem, warning

NOTICED_WITHIN_S: Final = 45.0
"""Within which a dead link is to be noticed (CONTRACT A11)."""

LEAST_FIRST_FRAME_S: Final = 3.0
"""1–2 s are usual for the first frame; a busy ESP32 takes longer."""

LEAST_STALL_S: Final = 10.0
"""Big node tables come in bursts with gaps of up to 10 s."""

LEAST_TEXT_GAP_S: Final = 2.0
"""The radio drops the second of two texts within 2 s (firmware `PhoneAPI.cpp`)."""


def check(config: Config, *, is_running: bool) -> Iterator[Finding]:
    """Yield what there is to say of the settings.

    Args:
        config: The settings.
        is_running: A bot runs: it knows its radio.
    """
    session = config.session
    noticed_s = session.heartbeat_interval_s + 2 * session.heartbeat_timeout_s
    facts = {"file": str(config.file) if config.file else "", "noticed": format_duration(noticed_s)}
    yield ok("configuration", "read" if config.file else "no-file", facts)
    if noticed_s > NOTICED_WITHIN_S:
        yield warning("configuration", "slow-to-notice", noticed=facts["noticed"])
    for found, name, value_s, least_s in (
        ("hasty-start", "link.first_frame_timeout", session.first_frame_timeout_s, LEAST_FIRST_FRAME_S),
        ("hasty-stall", "link.stall_timeout", session.stall_timeout_s, LEAST_STALL_S),
        ("hasty-texts", "radio.text_gap", session.text_gap_s, LEAST_TEXT_GAP_S),
    ):
        if value_s < least_s:
            yield warning(
                "configuration", found, setting=name, value=format_duration(value_s), least=format_duration(least_s)
            )
    command = config.link.rescue_command
    if command and shutil.which(command[0]) is None:
        yield warning("configuration", "no-rescue")  # its words may hold a password, so none of them is shown
    if not config.node and not is_running:
        yield problem("configuration", "no-node")
