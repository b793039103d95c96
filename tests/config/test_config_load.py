"""From file, environment and command line to the rooms' options, or to a sentence for each mistake."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from datetime import time
from pathlib import Path

import pytest

from steadymesh import config
from steadymesh.alerts.options import AlertOptions
from steadymesh.bot.options import BotOptions
from steadymesh.config import Given
from steadymesh.config.renamed import SUCCESSORS
from steadymesh.config.settings import all_kinds
from steadymesh.config.sources import from_credential_folder
from steadymesh.delivery.nights import QuietHours
from steadymesh.delivery.options import DeliveryOptions
from steadymesh.errors import ConfigError
from steadymesh.ids import PublicKey
from steadymesh.internet.options import InternetOptions
from steadymesh.keys.options import KeyOptions, OnChange, Push
from steadymesh.link.options import LinkOptions
from steadymesh.session.options import SessionOptions
from steadymesh.words import has_own, tell

HOME = {"HOME": "/home/somebody"}
ALICE = PublicKey(bytes(range(1, 33)))
BOB = PublicKey(b"\xff" * 32)
URL_SAFE = BOB.base64.replace("/", "_").replace("+", "-").rstrip("=")


@pytest.fixture(autouse=True)
def nowhere(tmp_path, monkeypatch):
    """Run in an empty directory, in English."""
    monkeypatch.chdir(tmp_path)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)


def load(text: str | None = None, *sets: str, env: dict[str, str] | None = None, given: tuple[Given, ...] = ()):
    if text is not None:
        Path("steadymesh.toml").write_text(text, encoding="utf-8")
    return config.load(env={**HOME, **(env or {})}, sets=sets, given=given)


def problems(*args, **kwargs) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(*args, **kwargs)
    return caught.value.what.splitlines()


def test_without_anything_every_room_has_its_own_defaults():
    loaded = load()
    assert loaded.link == LinkOptions()
    assert loaded.session == SessionOptions()
    assert loaded.delivery == DeliveryOptions()
    assert loaded.keys == KeyOptions()
    assert loaded.bot == BotOptions(language="en")
    assert loaded.internet == InternetOptions()
    assert loaded.alerts == AlertOptions()
    assert (loaded.node, loaded.file, loaded.log_format, loaded.log_level) == ("", None, "text", "info")


def test_the_defaults_are_the_ones_that_the_operator_was_promised():
    promised = {
        "link.connect_timeout": "10s", "link.first_frame_timeout": "10s", "link.stall_timeout": "15s",
        "link.heartbeat_interval": "15s", "link.heartbeat_timeout": "8s", "link.stable_after": "1m",
        "link.backoff_first": "1s", "link.reconnect_delay": "0", "link.settle": "0", "link.backoff_max": "1m",
        "link.preset": "normal", "radio.text_gap": "2.2s", "keys.sync_delay": "15s", "keys.sync_interval": "15m",
        "bot.prefix": "/", "bot.channels": "[]", "bot.max_age": "10m", "bot.commands_per_minute": "4",
        "bot.commands_per_hour": "30", "bot.channel_replies_per_hour": "6",
        "bot.max_late": "12h", "bot.ignore": "[]", "bot.admins": "[]", "alerts.link_after": "2m",
        "keys.push": "needed", "keys.on_change": "cautious", "keys.push_on_router": "false", "keys.table_size": "0",
    }  # fmt: skip
    rows = {row.name: row for row in config.explain(load())}
    assert {name: rows[name].default for name in promised} == promised


def test_every_source_reaches_its_option_and_the_later_one_wins():
    text = '[link]\nsettle = "1s"\nconnect_timeout = "11s"\nbackoff_max = "2m"\nbackoff_first = "2s"\n'
    loaded = load(
        text,
        "link.backoff_max=5m",
        env={
            "STEADYMESH_LINK__CONNECT_TIMEOUT": "12s",
            "STEADYMESH_LINK__BACKOFF_MAX": "3m",
            "STEADYMESH_LANGUAGE": "fr",
        },
        given=(
            Given(name="link.backoff_max", value="4m", origin="--x"),
            Given(name="link.settle", value="2s", origin="--y"),
        ),
    )
    assert loaded.link.backoff_first_s == 2
    assert loaded.link.connect_timeout_s == 12
    assert loaded.link.settle_s == 2
    assert loaded.link.backoff_max_s == 300
    assert loaded.language == loaded.bot.language == "fr"


def test_gentle_keeps_the_classical_timeline():
    loaded = load('[link]\npreset = "gentle"\n')
    assert (loaded.link.reconnect_delay_s, loaded.link.settle_s, loaded.keys.sync_delay_s) == (15, 3, 15)


def test_what_somebody_wrote_wins_over_the_preset_wherever_it_is_written():
    loaded = load('[link]\nsettle = "5s"\n[keys]\nsync_delay = "20s"\n', "link.preset=gentle")
    assert (loaded.link.reconnect_delay_s, loaded.link.settle_s, loaded.keys.sync_delay_s) == (15, 5, 20)
    assert load(None, "link.preset=gentle", env={"STEADYMESH_LINK__SETTLE": "0"}).link.settle_s == 0


def test_lists_and_switches_are_written_alike_in_every_source():
    text = '[link]\nkeepalive = false\nrescue_command = ["plug", "off on"]\nyields = ["1m", "2m"]\n[bot]\nchannels = [0, "Team"]\n'
    loaded = load(text)
    assert loaded.link.keepalive is False
    assert loaded.link.rescue_command == ("plug", "off on")
    assert loaded.link.yields_s == (60, 120)
    assert loaded.bot.channels == (0, "Team")
    same = load(
        "", "link.keepalive=off", "link.rescue_command=plug 'off on'", "link.yields=1m,2m", "bot.channels=[0, Team]"
    )
    assert (same.link, same.bot) == (loaded.link, loaded.bot)


def test_hyphens_of_the_command_line_are_understood():
    assert load(None, "link.connect-timeout=3s").link.connect_timeout_s == 3


def test_the_file_is_found_here_then_at_home(tmp_path):
    home = tmp_path / "home"
    (home / ".config" / "steadymesh").mkdir(parents=True)
    (home / ".config" / "steadymesh" / "config.toml").write_text('language = "fr"\n')
    assert config.load(env={"HOME": str(home)}).language == "fr"
    assert config.load(env={"XDG_CONFIG_HOME": str(home / ".config")}).language == "fr"
    Path("steadymesh.toml").write_text('language = "en"\n')
    assert config.load(env={"HOME": str(home)}).language == "en"
    other = tmp_path / "other.toml"
    other.write_text('language = "fr"\n')
    assert config.load(file=other, env={"HOME": str(home)}).file == other


@pytest.mark.parametrize(
    ("environ", "place"),
    [
        (HOME, "/home/somebody/.local/state/steadymesh"),
        ({**HOME, "XDG_STATE_HOME": "/state"}, "/state/steadymesh"),
        ({**HOME, "XDG_STATE_HOME": "/state", "STATE_DIRECTORY": "/var/lib/steadymesh:/x"}, "/var/lib/steadymesh"),
        ({**HOME, "STATE_DIRECTORY": "/var/lib/steadymesh", "STEADYMESH_STATE_DIR": "/mine"}, "/mine"),
    ],
)
def test_the_state_directory_is_where_the_system_wants_it(environ, place):
    assert config.load(env=environ).state_dir == Path(place)


def test_the_language_is_that_of_the_locale(monkeypatch):
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert load().language == "fr"
    assert load(None, "language=en").language == "en"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("link.conect_timeout", "link.connect_timeout"),
        ("link.connectTimeout", "link.connect_timeout"),
        ("link.text_gap", "radio.text_gap"),
        ("sync_delay", "keys.sync_delay"),
        ("bot.chanels", "bot.channels"),
        ("lnik.settle", "link.settle"),
        ("langauge", "language"),
    ],
)
def test_an_unknown_setting_names_its_nearest_neighbour(name, meant):
    assert problems(None, f"{name}=1s") == [f"{name} (--set) is no setting; did you mean {meant}?"]


@pytest.mark.parametrize(("name", "section"), [("lnik.a", "link"), ("botts.zzz", "bot"), ("Radoi.x", "radio")])
def test_a_misspelt_section_names_the_nearest_one(name, section):
    told = f"{name} (--set) is no setting, and there is no such section; did you mean [{section}]?"
    assert problems(None, f"{name}=1") == [told]
    assert problems(f"[{name.split('.')[0]}]\n{name.split('.')[1]} = 1\n")[0] == told.replace(
        "--set", "steadymesh.toml:2"
    )


def test_in_a_section_that_exists_the_section_is_not_suggested():
    [problem] = problems(None, "link.zzzzzz=1")
    assert "`steadymesh config show` lists them all" in problem


def test_a_setting_like_no_other_is_told_where_all_are_listed():
    [problem] = problems(None, "zzz.qqq=1")
    assert "`steadymesh config show` lists them all" in problem


def test_every_mistake_is_told_with_its_place():
    text = (
        '# our radio\nlanguage = "de"\n\n[link]\nsettle = 3  # seconds\nconect_timeout = "3s"\n'
        'rescue_command = [\n  "plug",\n  1,\n]\n[bot]\nprefix = "no space"\nradio.text_gap = "x"\n'
    )
    told = problems(text, "keys.sync_delay=soon", "nonsense", env={"STEADYMESH_KEYS__SYNC_INTERVALL": "1m"})
    assert told == [
        "--set nonsense: write --set section.key=value, such as --set link.settle=3s.",
        "link.conect_timeout (steadymesh.toml:6) is no setting; did you mean link.connect_timeout?",
        "bot.radio.text_gap (steadymesh.toml:13) is no setting; did you mean radio.text_gap?",
        "keys.sync_intervall (STEADYMESH_KEYS__SYNC_INTERVALL) is no setting; did you mean keys.sync_interval?",
        "language = “de” (steadymesh.toml:2): write en or fr.",
        'link.settle = 3 (steadymesh.toml:5): a number without a unit could be anything: write "3s" for seconds or "3m" for minutes.',
        "link.rescue_command (steadymesh.toml:7): write a list of words, or one string with the words of a command.",
        "keys.sync_delay = “soon” (--set): write a number with a unit, such as 500ms, 15s, 2m or 1h30m, or 0.",
        "bot.prefix = “no space” (steadymesh.toml:12): write 1 to 8 visible characters without a space.",
    ]


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("link.heartbeat_interval=20m", "it must be 1s to 10m"),
        ("radio.text_gap=-1s", "write a number with a unit"),
        ("alerts.link_after=500ms", "it must be 0, or 1s to 7d"),
        ("bot.channels=[9]", "write a list of channels"),
        ("bot.channels=[-1]", "write a list of channels"),
        ("bot.prefix=", "write 1 to 8 visible characters"),
        ("bot.commands_per_minute=0", "write a whole number from 1 to 600"),
        ("bot.commands_per_minute=601", "write a whole number from 1 to 600"),
        ("bot.commands_per_hour=0", "write a whole number from 1 to 1000"),
        ("bot.channel_replies_per_hour=-1", "write a whole number from 0 to 600"),
        ("bot.max_late=8d", "it must be 0, or 1s to 7d"),
        ("bot.ignore=!0badcafz", "write a list of nodes"),
        ("bot.ignore=!ffffffff", "write a list of nodes"),
        ("link.keepalive=maybe", "write true or false"),
        ("link.keepalive_count=many", "write a whole number from 1 to 30"),
        ("link.keepalive_idle=1500ms", "in whole seconds"),
        ("link.yields=", "write a list of durations"),
        ("link.node=ftp://somewhere", "is not a radio's address"),
        ("link.node=tcp://host:99999", "is not a port"),
        ("link.preset=rough", "write normal or gentle"),
        ("keys.push=some", "write off, needed or all"),
        ("keys.on_change=ask", "write cautious, accept or hold"),
        ("keys.push_on_router=maybe", "write true or false"),
        ("keys.table_size=-1", "write a whole number from 0 to 10000"),
        ("keys.table_size=10001", "write a whole number from 0 to 10000"),
        ("bot.admins=[abc]", "entry 1, “abc”: A public key has 32 bytes, this one 2."),
        ("link.rescue_command=plug 'off", "never closed"),
        ("link.backoff_max=1s", "must not be less than link.backoff_first"),
        ("log.level=chatty", "write debug, info, warning or error"),
        ("log.format=xml", "write text or json"),
        ("language=de", "write en or fr"),
        ("state_dir=", "write the path of a directory"),
        ("state_dir=~nobody-of-that-name/x", "home directory is not known"),
        ("link=3s", "is a section, not a setting"),
    ],
)
def test_a_wrong_value_is_told_what_is_accepted(word, reason):
    sets = [word, "link.backoff_first=2s"] if word.startswith("link.backoff_max") else [word]
    [problem] = problems(None, *sets)
    assert reason in problem
    assert "(--set)" in problem


@pytest.mark.parametrize("name", SUCCESSORS)
def test_an_old_setting_is_told_its_successor_wherever_it_is_written(name):
    heirs = SUCCESSORS[name]
    for told in (
        problems(None, f"{name}=15"),
        problems(None, env={f"STEADYMESH_{name}": "15"}),
        problems(f"[link]\n{name.lower()} = 15\n"),
    ):
        assert told[0].endswith(f"is a setting of the former bot: write {' and '.join(heirs)} now.")
    assert set(heirs) <= all_kinds().keys()


def test_a_secret_is_in_no_message(tmp_path):
    told = problems(None, "link.rescue_command=plug 'hunter2")
    assert "hunter2" not in told[0]
    loaded = load(None, "link.rescue_command=plug --password hunter2")
    assert "hunter2" not in str(config.explain(loaded))


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"[link]\nsettle = 3s\n", 2, "this is no TOML"),
        (b'[link]\nsettle = "3s\n', 2, "this is no TOML"),
        (b"a = [1,\n2\n", 2, "this is no TOML"),
        (b"[link]\n[link]\n", 2, "this is no TOML"),
        (b'a = 1\nname = "\xff"\n', 2, "this is not UTF-8"),
        (b"\0\n", 1, "this is no TOML"),
    ],
)  # fmt: skip
def test_a_broken_file_is_told_with_its_line(content, line, reason):
    Path("steadymesh.toml").write_bytes(content)
    [problem] = problems()
    assert problem.startswith(f"steadymesh.toml:{line}: {reason}")


def test_a_disk_that_does_not_hand_the_file_out_is_no_mistake_of_the_operator(tmp_path, monkeypatch):
    file = tmp_path / "steadymesh.toml"
    file.write_text("")

    def broken(_path, _mode):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Path, "open", broken)
    with pytest.raises(ConfigError, match="can't be read: Input/output error") as caught:
        config.load(file=file, env=HOME)
    assert caught.value.exit_code == 3, "the service is started again"


def test_folders_into_which_we_may_not_look_have_no_configuration_for_us(monkeypatch):
    def closed(_path):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "is_file", closed)
    assert config.load(env={"HOME": "/root"}).file is None


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(ConfigError, match="does not exist"):
        config.load(file=tmp_path / "nothing.toml", env=HOME)
    with pytest.raises(ConfigError, match="can't be read: Is a directory") as caught:
        config.load(file=tmp_path, env=HOME)
    assert caught.value.exit_code == 2
    (tmp_path / "large.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(ConfigError, match="larger than 1 MB"):
        config.load(file=tmp_path / "large.toml", env=HOME)
    (tmp_path / "deep.toml").write_bytes(b"a = " + b"[" * 200_000)
    with pytest.raises(ConfigError):
        config.load(file=tmp_path / "deep.toml", env=HOME)


def test_a_file_with_byte_order_mark_and_windows_lines():
    Path("steadymesh.toml").write_bytes(b'\xef\xbb\xbf[link]\r\nsettle = "3s"\r\nsettel = "1s"\r\n')
    assert problems() == ["link.settel (steadymesh.toml:3) is no setting; did you mean link.settle?"]


def test_lines_are_found_in_every_way_to_write_toml():
    text = '''link.settle = "x1"
"link"."backoff_max" = "x2"
keys = { sync_delay = "x3", sync_interval = "x3" }
[bot]
channels = [
  # the team's
  "[link]",
  99,
]
prefix = """
[log]
"""
[ log ]
level = "x14"
[[radio]]
text_gap = "x16"
'''
    places = {problem.split("(")[1].split(")")[0].split(":")[1] for problem in problems(text)}
    assert places == {"1", "2", "3", "5", "10", "14", "15"}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_every_kind_accepts_is_said_in_every_language(language):
    for name, kind in all_kinds().items():
        assert has_own(kind.accepted.sentence, language), name
        if language == "en":
            assert tell(kind.accepted, language) == kind.accepted.english


def test_mistakes_are_told_in_french_a_line_each():
    with pytest.raises(ConfigError) as caught:
        load("[lnik]\na = 1\n", "keys.sync_delay=15", "link.node=tcp://h:x", "link.backoff_max=1s", "log.level=loud")
    told = tell(caught.value.told, "fr").splitlines()
    assert told == [
        "lnik.a (steadymesh.toml:2) n'est pas un réglage, et cette section n'existe pas ; vouliez-vous dire [link] ?",
        (
            "link.node = “tcp://h:x” (--set) : « tcp://h:x » n'est pas l'adresse d'une radio : « x » n'est pas un port"
            " (de 1 à 65535). Écrivez tcp://192.168.1.38, tcp://[::1]:4403 ou tcp://meshtastic.local."
        ),
        (
            "keys.sync_delay = “15” (--set) : un nombre sans unité ne dit pas ce qu'il compte :"
            " écrivez 15s pour des secondes ou 15m pour des minutes."
        ),
        "log.level = “loud” (--set) : écrivez debug, info, warning ou error.",
    ]
    assert tell(caught.value.told, "en") == str(caught.value)


def test_limits_for_one_person_reach_the_bot():
    bot = load("[bot]\ncommands_per_minute = 6\n", "bot.commands_per_hour=40").bot
    assert (bot.commands_per_minute, bot.commands_per_hour) == (6, 40)
    bot = load("[bot]\nchannel_replies_per_hour = 0\nmax_late = 0\n").bot
    assert (bot.channel_replies_per_hour, bot.max_late_s) == (0, 0)


def test_whom_the_bot_ignores_is_written_by_id_or_name():
    written = '[bot]\nignore = ["!0badcafe", 0x0000b0b0, " Weather bot ", "1984", "DEADBEEF", "Weather bot", "Zoé"]\n'
    bot = load(written).bot
    assert bot.ignore == (0x0BADCAFE, 0xB0B0, "Weather bot", "1984", 0xDEADBEEF, "Zoé")
    assert load("", "bot.ignore=!0badcafe, Weather bot, 1984").bot.ignore == (0x0BADCAFE, "Weather bot", "1984")


@pytest.mark.parametrize("entry", ["true", '""', '" "', '"a\\nb"', "0", "4294967295", "1.5", '"!ffffffff"', '"0x"'])
def test_what_is_neither_is_refused(entry):
    [told] = problems(f"[bot]\nignore = [{entry}]\n")
    assert 'write a list of nodes, each its id or its whole name, such as ["!0badcafe", "Weather"].' in told


# --- keys and administrators ----------------------------------------------------------------


def test_settings_of_the_custodian_reach_it():
    text = '[keys]\npush = "all"\non_change = "hold"\npush_on_router = true\ntable_size = 120\n'
    assert load(text).keys == KeyOptions(
        push=Push.ALL, on_change=OnChange.HOLD, push_on_router=True, table_size=120
    )  # fmt: skip
    sets = ("keys.push=off", "keys.on_change=accept", "keys.push_on_router=no", "keys.table_size=0")
    assert load("", *sets).keys == KeyOptions(push=Push.OFF, on_change=OnChange.ACCEPT)


@pytest.mark.parametrize(
    "written", [ALICE.base64, ALICE.raw.hex(), ALICE.raw.hex().upper(), ALICE.base64.rstrip("="), f" {ALICE.base64} "]
)
def test_administrators_are_written_in_any_spelling_of_a_key(written):
    for loaded in (
        load(f'[bot]\nadmins = ["{written}", "{URL_SAFE}", "{ALICE.base64}"]\n'),
        load("", f"bot.admins=[{written}, '{URL_SAFE}']"),
        load("", env={"STEADYMESH_BOT__ADMINS": f"{written},{URL_SAFE}"}),
    ):
        assert loaded.bot.admins == loaded.keys.admins == (ALICE, BOB)


def test_an_administrator_may_be_a_contact_link():
    from steadymesh.ids import NodeNum
    from steadymesh.model import Node
    from steadymesh.wire.convert.contacts import link_of_contact

    link = link_of_contact(Node(num=NodeNum(0x0BADCAFE), long_name="Alice", public_key=ALICE))
    assert load(f'[bot]\nadmins = ["{link}", "{URL_SAFE}"]\n').bot.admins == (ALICE, BOB)
    [told] = problems(f'[bot]\nadmins = ["{URL_SAFE}", "{link[:40]}"]\n')
    assert "entry 2, “https://meshtastic.org/…”: What this contact link carries can't be read." in told
    [told] = problems('[bot]\nadmins = ["https://meshtastic.org/e/#CgsSAQ"]\n')
    assert "entry 1" in told


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ('"Alice"', "entry 2, “Alice”: This is no public key. Write 44 characters of base64 or 64 hex digits."),
        ('"!0badcafe"', "entry 2, “!0badcafe”: This is no public key. Write 44 characters of base64 or 64 hex digits."),
        ('""', "entry 2, “”: A public key has 32 bytes, this one 0."),
        (f'"{"00" * 32}"', f"entry 2, “{'0' * 23}…”: A public key of zeros is no key."),
        (f'"{ALICE.base64[:-6]}"', "this one 28."),
        ("12", "entry 2, “12”: A public key has 32 bytes, this one 0."),
        ("[]", "entry 2, “[]”: "),
    ],
)
def test_a_wrong_administrator_is_named_with_its_entry(entry, why):
    [told] = problems(f'[bot]\nadmins = ["{BOB.base64}", {entry}]\n')
    assert told.startswith("bot.admins = [")
    assert "(steadymesh.toml:2): " in told
    assert why in told


def test_a_wrong_administrator_is_told_in_french():
    with pytest.raises(ConfigError) as caught:
        load('[bot]\nadmins = "abcd"\n')
    assert tell(caught.value.told, "fr") == (
        "bot.admins = “abcd” (steadymesh.toml:2) : élément 1, « abcd » : "
        "Une clé publique fait 32 octets, celle-ci 3."
    )  # fmt: skip


def test_administrators_are_shown_as_they_can_be_written_again():
    rows = {row.name: row for row in config.explain(load("", f"bot.admins={ALICE.raw.hex()}"))}
    assert (rows["bot.admins"].value, rows["bot.admins"].default) == (f'["{ALICE.base64}"]', "[]")


def test_explain_says_where_each_value_came_from():
    loaded = load(
        '[link]\nsettle = "5s"\n', "link.preset=gentle", "bot.channels=0", env={"STEADYMESH_LOG__FORMAT": "json"}
    )
    rows = {row.name: (row.value, row.default, row.origin) for row in config.explain(loaded)}
    assert rows["link.settle"] == ("5s", "0", "steadymesh.toml:2")
    assert rows["link.reconnect_delay"] == ("15s", "0", "link.preset = gentle")
    assert rows["bot.channels"] == ("[0]", "[]", "--set")
    assert rows["log.format"] == ("json", "text", "STEADYMESH_LOG__FORMAT")
    assert rows["radio.text_gap"] == ("2.2s", "2.2s", "default")


def test_what_explain_shows_can_be_written_again():
    loaded = load(
        None, "bot.channels=[0, Team]", "link.yields=90s", "link.keepalive=no", "keys.push=all", "keys.table_size=100",
        f"bot.admins={ALICE.raw.hex()}, {BOB.base64}", "bot.ignore=[!0badcafe, 1984, Weather bot]",
    )  # fmt: skip
    sets = [f"{row.name}={row.value}" for row in config.explain(loaded) if row.value and not row.is_secret]
    again = load(None, *sets)
    assert (again.link, again.session, again.keys, again.bot) == (loaded.link, loaded.session, loaded.keys, loaded.bot)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_setting_has_its_sentence_in_every_language(language):
    from steadymesh.config.explain import sentence_id
    from steadymesh.words import message_ids

    for name in all_kinds():
        assert has_own(sentence_id(name), language), name
    settings = {sentence_id(name) for name in all_kinds()}
    assert {one for one in message_ids(language) if one.startswith("setting-")} == settings


@pytest.mark.real
def test_importing_config_loads_neither_protobuf_nor_database():
    program = "import sys; import steadymesh.config; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ)
    loaded = set(done.stdout.split())
    assert not loaded & {
        "meshtastic",
        "google.protobuf",
        "sqlalchemy",
        "alembic",
        "cyclopts",
        "rich",
        "pydantic_settings",
    }


# --- the air ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("22:00-06:30", time(22), time(6, 30)),
        (" 7:05 – 9:00 ", time(7, 5), time(9)),
        ("22:00-24:00", time(22), time()),
    ],
)
def test_quiet_hours_are_two_times_of_day(text, begin, end):
    loaded = load(None, f"delivery.quiet_hours={text}")
    assert loaded.delivery.quiet_hours == QuietHours(begin=begin, end=end)
    row = next(row for row in config.explain(loaded) if row.name == "delivery.quiet_hours")
    assert load(None, f"delivery.quiet_hours={row.value}").delivery == loaded.delivery


def test_no_quiet_hours_are_an_empty_word():
    assert load('[delivery]\nquiet_hours = ""\n').delivery.quiet_hours is None


@pytest.mark.parametrize(
    "text", ["22-6", "25:00-06:00", "22:60-06:00", "night", "22:00", "22:00-06:30-07:00", "24:01-1:00"]
)
def test_other_quiet_hours_are_refused_with_what_is_accepted(text):
    [problem] = problems(None, f"delivery.quiet_hours={text}")
    assert problem.endswith('write two times of day, such as "22:00-06:30", or nothing.')


def test_quiet_hours_that_are_no_word_or_no_time_are_refused():
    assert len(problems("[delivery]\nquiet_hours = 22\n")) == 1
    [problem] = problems(None, "delivery.quiet_hours=06:00-06:00")
    assert "they end when they begin" in problem


@pytest.mark.parametrize(
    ("written", "value"), [("0.1", 0.1), ('"10%"', 0.1), ('"10 %"', 0.1), ('".5"', 0.5), ("1", 1.0), ('"0.01"', 0.01)]
)
def test_a_share_is_a_number_or_per_cent(written, value):
    assert load(f"[delivery]\nduty_share = {written}\n").delivery.shares.of_duty_cycle == value


@pytest.mark.parametrize(
    "written", ["0", "1.1", "nan", "inf", "-0.5", "true", '"a quarter"', '"110%"', "[]", '"5 per cent"']
)
def test_other_shares_are_refused(written):
    [problem] = problems(f"[delivery]\nduty_share = {written}\n")
    assert problem.endswith("write a number from 0.01 to 1, or per cent such as 5%.")


def test_shares_and_lifetime_reach_delivery():
    options = load(None, "delivery.hour_share=5%", "delivery.message_lifetime=1h").delivery
    assert (options.shares.of_hour, options.lifetime_s) == (0.05, 3600)
    for wrong in ("delivery.hour_share=0.3", "delivery.message_lifetime=5s", "delivery.message_lifetime=8d"):
        assert len(problems(None, wrong)) == 1


# --- the internet ---------------------------------------------------------------------------


def test_the_internet_is_switched_on_and_bounded():
    text = '[internet]\nenabled = true\nallow = ["LocalHost:11434", "::1"]\ntimeout = "30s"\nlimit = 100\n'
    assert load(text).internet == InternetOptions(
        enabled=True, allow=("localhost:11434", "[::1]"), timeout_s=30, limit_bytes=100_000
    )


@pytest.mark.parametrize(
    ("written", "allowed"),
    [
        ("", ()),
        ("localhost:11434", ("localhost:11434",)),
        ("localhost:11434, 192.168.1.20", ("localhost:11434", "192.168.1.20")),
        ('["localhost", "localhost."]', ("localhost",)),
        ("[::1]:8080", ("[::1]:8080",)),
        ("[::1], [fd00::1]:80", ("[::1]", "[fd00::1]:80")),
        ("[[::1]:8080]", ("[::1]:8080",)),
        ("[::1]", ("[::1]",)),
        ("[localhost]", ("localhost",)),
    ],
)
def test_allowed_hosts_may_be_written_in_a_variable(written, allowed):
    assert load(env={"STEADYMESH_INTERNET__ALLOW": f" {written}"} if written else {}).internet.allow == allowed


def test_an_allowed_host_that_is_none_is_told():
    (problem,) = problems('[internet]\nallow = ["http://localhost:11434"]\n')
    assert problem == (
        "internet.allow = ['http://localhost:11434'] (steadymesh.toml:2): “http://localhost:11434” is not a host. "
        "Write localhost:11434, 192.168.1.20 or [::1]:8080."
    )
    (problem,) = problems("[internet]\nallow = [11434]\n")
    assert "a list of hosts, each alone or with a port" in problem
    assert len(problems('[internet]\nlimit = 0\ntimeout = "1h"\nenabled = "maybe"\n')) == 3


# --- credentials ----------------------------------------------------------------------------


def credentials(tmp_path, **files) -> dict[str, str]:
    for name, text in files.items():
        (tmp_path / name.replace("__", ".")).write_bytes(text)
    return {"HOME": str(tmp_path), "CREDENTIALS_DIRECTORY": str(tmp_path)}


def test_a_credential_is_the_setting_that_its_name_says(tmp_path):
    env = credentials(tmp_path, steadymesh_link__rescue_command=b"plug --password s3cret\n", other=b"not ours")
    found = config.load(env=env)
    assert found.link.rescue_command == ("plug", "--password", "s3cret")
    assert found.origins["link.rescue_command"] == "credential link.rescue_command"


def test_the_environment_wins_over_a_credential_which_wins_over_the_file(tmp_path):
    env = credentials(tmp_path, steadymesh_bot__prefix=b"!", steadymesh_log__level=b"error")
    file = tmp_path / "x.toml"
    file.write_text('[bot]\nprefix = "#"\n')
    found = config.load(file=file, env=env | {"STEADYMESH_LOG__LEVEL": "debug"})
    assert (found.bot.prefix, found.log_level) == ("!", "debug")


def test_a_credential_that_is_none_is_named_and_its_text_is_not(tmp_path):
    with pytest.raises(ConfigError, match=r"link\.settel \(credential link\.settel\) is no setting"):
        config.load(env=credentials(tmp_path, steadymesh_link__settel=b"s3cret"))
    with pytest.raises(ConfigError, match=r"credential steadymesh_link.settel in .* can't be read: it is not UTF-8"):
        config.load(env=credentials(tmp_path, steadymesh_link__settel=b"\xff"))


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("link.settle", "not a dur s3cret", "link.settle (credential link.settle): write 0 to 1m."),
        ("link.settle", "4207", "link.settle (credential link.settle): write 0 to 1m."),
        ("link.node", "ftp://s3cret", "link.node (credential link.node): write tcp://host or tcp://host:port."),
        ("log.level", "s3cret", "log.level (credential log.level): write debug, info, warning or error."),
        ("bot.admins", "s3cret", "bot.admins (credential bot.admins): write a list of public keys, "),
    ],
)
def test_a_credential_that_is_refused_is_not_printed(tmp_path, name, text, told):
    with pytest.raises(ConfigError) as caught:
        config.load(env=credentials(tmp_path, **{f"steadymesh_{name}": text.encode()}))
    for language in ("en", "fr"):
        assert text not in tell(caught.value.told, language)
        assert "s3cret" not in tell(caught.value.told, language)
    assert str(caught.value).startswith(told)


def test_the_value_of_a_credential_is_not_listed(tmp_path):
    found = config.load(env=credentials(tmp_path, steadymesh_link__node=b"tcp://s3cret"))
    [row] = [row for row in config.explain(found) if row.name == "link.node"]
    assert (row.value, row.is_secret, row.origin) == ("(hidden)", True, "credential link.node")


@pytest.mark.parametrize("kind", ["pipe", "folder", "large"])
def test_a_credential_that_is_no_small_file_is_refused_at_once(tmp_path, kind):
    place = tmp_path / "steadymesh_alerts.urls"
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    else:
        place.write_bytes(b"x" * 70_000)
    with pytest.raises(ConfigError) as caught:
        config.load(env=credentials(tmp_path))
    why, pourquoi = ("too large", "trop grand") if kind == "large" else ("no file", "pas un fichier")
    assert str(caught.value).startswith(f"The credential steadymesh_alerts.urls in {tmp_path} can't be read: ")
    assert why in str(caught.value)
    assert pourquoi in tell(caught.value.told, "fr")


def test_a_file_of_addresses_that_is_a_pipe_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "urls")
    assert problems(f'[alerts]\nurls_file = "{tmp_path}/urls"\n')[0].endswith(": it is no file.")


def test_a_link_to_a_credential_is_followed_as_container_runtimes_lay_them(tmp_path):
    (tmp_path / "..data").write_text("error")
    (tmp_path / "steadymesh_log.level").symlink_to("..data")
    assert config.load(env=credentials(tmp_path)).log_level == "error"


def test_what_systemd_will_hand_over_of_a_folder_is_what_it_takes_of_one(tmp_path):
    (tmp_path / "plugin").mkdir()
    (tmp_path / ".old").mkdir()
    for name in ("alerts.urls", ".alerts.urls.swp", ".old/bot.prefix", "plugin/x"):
        (tmp_path / name).write_text("v\n")
    (tmp_path / "link.node").symlink_to("alerts.urls")
    os.mkfifo(tmp_path / "bot.prefix")
    found = from_credential_folder(tmp_path)
    assert [(one.name, one.value) for one in found] == [("alerts.urls", "v"), ("plugin_x", "v")]
