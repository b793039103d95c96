"""Lists of nodes, as settings are written: a node by its id, or by what it calls itself."""

from __future__ import annotations

from typing import Final

from steadymesh.config.kinds import Kind, items, shown_list
from steadymesh.errors import InvalidIdError, Told
from steadymesh.ids import BROADCAST, NodeNum, format_node_num, parse_node_num

ID_MARKS: Final = ("!", "0x", "0X")
"""What begins like this is to be an id: a slip in it is told of, and not taken for a name that nobody has."""


def nodes() -> Kind:
    """Nodes by id or name, each once. Digits alone, in quotation marks, are a name."""

    def read(raw: object) -> tuple[NodeNum | str, ...]:
        found: dict[NodeNum | str, None] = {}
        for item in items(raw):
            if isinstance(item, bool) or (one := _node(item)) is None:
                raise kind.refusal()
            found[one] = None
        return tuple(found)

    def show(value: object) -> str:
        listed = value if isinstance(value, tuple) else ()
        return shown_list([format_node_num(one) if isinstance(one, int) else one for one in listed])

    accepted = Told('a list of nodes, each its id or its whole name, such as ["!0badcafe", "Weather"]', "accepts-nodes")
    kind = Kind(accepted=accepted, read=read, show=show)
    return kind


def _node(item: object) -> NodeNum | str | None:
    """Return a number or a name; None: it is neither."""
    if isinstance(item, int):
        return NodeNum(item) if 0 < item < BROADCAST else None
    if not isinstance(item, str) or not item.strip() or not item.isprintable():
        return None
    name = item.strip()
    try:
        num = None if name.isdigit() else parse_node_num(name)
    except InvalidIdError:
        return None if name.startswith(ID_MARKS) else name
    return name if num is None else (num if num != BROADCAST else None)
