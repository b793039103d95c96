"""`steadymesh web token`: made and shown once, listed without the secret, taken back."""

import json

import pytest

from steadymesh.cli.main import run
from steadymesh.web.tokens import FILE_NAME, Scope, TokenFile


def test_a_token_is_shown_once_and_good_for_what_was_asked(state, capsys):
    assert run(["web", "token", "new", "home", "--scope", "read", "--scope", "send"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert "home" in said[0]
    assert "read, send" in said[0]
    assert TokenFile(state).find(said[1]).scopes == {Scope.READ, Scope.SEND}
    assert run(["web", "token", "list"]) == 0
    listed = capsys.readouterr().out
    assert "home" in listed
    assert said[1] not in listed
    assert (state / FILE_NAME).stat().st_mode & 0o077 == 0


def test_a_token_looks_only_unless_somebody_says_more(state, capsys):
    assert run(["web", "token", "new", "x", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["scopes"] == ["read"]
    assert TokenFile(state).find(made["token"]).scopes == {Scope.READ}
    assert run(["web", "token", "list", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row.keys() == {"name", "scopes", "created"}


def test_a_token_that_is_taken_back_is_good_for_nothing(state, capsys):
    run(["web", "token", "new", "x"])
    secret = capsys.readouterr().out.splitlines()[1]
    assert run(["web", "token", "revoke", "x"]) == 0
    assert TokenFile(state).find(secret) is None
    assert run(["web", "token", "list"]) == 0
    assert "There are no tokens" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["new", "a b"], "name"),
        (["new", "x", "--scope", "root"], "root"),
        (["revoke", "nobody"], "no token"),
        (["new"], ""),
    ],
)
def test_what_can_not_be_is_one_sentence_and_exit_code_2(state, capfd, words, said):
    assert run(["web", "token", *words]) == 2
    err = capfd.readouterr().err
    assert said in err
    assert "Traceback" not in err
    assert not (state / FILE_NAME).exists()


def test_a_file_that_others_can_read_is_told_of_with_exit_code_3(state, capfd):
    run(["web", "token", "new", "x"])
    (state / FILE_NAME).chmod(0o644)
    capfd.readouterr()
    assert run(["web", "token", "list", "--language", "fr"]) == 3
    assert "aucun jeton ne vaut" in capfd.readouterr().err
