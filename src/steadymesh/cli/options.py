"""The options that every command understands, before and after its name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

if TYPE_CHECKING:
    from steadymesh.config import Config


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was given; None or empty: not given."""

    config: Path | None = None
    sets: tuple[str, ...] = ()
    state_dir: str | None = None
    log_format: str | None = None
    log_level: str | None = None
    language: str | None = None
    verbose: bool = False

    def load(self, *, node: str | None = None) -> Config:
        """Return the configuration, these options included.

        Args:
            node: The radio, where a command has an option for it.

        Raises:
            ConfigError: With a line for each mistake.
        """
        from steadymesh import config

        level, level_origin = ("debug", "--verbose") if self.verbose else (self.log_level, "--log-level")
        given = (
            ("link.node", node, "--node"),
            ("state_dir", self.state_dir, "--state-dir"),
            ("log.format", self.log_format, "--log-format"),
            ("log.level", level, level_origin),
            ("language", self.language, "--language"),
        )
        return config.load(
            file=self.config,
            sets=self.sets,
            given=[
                config.Given(name=name, value=value, origin=origin)
                for name, value, origin in given
                if value is not None
            ],
        )


Given = Annotated[Options, Parameter(parse=False)]
"""A command's parameter that carries them; nobody types it."""

Flag = Annotated[bool, Parameter(negative="", show_default=False)]
"""An option without a value."""

Json = Annotated[bool, Parameter(negative="", show_default=False, help="Print one JSON document.")]
"""The option of every command that has something to print."""

Who = Annotated[
    str,
    Parameter(help="!0badcafe, 0x0badcafe, a decimal number, a fingerprint, a name, or the beginning of one."),
]
"""A node, as people name it."""
