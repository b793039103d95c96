"""Who else may read secrets, or write what runs as us."""

import pytest

from steadymesh.config import load
from steadymesh.doctor import secrecy

SECRET = '[link]\nrescue_command = ["plug", "--password", "hunter2"]\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "steadymesh.toml").write_text('[bot]\nprefix = "!"\n')
    (tmp_path / "steadymesh.toml").chmod(0o644)
    return tmp_path


def check(folder, **env):
    found = list(secrecy.check(load(file=folder / "steadymesh.toml", env={"HOME": "/nowhere", **env})))
    assert "hunter2" not in str(found)
    return [one.what for one in found]


def test_a_configuration_without_secrets_may_be_read_by_anybody(folder):
    assert check(folder) == ["config-fine"]


@pytest.mark.parametrize(
    ("mode", "found"), [(0o600, ["config-fine"]), (0o640, ["config-open"]), (0o644, ["config-open"])]
)
def test_one_with_a_secret_may_not(folder, mode, found):
    (folder / "steadymesh.toml").write_text(SECRET)
    (folder / "steadymesh.toml").chmod(mode)
    assert check(folder) == found


def test_a_secret_of_a_plug_in_counts_and_is_named_not_shown(folder):
    (folder / "steadymesh.toml").write_text('[plugin.ask]\napi_key = "hunter2"\n')
    config = load(file=folder / "steadymesh.toml", env={})
    [found] = list(secrecy.check(config))
    assert (found.what, found.facts["settings"]) == ("config-open", "plugin.ask.api_key")
    assert "hunter2" not in found.sentence("en") + found.remedy("en") + str(found.facts)


def test_a_secret_that_stands_elsewhere_does_not_close_the_file(folder):
    assert check(folder, STEADYMESH_LINK__RESCUE_COMMAND="plug --password hunter2") == ["config-fine"]


@pytest.mark.parametrize("mode", [0o666, 0o620])
def test_a_configuration_that_others_may_write_is_a_problem(folder, mode):
    (folder / "steadymesh.toml").chmod(mode)
    assert check(folder) == ["config-writable"]


def test_plug_ins_that_others_may_write_are_a_problem(folder):
    plugins = folder / "plugins"
    plugins.mkdir(mode=0o755)
    (plugins / "tide.py").touch(mode=0o644)
    assert check(folder) == ["config-fine"]
    (plugins / "tide.py").chmod(0o666)
    assert check(folder) == ["config-fine", "plugins-writable"]
    (plugins / "tide.py").chmod(0o644)
    plugins.chmod(0o777)
    assert check(folder) == ["config-fine", "plugins-writable"]


def test_the_file_of_environment_variables_is_nobodys_business(folder):
    (folder / "environment").touch(mode=0o600)
    assert check(folder) == ["config-fine"]
    (folder / "environment").chmod(0o640)
    assert check(folder) == ["config-fine", "environment-open"]


def test_a_file_of_addresses_is_nobodys_business(folder):
    file = folder / "urls"
    file.write_text("ntfy://localhost/hunter2")
    file.chmod(0o600)
    assert check(folder, STEADYMESH_ALERTS__URLS_FILE=str(file)) == ["config-fine"]
    file.chmod(0o644)
    assert check(folder, STEADYMESH_ALERTS__URLS_FILE=str(file)) == ["urls-open", "config-fine"]


def test_the_folder_of_credentials(folder):
    credentials = folder / "credentials"
    credentials.mkdir(mode=0o700)
    (credentials / "link.rescue_command").touch()
    (credentials / "plugin.ask.api_key").touch()
    assert check(folder) == ["config-fine", "credentials-fine"]
    credentials.chmod(0o750)
    assert check(folder) == ["config-fine", "credentials-open"]
    credentials.chmod(0o700)
    (credentials / "link.rescue-comand").touch()
    assert check(folder) == ["config-fine", "credentials-unknown"]


def test_without_a_file_there_is_nothing_to_say():
    assert list(secrecy.check(load(env={"HOME": "/nowhere"}))) == []


def test_a_link_is_as_open_as_what_it_leads_to(tmp_path):
    for mode in (0o600, 0o666):
        folder = tmp_path / f"{mode:o}"
        folder.mkdir()
        target = folder / "kept.toml"
        target.touch()
        target.chmod(mode)
        (folder / "steadymesh.toml").symlink_to(target)
        found = {one.what for one in secrecy.check(load(file=folder / "steadymesh.toml", env={"HOME": "/nowhere"}))}
        assert ("config-writable" in found) == (mode == 0o666)
