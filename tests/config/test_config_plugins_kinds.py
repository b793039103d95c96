"""`[plugin.NAME]` and `[script.NAME]`: from wherever they are written to a class of the plug-in's own."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import Field

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
    either: int | str | None = None
    texts: str | Mapping[str, str] = ""
    until: datetime | date | None = None
    level: Literal[1, 2, 3] = 1
    only: Literal["a"] = "a"
    least: Annotated[int, Field(ge=1)] = 1
    secret_wait: timedelta = field(default=timedelta(0), repr=False)
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
        ('count = "many"', "plugin.tide.count = “many” (steadymesh.toml:2): write a whole number."),
        ("count = 101\ntoken = 'token-of-mine'\ntokens = ['token-of-mine']", "plugin.tide (steadymesh.toml:2): count: write 1 to 100, not with ……."),
        ('interval = "soon"', "plugin.tide.interval = “soon” (steadymesh.toml:2): write a number with a unit, such as 500ms, 15s, 2m or 1h30m, or 0."),
        ('unit = "mile"', "plugin.tide.unit = “mile” (steadymesh.toml:2): write m or ft."),
        ("how = 5", "plugin.tide.how = 5 (steadymesh.toml:2): write short or long."),
        ("place = 5", "plugin.tide.place = 5 (steadymesh.toml:2): write a text in quotation marks."),
        ("numbers = ['x']", "plugin.tide.numbers #1 (steadymesh.toml:2): write a whole number."),
        ("token = ['token-of-mine']", "plugin.tide.token (steadymesh.toml:2): write a text in quotation marks."),
        ("token.of = 'token-of-mine'", "plugin.tide.token (steadymesh.toml:2): write a text in quotation marks."),
        ("further = 'x'", "plugin.tide.further = “x” (steadymesh.toml:2): write a table of names and values."),
        ('interval = "15"', "plugin.tide.interval = “15” (steadymesh.toml:2): a number without a unit could be anything: write 15s for seconds or 15m for minutes."),
        ('longest = "soon"', "plugin.tide.longest = “soon” (steadymesh.toml:2): write a number with a unit, such as 500ms, 15s, 2m or 1h30m, or 0."),
        ('waits = ["1s", "x"]', "plugin.tide.waits #2 (steadymesh.toml:2): write a number with a unit, such as 500ms, 15s, 2m or 1h30m, or 0."),
        ("count = 1.5", "plugin.tide.count = 1.5 (steadymesh.toml:2): write a whole number."),
        ('factor = "x"', "plugin.tide.factor = “x” (steadymesh.toml:2): write a number."),
        ('is_on = "maybe"', "plugin.tide.is_on = “maybe” (steadymesh.toml:2): write true or false."),
        ("places = 5", 'plugin.tide.places = 5 (steadymesh.toml:2): write a list, such as ["a", "b"].'),
        ("further.a = 5", "plugin.tide.further a (steadymesh.toml:2): write a text in quotation marks."),
        ("either = [1]", "plugin.tide.either = [1] (steadymesh.toml:2): write a whole number or a text in quotation marks."),
        ("texts = 5", "plugin.tide.texts = 5 (steadymesh.toml:2): write a text in quotation marks or a table of names and values."),
        ("texts = { en = 5 }", "plugin.tide.texts en (steadymesh.toml:2): write a text in quotation marks."),
        ('until = "soon"', "plugin.tide.until = “soon” (steadymesh.toml:2): write a date with a time, such as 2026-12-24T18:00:00 or a date such as 2026-12-24."),
        ("level = 4", "plugin.tide.level = 4 (steadymesh.toml:2): write 1, 2 or 3."),
        ("only = 'b'", "plugin.tide.only = “b” (steadymesh.toml:2): write a."),
        ("secret_wait = '15'", "plugin.tide.secret_wait (steadymesh.toml:2): write a number with a unit"),
        ("least = 0", "plugin.tide.least = 0 (steadymesh.toml:2): Input should be greater than or equal to 1."),
        ("[[plugin.tide.place]]\na = 1", "plugin.tide.place = [{'a': 1}] (steadymesh.toml:2): write a text in quotation marks."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(line, told):
    (sentence,) = refused(f"[plugin.tide]\n{line}\n")
    assert sentence.startswith(told)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('count = "many"', "plugin.tide.count = “many” (steadymesh.toml:2) : écrivez un nombre entier."),
        ('unit = "mile"', "plugin.tide.unit = “mile” (steadymesh.toml:2) : écrivez m ou ft."),
        ('interval = "soon"', "plugin.tide.interval = “soon” (steadymesh.toml:2) : écrivez un nombre avec une unité"),
        ("either = [1]", "plugin.tide.either = [1] (steadymesh.toml:2) : écrivez un nombre entier ou un texte"),
        ("count = 1.5", "plugin.tide.count = 1.5 (steadymesh.toml:2) : écrivez un nombre entier."),
    ],
)
def test_what_is_wrong_is_told_in_french_too(line, told):
    with pytest.raises(ConfigError) as caught:
        read(f"[plugin.tide]\n{line}\n")
    assert tell(caught.value.told, "fr").startswith(told)


@dataclass(frozen=True, kw_only=True)
class Needy:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (as pydantic has it)
    x: int


def test_what_is_not_set_and_what_there_is_not_are_told_in_our_words():
    with pytest.raises(ConfigError) as caught:
        read(kind=Needy)
    assert str(caught.value) == "plugin.tide.x: it has no default, so it must be set."
    assert tell(caught.value.told, "fr") == "plugin.tide.x : il n'a pas de valeur par défaut, il faut en donner une."

    @settings
    class Several:
        each: tuple[Needy, ...] = ()

    with pytest.raises(ConfigError) as caught:
        read("[[plugin.tide.each]]\ny = 1\n", kind=Several)
    assert [str(one) for one in caught.value.told.each] == [
        "plugin.tide.each #1 x (steadymesh.toml:1): it has no default, so it must be set.",
        "plugin.tide.each #1 y (steadymesh.toml:1): there is no such setting.",
    ]


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
        ("who = 'proved'", "script.tide.command (steadymesh.toml:2): it has no default, so it must be set."),
        ("command = []", "script.tide (steadymesh.toml:2): write the program to be run"),
        ("command = ['x']\ntimeout = '2m'", "script.tide (steadymesh.toml:2): timeout: write 1s to 55s."),
        ("command = ['x']\nenv.KEY = 5", "script.tide.env (steadymesh.toml:3): write a text in quotation marks."),
        (
            "command = ['x']\nscope = 'moon'",
            "script.tide.scope = “moon” (steadymesh.toml:3): write anywhere, mesh, dm or console.",
        ),
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
    hidden = ["plugin.tide.secret_wait", "plugin.tide.token", "plugin.tide.tokens"]
    assert [name for name, one in rows.items() if one.is_secret] == hidden
    assert rows["plugin.tide.place"].sentence == "A setting of the plug-in “tide”."
    assert "token-of-mine" not in str(rows)


def test_what_was_handed_over_as_a_credential_is_not_listed(tmp_path):
    (tmp_path / "steadymesh_plugin.tide.place").write_text("s3cret")
    loaded = config.load(env={"CREDENTIALS_DIRECTORY": str(tmp_path)})
    made = read_settings(loaded.plugins, "tide", Tide)
    assert made.place == "s3cret"
    rows = rows_of(made, loaded.plugins, "tide", section="plugin", language="en")
    assert "s3cret" not in str(rows)
    assert rows[0].name == "plugin.tide.place"
    assert (rows[0].value, rows[0].is_secret) == (HIDDEN, True)


def test_a_table_of_which_a_part_was_handed_over_is_not_listed_either(tmp_path):
    (tmp_path / "steadymesh.toml").write_text('[plugin.tide.further]\nuser = "bob"\n')
    (tmp_path / "steadymesh_plugin.tide.further.password").write_text("s3cret")
    loaded = config.load(file=tmp_path / "steadymesh.toml", env={"CREDENTIALS_DIRECTORY": str(tmp_path)})
    made = read_settings(loaded.plugins, "tide", Tide)
    assert made.further == {"user": "bob", "password": "s3cret"}
    rows = {one.name: one for one in rows_of(made, loaded.plugins, "tide", section="plugin", language="en")}
    assert "s3cret" not in str(rows)
    assert rows["plugin.tide.further"].is_secret


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
