"""schemathesis plays the schema against a bot that really runs: nothing that it says is a 500, or answered otherwise."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode, openapi
from schemathesis.specs.openapi import checks

from steadymesh.web.application import MAX_TARGET
from steadymesh.web.endpoints import ENDPOINTS

pytestmark = pytest.mark.real

EXAMPLES = 10
"""For each address and way of asking; more in a night: STEADYMESH_EXAMPLES=500."""

HELD = [checks.status_code_conformance, checks.content_type_conformance, checks.response_schema_conformance]
REFUSED = [*HELD, checks.negative_data_rejection]


@contextmanager
def running(state):
    """Yield the base URL of a bot on a simulated mesh, and a token that is good for everything."""
    options = ["--state-dir", str(state)]
    made = subprocess.run(
        [sys.executable, "-m", "steadymesh", "web", "token", "new", "fuzz", "--scope", "read", "--scope", "send", "--scope",
         "admin", "--json", *options],
        check=True, capture_output=True, text=True, timeout=30,
    )  # fmt: skip
    with (state.parent / "log").open("w+") as err:
        process = subprocess.Popen(
            [sys.executable, "-m", "steadymesh", "run", "--sim", "--set", "web.listen=127.0.0.1:0", "--log-format", "json", *options],
            stderr=err,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            yield _address(process, state.parent / "log"), json.loads(made.stdout)["token"], state.parent / "log"
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=10)


def _address(process, log) -> str:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        for line in log.read_text().splitlines():
            if '"web-listening"' in line:
                return f"http://{json.loads(line)['address']}"
        assert process.poll() is None, log.read_text()
        time.sleep(0.05)
    raise AssertionError(log.read_text())


def test_nothing_that_the_schema_allows_or_forbids_is_a_500(tmp_path):
    examples = int(os.environ.get("STEADYMESH_EXAMPLES", EXAMPLES))
    with running(tmp_path / "state") as (url, token, log):
        bearer = {"Authorization": f"Bearer {token}"}
        schema = openapi.from_url(f"{url}/api/v1/openapi.json")
        operations = [one.ok() for one in schema.get_all_operations()]
        # The document itself is left out by schemathesis.
        assert {one.path for one in operations} == {one.path for one in ENDPOINTS} - {"/api/v1/openapi.json"}
        for operation in operations:
            if operation.path == "/api/v1/events":
                continue
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                _play(operation, mode, bearer, examples)
        assert "web-request-failed" not in log.read_text()


def _play(operation, mode, bearer, examples) -> None:
    try:
        cases = operation.as_strategy(generation_mode=mode)
    except schemathesis.errors.InvalidSchema:
        return

    @settings(
        max_examples=examples, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(case=cases)
    def played(case) -> None:
        response = case.call(headers=bearer, timeout=10)
        assert response.status_code != 500
        if response.status_code == 414:  # the address was too long to be looked at: schemathesis knows no such refusal
            assert len(response.request.url.split("/", 3)[3]) >= MAX_TARGET
            return
        case.validate_response(response, checks=HELD if mode is GenerationMode.POSITIVE else REFUSED)

    played()
