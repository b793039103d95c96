"""Tokens: shown once, kept as hashes, in a file that only its owner can read."""

import fcntl
import json
import os
import stat
import threading

import pytest

from steadymesh.errors import StateError, UsageError
from steadymesh.web import tokens as tokens_module
from steadymesh.web.tokens import FILE_NAME, LOCK_NAME, MOST_TOKENS, PREFIX, Scope, TokenFile
from webkit import START


def test_a_token_is_found_by_its_secret_and_by_nothing_else(tmp_path):
    tokens = TokenFile(tmp_path)
    secret = tokens.add("grafana", [Scope.READ], at=START)
    assert secret.startswith(PREFIX)
    assert len(secret) >= 45
    assert tokens.find(secret).name == "grafana"
    for wrong in ("", secret[:-1], secret + "x", secret.lower(), "\ud800", "é"):
        assert tokens.find(wrong) is None


def test_the_secret_stands_nowhere_and_the_file_is_its_owners_alone(tmp_path):
    old = os.umask(0)
    try:
        secret = TokenFile(tmp_path).add("x", [Scope.READ, Scope.SEND], at=START)
    finally:
        os.umask(old)
    file = tmp_path / FILE_NAME
    assert secret not in file.read_text()
    assert secret.removeprefix(PREFIX) not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == [FILE_NAME, LOCK_NAME]
    assert stat.S_IMODE((tmp_path / LOCK_NAME).stat().st_mode) == 0o600
    assert secret not in repr(TokenFile(tmp_path).tokens())
    assert json.loads(file.read_text())["tokens"][0]["sha256"] not in repr(TokenFile(tmp_path).tokens())


def test_another_process_changes_are_seen_at_the_next_look(tmp_path):
    here, there = TokenFile(tmp_path), TokenFile(tmp_path)
    assert here.tokens() == ()
    secret = there.add("x", [Scope.READ], at=START)
    assert here.find(secret) is not None
    there.revoke("x")
    assert here.find(secret) is None
    (tmp_path / FILE_NAME).unlink()
    assert here.tokens() == ()


@pytest.mark.parametrize("name", ["", " ", "a b", "-x", "é", "x" * 41, "../x", "a\n", "<b>"])
def test_what_can_be_no_name_is_refused(tmp_path, name):
    with pytest.raises(UsageError):
        TokenFile(tmp_path).add(name, [Scope.READ], at=START)
    assert list(tmp_path.iterdir()) == []


def test_names_are_taken_once_and_tokens_are_not_without_number(tmp_path):
    tokens = TokenFile(tmp_path)
    tokens.add("x", [Scope.READ], at=START)
    with pytest.raises(UsageError, match="already"):
        tokens.add("x", [Scope.READ], at=START)
    with pytest.raises(UsageError, match="scope"):
        tokens.add("y", [], at=START)
    with pytest.raises(UsageError, match="no token"):
        tokens.revoke("nobody")
    for number in range(MOST_TOKENS - 1):
        tokens.add(f"t{number}", [Scope.READ], at=START)
    with pytest.raises(UsageError, match="already"):
        tokens.add("one-more", [Scope.READ], at=START)


def test_a_state_directory_that_is_not_there_yet_is_made_for_its_owner_alone(tmp_path):
    TokenFile(tmp_path / "a" / "state").add("x", [Scope.READ], at=START)
    assert stat.S_IMODE((tmp_path / "a" / "state").stat().st_mode) == 0o700


@pytest.mark.parametrize("kind", [fcntl.LOCK_SH, fcntl.LOCK_EX], ids=["as-always", "as-on-a-full-disk"])
def test_tokens_come_and_go_while_the_bot_holds_its_directory(tmp_path, kind):
    bot = os.open(tmp_path, os.O_RDONLY)
    try:
        fcntl.flock(bot, kind)
        TokenFile(tmp_path).add("x", [Scope.READ], at=START)
        TokenFile(tmp_path).revoke("x")
    finally:
        os.close(bot)
    assert TokenFile(tmp_path).tokens() == ()


def test_somebody_who_hangs_with_the_list_is_not_waited_for_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(tokens_module, "PATIENCE_S", 0.1)
    hanging = os.open(tmp_path / LOCK_NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(hanging, fcntl.LOCK_EX)
        with pytest.raises(StateError, match="another command is at work"):
            TokenFile(tmp_path).add("x", [Scope.READ], at=START)
    finally:
        os.close(hanging)
    assert TokenFile(tmp_path).tokens() == ()


def test_two_that_make_tokens_at_once_lose_none(tmp_path):
    def make(first: int) -> None:
        for number in range(first, first + 10):
            TokenFile(tmp_path).add(f"t{number}", [Scope.READ], at=START)

    threads = [threading.Thread(target=make, args=(first,)) for first in (0, 10, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(TokenFile(tmp_path).tokens()) == 30


@pytest.mark.parametrize(
    "said",
    [b"", b"{", b"[]", b"{}", b'{"tokens": 1}', b'{"tokens": [1]}', b'{"tokens": [{"name": "x"}]}', b"\xff", b"[" * 90_000,
     b'{"tokens": [{"name": "x", "sha256": "0", "scopes": ["read"]}]}',
     b'{"tokens": [{"name": "x", "sha256": "' + b"0" * 64 + b'", "scopes": ["root"]}]}',
     b'{"tokens": [], "x": "' + b" " * 200_000 + b'"}'],
)  # fmt: skip
def test_a_damaged_file_opens_nothing_and_is_not_overwritten(tmp_path, said):
    file = tmp_path / FILE_NAME
    file.write_bytes(said)
    file.chmod(0o600)
    tokens = TokenFile(tmp_path)
    for _ in range(2):
        with pytest.raises(StateError, match=FILE_NAME):
            tokens.find("x")
    with pytest.raises(StateError):
        tokens.add("x", [Scope.READ], at=START)
    assert file.read_bytes() == said


@pytest.mark.parametrize("kind", ["open", "link", "pipe", "folder"])
def test_a_file_that_others_can_read_or_that_is_none_opens_nothing(tmp_path, kind):
    file = tmp_path / FILE_NAME
    if kind == "open":
        TokenFile(tmp_path).add("x", [Scope.READ], at=START)
        file.chmod(0o640)
    elif kind == "link":
        file.symlink_to("/etc/passwd")
    elif kind == "pipe":
        os.mkfifo(file, 0o600)
    else:
        file.mkdir()
    with pytest.raises(StateError):
        TokenFile(tmp_path).tokens()
