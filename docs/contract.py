"""What the public contract is made of, read from the code: its names, what they are, and the first line on each."""

from __future__ import annotations

import ast
import inspect
import itertools
import sys
import textwrap
from collections.abc import Iterator
from types import ModuleType


def names(module: ModuleType) -> Iterator[tuple[str, str]]:
    """Yield every public name of a module with the first line of its docstring; empty: it has none."""
    for name in module.__all__:
        yield name, first_line(getattr(module, name)) or _told_beside(name)


def members(kind: type) -> Iterator[tuple[str, str]]:
    """Yield what a class itself has to offer, with the first line on each: fields, properties, methods.

    What says “Use …” is no author's business and is left out.
    """
    fields = _attributes(kind)
    annotated = list(inspect.get_annotations(kind))
    for name in [*annotated, *(name for name in vars(kind) if name not in annotated)]:
        value = vars(kind).get(name)
        if name.startswith("_"):
            continue
        if name in annotated:
            if not fields.get(name, "").startswith("Use "):
                yield name, fields.get(name, "")
        elif isinstance(value, property) or inspect.isfunction(value):
            yield _shown(name, value), first_line(value)


def attributes(kind: type) -> Iterator[tuple[str, str]]:
    """Yield what a class says of its instances' attributes, in its docstring."""
    _, _, told = (inspect.getdoc(kind) or "").partition("Attributes:\n")
    for line in inspect.cleandoc(told).splitlines():
        name, colon, said = line.partition(": ")
        if colon and name.isidentifier():
            yield name, said


def _shown(name: str, value: object) -> str:
    """Return a method with its parameters' names, a property as it is."""
    if isinstance(value, property) or not callable(value):
        return name
    given = list(inspect.signature(value).parameters.values())[1:]
    words = [one.name if one.kind is not one.VAR_KEYWORD else f"**{one.name}" for one in given]
    words = [f"*{word}" if one.kind is one.VAR_POSITIONAL else word for one, word in zip(given, words, strict=True)]
    start = "await " if inspect.iscoroutinefunction(value) else ""
    return f"{start}{name}({', '.join(words)})"


def first_line(value: object) -> str:
    """Return the first line of what a docstring says; empty: there is none of its own."""
    if not (inspect.isroutine(value) or inspect.isclass(value) or isinstance(value, property)):
        return ""
    text = inspect.getdoc(value) or ""
    return text.split("\n\n")[0].replace("\n", " ").strip()


def _attributes(kind: type) -> dict[str, str]:
    """Return the strings that stand below a class's attributes."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind)))
    body = tree.body[0]
    assert isinstance(body, ast.ClassDef)
    return dict(_beside(body.body))


def _told_beside(name: str) -> str:
    """Return the string that stands below an assignment of this name, in whichever of our modules it is made."""
    for module in [one for key, one in sys.modules.items() if key.startswith("steadymesh.")]:
        try:
            tree = ast.parse(inspect.getsource(module))
        except (OSError, TypeError):
            continue
        found = dict(_beside(tree.body))
        if name in found:
            return found[name]
    return ""


def _beside(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for statement, following in itertools.pairwise(body):
        target = statement.target if isinstance(statement, ast.AnnAssign) else None
        if (
            isinstance(target, ast.Name)
            and isinstance(following, ast.Expr)
            and isinstance(following.value, ast.Constant)
            and isinstance(following.value.value, str)
        ):
            yield target.id, inspect.cleandoc(following.value.value).split("\n\n")[0].replace("\n", " ").strip()
