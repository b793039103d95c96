"""A whole report: secrets planted wherever something comes from, and none of them in the file."""

import base64
import json
import stat
import subprocess
import sys
import tarfile

import pytest

from clikit import running
from steadymesh import cli
from steadymesh.app.secretforms import digest_of, forms_of_bytes
from steadymesh.config import load
from steadymesh.doctor.parcel import asking
from steadymesh.doctor.parcel.lastlines import last_lines
from steadymesh.doctor.parcel.packing import pack
from steadymesh.doctor.parcel.pieces import machine
from steadymesh.errors import UsageError
from steadymesh.words import LANGUAGES

COMMAND, API_KEY, TIDE, CREDENTIAL = "pl-hunter2-ug", "sk-THIS-is-secret", "salt-water-secret", "cred-4711-secret"
TOPIC, BOT = "our-topic-4711", "987654321:AA-botToken"
PRIVATE = bytes(range(1, 33))
PSK = bytes(range(101, 117))
WIFI = "our wifi pass phrase"
PLANTED = {
    COMMAND,
    API_KEY,
    TIDE,
    CREDENTIAL,
    TOPIC,
    BOT.split(":")[1],
    WIFI,
    *forms_of_bytes(PRIVATE),
    *forms_of_bytes(PSK),
}
MINE = "\n".join(sorted(PLANTED))

CONFIG = f"""
[link]
rescue_command = ["plug", "{COMMAND}"]

[alerts]
urls = ["ntfy://ntfy.example/{TOPIC}"]
urls_file = "urls"

[plugin.ask]
api_key = "{API_KEY}"

[plugin.open]
shown = "{API_KEY}"
place = [48.858370, 2.294481]

[script.tide]
command = ["./tide.sh", "{TIDE}"]
env = {{TIDE = "{TIDE}"}}
"""

OPEN = """
from dataclasses import dataclass

from steadymesh.bot.plugin import command, settings


@settings
@dataclass(frozen=True, kw_only=True)
class Settings:
    shown: str = ""
    place: tuple[float, float] = (0.0, 0.0)


@command("open", help={"en": "Opens."})
async def open_(ctx):
    return "opened"
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "STATE_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "state").mkdir(mode=0o700)
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "open.py").write_text(OPEN)
    (tmp_path / "steadymesh.toml").write_text(CONFIG)
    (tmp_path / "urls").write_text(f"tgram://{BOT}/12345678\n")
    credentials = tmp_path / "creds"
    credentials.mkdir()
    (credentials / "steadymesh_plugin.ask.model").write_text(CREDENTIAL)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (tmp_path / "bin").mkdir()
    return tmp_path


def journal(folder, text):
    (folder / "journal.txt").write_text(text)
    program = folder / "bin" / "journalctl"
    program.write_text(f"#!{sys.executable}\nprint(open({str(folder / 'journal.txt')!r}).read())\n")
    program.chmod(0o755)


def digests(args):
    salt = bytes.fromhex(args["salt"])
    return [
        {"name": name, "length": len(form), "digest": digest_of(form, salt), "is_spaced": " " in form}
        for name, raw in (
            ("radio.private_key", PRIVATE),
            ("radio.channel-1.psk", PSK),
            ("radio.wifi_psk", WIFI.encode()),
        )
        for form in sorted(forms_of_bytes(raw))
    ]


def planted(process):
    """A process in all of whose answers each secret stands."""
    process.answers = {
        "status": {
            "version": MINE,
            "link": {"target": f"tcp://{COMMAND}@192.168.1.38", "state": MINE, "last_reason": WIFI},
            "radio": {"node": "!0badcafe", "name": "Our Mast", "firmware": base64.b64encode(PRIVATE).decode()},
            "plugins": {"refused": {"ask": f"refused {API_KEY}"}, "loaded": [], "paused": {}},
            MINE: MINE,
        },
        "nodes": [{"node": "!11223344", "name": "Château d'If", "short_name": "CHIF"}],
        "keys.audit": [{"node": "!11223344", "kind": MINE}],
        "report.stacks": {"tasks": [{"name": MINE, "where": API_KEY}]},
        "report.digests": digests,
    }


def packed(file):
    with tarfile.open(file) as tar:
        return {one.name.removeprefix("steadymesh-report/"): tar.extractfile(one).read().decode() for one in tar}


def command(folder, *words):
    return cli.run(["report", str(folder / "r.tar.gz"), "--no-visit", "--state-dir", str(folder / "state"), *words])


def test_no_secret_gets_into_a_report_wherever_it_stands(folder, capsys):
    journal(folder, f"12:00:00 INFO  {MINE} [link-ready]\n12:00:01 INFO  fine [link-ready]\n")
    with running(folder / "state") as process:
        planted(process)
        assert command(folder, "--language", "en") == 0
    pieces = packed(folder / "r.tar.gz")
    everything = "\n".join(pieces.values()) + capsys.readouterr().out
    for secret in PLANTED:
        assert secret not in everything
        assert json.dumps(secret)[1:-1] not in everything
        assert secret.lower() not in everything.lower()
    assert "12:00:01 INFO  fine [link-ready]" in pieces["log.txt"]
    assert {"README.txt", "machine.json", "config.json", "plugins.json", "database.json"} <= set(pieces)


@pytest.mark.parametrize("place", ["status", "nodes", "keys.audit", "report.stacks", "journal", "plugin"])
@pytest.mark.parametrize(
    "secret", [COMMAND, CREDENTIAL, TOPIC, base64.b64encode(PRIVATE).decode(), repr(PSK)[2:-1], WIFI]
)
def test_each_secret_alone_in_each_place_stays_out(folder, place, secret):
    with running(folder / "state") as process:
        planted(process)
        process.answers |= {"status": {"link": {}}, "nodes": [], "keys.audit": [], "report.stacks": {}}
        match place:
            case "journal":
                journal(folder, f"12:00:00 WARN  what {secret} did [link-lost]")
            case "plugin":
                (folder / "plugins" / "broken.py").write_text(f"raise RuntimeError({secret!r})\n")
            case _:
                process.answers[place] = {"name": f"before {secret} after"}
        assert command(folder) == 0
    for text in packed(folder / "r.tar.gz").values():
        assert secret not in text
        assert json.dumps(secret)[1:-1] not in text


def test_a_piece_that_holds_a_secret_of_the_radio_is_left_out_and_told(folder, capsys):
    with running(folder / "state") as process:
        planted(process)
        process.answers |= {"status": {"link": {}}, "report.stacks": {"where": WIFI}}
        assert command(folder, "--language", "en") == 0
    assert "stacks.json" not in packed(folder / "r.tar.gz")
    assert "stacks.json was left out: the secret radio.wifi_psk stood in it." in capsys.readouterr().out


def test_of_a_log_only_the_lines_with_a_secret_are_left_out(folder, capsys):
    journal(folder, f"one\n{WIFI}\nthree")
    with running(folder / "state") as process:
        planted(process)
        assert command(folder, "--json") == 0
    log = packed(folder / "r.tar.gz")["log.txt"].splitlines()
    assert log[1:4] == ["one", "(this line was left out: it held radio.wifi_psk)", "three"]
    assert json.loads(capsys.readouterr().out)["lines_left_out"] == 1


@pytest.mark.parametrize("with_nodes", [False, True])
def test_nodes_and_places_are_renamed_unless_they_are_wanted(folder, with_nodes):
    journal(folder, "12:00:00 INFO  Château d'If (CHIF, !11223344) asks Our Mast at 48.858370 [command-received]")
    with running(folder / "state") as process:
        planted(process)
        assert command(folder, *(["--with-nodes"] if with_nodes else [])) == 0
    pieces = packed(folder / "r.tar.gz")
    for word in ("Château", "CHIF", "11223344", "Our Mast", "48.858370"):
        assert (word in pieces["log.txt"]) is with_nodes, word
    assert ("48.85837" in pieces["plugins.json"]) is with_nodes
    if not with_nodes:
        assert "our-radio" in pieces["log.txt"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_in_it_is_told_and_stands_in_it(folder, capsys, language):
    assert command(folder, "--language", language) == 0
    out = capsys.readouterr().out
    readme = packed(folder / "r.tar.gz")["README.txt"]
    for name in packed(folder / "r.tar.gz"):
        assert name in out
    assert "machine.json" in readme
    assert "report-" not in out.replace("steadymesh-report", "") + readme
    assert "status.json" in readme, "it says what could not be made as well"


def test_the_file_is_for_us_alone_and_nothing_is_overwritten(folder, capsys):
    file = folder / "r.tar.gz"
    assert command(folder) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with tarfile.open(file) as tar:
        assert {(one.uid, one.gid, one.uname, one.mtime) for one in tar} == {(0, 0, "", 0)}
    before = file.read_bytes()
    assert command(folder) == 2
    assert file.read_bytes() == before
    file.write_bytes(b"old")
    assert command(folder, "--replace") == 0
    assert len(file.read_bytes()) > 100
    assert [one.name for one in folder.iterdir() if one.name.startswith(".r.tar")] == []


def test_a_place_that_can_not_be_written_is_told_before_anything_is_looked_at(folder):
    with pytest.raises(UsageError, match="can't be written"):
        pack(load(env={}), folder / "no" / "r.tar.gz", may_visit=False, with_nodes=False, replace=False)
    assert cli.run(["report", str(folder / "no" / "r.tar.gz"), "--language", "en"]) == 2


def test_a_link_in_the_place_of_the_file_is_not_followed(folder):
    (folder / "mine").write_text("mine")
    (folder / "r.tar.gz").symlink_to(folder / "mine")
    with pytest.raises(UsageError):
        pack(load(env={}), folder / "r.tar.gz", may_visit=False, with_nodes=False, replace=False)
    assert command(folder, "--replace") == 0
    assert (folder / "mine").read_text() == "mine"


def test_the_doctors_answer_and_the_database_are_in_it(folder):
    assert command(folder) == 0
    pieces = packed(folder / "r.tar.gz")
    assert {one["id"] for one in json.loads(pieces["doctor.json"])["checks"]} >= {"process", "state", "clock"}
    assert json.loads(pieces["database.json"])["files"] == []
    assert json.loads(pieces["machine.json"])["libraries"]["steadymesh"]


def test_the_machine_tells_neither_its_name_nor_its_users(folder):
    import getpass
    import socket

    text = json.dumps(machine())
    assert socket.gethostname() not in text or len(socket.gethostname()) < 4
    assert f"/{getpass.getuser()}/" not in text


# --- the log --------------------------------------------------------------------------------


def test_lines_at_debug_and_their_tracebacks_stay_out(folder):
    journal(
        folder,
        "10:00:00 INFO  one [a]\n10:00:01 DEBUG secret text [b]\n    File x, in y\n    more of it\n10:00:02 WARN  two [c]\n"
        '{"ts":"2026","level":"debug","event":"x","text":"hello"}\n{"ts":"2026","level":"info","event":"y"}',
    )
    text, origin = last_lines(None)
    assert text.splitlines() == ["10:00:00 INFO  one [a]", "10:00:02 WARN  two [c]", '{"ts":"2026","level":"info","event":"y"}']  # fmt: skip
    assert origin == "journalctl -u steadymesh.service"


def test_the_file_that_a_process_logs_to_is_read_from_its_end(folder):
    proc = folder / "proc/77/fd"
    proc.mkdir(parents=True)
    (folder / "log").write_text("x" * 300_000 + "\nlast\n")
    (proc / "2").symlink_to(folder / "log")
    text, origin = last_lines(77, folder)
    assert text.endswith("last\n")
    assert len(text) <= 200_001
    assert origin == "stderr of process 77"


def test_where_there_is_no_log_there_is_none(folder):
    assert last_lines(None) == ("", "")


# --- a process that is stuck ----------------------------------------------------------------


@pytest.mark.real
def test_a_process_that_would_be_killed_by_the_signal_is_left_alone():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        assert not asking.ask_by_signal(process.pid)
        assert process.poll() is None
        process.communicate(b"\n", timeout=10)


@pytest.mark.real
def test_one_that_catches_it_is_asked():
    program = "import signal, sys\nsignal.signal(signal.SIGUSR1, lambda *_: sys.exit(7))\nprint('up', flush=True)\nsignal.pause()"
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"up\n"
        assert asking.ask_by_signal(process.pid)
        assert process.wait(10) == 7


def test_a_process_that_is_gone_is_not_asked():
    assert not asking.ask_by_signal(2**22 + 1)
