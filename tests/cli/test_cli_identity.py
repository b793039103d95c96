"""`identity backup` and `identity restore` as a person meets them: files, sentences, exit codes, and no secret printed."""

from __future__ import annotations

import asyncio
import json
import os
import re
import stat
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
import structlog.testing

from identitykit import OTHER_PRIVATE, PRIVATE, ScriptedRadio, a_desk, an_identity, public_of, secrets_in
from steadymesh.app.identityjobs import backed_up, restored
from steadymesh.cli import identity as cli
from steadymesh.cli import run
from steadymesh.errors import ControlError, NotRunningError, SteadymeshError
from steadymesh.keys.files.identity import document_of, format_identity, identity_of
from steadymesh.model import ErrandEnd
from steadymesh.testing.virtual import VirtualLoop

PRINT = public_of(PRIVATE).fingerprint


@pytest.fixture(autouse=True)
def nowhere(tmp_path, monkeypatch):
    """Run in an empty directory, in English, at nobody's home."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("TZ", "UTC")
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "STATE_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)


class Bot:
    """A running steadymesh, as its control socket answers; its radio lives in virtual time."""

    def __init__(self, radio: ScriptedRadio, target: str = "tcp://192.0.2.1:4403") -> None:
        self.radio = radio
        self.target = target
        self.asked: list[str] = []
        self.patience = 1
        """How many answers say that the work goes on."""
        self._result: object = None

    def ask(self, state_dir: Path, op: str, args=None, timeout_s: float = 10.0) -> object:
        self.asked.append(op)
        args = json.loads(json.dumps(args or {}))
        match op:
            case "link.status":
                return {"target": self.target, "state": "ready"}
            case "identity.backup":
                self._work(lambda: backed_up(a_desk(self.radio), lambda _doing: None))
            case "identity.restore":
                identity = identity_of(args["identity"], "x")
                self._work(
                    lambda: restored(a_desk(self.radio), identity, lambda _doing: None, is_meant=args["yes"] is True)
                )
            case "identity.wait":
                assert args == {"job": 7}
                self.patience -= 1
        if self.patience > 0:
            return {"state": "working", "job": 7, "doing": "reading"}
        return {"state": "done", "result": json.loads(json.dumps(self._result))}

    def _work(self, work) -> None:
        async def whole() -> object:
            try:
                return await work()
            finally:
                self.radio.close()

        # its log is not the command's
        with structlog.testing.capture_logs() as lines, asyncio.Runner(loop_factory=VirtualLoop) as runner:
            try:
                self._result = runner.run(whole())
            except SteadymeshError as exc:
                raise ControlError(
                    exc.what, remedy=exc.remedy, sentence=exc.told.sentence, fields=exc.told.fields
                ) from None
        assert secrets_in(repr(lines)) == []


@pytest.fixture
def bot(monkeypatch):
    running = Bot(ScriptedRadio())
    monkeypatch.setattr(cli, "ask", running.ask)
    return running


@pytest.fixture
def reflashed(monkeypatch):
    running = Bot(ScriptedRadio(private=OTHER_PRIVATE))
    monkeypatch.setattr(cli, "ask", running.ask)
    return running


@pytest.fixture
def ended(capfd):
    """Run a command line; return its exit code, what it printed, and what it complained of. Never a secret."""

    def end(*words: str) -> tuple[int, str, str]:
        code = run(["identity", *words])
        captured = capfd.readouterr()
        assert secrets_in(captured.out + captured.err) == []
        return code, captured.out, captured.err

    return end


@pytest.fixture
def kept(tmp_path) -> str:
    """An identity on the disk."""
    path = tmp_path / "kept.json"
    path.write_text(format_identity(an_identity()))
    path.chmod(0o600)
    return "kept.json"


# --- backup ---------------------------------------------------------------------------------


def test_a_backup_is_a_file_that_only_its_owner_may_read(bot, ended, tmp_path):
    code, out, err = ended("backup", "echo.json")
    assert code == 0
    assert (
        out.splitlines()[0]
        == f"✅ echo.json holds the identity of !0badcafe “Meshtastic cafe”: key {PRINT}, one channel."
    )
    assert "can read what is written to this radio" in out
    assert err == "steadymesh: Reading what the radio has …\n"
    path = tmp_path / "echo.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert identity_of(json.loads(path.read_text()), "x").private_key.raw == PRIVATE
    assert bot.asked == ["link.status", "identity.backup", "identity.wait"]


def test_json_tells_of_it_without_a_secret(bot, ended):
    code, out, _ = ended("backup", "echo.json", "--json")
    told = json.loads(out)
    assert code == 0
    assert (told["node"], told["fingerprint"], told["public_key"]) == ("!0badcafe", PRINT, public_of(PRIVATE).base64)
    assert told["channels"] == [{"index": 0, "role": "PRIMARY", "name": ""}]
    assert "private" not in out
    assert "settings" not in out


def test_a_file_that_is_there_is_not_touched_and_the_radio_not_asked(bot, ended, tmp_path):
    (tmp_path / "echo.json").write_text("precious")
    code, out, err = ended("backup", "echo.json")
    assert (code, out) == (2, "")
    assert err == "steadymesh: echo.json is there already; it was not touched. Name another file, or add --replace.\n"
    assert bot.asked == []
    assert (tmp_path / "echo.json").read_text() == "precious"
    assert ended("backup", "echo.json", "--replace")[0] == 0
    assert (tmp_path / "echo.json").read_text().startswith("{")


def test_a_link_a_missing_directory_and_a_state_directory_are_one_line_each(bot, ended, tmp_path):
    (tmp_path / "link").symlink_to("nowhere")
    for name in ("link", "no/echo.json", "."):
        code, out, err = ended("backup", name, "--replace")
        assert (code, out, err.count("\n")) == (2, "", 1)
    assert bot.asked == []


def test_what_the_radio_refuses_is_one_line_and_leaves_no_file(bot, ended, tmp_path):
    bot.radio.is_managed = True
    code, out, err = ended("backup", "echo.json")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "managed" in err
    assert not (tmp_path / "echo.json").exists()


def test_it_is_told_in_the_persons_language(bot, ended):
    _, out, err = ended("backup", "echo.json", "--language", "fr")
    assert "contient l'identité de !0badcafe" in out
    assert "Lecture de ce que le nœud contient" in err


def test_a_bot_that_serves_another_radio_is_not_asked_for_this_ones_keys(bot, ended):
    code, _, err = ended("backup", "echo.json", "--set", "link.node=tcp://192.0.2.7")
    assert code == 2
    assert "serves tcp://192.0.2.1:4403, not" in err
    assert bot.asked == ["link.status"]
    assert ended("backup", "echo.json", "--set", "link.node=tcp://192.0.2.1")[0] == 0


def test_an_answer_that_is_none_is_told(monkeypatch, ended, kept):
    monkeypatch.setattr(cli, "ask", lambda *_: {"state": "done", "result": None})
    for words in (("backup", "echo.json"), ("restore", kept, "--yes")):
        code, _, err = ended(*words)
        assert (code, "can't be read" in err) == (2, True)


# --- restore --------------------------------------------------------------------------------


def test_without_yes_it_says_what_it_would_write_where_and_writes_nothing(reflashed, ended, kept):
    code, out, _ = ended("restore", kept)
    assert code == 2
    assert reflashed.radio.writes == 0
    lines = out.splitlines()
    assert lines[0].startswith(
        "kept.json holds the identity of !0badcafe “Écho du Lac”, saved 2026-03-01 12:00:00: key"
    )
    assert lines[1] == (
        "This would be written to the radio !0badcafe “Meshtastic cafe” (HELTEC_V3, firmware 2.7.26.54e0d8d):"
    )
    assert lines[2:6] == [
        "  Channel 0: “–” (primary) in place of “–” (primary)",
        "  Channel 1: “admin” (secondary) in place of “–” (off)",
        f"  Key pair: {PRINT} in place of {public_of(OTHER_PRIVATE).fingerprint}; admin keys: {an_identity().admin_keys[0].fingerprint}",
        "  Names: “Écho du Lac” (éc) in place of “Meshtastic cafe” (cafe)",
    ]
    assert "is gone afterwards" in lines[6]
    assert lines[-1].startswith("Nothing was written. With --yes it is")


def test_a_plan_as_json(reflashed, ended, kept):
    code, out, _ = ended("restore", kept, "--json")
    told = json.loads(out)
    assert (code, told["outcome"], told["file"]["node"]) == (2, "planned", "!0badcafe")
    assert [step["step"] for step in told["steps"]] == ["channel", "channel", "key-and-admins", "owner"]
    assert reflashed.radio.writes == 0


def test_with_yes_it_is_written_and_compared(reflashed, ended, kept):
    code, out, _ = ended("restore", kept, "--yes")
    assert code == 0
    assert f"✅ The radio !0badcafe has this identity now (key {PRINT}):" in out
    assert out.count("  ✅ ") == 4
    assert reflashed.radio.security.private_key == PRIVATE
    code, out, err = ended("restore", kept, "--yes")
    assert (code, out) == (2, "")
    assert "has this identity already" in err


def test_a_report_as_json(reflashed, ended, kept):
    code, out, _ = ended("restore", kept, "--yes", "--json")
    told = json.loads(out)
    assert (code, told["outcome"], told["after"]) == (0, "restored", "!0badcafe")
    assert {step["came"] for step in told["steps"]} == {"same"}


def test_a_failing_step_says_which_were_done(reflashed, ended, kept):
    reflashed.radio.fails["set_config"] = ErrandEnd(taken=True, error=32)
    code, out, _ = ended("restore", kept, "--yes")
    assert code == 2
    assert "❌ Nothing was saved (BAD_REQUEST). The radio !0badcafe restarts, and has what it had before." in out
    steps = [line for line in out.splitlines() if line.startswith("  ")]
    assert [step.rsplit(": ", 1)[1] for step in steps] == ["taken", "taken", "not taken", "not begun"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda radio: radio.fails.update(set_owner=ErrandEnd(taken=False), reboot_seconds=ErrandEnd(taken=False)), "by hand"),
        (lambda radio: setattr(radio, "comes_back", False), "could not be read back (not-back)"),
        (lambda radio: radio.hooks.update(down=lambda: radio.owner.ParseFromString(b"")), "does not have all of it"),
    ],
)  # fmt: skip
def test_every_other_end_has_its_sentence_and_exit_code(reflashed, ended, kept, change, says):
    change(reflashed.radio)
    code, out, _ = ended("restore", kept, "--yes")
    assert (code, says in out) == (2, True)
    assert "identity-" not in out  # an id without a sentence
    assert "is gone afterwards" not in out


def test_every_note_has_its_sentence(reflashed, ended, kept):
    reflashed.radio.firmware, reflashed.radio.region, reflashed.radio.hw_model = "2.8.0.abc", "UNSET", "TBEAM"
    for language in ("en", "fr"):
        _, out, _ = ended("restore", kept, "--language", language)
        assert "identity-" not in out
        assert len(out.splitlines()) == 2 + 4 + 6 + 1


def test_a_file_that_others_may_read_is_used_with_a_warning(reflashed, ended, kept):
    Path(kept).chmod(0o644)
    code, _, err = ended("restore", kept)
    assert code == 2
    assert "⚠️ Others may read kept.json" in err


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is not an identity"), (b'{"195939070": {"publicKey": null}}', "is not an identity"),
        (format_identity(an_identity()).encode()[:500], "is damaged"),
        (format_identity(an_identity()).replace("lac", "sea").replace("Lac", "Sea").encode(), "is damaged"),
        (json.dumps(document_of(an_identity()) | {"version": 2}).encode(), "version 2"),
        (b"# start of Meshtastic configure yaml\n", "--export-config"),
    ],
)  # fmt: skip
def test_a_file_that_can_not_be_used_is_one_line_and_the_radio_is_not_asked(reflashed, ended, data, says):
    Path("bad.json").write_bytes(data)
    for yes in ((), ("--yes",)):
        code, out, err = ended("restore", "bad.json", *yes)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert says in err
    assert reflashed.asked == []


def test_an_identity_that_no_radio_could_take_is_refused_by_its_name(reflashed, ended, tmp_path):
    (tmp_path / "long.json").write_text(format_identity(an_identity(long_name="x" * 40)))
    code, _, err = ended("restore", "long.json", "--yes")
    assert (code, "long.json is damaged" in err, reflashed.asked) == (2, True, [])


def test_a_file_that_is_not_there_is_one_line(reflashed, ended):
    code, _, err = ended("restore", "none.json", "--yes")
    assert (code, err.count("\n"), "can't be read" in err) == (2, 1, True)


# --- without a bot --------------------------------------------------------------------------


@pytest.fixture
def nobody(monkeypatch):
    def ask(*_args, **_kwargs):
        raise NotRunningError("none")

    monkeypatch.setattr(cli, "ask", ask)


def test_without_a_bot_and_a_radio_there_is_nothing_to_ask(nobody, ended, kept):
    for words in (("backup", "echo.json"), ("restore", kept, "--yes")):
        code, out, err = ended(*words)
        assert (code, out) == (2, "")
        assert "no radio is named" in err


def test_a_state_directory_that_a_mute_process_holds_is_left_alone(nobody, ended, tmp_path):
    import fcntl

    (tmp_path / "state").mkdir()
    with (tmp_path / "state" / "steadymesh.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        code, _, err = ended("backup", "echo.json", "--state-dir", "state", "--set", "link.node=tcp://192.0.2.1")
    assert code == 2
    assert "does not answer" in err


def test_a_file_is_needed(ended):
    for words in (("backup",), ("restore",)):
        code, _, err = ended(*words)
        assert (code, "FILE needs a value" in err) == (2, True)


@contextmanager
def a_simulated_radio(folder: Path):
    """Run `steadymesh sim` in a process of its own; give its address."""
    command = [sys.executable, "-m", "steadymesh", "sim", "--listen", "127.0.0.1:0", "--log-format", "json"]
    env = {"HOME": str(folder), "PATH": os.environ["PATH"]}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env, cwd=folder) as process:
        assert process.stderr is not None
        try:
            for line in process.stderr:
                if match := re.search(r'"sim-listening".*"port":(\d+)', line):
                    yield f"tcp://127.0.0.1:{match[1]}"
                    break
        finally:
            process.terminate()


@pytest.mark.real
def test_the_day_after_a_reflash_without_a_bot(tmp_path):
    """All of it on a real socket, with the log at its loudest: no secret in anything that was printed."""

    def ended(*words: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "steadymesh", "identity", *words],
            check=False, capture_output=True, text=True, timeout=120, cwd=tmp_path,
            env={"HOME": str(tmp_path), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"},
        )  # fmt: skip
        assert secrets_in(done.stdout + done.stderr) == []
        return done

    (tmp_path / "kept.json").write_text(format_identity(an_identity()))
    (tmp_path / "kept.json").chmod(0o600)
    with a_simulated_radio(tmp_path) as address:
        options = ("--set", f"link.node={address}", "--log-level", "debug", "--state-dir", str(tmp_path / "state"))
        plan = ended("restore", "kept.json", *options)
        assert plan.returncode == 2, plan.stderr
        assert "Nothing was written." in plan.stdout
        done = ended("restore", "kept.json", "--yes", *options)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "identity-restored" in done.stderr
        back = ended("backup", "again.json", "--json", *options)
        assert back.returncode == 0, back.stderr
    again = identity_of(json.loads((tmp_path / "again.json").read_text()), "x")
    assert (again.private_key, again.channels) == (an_identity().private_key, an_identity().channels)
    assert not (tmp_path / "state").exists()
