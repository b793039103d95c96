"""The container: what its files promise, and the same start on a root that is read-only. Built only where a daemon is."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
FILE = ROOT / "contrib" / "container" / "Containerfile"
COMPOSE = ROOT / "contrib" / "container" / "compose.yaml"

UNSHARE = shutil.which("unshare")
DOCKER = shutil.which("docker")


def instructions():
    """Each instruction and its words, comments left out and lines joined."""
    text = re.sub(r"(?m)^\s*#.*\n", "", FILE.read_text(encoding="utf-8"))
    lines = re.sub(r"\\\n", " ", text).splitlines()
    return [tuple(line.split(maxsplit=1)) for line in lines if line.strip()]


def words(name):
    return [rest for instruction, rest in instructions() if instruction == name]


def last_stage():
    found = instructions()
    begins = max(index for index, (name, _) in enumerate(found) if name == "FROM")
    return found[begins:]


# --- the file -----------------------------------------------------------------------------------


def test_it_has_two_stages_of_the_same_python_and_the_second_has_no_tools_to_build_with():
    assert [rest.replace(" AS build", "") for rest in words("FROM")] == ["docker.io/library/python:${PYTHON}"] * 2
    assert not [rest for name, rest in last_stage() if name == "RUN"]


def test_everything_that_is_installed_is_pinned_and_hashed():
    installs = [part for rest in words("RUN") for part in rest.split("&&") if "pip install" in part]
    assert len(installs) == 2
    assert "--require-hashes --only-binary :all: -r requirements/run.txt" in installs[0]
    assert "--no-index --no-deps --no-build-isolation ." in installs[1]
    assert not words("ADD")


def test_it_runs_as_a_user_that_is_not_root_and_owns_nothing_but_its_state():
    [user] = [rest for name, rest in last_stage() if name == "USER"]
    assert user == "65532:65532"
    owned = [rest for name, rest in last_stage() if name == "COPY" and "--chown=65532:65532" in rest]
    assert [rest.split()[-1] for rest in owned] == ["/var/lib/steadymesh"]
    assert words("VOLUME") == ["/var/lib/steadymesh"]
    [environment] = words("ENV")
    assert "STEADYMESH_STATE_DIR=/var/lib/steadymesh" in environment
    assert "PYTHONDONTWRITEBYTECODE=1" in environment


def test_it_has_a_health_check_on_readyz_and_ends_by_the_signal_that_we_heed():
    [check] = words("HEALTHCHECK")
    assert "/readyz" in check
    assert "exec steadymesh health" in check
    assert words("STOPSIGNAL") == ["SIGTERM"]
    assert json.loads(words("ENTRYPOINT")[0]) == ["steadymesh"]


def is_ignored(path):
    """The last pattern that matches decides, as Docker and Podman have it."""
    ignored = False
    for line in (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines():
        pattern = line.strip()
        if pattern and not pattern.startswith("#"):
            bare = pattern.removeprefix("!")
            places = [str(place) for place in (Path(path), *Path(path).parents)]
            if any(
                fnmatch(place, bare.removeprefix("**/")) or fnmatch(place, f"*/{bare.removeprefix('**/')}")
                for place in places
            ):
                ignored = not pattern.startswith("!")
    return ignored


def test_what_is_copied_is_there_and_gets_to_the_builder():
    copied = [word for rest in words("COPY") if "--from" not in rest for word in rest.split()[:-1]]
    assert {"src", "pyproject.toml", "requirements/run.txt"} <= set(copied)
    for word in copied:
        assert (ROOT / word).exists(), word
        assert not is_ignored(word), word
    assert not is_ignored("src/steadymesh/cli/main.py")


@pytest.mark.parametrize("path", [".git/config", "steadymesh.toml", "state/steadymesh.db", ".venv/bin/python", "src/steadymesh/__pycache__/x.pyc"])  # fmt: skip
def test_nothing_else_gets_there(path):
    assert is_ignored(path)


def test_docker_reads_the_same_list_as_podman():
    assert (ROOT / ".dockerignore").read_text() == (ROOT / ".containerignore").read_text()


# --- the example for compose --------------------------------------------------------------------


def test_the_service_may_write_to_its_volume_and_to_tmp_only():
    document = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    service = document["services"]["steadymesh"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert service["tmpfs"] == ["/tmp:size=16m,mode=1777"]
    assert service["volumes"] == ["state:/var/lib/steadymesh"]
    assert "privileged" not in service
    assert "ports" not in service
    assert (COMPOSE.parent / service["build"]["context"]).resolve() == ROOT
    assert ROOT / service["build"]["dockerfile"] == FILE


def test_its_settings_are_settings():
    from steadymesh.config import load

    service = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]["steadymesh"]
    assert load(file=Path(os.devnull), env=service["environment"]).node == "tcp://192.168.1.38"


# --- what it comes to ---------------------------------------------------------------------------


START = """
mount --make-rprivate /
mount -t tmpfs -o mode=0700 tmpfs {state}
mount -o remount,bind,ro /
echo mounted >&2
exec {python} -m steadymesh run --sim --set web.listen=127.0.0.1:0
"""


@pytest.mark.real
@pytest.mark.skipif(UNSHARE is None, reason="there are no namespaces here")
def test_on_a_read_only_root_it_becomes_healthy_and_ends_in_time(tmp_path):
    state = tmp_path / "state"
    state.mkdir()
    script = START.format(state=shlex.quote(str(state)), python=shlex.quote(sys.executable))
    env = {**os.environ, "STEADYMESH_STATE_DIR": str(state), "HOME": str(state), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [str(UNSHARE), "--mount", "sh", "-e", "-c", script]
    with (tmp_path / "log").open("w") as log, subprocess.Popen(command, stderr=log, env=env, cwd="/etc") as process:
        try:
            health = ["nsenter", f"--mount=/proc/{process.pid}/ns/mnt", sys.executable, "-m", "steadymesh", "health"]
            ends = time.monotonic() + 30
            while process.poll() is None and time.monotonic() < ends:
                if "[link-ready]" in (tmp_path / "log").read_text():
                    break
                time.sleep(0.1)
            if process.poll() is not None and "mounted" not in (tmp_path / "log").read_text():
                pytest.skip("nothing may be mounted here")
            well = subprocess.run(health, env=env, capture_output=True, text=True, check=False)
            assert (well.returncode, well.stderr) == (0, ""), well.stdout
            process.terminate()
            assert process.wait(5) == 0
        finally:
            process.kill()


@pytest.mark.real
@pytest.mark.skipif(
    DOCKER is None or subprocess.run([str(DOCKER), "info"], capture_output=True, check=False).returncode != 0
    or not os.environ.get("STEADYMESH_BUILD_CONTAINER"),
    reason="needs a daemon and the internet: set STEADYMESH_BUILD_CONTAINER=1 where there are both",
)  # fmt: skip
def test_the_image_can_be_built_and_tells_its_version():
    from steadymesh import __version__

    subprocess.run([str(DOCKER), "build", "-q", "-f", str(FILE), "-t", "steadymesh-test", str(ROOT)], check=True)
    run = [str(DOCKER), "run", "--rm", "--read-only", "--cap-drop=ALL", "steadymesh-test", "--version"]
    assert __version__ in subprocess.run(run, capture_output=True, text=True, check=True).stdout
