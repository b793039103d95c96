"""Every example of docs/plugins.md, run through the public kit, with the settings that the page shows."""

import re
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import build
from steadymesh.app.pluginlist import plugin_problems
from steadymesh.config import load
from steadymesh.errors import ConfigError
from steadymesh.ids import BROADCAST
from steadymesh.model import Outcome, Priority, Telemetry
from steadymesh.testing import FakeMesh, run, virtual_time

EXAMPLES = Path(build.__file__).parent / "examples"
SHOWN = tomllib.loads((EXAMPLES / "steadymesh.toml").read_text(encoding="utf-8"))


def on(name: str, **options: object) -> FakeMesh:
    return FakeMesh(EXAMPLES / f"{name}.py", **options)


def test_every_example_is_tested_here():
    tests = Path(__file__).read_text(encoding="utf-8")
    assert [file.stem for file in EXAMPLES.glob("*.py") if f'on("{file.stem}"' not in tests] == []


def test_the_examples_settings_are_fine_beside_the_examples(tmp_path):
    (tmp_path / "plugins").symlink_to(EXAMPLES)
    (tmp_path / "load.sh").symlink_to(EXAMPLES / "load.sh")
    (tmp_path / "steadymesh.toml").write_text((EXAMPLES / "steadymesh.toml").read_text(encoding="utf-8"))
    assert plugin_problems(load(file=tmp_path / "steadymesh.toml", env={})) == []


@virtual_time
async def test_dice():
    async with on("dice") as mesh:
        ada, zoe = mesh.person("Ada"), mesh.person("Zoé", language="fr")
        assert re.fullmatch(r"🎲 [1-6]", await ada.ask("/dice"))
        assert re.fullmatch(r"🎲 (\d+) \+ (\d+) \+ (\d+) = \d+", await ada.ask("/dice 20 3"))
        assert "100" in await ada.ask("/dice 101")
        assert "/dice" in await zoe.ask("/dice x")


@virtual_time
async def test_timer():
    async with on("timer") as mesh:
        ada, zoe = mesh.person("Ada"), mesh.person("Zoé", language="fr")
        assert await ada.ask("/timer 1h30m loud The tea is ready") == "I'll write in 1 h 30 min."
        assert await zoe.ask("/minuteur 10m") == "J'écrirai dans 10 min."
        assert await ada.ask("/timer 2d") == "A day at most."
        assert "key" in await ada.ask("/timer 10m", proved=False)
        await mesh.pass_time(hours=1, minutes=29, seconds=59)
        assert "⏰ The tea is ready" not in ada.inbox
        assert zoe.inbox[-1] == "⏰"
        await mesh.pass_time(seconds=1)
        assert ada.inbox[-1] == "⏰ The tea is ready"
        assert (mesh.posted[-1].priority, mesh.posted[-1].lifetime) == (Priority.ALERT, timedelta(hours=1))


@virtual_time
async def test_club():
    async with on("club", settings=SHOWN["plugin"]["club"]) as mesh:
        assert await mesh.console("club") == "Ham club of the valley\n145.500 MHz FM\nWednesdays at eight"
    async with on("club", settings={"open_to": "members"}) as mesh:
        ada = mesh.person("Ada")
        assert await ada.ask("/club", proved=False) == "Members only."
        assert await ada.ask("/club") == "The club"


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"name": "x" * 61}, r"plugin.club \(the test\): name: write 60 bytes"),
        ({"open_to": "nobody"}, "plugin.club.open_to = “nobody” .the test.: "),
        ({"frequncies": []}, "did you mean plugin.club.frequencies"),
    ],
)
def test_wrong_settings_are_refused_as_the_bot_would(settings, told):
    async def entered() -> None:
        async with on("club", settings=settings):
            pass

    with pytest.raises(ConfigError, match=told):
        run(entered())


@virtual_time
async def test_tally():
    async with on("tally") as mesh:
        ada, zoe = mesh.person("Ada"), mesh.person("Zoé", language="fr")
        assert await zoe.ask("/tally") == "Rien de compté."
        assert await ada.ask("/tally Foxes") == "foxes: 1"
        await mesh.restart()
        assert await ada.ask("/tally foxes") == "foxes: 2"
        assert await ada.ask("/tally") == "foxes: 2"
        assert mesh.store.content == {"count/foxes": 2}
        mesh.stores.fail()
        assert await ada.ask("/tally foxes") == "I could not write that down."
        assert len(mesh.logged("tally-not-kept")) == 1


@virtual_time
async def test_low_battery():
    async with on("lowbattery", settings=SHOWN["plugin"]["lowbattery"]) as mesh:
        ada = mesh.person("Ada")
        for percent in (80, 20, 19):
            await ada.reports(Telemetry(battery_percent=percent))
        assert ada.inbox == ["🪫 20 % of battery left."]
        await mesh.settle(mesh.posted[0], Outcome.REFUSED, "NO_CHANNEL")
        assert mesh.logged("lowbattery-ended")[0].fields["outcome"] == "refused"
        await mesh.restart()
        await ada.reports(Telemetry(battery_percent=18))
        assert len(ada.inbox) == 1
        await mesh.pass_time(days=1)
        await ada.reports(Telemetry(battery_percent=18))
        assert len(ada.inbox) == 2


@virtual_time
async def test_net_call():
    async with on("netcall", at=datetime(2026, 6, 3, 19, 59, tzinfo=UTC)) as mesh:
        mesh.person("Ada")
        await mesh.pass_time(minutes=2)
        assert mesh.texts_on("LongFast") == ["📻 Net at half past eight."]
        assert (mesh.posted[0].to, mesh.posted[0].priority) == (BROADCAST, Priority.ANNOUNCEMENT)
        await mesh.pass_time(days=6, hours=23)
        assert len(mesh.posted) == 1
        assert mesh.store.content == {"nodes": 1}
        await mesh.restart()
        assert [line.fields["nodes"] for line in mesh.logged("netcall-started")] == [None, 1]
        assert len(mesh.logged("netcall-ended")) == 1


@virtual_time
async def test_fact():
    async with on("fact", settings={"url": "https://facts.example/now"}) as mesh:
        ada = mesh.person("Ada")
        mesh.internet.answer("https://facts.example/", json={"text": "Foxes bark."})
        assert await ada.ask("/fact") == "Foxes bark."
        assert mesh.internet.asked[0].params == {"language": "en"}
        mesh.internet.answer("https://facts.example/", json=["what?"])
        assert await ada.ask("/fact") == "No facts today."
        for failing in (
            lambda: mesh.internet.answer("https://facts.example/", status=503),
            lambda: mesh.internet.answer("https://facts.example/", text="<html>"),
            lambda: mesh.internet.answer("https://facts.example/", json={}, after_s=21),
            lambda: mesh.internet.fail("https://facts.example/now"),
            mesh.internet.switch_off,
        ):
            failing()
            assert await ada.ask("/fact") == "Nobody can tell me a fact now."
        assert [str(line.fields["error"]) for line in mesh.logged("fact-not-fetched")] == [
            "facts.example answered with status 503.",
            "facts.example did not answer with JSON.",
            "facts.example did not answer within 20 s.",
            "facts.example ended the connection before its answer was whole.",
            "Nothing is fetched: internet.enabled is off. Set internet.enabled = true.",
        ]
        assert 20 <= mesh.clock.now() < 20.1


@virtual_time
async def test_the_script():
    async with FakeMesh(scripts=SHOWN["script"], folder=EXAMPLES) as mesh:
        ada, zoe = mesh.person("Ada"), mesh.person("Zoé", language="fr")
        assert re.fullmatch(r"Load: [\d. ]+", await ada.ask("/load"))
        assert re.fullmatch(r"Charge : [\d. ]+", await zoe.ask("/load now", on="Talk"))


def test_the_test_that_the_page_shows_passes(monkeypatch):
    monkeypatch.chdir(EXAMPLES.parents[1])
    page = (EXAMPLES.parent / "plugins.md").read_text(encoding="utf-8")
    shown = next(one for one in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "async def test_" in one)
    names: dict[str, object] = {}
    exec(compile(shown, "plugins.md", "exec"), names)
    tests = [one for name, one in names.items() if name.startswith("test_")]
    assert len(tests) == 1
    tests[0]()


@virtual_time
async def test_the_ten_lines_of_the_readme_work(tmp_path):
    readme = (EXAMPLES.parents[1] / "README.md").read_text(encoding="utf-8")
    file = tmp_path / "greet.py"
    file.write_text(re.findall(r"```python\n(.*?)```", readme, re.DOTALL)[0], encoding="utf-8")
    async with FakeMesh(file) as mesh:
        ada = mesh.person("Ada")
        mesh.person("Bob")
        assert await ada.ask("/greet Bob") == "Hello Bob!"
