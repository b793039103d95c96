"""What is refused is told in the language of the person: that of the strongest source that names one."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import steadymesh
from steadymesh import words
from steadymesh.app.operations import LONGEST_RELEASE_S
from steadymesh.cli import run
from steadymesh.cli.language import language_of
from steadymesh.control.protocol import decode_answer, encode_error
from steadymesh.errors import SteadymeshError, Told, UsageError
from steadymesh.ids import PublicKey, parse_node_num
from steadymesh.link.target import parse_target
from steadymesh.sim.faults import CATALOGUE, parse_plan
from steadymesh.sim.recording import load, parse
from steadymesh.store.statedir import StateDir

SOURCE = Path(steadymesh.__file__).parent


@pytest.fixture(autouse=True)
def nowhere(tmp_path, monkeypatch):
    """Run in an empty directory, in English, at nobody's home."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "STATE_DIRECTORY"):
        monkeypatch.delenv(name, raising=False)


# --- which language -------------------------------------------------------------------------


def test_without_anything_it_is_the_locales(monkeypatch):
    assert language_of(["run"]) == "en"
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert language_of(["run"]) == "fr"


def test_each_source_wins_over_the_weaker_ones(monkeypatch):
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    Path("steadymesh.toml").write_text('language = "fr"\n')
    assert language_of([]) == "fr"
    monkeypatch.setenv("STEADYMESH_LANGUAGE", "en")
    assert language_of([]) == "en"
    assert language_of(["run", "--language", "fr"]) == language_of(["--language=FR", "run"]) == "fr"
    assert language_of(["--language=fr", "--set", "language=en"]) == "en"
    assert language_of(["--set=language=en", "--set", "language=fr"]) == "fr"


def test_a_file_of_the_command_line_is_read_for_it():
    Path("mine.toml").write_text('language = "fr"\n[link]\nsettle = 3\n')
    assert language_of(["--config", "mine.toml"]) == language_of(["run", "--config=mine.toml"]) == "fr"


@pytest.mark.parametrize("argv", [["--language", "de"], ["--language"], ["--config", "none.toml"], ["--config"]])
def test_what_names_no_language_of_ours_is_passed_over(argv, monkeypatch):
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert language_of(argv) == "fr"


def test_a_broken_file_is_passed_over():
    Path("steadymesh.toml").write_bytes(b"language = \xff")
    assert language_of([]) == "en"


# --- what is said ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argv", "told"),
    [
        (["ru"], "La commande ru n'existe pas. Vouliez-vous dire run ?"),
        (["run", "--nod", "x"], "L'option --nod n'existe pas. Vouliez-vous dire --node ?"),
        (["xyzzy"], "La commande xyzzy n'existe pas. Voir `steadymesh --help`."),
        (["keys", "import"], "Il manque une valeur à FILE. Voir `steadymesh keys import --help`."),
        (["run", "extra"], "extra : rien de plus ne peut être donné ici. Voir `steadymesh run --help`."),
        (["sim", "--nodes", "x"], "--nodes : la valeur « x » ne convient pas. Voir `steadymesh sim --help`."),
        (["keys", "export", "--jsn"], "L'option --jsn n'existe pas. Voir `steadymesh keys export --help`."),
        (
            ["run"],
            ("Aucune radio n'est indiquée. Écrivez --node tcp://ADRESSE, réglez link.node, ou essayez --sim pour une"
            " radio simulée."),
        ),
        (["run", "--node", "x", "--fault", "duel"], "Les pannes sont pour la radio simulée. Ajoutez --sim."),
        (["run", "--sim", "--node", "x"], "--node et --sim s'excluent. Donnez l'un ou l'autre."),
        (["sim", "--nodes", "0"], "--nodes 0 : un mesh n'a pas cette taille. Donnez un nombre de 1 à 100000."),
        (
            ["sim", "--listen", "here"],
            "--listen « here » n'est pas une adresse. Écrivez 127.0.0.1:4403, [::1]:4403 ou 0.0.0.0:4403.",
        ),
        (["run", "--sim", "--fault", "half-opne"], "La panne « half-opne » n'existe pas. Vouliez-vous dire « half-open » ?"),
        (["faults", "half-opne"], "L'épreuve « half-opne » n'existe pas. Vouliez-vous dire « half-open » ?"),
        (
            ["link", "release", "10"],
            ("link release 10 : un nombre sans unité ne dit pas ce qu'il compte :"
            " écrivez 10s pour des secondes ou 10m pour des minutes."),
        ),
        (
            ["status", "--state-dir", "/nowhere"],
            ("Aucun steadymesh en marche n'utilise le répertoire d'état /nowhere. Lancez-en un avec `steadymesh run`, ou"
            " indiquez un autre répertoire avec --state-dir."),
        ),
        (
            ["run", "--set", "link.setle=1s"],
            "link.setle (--set) n'est pas un réglage ; vouliez-vous dire link.settle ?",
        ),
        (["config", "check", "--set", "log.level=loud"], "log.level = “loud” (--set) : écrivez debug, info, warning ou error."),
        (["--config", "no.toml", "run"], "Le fichier de configuration no.toml n'existe pas. Vérifiez le chemin donné avec --config."),
    ],
)  # fmt: skip
def test_wrong_use_is_told_in_french(capfd, argv, told):
    assert run([*argv, "--language", "fr"]) == 2
    assert capfd.readouterr() == ("", f"steadymesh: {told}\n")


def test_a_state_directory_in_use_is_told_in_french(tmp_path, capfd):
    with StateDir.open(tmp_path / "state"):
        assert run(["run", "--node", "127.0.0.1:1", "--state-dir", str(tmp_path / "state"), "--language", "fr"]) == 3
    assert "est déjà utilisé par un autre steadymesh (processus " in capfd.readouterr().err


def test_the_running_process_is_understood_in_the_askers_language():
    refusal = UsageError("No.", remedy="Ask.", sentence="run-faults-need-sim", fields={"n": 1})
    with pytest.raises(SteadymeshError) as caught:
        decode_answer(encode_error(refusal))
    assert caught.value.told == refusal.told
    nested = UsageError("No.", sentence="usage-missing", fields={"word": "x", "remedy": Told("y")})
    with pytest.raises(SteadymeshError) as caught:
        decode_answer(encode_error(nested))
    assert caught.value.told == Told("No.")
    assert words.tell(UsageError("", sentence="release-out-of-range").told, "fr").endswith("7 jours au plus.")
    assert LONGEST_RELEASE_S == 7 * 86_400


# --- the errors' own English, and the sentences ---------------------------------------------


def wrong_line() -> object:
    return parse('{"what": "x"}\n{"t": 0}\n', name="x.jsonl")


@pytest.mark.parametrize(
    "refused",
    [
        *(lambda text=text: parse_target(text) for text in (
            "", "a b", "ftp://x", "serial:///dev/x", "/dev/ttyUSB0", "tcp://u@h", "tcp://h/p", "tcp://h?q", "tcp://h#f",
            "a:b:c", "tcp://[zz]", "tcp://", "tcp://" + "é" * 300, "tcp://1.2.3", "tcp://-x", "tcp://h:99999",
        )),
        *(lambda text=text: parse_node_num(text) for text in ("x", "0", "z" * 60)),
        lambda: PublicKey(b"x"),
        lambda: PublicKey(bytes(32)),
        lambda: PublicKey.parse("?"),
        *(lambda text=text: parse_plan(text) for text in ("half-opne", "qqqqqqqq", "duel@soon")),
        lambda: parse_plan("keysync-hang", has_bot=False),
        lambda: load(Path("nothing")),
        lambda: load(Path()),
        lambda: parse("", name="x.jsonl"),
        wrong_line,
    ],
)  # fmt: skip
def test_the_english_sentence_is_the_errors_own(refused):
    with pytest.raises(SteadymeshError) as caught:
        refused()
    told = caught.value.told
    assert words.has(told.sentence, "en")
    assert words.tell(told, "en") == told.english
    french = words.tell(told, "fr")
    assert french != told.english
    assert "{" not in french


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_sentence_that_an_error_names_exists(language):
    named = {
        (file.name, str(keyword.value.value))
        for file in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg == "sentence" and isinstance(keyword.value, ast.Constant) and keyword.value.value
    }
    assert len(named) > 40
    assert sorted(one for one in named if not words.has_own(one[1], language)) == []


# --- the faults -----------------------------------------------------------------------------


def test_a_radio_that_stands_alone_refuses_the_bots_own_fault(capfd):
    assert run(["sim", "--listen", "127.0.0.1:0", "--fault", "keysync-hang@0"]) == 2
    assert capfd.readouterr().err == (
        "steadymesh: The fault “keysync-hang” lies in the bot, and there is none here."
        " Write `steadymesh run --sim --fault keysync-hang`.\n"
    )


@pytest.mark.parametrize("command", ["run", "sim"])
def test_the_help_names_every_fault_that_can_be_given(capfd, command):
    assert run([command, "--help"]) == 0
    shown = capfd.readouterr().out.replace(",", " ").replace(".", " ").split()
    assert [name for name, fault in CATALOGUE.items() if name not in shown] == (
        ["keysync-hang"] if command == "sim" else []
    )
