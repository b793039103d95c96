import json
import socket

import pytest

from steadymesh.control.protocol import (
    decode_answer,
    decode_request,
    encode_error,
    encode_request,
    encode_result,
    remove_socket,
    socket_address,
)
from steadymesh.errors import ControlError, ControlStateError, StoreError, UsageError


def test_a_request_comes_back_as_it_was_sent():
    request = decode_request(encode_request("link.release", {"seconds": 600}))
    assert (request.op, request.args) == ("link.release", {"seconds": 600})


def test_a_request_without_arguments_has_none():
    assert decode_request(b'{"op": "status"}').args == {}


@pytest.mark.parametrize(
    "line", [b"", b"hello\n", b"[]", b"{}", b'{"op": 1}', b'{"op": "x", "args": []}', b"\xff\xfe", b"[" * 100_000]
)
def test_what_is_no_request_is_refused(line):
    with pytest.raises(ControlError, match="no request"):
        decode_request(line)


def test_a_result_comes_back():
    assert decode_answer(encode_result({"nodes": ["é", 1, None]})) == {"nodes": ["é", 1, None]}


def test_a_refusal_keeps_its_remedy():
    with pytest.raises(ControlError) as caught:
        decode_answer(encode_error(UsageError("No.", remedy="Ask nicely.")))
    assert (caught.value.what, caught.value.remedy) == ("No.", "Ask nicely.")
    assert json.loads(encode_error(UsageError("No."))) == {"ok": False, "error": "No."}


def test_a_refusal_of_the_disk_is_the_state_directorys_exit_code():
    with pytest.raises(ControlStateError, match="Full") as caught:
        decode_answer(encode_error(StoreError("Full.", sentence="x", fields={"a": 1})))
    assert (caught.value.exit_code, caught.value.told.sentence) == (3, "x")
    with pytest.raises(ControlError) as refused:
        decode_answer(encode_error(UsageError("No.")))
    assert refused.value.exit_code == 2


@pytest.mark.parametrize("line", [b"", b"null", b'{"ok": true}', b'{"ok": false}', b'{"ok": 1, "result": 2}'])
def test_what_is_no_answer_is_told(line):
    with pytest.raises(ControlError, match="can't be read"):
        decode_answer(line)


@pytest.mark.parametrize("result", [{1, 2}, float("nan")])
def test_a_result_that_json_cannot_say_is_an_error_of_ours(result):
    with pytest.raises((TypeError, ValueError)):
        encode_result(result)


def test_a_lone_surrogate_in_a_name_does_not_break_the_answer():
    assert decode_answer(encode_result("\ud800")) == "?"


def test_an_address_fits_however_deep_the_directory_is(tmp_path):
    deep = tmp_path / ("d" * 100) / ("e" * 100)
    deep.mkdir(parents=True)
    with socket_address(deep / "control.sock") as address, socket.socket(socket.AF_UNIX) as listener:
        assert len(address) < 108
        listener.bind(address)
    assert (deep / "control.sock").is_socket()
    remove_socket(deep / "control.sock")
    assert not (deep / "control.sock").exists()


def test_only_a_socket_is_removed(tmp_path):
    (tmp_path / "file").write_text("kept")
    remove_socket(tmp_path / "file")
    remove_socket(tmp_path / "nothing")
    assert (tmp_path / "file").exists()
