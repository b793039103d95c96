"""Addresses are passwords: people see the kind of a service, and nothing else."""

from __future__ import annotations

import pytest

from steadymesh.alerts.options import AlertOptions
from steadymesh.alerts.services import is_url, kind_of, services_of, urls_in
from steadymesh.config import explain, load
from steadymesh.errors import ConfigError

SECRET = "tgram://123456:sesame/42"


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        (SECRET, "telegram"),
        ("mailtos://me:pw@mail.example", "e-mail"),
        ("ntfys://host/topic", "ntfy"),
        ("https://discord.com/api/webhooks/1/abc", "discord"),
        ("https://unknown.example/hook/abc", "https"),
        ("https://[::1", "https"),
        ("slack://a/b/c", "slack"),
        ("no address", "?"),
    ],
)
def test_a_kind_says_nothing_of_the_address(url, kind):
    assert kind_of(url) == kind


def test_several_of_a_kind_are_numbered_and_one_twice_is_one():
    services = services_of([SECRET, "ntfy://a/b", "ntfys://c/d", SECRET, "ntfy://e/f"])
    assert [service.name for service in services] == ["telegram", "ntfy", "ntfy 2", "ntfy 3"]


def test_a_list_goes_by_line_or_blank_for_addresses_have_commas():
    assert urls_in("# mine\n a://b,c  d://e\n\n  # f://g\nh://i") == ["a://b,c", "d://e", "h://i"]


def test_what_can_be_no_address():
    for text in ("", "x", "://x", "a://", "a://b c", "a://b\nc", "1a://b", "a://" + "x" * 5000):
        assert not is_url(text)


def hidden(text: object) -> None:
    assert "sesame" not in str(text)
    assert "sesame" not in repr(text)


def test_an_address_is_shown_nowhere(tmp_path):
    file = tmp_path / "steadymesh.toml"
    file.write_text(f'[alerts]\nurls = ["{SECRET}"]\nquiet = ["proxy", "battery"]\ndigest = "8:05"\n')
    config = load(file=file, env={})
    assert [service.url for service in config.alerts.services] == [SECRET]
    hidden(config)
    hidden(config.alerts)
    hidden(config.alerts.services)
    hidden(AlertOptions(services=config.alerts.services))
    for row in explain(config):
        hidden(row)
    [row] = [row for row in explain(config) if row.name == "alerts.urls"]
    assert row.value == "(hidden)"
    values = {row.name: row.value for row in explain(config)}
    assert (values["alerts.quiet"], values["alerts.digest"]) == ('["proxy", "battery"]', "08:05")


@pytest.mark.parametrize(
    "written",
    [
        'urls = ["tgram:/sesame"]', 'urls = [3, "a://sesame"]', 'urls = "sesame"', 'url = ["tgram://sesame"]',
        'urls = { a = "tgram://sesame" }', 'urls = ["a://sesame", "b://b", ' + ", ".join(f'"c://{n}"' for n in range(30)) + "]",
    ],
)  # fmt: skip
def test_a_mistake_shows_no_address(tmp_path, written):
    file = tmp_path / "steadymesh.toml"
    file.write_text(f"[alerts]\n{written}\n")
    with pytest.raises(ConfigError) as caught:
        load(file=file, env={})
    hidden(caught.value)
    hidden(caught.value.told)


def test_addresses_come_from_a_file_a_credential_or_the_environment_too(tmp_path):
    (tmp_path / "urls").write_text(f"# mine\n{SECRET}\nntfy://a/b\n")
    config = load(env={"XDG_CONFIG_HOME": str(tmp_path)}, sets=(f"alerts.urls_file={tmp_path}/urls",))
    assert [service.name for service in config.alerts.services] == ["telegram", "ntfy"]
    config = load(env={"XDG_CONFIG_HOME": str(tmp_path), "STEADYMESH_ALERTS__URLS": f"{SECRET} ntfy://a,b/c"})
    assert [service.name for service in config.alerts.services] == ["telegram", "ntfy"]
    (tmp_path / "steadymesh_alerts.urls").write_text(f"{SECRET}\nntfy://a/b\n")
    config = load(env={"XDG_CONFIG_HOME": str(tmp_path), "CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert [service.name for service in config.alerts.services] == ["telegram", "ntfy"]
    hidden(config)


@pytest.mark.parametrize(
    ("content", "why"),
    [(None, "can't be read"), (b"ntfy://a/b\nsesame\n", "line 2"), (b"\xff\xfe", "can't be read"), (b"#" * 70_000, "too large"),
     ("\n".join(f"a://sesame{n}" for n in range(30)).encode(), "more than 20")],
)  # fmt: skip
def test_a_file_of_addresses_that_is_wrong_is_told_by_its_line(tmp_path, content, why):
    file = tmp_path / "urls"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigError, match=why) as caught:
        load(env={"XDG_CONFIG_HOME": str(tmp_path)}, sets=("language=en", f"alerts.urls_file={file}"))
    hidden(caught.value)


@pytest.mark.parametrize(
    "wrong", ["alerts.quiet=nothing", "alerts.digest=8", "alerts.digest=24:00", "alerts.outbox_after=3s"]
)
def test_what_is_no_setting_of_alerts_is_refused(wrong):
    with pytest.raises(ConfigError):
        load(env={}, sets=(wrong,))
