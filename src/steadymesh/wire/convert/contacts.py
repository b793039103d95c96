"""Contact links ⇄ model: a node with its key, as the apps share it (`admin.proto`, SharedContact)."""

from __future__ import annotations

from dataclasses import replace

from steadymesh.errors import InvalidIdError, UsageError
from steadymesh.ids import BROADCAST, NodeNum, PublicKey, format_node_num, parse_node_num
from steadymesh.model import Node
from steadymesh.wire import pb
from steadymesh.wire.codec import decode
from steadymesh.wire.convert.links import data_of_link, link_of_data, unreadable
from steadymesh.wire.convert.names import HARDWARE, ROLES
from steadymesh.wire.convert.nodes import node_from_user


def contact_of_link(text: str, *, own: NodeNum | None = None) -> Node:
    """Return the node that a contact link tells of, with its key.

    `is_key_verified` and `is_ignored` are the sharer's own marks (`manually_verified`, `should_ignore`).

    Args:
        text: The link, in any of the spellings that `links` knows.
        own: Our own radio, which is nobody's contact of ours; None: not known.

    Raises:
        UsageError: It is no contact link, it tells of nobody, or of our own radio.
        InvalidIdError: It carries no key, or one that is none.
    """
    contact = decode(pb.SharedContact, data_of_link(text))
    if contact is None:
        raise unreadable()
    num = NodeNum(contact.node_num)
    _check_number(num, own)
    _check_id(num, contact.user.id)
    node = node_from_user(num, contact.user.SerializeToString())
    assert node is not None, "its bytes are protobuf's own"
    return replace(
        node,
        public_key=_key(num, contact.user.public_key),
        is_key_verified=contact.manually_verified,
        is_ignored=contact.should_ignore,
    )


def link_of_contact(node: Node, *, verified: bool = False) -> str:
    """Return the link under which an app adds this node to its contacts.

    Args:
        node: With its key.
        verified: The reader's radio is to take the key for one that a person has compared (`manually_verified`).

    Raises:
        UsageError: It is nobody's node.
        InvalidIdError: It has no key: the radio would take that for an order to erase its own (firmware `NodeDB.cpp`,
            addFromContact).
    """
    _check_number(node.num, None)
    if node.public_key is None:
        raise _no_key(node.num)
    shown = format_node_num(node.num)
    user = pb.User(
        id=shown,
        # The firmware's own defaults, which an app would otherwise blank (`NodeDB.cpp`, getMeshNode and its callers).
        long_name=node.long_name or f"Meshtastic {shown[-4:]}",
        short_name=node.short_name or shown[-4:],
        hw_model=HARDWARE.number(node.hw_model),
        role=ROLES.number(node.role),
        public_key=node.public_key.raw,
        is_licensed=node.is_licensed,
    )
    if node.is_unmessagable:  # present and false would say that the node had told so
        user.is_unmessagable = True
    contact = pb.SharedContact(node_num=node.num, user=user, manually_verified=verified)
    return link_of_data(contact.SerializeToString())


def _check_number(num: NodeNum, own: NodeNum | None) -> None:
    if num == 0:
        raise UsageError(
            "This contact has no node number.", remedy="Share it again from the app.", sentence="contact-nobody"
        )
    if num == BROADCAST:
        raise UsageError("This contact is everybody's number, nobody's node.", sentence="contact-everybody")
    if num == own:
        raise UsageError(
            f"{format_node_num(num)} is our own radio, not a contact of it.",
            sentence="contact-own",
            fields={"node": format_node_num(num)},
        )


def _check_id(num: NodeNum, told: str) -> None:
    """Raise if the contact's id is another node's; what can't be read as a number says nothing (`mesh.proto`, User)."""
    try:
        other = parse_node_num(told)
    except InvalidIdError:
        return
    if other != num:
        fields = {"node": format_node_num(num), "other": format_node_num(other)}
        raise UsageError(
            f"This contact contradicts itself: its number is {fields['node']}, its id {fields['other']}.",
            remedy="Share it again from the app.",
            sentence="contact-contradicts",
            fields=fields,
        )


def _key(num: NodeNum, raw: bytes) -> PublicKey:
    if not raw:
        raise _no_key(num)
    return PublicKey(raw)


def _no_key(num: NodeNum) -> InvalidIdError:
    return InvalidIdError(
        f"The contact {format_node_num(num)} carries no key.",
        remedy="Share it from an app that knows the node's key.",
        sentence="contact-no-key",
        fields={"node": format_node_num(num)},
    )
