import json

import pytest

from steadymesh import words
from steadymesh.bot.scripts.answer import ScriptReply, read_answer
from steadymesh.bot.scripts.question import environment, written
from steadymesh.errors import ScriptError

# --- what it says ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("output", "text"),
    [
        (b"12 degrees\n", "12 degrees"),
        (b"", ""),
        (b" \r\n\t\n", ""),
        (b"two\nlines\n", "two\nlines"),
        (b"caf\xe9 \xff", "caf� �"),
        ("\ufeffété".encode(), "été"),
        (b"\x1b[31mred", "\x1b[31mred"),
        (b'["text"]', '["text"]'),
        (b'"text"', '"text"'),
    ],
)
def test_any_output_is_the_text(output, text):
    assert read_answer("s", output) == ScriptReply(text=text, refusal=False)


@pytest.mark.parametrize(
    ("output", "reply"),
    [
        (b'{"text": "hi"}', ScriptReply(text="hi")),
        (b'{"text": "hi", "refused": false}', ScriptReply(text="hi")),
        (b'{"text": "No.", "refused": true}\n', ScriptReply(text="No.", refusal=True)),
        (b'\n {"text": ""}', ScriptReply(text="")),
        (b'\xef\xbb\xbf{"text": " a\\nb "}', ScriptReply(text="a\nb")),
        (b'{"text": "\\ud83c\\udfd3 \\ud83c"}', ScriptReply(text="🏓 �")),
        (b'{"text": "\xff"}', ScriptReply(text="�")),
    ],
)
def test_a_json_object_says_whether_it_refuses(output, reply):
    assert read_answer("s", output) == reply


@pytest.mark.parametrize(
    "output",
    [
        b"{curly} words",
        b'{"text": "hi"',
        b'{"text": "hi"} and more',
        b'{"text": "hi"}\n{"text": "again"}',
        b"{" * 60_000,
        b'{"text":' + b"[" * 60_000,
        b'{"text": ' + b"9" * 10_000 + b"}",
    ],
)
def test_a_brace_that_opens_no_json_is_text(output):
    assert read_answer("s", output) == ScriptReply(text=output.decode())


@pytest.mark.parametrize(
    ("output", "says"),
    [
        (b"{}", '"text" is missing'),
        (b'{"refused": true}', '"text" is missing'),
        (b'{"text": 7}', '"text" is missing or is no text'),
        (b'{"text": null}', '"text"'),
        (b'{"text": "a", "refused": 1}', '"refused" is neither true nor false'),
        (b'{"text": "a", "refused": null}', '"refused"'),
        (b'{"text": "a", "refuse": true}', 'the key "refuse"'),
        (b'{"text": "a", "\\u001b[2J": true}', 'the key "�[2J"'),
    ],
)
def test_json_that_is_wrong_names_the_key(output, says):
    with pytest.raises(ScriptError) as caught:
        read_answer("s", output)
    assert says in str(caught.value)
    assert words.tell(caught.value.told, "en") == str(caught.value)
    assert words.has(caught.value.told.sentence, "fr")


# --- what it is given -----------------------------------------------------------------------


def test_the_question_is_one_line_of_json_in_utf_8():
    question = {"text": "où\n“là”", "hops": 2, "snr_db": -6.25, "name": None, "words": ["a", True]}
    line = written(question)
    assert line.endswith(b"}\n")
    assert line.count(b"\n") == 1
    assert "où".encode() in line
    assert json.loads(line) == question


def test_what_json_has_no_word_for_is_replaced():
    nan = float("nan")
    assert written({"a": nan, "b": [nan, {"c": float("-inf")}], "d": "x\ud800"}) == (
        b'{"a": null, "b": [null, {"c": null}], "d": "x?"}\n'
    )


def test_of_our_environment_a_script_gets_four_names(monkeypatch):
    for name in ("LANG", "TZ"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", "/bin")
    monkeypatch.setenv("HOME", "/home/us")
    monkeypatch.setenv("STEADYMESH_MQTT_PASSWORD", "secret")
    assert environment({}) == {"PATH": "/bin", "HOME": "/home/us"}
    monkeypatch.setenv("TZ", "Europe/Berlin")
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert environment({"TOKEN": "t", "HOME": "/given"}) == {
        "PATH": "/bin", "HOME": "/given", "TZ": "Europe/Berlin", "LANG": "fr_FR.UTF-8", "TOKEN": "t",
    }  # fmt: skip
