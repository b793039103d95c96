"""Begins a plug-in: a file that works, and a test of it that passes."""

from __future__ import annotations

import keyword
import re
from pathlib import Path
from typing import Final

from steadymesh.bot.contract.commands import is_word
from steadymesh.bot.loader import HOUSE_DRAWERS, load
from steadymesh.errors import UsageError
from steadymesh.words import clean

NAME: Final = "NAME"
"""Stands for the plug-in's name in the templates."""

PLUGIN: Final = '''"""What this plug-in is for, in one sentence."""

from steadymesh.bot.plugin import Context, NodeRef, command, settings


@settings
class Settings:
    """What may stand under [plugin.NAME]."""

    sign: str = "!"


@command("NAME", help={"en": "Greets you, or whom you name.", "fr": "Vous salue, ou qui vous nommez."})
async def NAME(context: Context, who: NodeRef | None = None) -> str:
    """Answer one question."""
    sign = context.settings(Settings).sign
    name = context.name if who is None else who.name
    return context.pick(en=f"Hello {name}{sign}", fr=f"Bonjour {name} {sign}")
'''

TEST: Final = '''"""Tests of NAME, on a fake mesh and on virtual time."""

from pathlib import Path

from steadymesh.testing import FakeMesh, virtual_time

PLUGIN = Path(__file__).with_name("NAME.py")


@virtual_time
async def test_whoever_asks_is_greeted_in_their_language() -> None:
    async with FakeMesh(PLUGIN) as mesh:
        ada, zoe = mesh.person("Ada"), mesh.person("Zoé", language="fr")
        assert await ada.ask("/NAME") == "Hello Ada!"
        assert await zoe.ask("/NAME Ada") == "Bonjour Ada !"


@virtual_time
async def test_the_operator_chooses_the_sign() -> None:
    async with FakeMesh(PLUGIN, settings={"sign": " 🙂"}) as mesh:
        assert await mesh.person("Ada").ask("/NAME") == "Hello Ada 🙂"


@virtual_time
async def test_a_name_that_nobody_has_is_told() -> None:
    async with FakeMesh(PLUGIN) as mesh:
        assert "Bob" in await mesh.person("Ada").ask("/NAME Bob")
'''


def new_plugin(name: str, folder: Path) -> tuple[Path, Path]:
    """Write a plug-in and its test; return both files.

    Args:
        name: Of the plug-in, its command and its file.
        folder: Made where it is missing.

    Raises:
        UsageError: The name can't be one or is taken, a file is there already, or the folder can't be written.
    """
    fits = re.fullmatch(r"[a-z][a-z0-9_]*", name) and is_word(name) and not keyword.iskeyword(name)
    if not fits or name in HOUSE_DRAWERS:
        raise UsageError(
            f"“{clean(name, 40)}” can't be a plug-in's name.",
            remedy="Write one word of lower-case letters and digits, a letter first, and none of Python's own.",
            sentence="plugin-new-name",
            fields={"plugin": clean(name, 40)},
        )
    router = load(installed=()).router
    taken = router.find(name)
    if taken is not None:
        owner = router.owner(taken).name
        raise UsageError(
            f"Steadymesh has a command “{name}” already, of its plug-in “{owner}”.",
            remedy="Choose another name.",
            sentence="plugin-new-taken",
            fields={"plugin": name, "owner": owner},
        )
    files = (folder / f"{name}.py", folder / f"test_{name}.py")
    for file in files:
        if file.exists():
            raise UsageError(
                f"{file} is there already; nothing was written.",
                remedy="Choose another name, or another folder with --dir.",
                sentence="plugin-new-exists",
                fields={"file": str(file)},
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in zip(files, (PLUGIN, TEST), strict=True):
            with file.open("x", encoding="utf-8") as stream:
                stream.write(text.replace(NAME, name))
    except OSError as exc:
        why = exc.strerror or type(exc).__name__
        raise UsageError(
            f"{folder} can't be written: {why}.",
            remedy="Choose another folder with --dir.",
            sentence="plugin-new-unwritable",
            fields={"folder": str(folder), "why": why},
        ) from exc
    return files
