"""Plug-ins of the operator's in the whole house: a file with settings, a store and an internet that is off; a script."""

import asyncio
import re
import shutil
from pathlib import Path

import build
from housekit import playing

EXAMPLES = Path(build.__file__).parent / "examples"


async def answered(play, text: str) -> str:
    """Return what a person is answered by direct message."""
    before = len(play.answers())
    play.radio.hear_text(play.people[0], text)
    await asyncio.sleep(20)
    return play.answers()[before]


async def test_what_the_configuration_names_and_there_is_not_is_told_at_the_start(tmp_path, monkeypatch):
    entry = '[[plugin.announce.entries]]\ncron = "0 8 * * *"\ntext = "x"\ntopic = "nosuch"\n'
    (tmp_path / "steadymesh.toml").write_text(f'[bot]\ndisabled = ["pign"]\n{entry}')
    monkeypatch.chdir(tmp_path)
    async with playing(tmp_path) as play:
        await asyncio.sleep(5)
        play.flush()
        assert play.ids("plugin-name-unknown") == ["plugin-name-unknown"] * 2


async def test_a_file_and_a_script_beside_the_configuration_are_asked_on_air(tmp_path, monkeypatch):
    house = tmp_path / "house"
    (house / "plugins").mkdir(parents=True)
    for name in ("tally", "club", "fact"):
        shutil.copy(EXAMPLES / f"{name}.py", house / "plugins")
    (house / "plugins" / "broken.py").write_text("import nothing_of_that_name")
    shutil.copy(EXAMPLES / "load.sh", house)
    shutil.copy(EXAMPLES / "steadymesh.toml", house)
    monkeypatch.chdir(house)
    async with playing(tmp_path) as play:
        play.loop.patience_s = 10.0
        play.loop.busy_probes.append(lambda: play.house.bot.dispatcher.running > 0)
        await asyncio.sleep(5)
        assert await answered(play, "/tally foxes") == "foxes: 1"
        assert await answered(play, "/tally foxes") == "foxes: 2"
        assert (await answered(play, "/club")).startswith("Ham club of the valley\n")
        assert await answered(play, "/fact") == "Personne ne peut me dire un fait."
        assert re.fullmatch(r"Charge : [\d. ]+", await answered(play, "/load"))
        status = play.house.status.status()["plugins"]
        assert "tally" in status["loaded"]
        assert list(status["refused"]) == ["broken"]
        play.flush()
        assert play.ids("plugin-not-loaded", "plugin-settings-unused") == [
            "plugin-not-loaded",
            "plugin-settings-unused",
        ]
