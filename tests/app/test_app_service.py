"""The systemd unit: what it says, and how it is installed. systemd's own tools read it where they are there."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from steadymesh.app import servicecheck, serviceinstall
from steadymesh.app.serviceunit import Installation, unit
from steadymesh.cli import run
from steadymesh.errors import StateError, UsageError

ANALYZE = shutil.which("systemd-analyze")
CONTRIB = Path(__file__).parents[2] / "contrib" / "systemd" / "steadymesh.service"


def installation(
    *, is_system=True, program=("/opt/steadymesh/venv/bin/steadymesh",), config="/etc/steadymesh/steadymesh.toml"
):
    folder = Path(config).parent
    return Installation(program=program, config=Path(config), is_system=is_system, credentials=folder / "credentials")


def test_the_unit_in_contrib_is_the_one_that_is_installed():
    assert CONTRIB.read_text() == unit(installation())


def test_a_wrong_setting_is_no_reason_to_try_again_every_two_seconds():
    assert "\nRestartPreventExitStatus=2\n" in unit(installation())


def test_what_lies_in_a_home_directory_is_not_hidden():
    assert "ProtectHome=yes\n" in unit(installation())
    assert "ProtectHome=read-only\n" in unit(installation(program=("/home/ada/.venv/bin/steadymesh",)))


def test_words_that_systemd_would_read_otherwise_are_quoted():
    text = unit(installation(config='/srv/a b/50%/$x"y.toml'))
    assert 'run --config "/srv/a b/50%%/$$x\\"y.toml"\n' in text
    assert "EnvironmentFile=-/srv/a b/50%%/environment\n" in text


@pytest.mark.real
@pytest.mark.skipif(ANALYZE is None, reason="systemd's tools are not here")
@pytest.mark.parametrize("is_system", [True, False])
def test_systemd_reads_it_and_finds_it_well_walled(tmp_path, is_system):
    program = tmp_path / "steadymesh"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    file = tmp_path / "steadymesh.service"
    file.write_text(unit(installation(is_system=is_system, program=(str(program),))))
    assert ANALYZE is not None
    verified = subprocess.run([ANALYZE, "verify", str(file)], capture_output=True, text=True, check=False)
    ours = [line for line in verified.stderr.splitlines() if "steadymesh" in line]
    assert ours == []
    if is_system:
        command = [ANALYZE, "security", "--offline=true", "--threshold=25", str(file)]
        security = subprocess.run(command, capture_output=True, text=True, check=False)
        assert security.returncode == 0, security.stdout[-300:]


# --- installing it --------------------------------------------------------------------------


@pytest.fixture
def root(tmp_path):
    config = tmp_path / "etc" / "steadymesh" / "steadymesh.toml"
    config.parent.mkdir(parents=True)
    tmp_path.chmod(0o755)
    config.write_text('[link]\nnode = "tcp://radio"\n')
    config.chmod(0o644)
    return tmp_path


def installs(root, *words) -> int:
    return run(["service", "install", "--system", "--root", str(root), "--language", "en", *words])


def test_the_unit_and_the_folder_of_secrets_are_made(root, capfd):
    assert installs(root) == 0
    file = root / "etc" / "systemd" / "system" / "steadymesh.service"
    assert file.read_text().startswith("# Steadymesh under systemd; written by `steadymesh service install --system`.")
    assert file.stat().st_mode & 0o777 == 0o644
    assert (root / "etc" / "steadymesh" / "credentials").stat().st_mode & 0o777 == 0o700
    assert sorted(one.name for one in file.parent.iterdir()) == ["steadymesh.service"]
    assert "systemctl daemon-reload" in capfd.readouterr().out
    assert installs(root) == 0  # again: ours may be replaced


def test_somebody_elses_unit_stays(root, capfd):
    file = root / "etc" / "systemd" / "system" / "steadymesh.service"
    file.parent.mkdir(parents=True)
    file.write_text("[Service]\nExecStart=/bin/true\n")
    assert installs(root) == 2
    assert "written by somebody else" in capfd.readouterr().err
    assert file.read_text().startswith("[Service]")
    assert installs(root, "--force") == 0
    assert file.read_text().startswith("# Steadymesh")


def test_without_a_configuration_nothing_is_written(tmp_path, capfd):
    assert installs(tmp_path) == 2
    (line,) = capfd.readouterr().err.splitlines()
    assert line.startswith("steadymesh: There is no configuration ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("place", "text", "told"),
    [
        ("steadymesh.toml", "[link]\nnod = 3\n", "link.nod (ROOT/etc/steadymesh/steadymesh.toml:2) is no setting; did you mean link.node?"),
        ("credentials/alerts.url", "s3cret", "alerts.url (credential alerts.url) is no setting; did you mean alerts.urls?"),
        ("credentials/alerts.urls", "s3cret", "alerts.urls (credential alerts.urls): write a list of addresses of services, such as "),
        ("environment", "STEADYMESH_LINK__SETTLE=soon\n", "link.settle = “soon” (STEADYMESH_LINK__SETTLE): write a number with a unit"),
    ],
)  # fmt: skip
def test_with_what_the_service_would_not_start_on_nothing_is_written(root, capfd, place, text, told):
    file = root / "etc" / "steadymesh" / place
    file.parent.mkdir(exist_ok=True)
    file.write_text(text)
    file.chmod(0o644)
    assert installs(root) == 2
    [line] = capfd.readouterr().err.splitlines()
    assert line.startswith(f"steadymesh: {told.replace('ROOT', str(root))}")
    assert not (root / "etc" / "systemd").exists()


def test_what_is_set_here_is_not_what_the_service_will_have(root, monkeypatch):
    monkeypatch.setenv("STEADYMESH_LINK__SETTLE", "soon")
    assert installs(root) == 0


@pytest.mark.parametrize("place", ["credentials/link.node", "environment"])
def test_a_radio_may_be_named_where_the_service_finds_it(root, capfd, place):
    (root / "etc/steadymesh/steadymesh.toml").write_text("")
    assert installs(root) == 0
    assert "No radio is named yet." in capfd.readouterr().out
    text = "tcp://radio" if place.endswith("node") else '# of the flat\nSTEADYMESH_LINK__NODE="tcp://radio"\n'
    (root / "etc/steadymesh" / place).write_text(text)
    assert installs(root) == 0
    assert "No radio" not in capfd.readouterr().out


def test_what_starts_now_needs_a_radio_now(tmp_path, monkeypatch, capfd):
    config = tmp_path / "steadymesh" / "config.toml"
    config.parent.mkdir()
    config.write_text("")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert run(["service", "install", "--user", "--language", "en"]) == 2
    assert capfd.readouterr().err.startswith(f"steadymesh: {config} names no radio: the service would end at once.")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["steadymesh"]


def test_what_starts_now_shows_itself_to_others_with_a_token_only(tmp_path, monkeypatch, capfd):
    config = tmp_path / "steadymesh" / "config.toml"
    config.parent.mkdir()
    config.write_text('[link]\nnode = "tcp://radio"\n[web]\nlisten = "0.0.0.0:8480"\n')
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert run(["service", "install", "--user", "--language", "en"]) == 2
    assert "there is no token yet. Make one with" in capfd.readouterr().err
    assert sorted(one.name for one in tmp_path.iterdir()) == ["steadymesh"]


def test_files_that_settings_name_are_looked_for_where_it_will_run(root):
    config = root / "etc/steadymesh/steadymesh.toml"
    config.write_text('[link]\nnode = "tcp://radio"\n[alerts]\nurls_file = "/etc/steadymesh/nowhere"\n')
    assert installs(root) == 0


@pytest.mark.parametrize(
    ("place", "mode", "bits"),
    [("etc/steadymesh/steadymesh.toml", 0o600, "a+r"), ("etc/steadymesh", 0o700, "a+x"), ("etc", 0o750, "a+x")],
)
def test_what_the_services_own_user_can_not_read_is_told_with_what_opens_it(root, capfd, place, mode, bits):
    closed = root / place
    closed.chmod(mode)
    if os.geteuid() == 0:
        os.chown(closed, -1, 0)
    assert installs(root) == 2
    [line] = capfd.readouterr().err.splitlines()
    assert f"the mode of {closed} is {mode:04o}. Open it with chmod {bits} {closed};" in line
    assert not (root / "etc" / "systemd").exists()


@pytest.mark.parametrize("closed", ["", "bin", "bin/steadymesh", "urls"])
def test_of_this_machine_the_program_and_the_files_that_settings_name_are_looked_at_too(closed):
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to other users
        top = Path(name)
        top.chmod(0o755)
        (top / "bin").mkdir(mode=0o755)
        for file, text in (
            ("bin/steadymesh", "#!/bin/sh\n"),
            ("urls", "ntfy://topic\n"),
            ("steadymesh.toml", f'[link]\nnode = "tcp://radio"\n[alerts]\nurls_file = "{top}/urls"\n'),
        ):
            (top / file).write_text(text)
            (top / file).chmod(0o755)
        of = installation(program=(str(top / "bin/steadymesh"),), config=str(top / "steadymesh.toml"))
        assert servicecheck.check(of, None)
        (top / closed).chmod(0o700)
        with pytest.raises(UsageError, match=f"the mode of {top / closed} is 0700"):
            servicecheck.check(of, None)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a file to a group")
def test_a_group_that_an_administrator_has_made_may_be_the_services(root):
    config = root / "etc/steadymesh/steadymesh.toml"
    config.chmod(0o640)
    os.chown(config, 0, 4321)
    assert installs(root) == 0


def test_it_is_said_for_whom(capfd):
    assert run(["service", "install", "--language", "en"]) == 2
    assert run(["service", "install", "--system", "--user", "--language", "en"]) == 2
    assert capfd.readouterr().err.splitlines() == ["steadymesh: Write either --system or --user."] * 2


def test_printing_writes_nothing(capfd, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert run(["service", "install", "--user", "--print"]) == 0
    assert "WantedBy=default.target" in capfd.readouterr().out
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_does_not_take_it_leaves_what_was(root, monkeypatch):
    assert installs(root) == 0
    before = (root / "etc/systemd/system/steadymesh.service").read_bytes()

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    plan = serviceinstall.plan(is_system=True, config=Path("/etc/steadymesh/other.toml"), root=root)
    with pytest.raises(StateError, match="No space left"):
        serviceinstall.install(plan)
    assert (root / "etc/systemd/system/steadymesh.service").read_bytes() == before
    assert len(list((root / "etc/systemd/system").iterdir())) == 1


@pytest.mark.parametrize(("status", "end"), [(0, ""), (1, ""), (1, ".")])
def test_the_service_manager_is_told_and_may_refuse(tmp_path, monkeypatch, capfd, status, end):
    code = 3 if status else 0
    bin_, told = tmp_path / "bin", tmp_path / "told"
    bin_.mkdir()
    script = bin_ / "systemctl"
    script.write_text(f'#!/bin/sh\necho "$@" >> {told}\necho "Failed to talk{end}" >&2\nexit {status}\n')
    script.chmod(0o755)
    config = tmp_path / "steadymesh" / "config.toml"
    config.parent.mkdir()
    config.write_text('[link]\nnode = "tcp://radio"\n')
    monkeypatch.setenv("PATH", f"{bin_}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert run(["service", "install", "--user", "--language", "en"]) == code
    said = capfd.readouterr()
    if code:
        assert said.err == (
            "steadymesh: The unit is written, but “systemctl --user daemon-reload” failed: Failed to talk. "
            "Mend that, and run it by hand.\n"
        )
    else:
        assert told.read_text().splitlines() == [
            "--user daemon-reload", "--user enable steadymesh.service", "--user restart steadymesh.service",
        ]  # fmt: skip
        assert "enable-linger" in said.out
