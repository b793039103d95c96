"""What root does in the service's directory, and what the service's own user finds there afterwards."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from steadymesh.app.backups import back_up, restore
from steadymesh.app.holding import held
from steadymesh.app.offline import nodes
from steadymesh.store import Store
from store.store_kit import AT

USER = 65_532

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root works in the directories of others")


@pytest.fixture
def service(tmp_path):
    """A state directory as `DynamicUser=` has made it."""
    folder = tmp_path / "service"
    folder.mkdir(mode=0o700)
    os.chown(folder, USER, USER)
    return folder


@pytest.fixture
def backup(tmp_path):
    other = tmp_path / "other"
    other.mkdir(mode=0o700)
    Store.open(other / "steadymesh.db", at=AT).close(2)
    (other / "web-tokens.json").write_text('{"tokens": []}')
    back_up(other, tmp_path / "b", at=AT)
    return tmp_path / "b"


def foreign(folder) -> list[str]:
    return [path.name for path in folder.iterdir() if (path.stat().st_uid, path.stat().st_gid) != (USER, USER)]


def test_what_root_puts_back_is_the_services(service, backup):
    restore(service, backup, at=AT)
    assert foreign(service) == []
    restore(service, backup, at=AT)  # and what is put aside stays
    assert foreign(service) == []
    assert len(list(service.iterdir())) == 5


@pytest.mark.real
def test_the_services_user_opens_what_root_has_put_back(backup, tmp_path):
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to other users
        os.chown(name, USER, USER)
        restore(Path(name), backup, at=AT)
        program = (  # the first call has everything imported that only root may be able to read
            "import os; from pathlib import Path; from steadymesh.app.offline import nodes\n"
            f"nodes(Path({str(tmp_path / 'warm')!r})); os.chdir({name!r})\n"
            f"os.setgid({USER}); os.setuid({USER}); print(nodes(Path({name!r})))"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=30)
    assert (done.returncode, done.stdout) == (0, "[]\n"), done.stderr


def test_what_root_only_looks_at_leaves_nothing_of_roots(service, backup, tmp_path):
    assert nodes(service) == []
    assert sorted(path.name for path in service.iterdir()) == ["steadymesh.db", "steadymesh.lock"]
    assert foreign(service) == []
    back_up(service, tmp_path / "c", at=AT)
    assert foreign(service) == []
    assert (tmp_path / "c").stat().st_uid == 0


def test_an_error_leaves_nothing_of_roots_either(service):
    with pytest.raises(ZeroDivisionError), held(service):
        raise ZeroDivisionError
    assert foreign(service) == []


def test_what_is_not_ours_stays_roots(service, tmp_path):
    (tmp_path / "shadow").write_text("secret")
    (service / "steadymesh.db.schema-1").symlink_to(tmp_path / "shadow")
    (service / "steadymesh.db.schema-2").hardlink_to(tmp_path / "shadow")
    (service / "notes").write_text("of the administrator")
    with held(service):
        pass
    assert (tmp_path / "shadow").stat().st_uid == 0
    assert (service / "notes").stat().st_uid == 0
    assert (service / "steadymesh.lock").stat().st_uid == USER
