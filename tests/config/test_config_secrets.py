"""Which values are secret, and which only might be."""

from steadymesh.config import load
from steadymesh.config.secrets import secrets_of, untold_of

TEXT = """
[link]
rescue_command = ["plug", "--password", "hunter2"]

[plugin.ask]
api_key = "sk-123456"
model = "small"
pin = 4711
deep = {token = "t0k3n", list = ["a-secret-url"]}

[script.tide]
command = ["./tide.sh"]
env = {TIDE = "salt-water"}
"""


def config(tmp_path):
    file = tmp_path / "steadymesh.toml"
    file.write_text(TEXT)
    return load(file=file, env={})


def test_secrets_are_known_by_their_settings_and_by_what_plug_ins_call_them(tmp_path):
    found = {(one.name, one.value) for one in secrets_of(config(tmp_path))}
    assert found == {
        ("link.rescue_command", "hunter2"),
        ("plugin.ask.api_key", "sk-123456"), ("plugin.ask.pin", "4711"), ("plugin.ask.deep.token", "t0k3n"),
        ("script.tide.env.TIDE", "salt-water"),
    }  # fmt: skip


def test_of_an_address_each_part_is_a_secret_too_but_its_host(tmp_path):
    (tmp_path / "urls").write_text("tgram://123456:token-abc/chat-id-9?silent=yes\n")
    found = secrets_of(
        load(env={}, sets=(f"alerts.urls_file={tmp_path / 'urls'}", "alerts.urls=json://me:hunter22@host.example/pa"))
    )
    assert {one.value for one in found} == {
        "json://me:hunter22@host.example/pa", "hunter22",
        "tgram://123456:token-abc/chat-id-9?silent=yes", "123456", "token-abc", "chat-id-9", "silent",
    }  # fmt: skip
    assert {one.name for one in found} == {"alerts.urls", "alerts.urls_file"}


def test_whatever_is_handed_over_as_a_credential_is_a_secret(tmp_path):
    (tmp_path / "steadymesh_plugin.ask.model").write_text("large")
    (tmp_path / "steadymesh_bot.prefix").write_text("!")
    found = secrets_of(load(env={"HOME": "/nowhere", "CREDENTIALS_DIRECTORY": str(tmp_path)}))
    assert {(one.name, one.value) for one in found} == {("bot.prefix", "!"), ("plugin.ask.model", "large")}


def test_a_secret_knows_its_place_and_shows_itself_to_nobody(tmp_path):
    [key] = [one for one in secrets_of(config(tmp_path)) if one.name == "plugin.ask.api_key"]
    assert key.origin.endswith("steadymesh.toml:6")
    assert "sk-123456" not in repr(key)


def test_what_a_plug_in_does_not_show_may_be_one(tmp_path):
    names = {one.name for one in untold_of(config(tmp_path), told={"plugin.ask.model"})}
    assert {"plugin.ask.deep.list", "plugin.ask.api_key", "link.rescue_command"} <= names
    assert "plugin.ask.model" not in names
    assert "plugin.ask.model" in {one.name for one in untold_of(config(tmp_path), told=())}


def test_a_name_that_says_so_is_a_secret_whoever_shows_it(tmp_path):
    assert "plugin.ask.api_key" in {one.name for one in untold_of(config(tmp_path), told={"plugin.ask.api_key"})}
