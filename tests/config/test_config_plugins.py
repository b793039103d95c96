"""What stands under `[plugin.NAME]`, and how its mistakes are told."""

from dataclasses import dataclass, field

import pytest

from steadymesh.config import load
from steadymesh.config.plugins import read_settings
from steadymesh.errors import ConfigError
from steadymesh.words import tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    name: str
    minutes: int = 5

    def __post_init__(self) -> None:
        if self.minutes > 60:
            raise ValueError("minutes must be 60 at most")


@dataclass(frozen=True, kw_only=True)
class Settings:
    stops: tuple[Stop, ...] = ()
    colour: str = "red"
    token: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.colour == "plaid":
            raise ConfigError("“x” is no cron expression.", sentence="plugin-no-cron", fields={"expression": "x"})
        if self.colour == "none":
            raise ValueError("a colour is needed")


def read(text: str, tmp_path) -> Settings:
    file = tmp_path / "steadymesh.toml"
    file.write_text("[plugin.bus]\n" + text)
    return read_settings(load(file=file, env={}).plugins, "bus", Settings)


def refused(text: str, tmp_path, language: str = "en") -> str:
    with pytest.raises(ConfigError) as caught:
        read(text, tmp_path)
    return tell(caught.value.told, language)


def test_a_list_of_tables_is_read(tmp_path):
    read_ = read('[[plugin.bus.stops]]\nname = "A"\n[[plugin.bus.stops]]\nname = "B"\nminutes = 7', tmp_path)
    assert read_.stops == (Stop(name="A"), Stop(name="B", minutes=7))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[plugin.bus.stops]]\nname = "A"\n[[plugin.bus.stops]]\nname = "B"\nminutes = 61', "stops #2 (" ),
        ('[[plugin.bus.stops]]\nname = "A"\n[[plugin.bus.stops]]\nname = 5', "stops #2 name ("),
        ("[[plugin.bus.stops]]\nminutes = 5", "stops #1 name ("),
    ],
)  # fmt: skip
def test_a_mistake_in_a_list_of_tables_names_the_table(tmp_path, text, told):
    line = refused(text, tmp_path)
    assert line.startswith(f"plugin.bus.{told}")
    assert "steadymesh.toml:2)" in line


def test_a_sentence_of_the_class_is_told_as_it_stands(tmp_path):
    assert "minutes must be 60 at most" in refused('[[plugin.bus.stops]]\nname = "A"\nminutes = 61', tmp_path)
    assert refused('colour = "none"', tmp_path) == f"plugin.bus ({tmp_path}/steadymesh.toml:2): a colour is needed."


def test_an_error_that_names_a_sentence_is_told_in_the_readers_language(tmp_path):
    where = f"plugin.bus ({tmp_path}/steadymesh.toml:2)"
    assert refused('colour = "plaid"', tmp_path).startswith(f"{where}: “x” is no cron expression.")
    assert refused('colour = "plaid"', tmp_path, "fr").startswith(f"{where} : « x » n'est pas une expression cron.")


def test_other_mistakes_are_told_beside_it(tmp_path):
    lines = refused('colour = "plaid"\ncolor = "red"', tmp_path).splitlines()
    assert len(lines) == 2
    assert "did you mean plugin.bus.colour?" in lines[0]


def test_a_value_that_is_hidden_is_told_to_nobody(tmp_path):
    line = refused("token = 12345", tmp_path)
    assert line.startswith("plugin.bus.token (")
    assert "12345" not in line


# --- credentials ----------------------------------------------------------------------------


def handed(tmp_path, setting: str, text: str) -> str:
    """Return what is told of a value that came as a credential, in both languages."""
    (tmp_path / f"steadymesh_plugin.bus.{setting}").write_text(text)
    written = load(env={"CREDENTIALS_DIRECTORY": str(tmp_path)}).plugins
    with pytest.raises(ConfigError) as caught:
        read_settings(written, "bus", Secretive)
    return f"{caught.value}\n{tell(caught.value.told, 'fr')}"


@dataclass(frozen=True, kw_only=True)
class Secretive:
    pin: int = 0
    words: tuple[str, ...] = ()
    phrase: str = ""

    def __post_init__(self) -> None:
        if self.words:
            raise ValueError(f"{self.words[0]} is no word")
        if self.phrase:
            raise ConfigError(
                f"“{self.phrase}” is no phrase.", sentence="plugin-no-cron", fields={"expression": self.phrase}
            )


@pytest.mark.parametrize(("setting", "text"), [("pin", "s3cret"), ("words", "s3cret, b"), ("phrase", "s3cret")])
def test_what_was_handed_over_as_a_credential_is_not_printed_where_it_is_refused(tmp_path, setting, text):
    told = handed(tmp_path, setting, text)
    assert "s3cret" not in told
    assert f"(credential plugin.bus.{setting})" in told
