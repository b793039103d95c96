"""`[plugin.NAME]` and `[script.NAME]`: from wherever they are written to a class of the plug-in's own."""

import enum
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest

from steadymesh import config
from steadymesh.bot.plugin import settings
from steadymesh.bot.scripts.commands import ScriptSpec
from steadymesh.config.explain import HIDDEN
from steadymesh.config.pluginrows import rows_of, rows_unknown
from steadymesh.config.plugins import read_settings
from steadymesh.errors import ConfigError
from steadymesh.words import tell


class Unit(enum.Enum):
    METRE = "m"
    FOOT = "ft"


@settings
class Tide:
    place: str = "Brest"
    count: int = 3
    factor: float = 1.0
    is_on: bool = False
    interval: timedelta = timedelta(minutes=5)
    longest: timedelta | None = None
    unit: Unit = Unit.METRE
    how: Literal["short", "long"] = "short"
    places: tuple[str, ...] = ()
    numbers: tuple[int, ...] = (1,)
    waits: tuple[timedelta, ...] = ()
    further: dict[str, str] = field(default_factory=dict)
    token: str = field(default="", repr=False)
    tokens: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if self.count > 100:
            raise ValueError(f"count: write 1 to 100, not with {self.token}{''.join(self.tokens)}")


@pytest.fixture(autouse=True)
def nowhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def written(text: str = "", *, sets=(), env=None) -> config.Config:
    Path("steadymesh.toml").write_text(text)
    return config.load(env={"HOME": "/x", **(env or {})}, sets=sets)


def read(text: str = "", *, sets=(), env=None, kind=Tide, name: str = "tide"):
    return read_settings(written(text, sets=sets, env=env).plugins, name, kind)


def refused(text: str = "", **given) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(text, **given)
    assert len(caught.value.told.each) == len(str(caught.value).splitlines())
    for language in ("en", "fr"):
        assert "token-of-mine" not in tell(caught.value.told, language)
    return str(caught.value).splitlines()


def test_without_anything_there_are_the_defaults():
    assert read() == Tide()
    assert read("[plugin.other]\nplace = 'x'\n") == Tide()


def test_every_kind_is_read_from_a_file():
    text = """
[plugin.tide]
place = "Saint-Malo"
count = 7
factor = 2
is_on = true
interval = "15m"
longest = "1h30m"
unit = "ft"
how = "long"
places = ["a", "b"]
numbers = [1, 2]
waits = ["5s", "1m"]
further = { Key = "value" }
token = "token-of-mine"
"""
    assert read(text) == Tide(
        place="Saint-Malo", count=7, factor=2.0, is_on=True, interval=timedelta(minutes=15),
        longest=timedelta(minutes=90), unit=Unit.FOOT, how="long", places=("a", "b"), numbers=(1, 2),
        waits=(timedelta(seconds=5), timedelta(minutes=1)), further={"Key": "value"}, token="token-of-mine",
    )  # fmt: skip


def test_every_kind_is_read_from_the_environment_and_the_command_line():
    wanted = {
        "place": ("x y", "x y"), "count": ("7", 7), "factor": ("1.5", 1.5), "is_on": ("yes", True),
        "interval": ("90s", timedelta(seconds=90)), "longest": ("2h", timedelta(hours=2)), "unit": ("ft", Unit.FOOT),
        "how": ("long", "long"), "places": ("a, b", ("a", "b")), "numbers": ("[3, 4]", (3, 4)),
        "waits": ("5s, 1m", (timedelta(seconds=5), timedelta(minutes=1))), "token": ("123", "123"),
    }  # fmt: skip
    values = {name: value for name, (_, value) in wanted.items()}
    env = {f"STEADYMESH_PLUGIN__TIDE__{name.upper()}": text for name, (text, _) in wanted.items()}
    assert read(env={**env, "STEADYMESH_PLUGIN__TIDE__FURTHER__KEY": "v"}) == Tide(**values, further={"key": "v"})
    assert read(sets=[f"plugin.tide.{name}={text}" for name, (text, _) in wanted.items()]) == Tide(**values)


def test_the_last_place_wins():
    env = {"STEADYMESH_PLUGIN__TIDE__PLACE": "variable"}
    text = "[plugin.tide]\nplace = 'file'\n"
    assert read(text).place == "file"
    assert read(text, env=env).place == "variable"
    assert read(text, env=env, sets=["plugin.tide.place=option"]).place == "option"
    assert read("[plugin.tide]\nfurther = 5\n", sets=["plugin.tide.further.a=x"]).further == {"a": "x"}


@pytest.mark.parametrize(
    "given", [{"sets": ["plugin.my-tide.place=x"]}, {"env": {"STEADYMESH_PLUGIN__MY_TIDE__PLACE": "x"}}]
)
def test_a_hyphen_in_a_name_is_an_underscore_where_there_can_be_none(given):
    assert read(name="my-tide", **given).place == "x"
    assert read("[plugin.my-tide]\nplace = 'x'\n", name="my-tide").place == "x"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("plce = 1", "plugin.tide.plce (steadymesh.toml:2) is no setting; did you mean plugin.tide.place?"),
        ("Is-On = 1", "plugin.tide.Is-On (steadymesh.toml:2) is no setting; did you mean plugin.tide.is_on?"),
        ("zzz = 1", "plugin.tide.zzz (steadymesh.toml:2) is no setting of this plug-in; it has: place, count"),
        ('count = "many"', "plugin.tide.count = “many” (steadymesh.toml:2): Input should be a valid integer"),
        ("count = 101\ntoken = 'token-of-mine'\ntokens = ['token-of-mine']", "plugin.tide (steadymesh.toml:2): count: write 1 to 100, not with ……."),
        ('interval = "soon"', "plugin.tide.interval = “soon” (steadymesh.toml:2): "),
        ('unit = "mile"', "plugin.tide.unit = “mile” (steadymesh.toml:2): Input should be 'm' or 'ft'."),
        ("how = 5", "plugin.tide.how = 5 (steadymesh.toml:2): Input should be 'short' or 'long'."),
        ("place = 5", "plugin.tide.place = 5 (steadymesh.toml:2): Input should be a valid string."),
        ("numbers = ['x']", "plugin.tide.numbers #1 (steadymesh.toml:2): "),
        ("token = ['token-of-mine']", "plugin.tide.token (steadymesh.toml:2): Input should be a valid string."),
        ("token.of = 'token-of-mine'", "plugin.tide.token (steadymesh.toml:2): Input should be a valid string."),
        ("further = 'x'", "plugin.tide.further = “x” (steadymesh.toml:2): "),
        ("[[plugin.tide.place]]\na = 1", "plugin.tide.place = [{'a': 1}] (steadymesh.toml:2): Input should be a valid string."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(line, told):
    (sentence,) = refused(f"[plugin.tide]\n{line}\n")
    assert sentence.startswith(told)


def test_several_mistakes_are_as_many_sentences():
    told = refused("[plugin.tide]\nplce = 1\ncount = 'x'\nhow = 'y'\n")
    assert [one.split(" (")[0].split(" =")[0] for one in told] == [
        "plugin.tide.plce",
        "plugin.tide.count",
        "plugin.tide.how",
    ]


def test_a_wrong_plug_in_setting_does_not_spoil_the_rest_of_the_configuration():
    loaded = written("[plugin.tide]\nplce = 1\n[link]\nsettle = '3s'\n")
    assert loaded.link.settle_s == 3
    assert "plce" in loaded.plugins["tide"]


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    thing: object | None = None
    lock: "Nowhere" = None  # noqa: F821


@dataclass(frozen=True, kw_only=True)
class Sour:
    x: int = 1

    def __post_init__(self) -> None:
        raise KeyError("x")


@pytest.mark.parametrize(("kind", "error"), [(Unreadable, NameError), (Sour, KeyError)])
def test_a_class_that_is_wrong_itself_is_its_author_s_trouble(kind, error):
    with pytest.raises(error):
        read(kind=kind)


# --- scripts --------------------------------------------------------------------------------


def script(text: str, name: str = "tide") -> ScriptSpec:
    return read_settings(written(text).scripts, name, ScriptSpec, section="script")


def test_a_script_is_a_section_of_its_own():
    spec = script(
        "[script.tide]\ncommand = ['./tide.sh', '-v']\ntimeout = '5s'\nwho = 'proved'\nenv = { KEY = 'secret' }\nhelp.en = 'Tides.'\nhelp.fr = 'Marées.'\n"
    )
    assert (spec.command, spec.timeout, spec.who, spec.env) == (
        ("./tide.sh", "-v"),
        timedelta(seconds=5),
        "proved",
        {"KEY": "secret"},
    )
    assert spec.help == {"en": "Tides.", "fr": "Marées."}
    assert "secret" not in repr(spec)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("comand = ['x']", "did you mean script.tide.command?"),
        ("who = 'proved'", "script.tide.command (steadymesh.toml:2): Field required."),
        ("command = []", "script.tide (steadymesh.toml:2): write the program to be run"),
        ("command = ['x']\ntimeout = '2m'", "script.tide (steadymesh.toml:2): timeout: write 1s to 55s."),
        ("command = ['x']\nenv.KEY = 5", "script.tide.env (steadymesh.toml:3): Input should be a valid string."),
        ("command = ['x']\nscope = 'moon'", "script.tide.scope = “moon” (steadymesh.toml:3): "),
    ],
)
def test_what_is_wrong_with_a_script_is_told_with_its_place(line, told):
    with pytest.raises(ConfigError) as caught:
        script(f"[script.tide]\n{line}\n")
    assert told in str(caught.value)


# --- what `config show` lists ---------------------------------------------------------------


def test_rows_show_values_as_they_could_be_written_again_and_hide_what_is_hidden():
    loaded = written(
        "[plugin.tide]\nplaces = ['a', 'b']\ntoken = 'token-of-mine'\ninterval = '15m'\n",
        sets=["plugin.tide.further.k=v"],
    )
    made = read_settings(loaded.plugins, "tide", Tide)
    rows = {one.name: one for one in rows_of(made, loaded.plugins, "tide", section="plugin", language="en")}
    shown = {name.removeprefix("plugin.tide."): (one.value, one.default, one.origin) for name, one in rows.items()}
    assert shown["place"] == ("Brest", "Brest", "default")
    assert shown["places"] == ('["a", "b"]', "[]", "steadymesh.toml:2")
    assert shown["token"] == (HIDDEN, "", "steadymesh.toml:3")
    assert shown["interval"] == ("15m", "5m", "steadymesh.toml:4")
    assert shown["further"] == ("k = v", "", "--set")
    assert shown["unit"] == ("m", "m", "default")
    assert shown["is_on"][0] == "false"
    assert shown["longest"][0] == ""
    assert [name for name, one in rows.items() if one.is_secret] == ["plugin.tide.token", "plugin.tide.tokens"]
    assert rows["plugin.tide.place"].sentence == "A setting of the plug-in “tide”."
    assert "token-of-mine" not in str(rows)


def test_a_setting_may_say_what_it_is_for():
    @settings
    class Told:
        place: str = field(default="x", metadata={"help": {"en": "Where.", "fr": "Où."}})
        secret: str = field(default="token-of-mine", repr=False)

    one, other = rows_of(Told(), {}, "t", section="plugin", language="fr")
    assert one.sentence == "Où."
    assert (other.value, other.default) == (HIDDEN, HIDDEN)


def test_of_one_that_is_not_loaded_nothing_is_shown():
    loaded = written("[plugin.gone]\ntoken = 'token-of-mine'\n")
    (row,) = rows_unknown(loaded.plugins["gone"], "gone", section="plugin", language="en")
    assert (row.name, row.value, row.origin) == ("plugin.gone.token", HIDDEN, "steadymesh.toml:2")
