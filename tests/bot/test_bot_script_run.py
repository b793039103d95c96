"""Scripts that mean well, and those that can't be run."""

import errno
import os
import sys

import pytest

from scriptkit import PYTHON, children, descriptors, program, run, sh
from steadymesh import words
from steadymesh.bot.scripts import failures
from steadymesh.bot.scripts.answer import ScriptReply
from steadymesh.errors import ScriptError, ScriptLateError

pytestmark = pytest.mark.real


@pytest.fixture(autouse=True)
async def nothing_is_left():
    before = descriptors(), children()
    yield
    assert (descriptors(), children()) == before


async def failing(*argv: str, **more) -> ScriptError:
    """Return the error that a script ends with, the sentence of which is there in both languages."""
    with pytest.raises(ScriptError) as caught:
        await run(*argv, **more)
    error = caught.value
    assert words.tell(error.told, "en") == str(error)
    assert words.has(error.told.sentence, "fr")
    assert words.tell(error.told, "fr") != str(error)
    return error


# --- answers --------------------------------------------------------------------------------


async def test_what_a_script_prints_is_its_answer(tmp_path):
    assert await run(sh(tmp_path, "echo 12 degrees")) == ScriptReply(text="12 degrees")


async def test_a_script_that_prints_nothing_says_nothing():
    assert await run("true") == ScriptReply(text="")


async def test_a_script_refuses_by_json(tmp_path):
    script = sh(tmp_path, """echo '{"text": "Only for members.", "refused": true}'""")
    assert await run(script) == ScriptReply(text="Only for members.", refusal=True)


async def test_json_that_is_wrong_is_an_error_with_what_it_wrote_beside(tmp_path):
    error = await failing(sh(tmp_path, """echo warning: old >&2; echo '{"txt": "a"}'"""))
    assert 'the key "txt"' in str(error)
    assert error.stderr == "warning: old"


async def test_a_script_reads_its_question_to_the_end():
    question = {"text": "où ça ?", "hops": 3, "long": "é" * 100_000}
    code = "import json,sys; q=json.load(sys.stdin.buffer); print(q['text'], q['hops'], len(q['long']), flush=True)"
    env = {"PYTHONIOENCODING": "utf-8"}
    assert await run(*(a for a in PYTHON if a != "-I"), code, question=question, env=env) == ScriptReply(
        text="où ça ? 3 100000"
    )


async def test_a_script_that_never_reads_a_long_question_answers_all_the_same(tmp_path):
    assert (await run(sh(tmp_path, "echo yes"), question={"long": "x" * 1_000_000})).text == "yes"


async def test_a_script_that_closes_its_input_and_goes_on_answers_all_the_same(tmp_path):
    script = sh(tmp_path, "exec <&-; sleep 0.1; echo yes")
    assert (await run(script, question={"long": "x" * 1_000_000})).text == "yes"


async def test_arguments_come_as_they_are_and_no_shell_reads_them():
    code = "import sys; print(sys.argv[1:])"
    assert (await run(*PYTHON, code, "$HOME; echo x", "a b", "*", "")).text == "['$HOME; echo x', 'a b', '*', '']"


async def test_a_script_sees_what_is_given_and_no_secret_of_ours(monkeypatch):
    monkeypatch.setenv("STEADYMESH_TOKEN", "secret")
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    text = (await run("env", env={"CITY": "Lyon"})).text
    names = {line.partition("=")[0] for line in text.splitlines()}
    assert "CITY=Lyon" in text
    assert names <= {"CITY", "PATH", "HOME", "LANG", "TZ"}


async def test_a_script_runs_in_its_folder_and_is_found_from_there(tmp_path):
    sh(tmp_path, "pwd")
    assert (await run("./script.sh", cwd=tmp_path)).text == str(tmp_path.resolve())


async def test_a_name_is_looked_for_in_the_path_that_is_given(tmp_path):
    sh(tmp_path, "echo found", "our-weather")
    assert (await run("our-weather", env={"PATH": f"{tmp_path}:/bin:/usr/bin"})).text == "found"
    assert "There is no script our-weather." in str(await failing("our-weather"))


async def test_a_script_leads_a_session_of_its_own_and_has_none_of_our_descriptors():
    ours = os.open(os.devnull, os.O_RDONLY)
    os.set_inheritable(ours, True)
    code = "import os; print(os.getsid(0) == os.getpid(), len(os.listdir('/proc/self/fd')) - 1)"
    try:
        assert (await run(*PYTHON, code)).text == "True 3"
    finally:
        os.close(ours)


async def test_a_broken_pipe_ends_a_script_as_it_does_in_a_shell(tmp_path):
    """Python ignores SIGPIPE; a script must not inherit that."""
    assert (await run(sh(tmp_path, "yes | head -n 1"))).text == "y"


async def test_exactly_as_much_as_it_may_is_an_answer():
    code = "print('x' * 65536, end='')"
    assert (await run(*PYTHON, code)).text == "x" * 65_536


async def test_thirty_scripts_one_after_the_other_leave_nothing(tmp_path):
    script = sh(tmp_path, "cat")
    for number in range(30):
        assert await run(script, question={"text": str(number)}) == ScriptReply(text=str(number))


# --- no answer ------------------------------------------------------------------------------


async def test_a_script_that_is_not_there(tmp_path):
    for script in (f"{tmp_path}/nowhere.sh", f"{program(tmp_path, 'x', 'file')}/below", "no-such-program-anywhere"):
        error = await failing(script)
        assert str(error) == f"There is no script {script}. Check its path."


async def test_no_words_at_all_name_no_script():
    with pytest.raises(ScriptError, match="There is no script"):
        await run()


async def test_a_script_that_is_not_executable(tmp_path):
    for script in (program(tmp_path, "#!/bin/sh\n", mode=0o644), str(tmp_path)):
        assert str(await failing(script)) == (
            f"The script {script} may not be run. Is it a file, and marked as executable (chmod +x)?"
        )


async def test_a_script_whose_first_line_names_nothing_that_runs(tmp_path):
    for text in ("#!/no/such/interpreter\n", "echo no first line\n"):
        error = await failing(program(tmp_path, text))
        assert "finds no program to run the script" in str(error)
    program(tmp_path, "#!/no/such/interpreter\n", "named")
    error = await failing("named", env={"PATH": str(tmp_path)})
    assert "finds no program to run the script named with." in str(error)


async def test_a_folder_that_is_not_there_is_not_blamed_on_the_script(tmp_path):
    script = sh(tmp_path, "echo x")
    for folder in (tmp_path / "nowhere", tmp_path / "script.sh"):
        error = await failing(script, cwd=folder)
        assert str(error).startswith(f"The folder {folder} in which the script {script} runs is missing")


async def test_what_no_program_can_be_given_is_an_error_not_a_defect(tmp_path):
    script = sh(tmp_path, "echo x")
    assert "does not start" in str(await failing(script, "a\0b"))
    assert "does not start" in str(await failing(script, "x\ud800"))
    assert "does not start" in str(await failing(script, "x" * 5_000_000))
    assert "does not start" in str(await failing(script, env={"A=B": "x"}))


async def test_a_machine_that_is_full_is_told_of(tmp_path):
    error = failures.not_started("s", OSError(errno.EAGAIN, os.strerror(errno.EAGAIN)), tmp_path, {})
    assert str(error).startswith("The system does not start the script s: Resource temporarily unavailable.")


async def test_an_exit_code_is_told_and_the_first_line_of_its_errors_is_for_the_log_only(tmp_path):
    script = sh(tmp_path, r"printf '\n  no \033[31mkey\n second' >&2; echo half an answer; exit 3")
    error = await failing(script)
    assert (
        str(error)
        == f"The script {script} ended with exit code 3. Run it by hand, with a question on its standard input."
    )
    assert error.stderr == "no �[31mkey"


async def test_of_a_traceback_the_last_line_is_kept():
    error = await failing(*PYTHON, "raise LookupError('no such city')")
    assert error.stderr == "LookupError: no such city"


@pytest.mark.parametrize("before", ["'a warning'", "'x' * 100_000"])
async def test_a_traceback_behind_something_else_is_seen_all_the_same(before):
    error = await failing(*PYTHON, f"import sys; print({before}, file=sys.stderr); raise LookupError('no such city')")
    assert error.stderr == "LookupError: no such city"


async def test_a_long_line_of_errors_is_cut(tmp_path):
    error = await failing(*PYTHON, r"import sys; sys.stderr.buffer.write(b'\xff' * 100000); sys.exit(1)")
    assert error.stderr == "�" * 199 + "…"


async def test_a_script_that_dies_of_a_signal(tmp_path):
    error = await failing(sh(tmp_path, "kill -SEGV $$"))
    assert "was ended by the signal SIGSEGV." in str(error)
    assert error.stderr == ""
    assert "signal 40" in str(await failing(*PYTHON, "import os; os.kill(os.getpid(), 40)"))


async def test_a_name_that_is_hostile_is_cleaned_in_every_sentence(tmp_path):
    error = await failing(f"{tmp_path}/\x1b[2J")
    assert str(error) == f"There is no script {tmp_path}/�[2J. Check its path."


async def test_too_little_time_is_an_error_of_its_own_kind(tmp_path):
    error = await failing(sh(tmp_path, "echo looking for it >&2; exec sleep 60"), timeout_s=0.3)
    assert isinstance(error, ScriptLateError)
    assert "took longer than 0.3 s and was ended." in str(error)
    assert error.stderr == "looking for it"


async def test_too_much_is_told_in_kib(tmp_path):
    error = await failing(sh(tmp_path, "echo flooding >&2; yes"))
    assert "wrote more than 64 KiB and was ended." in str(error)
    assert error.stderr == "flooding"
    error = await failing(sys.executable, "-c", "print('x' * 101)", limit_bytes=100)
    assert "wrote more than 0.1 KiB" in str(error)
