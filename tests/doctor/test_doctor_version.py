"""What is installed fits together, or what does not."""

from importlib.metadata import PackageNotFoundError

import pytest

from steadymesh import __version__
from steadymesh.doctor import version


def check(requirements, installed, python=(3, 11)):
    def version_of(name):
        if name not in installed:
            raise PackageNotFoundError(name)
        return installed[name]

    return list(version.check(requirements, version_of, python))


def whats(found):
    return [one.what for one in found]


def test_this_very_installation_has_what_it_needs():
    assert whats(version.check()) == ["ours"]
    assert next(version.check()).facts["version"] == __version__


@pytest.mark.parametrize(
    ("installed", "found"),
    [
        ({"httpx2": "2.1.0"}, []),
        ({"httpx2": "2"}, []),
        ({"httpx2": "10.0"}, []),
        ({"httpx2": "1.9.9"}, ["library-older"]),
        ({"httpx2": "what"}, ["library-older"]),
        ({}, ["library-missing"]),
    ],
)
def test_a_library_that_is_missing_or_too_old(installed, found):
    assert whats(check(["httpx2>=2"], installed)) == ["ours", *found]


def test_a_requirement_under_a_condition_is_not_for_everybody():
    assert whats(check(['tomli>=2; python_version < "3.11"', "anything"], {"anything": "1"})) == ["ours"]


def test_a_python_that_nobody_has_tried():
    assert whats(check([], {}, python=(3, 99))) == ["new-python"]
