"""Arguments: understood before and after the command, or one sentence with the nearest right word."""

from __future__ import annotations

import os
import subprocess
import sys
from types import ModuleType

import pytest

from steadymesh import __version__
from steadymesh.cli import help_pages, run
from steadymesh.cli.serving import parse_listen
from steadymesh.errors import StateInUseError, UsageError

OPTIONS = ("--config", "--set", "--state-dir", "--log-format", "--log-level", "--verbose", "--language")


@pytest.fixture(autouse=True)
def nowhere(tmp_path, monkeypatch):
    """Run in an empty directory, in English, at nobody's home."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "STATE_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)


class Heavy:
    """Stands for what a command hands over to; notes what it was called with."""

    def __init__(self, monkeypatch) -> None:
        self.called: list[tuple[str, tuple, dict]] = []
        self.outcome: int | Exception = 0
        for module, functions in {
            "steadymesh.app.main": ("run_bot",),
            "steadymesh.app.simulated": ("run_sim",),
            "steadymesh.drill": ("main",),
            "steadymesh.doctor": ("main",),
        }.items():
            fake = ModuleType(module)
            for function in functions:
                setattr(fake, function, self._of(f"{module.split('.')[1]}.{function}"))
            monkeypatch.setitem(sys.modules, module, fake)

    def _of(self, name: str):
        def call(*args, **kwargs) -> int:
            self.called.append((name, args, kwargs))
            if isinstance(self.outcome, Exception):
                raise self.outcome
            return self.outcome

        return call


@pytest.fixture
def heavy(monkeypatch):
    return Heavy(monkeypatch)


def complaint(capfd) -> str:
    """Return the one line on stderr; nothing may be on stdout."""
    out, err = capfd.readouterr()
    assert out == ""
    assert "Traceback" not in err
    [line] = err.splitlines()
    return line


def test_options_are_understood_before_and_after_the_command(heavy):
    for words in (
        ["--set", "link.settle=3s", "--language", "fr", "--state-dir", "/x", "run", "--node", "tcp://192.168.1.38"],
        ["run", "--node", "tcp://192.168.1.38", "--set=link.settle=3s", "--language=fr", "--state-dir=/x"],
        ["--language", "fr", "run", "--set", "link.settle=3s", "--node=tcp://192.168.1.38", "--state-dir", "/x"],
    ):
        assert run(words) == 0
    configs = [args[0] for _, args, _ in heavy.called]
    assert len(configs) == 3
    for config in configs:
        assert (config.node, config.link.settle_s, config.language, str(config.state_dir)) == (
            "tcp://192.168.1.38",
            3,
            "fr",
            "/x",
        )


def test_a_set_wins_over_an_option_of_its_own(heavy):
    assert run(["run", "--node", "tcp://a", "--set", "link.node=tcp://b"]) == 0
    assert heavy.called[0][1][0].node == "tcp://b"


def test_run_hands_over_the_simulation_and_its_faults(heavy):
    assert run(["run", "--sim", "--fault", "half-open", "--fault", "reboot@30"]) == 0
    [(name, _, kwargs)] = heavy.called
    assert (name, kwargs) == ("app.run_bot", {"sim": True, "faults": ("half-open", "reboot@30")})


def test_sim_hands_over_where_it_listens_and_what_it_plays(heavy, tmp_path):
    assert (
        run(["sim", "--listen", "[::1]:4404", "--nodes", "50", "--fault", "refused@3", "--replay", str(tmp_path)]) == 0
    )
    [(name, _, kwargs)] = heavy.called
    assert name == "app.run_sim"
    assert kwargs == {"host": "::1", "port": 4404, "nodes": 50, "faults": ("refused@3",), "replay": tmp_path}


def test_doctor_and_faults_hand_over(heavy):
    assert run(["doctor", "--json", "--node", "tcp://192.168.1.38"]) == 0
    assert run(["faults", "half-open", "reboot", "--json"]) == 0
    assert [name for name, _, _ in heavy.called] == ["doctor.main", "drill.main"]
    assert heavy.called[0][1][1] is True
    assert heavy.called[1][2] == {"json": True, "names": ("half-open", "reboot"), "language": "en", "keys": False}


@pytest.mark.parametrize(
    ("words", "level"), [(["-v"], "debug"), (["--verbose"], "debug"), (["--log-level", "error"], "error")]
)
def test_the_logs_level(heavy, words, level):
    assert run(["run", "--sim", *words, "--log-format", "json"]) == 0
    config = heavy.called[0][1][0]
    assert (config.log_level, config.log_format) == (level, "json")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["ru"], "There is no command ru. Did you mean run?"),
        (["keys", "imprt", "x"], "There is no command imprt. Did you mean import?"),
        (["xyzzy"], "There is no command xyzzy. `steadymesh --help` shows how."),
        (["run", "--nod", "x"], "There is no option --nod. Did you mean --node?"),
        (["run", "--stat-dir", "x"], "There is no option --stat-dir. Did you mean --state-dir?"),
        (["status", "--xyzzy"], "There is no option --xyzzy. `steadymesh status --help` shows how."),
        (["--confg", "x", "run"], "There is no option --confg. Did you mean --config?"),
        (["run", "--node"], "--node needs a value. `steadymesh run --help` shows how."),
        (["run", "--config"], "--config needs a value. `steadymesh --help` shows how."),
        (["keys", "import"], "FILE needs a value. `steadymesh keys import --help` shows how."),
        (["link", "release"], "DURATION needs a value. `steadymesh link release --help` shows how."),
        (["keys", "export", "--jsn"], "There is no option --jsn. `steadymesh keys export --help` shows how."),
        (["console", "--nosuch"], "There is no option --nosuch. `steadymesh console --help` shows how."),
        (["console", "info", "--langage"], "There is no option --langage. Did you mean --language?"),
        (["sim", "--nods", "5"], "There is no option --nods. Did you mean --nodes?"),
        (["--nodes", "5"], "There is no option --nodes. Did you mean nodes?"),
        (["plugin", "imprt"], "There is no command imprt. `steadymesh plugin --help` shows how."),
        (["web", "token", "nw"], "There is no command nw. Did you mean new?"),
        (["identity", "backup", "x", "--node", "tcp://x"], "There is no option --node. `steadymesh identity backup --help` shows how."),
        (["health", "--node", "x"], "There is no option --node. `steadymesh health --help` shows how."),
        (["status", "--sim"], "There is no option --sim. Did you mean --set?"),
        (["run", "extra"], "extra: nothing more can be given here. `steadymesh run --help` shows how."),
        (["sim", "--nodes", "many"], "--nodes: “many” is none of what it takes. `steadymesh sim --help` shows how."),
        (["sim", "--nodes", "0"], "--nodes 0 is no size for a mesh. Give 1 to 100000."),
        (["sim", "--listen", "here"], "--listen “here” is no address. Write 127.0.0.1:4403, [::1]:4403 or 0.0.0.0:4403."),
        (["run", "--sim", "--node", "x"], "--node and --sim exclude each other. Give one of them."),
        (["run", "--language", "de"], "language = “de” (--language): write en or fr."),
        (["run", "--log-level", "loud"], "log.level = “loud” (--log-level): write debug, info, warning or error."),
        (["run", "--set", "link.setle=1s"], "link.setle (--set) is no setting; did you mean link.settle?"),
        (["--config", "no.toml", "run"], "The configuration file no.toml does not exist. Check the path given with --config."),
        (["link", "release", "10"], "link release 10: a number without a unit could be anything: write 10s for seconds or 10m for minutes."),
    ],
)  # fmt: skip
def test_wrong_use_is_one_sentence_and_exit_code_2(heavy, capfd, words, told):
    assert run(words) == 2
    assert complaint(capfd) == f"steadymesh: {told}"
    assert heavy.called == []


@pytest.mark.parametrize(
    ("node", "reason"),
    [
        ("ftp://x", "only tcp is"),
        ("tcp://x:99999", "is not a port"),
        ("tcp://", "the host is missing"),
        ("serial:///dev/x", "not available yet"),
    ],
)
def test_a_wrong_radio_is_told_what_is_wrong_with_it(heavy, capfd, node, reason):
    assert run(["run", "--node", node]) == 2
    line = complaint(capfd)
    assert reason in line
    assert "(--node)" in line


def test_several_mistakes_are_a_line_each(heavy, capfd):
    assert run(["run", "--set", "link.setle=1s", "--set", "bot.prefix="]) == 2
    assert len(capfd.readouterr().err.splitlines()) == 2


def test_the_state_directory_in_use_is_exit_code_3(heavy, capfd):
    heavy.outcome = StateInUseError("It is in use.", remedy="Stop the other one.")
    assert run(["run", "--sim"]) == 3
    assert complaint(capfd) == "steadymesh: It is in use. Stop the other one."


def test_a_defect_is_one_line_and_exit_code_1(heavy, capfd):
    heavy.outcome = ZeroDivisionError("oops")
    assert run(["run", "--sim"]) == 1
    line = complaint(capfd)
    assert f"defect of steadymesh {__version__}" in line
    assert "ZeroDivisionError" in line


@pytest.mark.parametrize("words", [["-v"], ["--log-level", "debug"], ["--set", "log.level=debug"]])
def test_a_defect_shows_its_traceback_to_those_who_look_for_it(heavy, capfd, words):
    heavy.outcome = ZeroDivisionError("oops")
    assert run(["run", "--sim", *words]) == 1
    assert "Traceback" in capfd.readouterr().err


def test_an_interruption_is_no_error(heavy):
    heavy.outcome = KeyboardInterrupt()
    heavy.called.clear()

    def interrupted(*_args, **_kwargs) -> int:
        raise KeyboardInterrupt

    sys.modules["steadymesh.app.main"].run_bot = interrupted
    assert run(["run", "--sim"]) == 0


@pytest.mark.parametrize("words", [["--version"], ["run", "--version"], ["--config", "x", "--version"]])
def test_the_version_is_told_wherever_it_is_asked(capfd, words):
    assert run(words) == 0
    assert capfd.readouterr().out == f"steadymesh {__version__}\n"


def test_help_names_every_command_and_every_option(capfd):
    pages = help_pages()
    for command in ("run", "sim", "status", "nodes", "keys", "link", "config", "doctor", "faults"):
        assert f"│ {command} " in pages[0]
    assert pages[0].startswith("Usage: steadymesh COMMAND")
    assert any(page.startswith("Usage: steadymesh keys import [OPTIONS] FILE") for page in pages)
    for page in pages:
        for option in OPTIONS:
            assert option in page
    assert run(["keys", "import", "--help"]) == 0
    assert "FILE" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("127.0.0.1:4403", ("127.0.0.1", 4403)), ("[::1]:4404", ("::1", 4404)), (":4405", ("127.0.0.1", 4405)),
        ("tcp://0.0.0.0:0", ("0.0.0.0", 0)), ("localhost:1", ("localhost", 1)),
    ],
)  # fmt: skip
def test_where_to_listen(text, place):
    assert parse_listen(text) == place


@pytest.mark.parametrize("text", ["", "4403", "host", "host:", "host:x", "host:70000", "a b:1", "http://x:1/y:2"])
def test_where_nobody_can_listen(text):
    with pytest.raises(UsageError, match="is no address"):
        parse_listen(text)


@pytest.mark.real
def test_the_version_is_answered_before_anything_is_imported():
    program = (
        "import sys; sys.argv = ['steadymesh', '--version']; before = set(sys.modules)\n"
        "from steadymesh.__main__ import main; code = main()\n"
        "print(*(set(sys.modules) - before)); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ)
    version, modules = done.stdout.splitlines()
    assert version == f"steadymesh {__version__}"
    assert set(modules.split()) <= {"__future__", "steadymesh", "steadymesh.__main__"}


@pytest.mark.real
def test_asking_a_running_process_loads_neither_log_nor_database_nor_protobuf():
    program = (
        "import sys; from steadymesh.cli import run; run(['status', '--state-dir', '/nowhere']); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ)
    assert not set(done.stdout.split()) & {
        "structlog",
        "sqlalchemy",
        "alembic",
        "google.protobuf",
        "meshtastic",
        "rich",
    }


@pytest.mark.real
def test_a_stderr_that_nobody_reads_does_not_hold_the_end_up():
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    try:
        while True:
            os.write(writer, b"x" * 4096)
    except BlockingIOError:
        os.set_blocking(writer, True)
    program = "import sys; from steadymesh.cli import run; sys.exit(run(['nonsense']))"
    try:
        done = subprocess.run([sys.executable, "-c", program], stderr=writer, timeout=20, check=False)
    finally:
        os.close(reader)
        os.close(writer)
    assert done.returncode == 2


@pytest.mark.real
@pytest.mark.parametrize("words", [["config", "show"], ["--help"]])
def test_a_reader_of_stdout_that_has_seen_enough_is_no_error(words):
    program = f"import sys; from steadymesh.cli import run; sys.exit(run({words!r}))"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        err = process.stderr.read()
        assert process.wait(timeout=20) == 0
    assert err == b""
