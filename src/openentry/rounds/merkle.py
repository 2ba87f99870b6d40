"""A Merkle tree as RFC 6962 (section 2.1) has it: one hash stands for a list, and a short path shows that a leaf is in it.

Leaf: SHA-256 of 0x00 and the data. Node: SHA-256 of 0x01, left and right. Level by level; an odd last node moves up unchanged.

>>> leaves = [leaf(data) for data in (b"one", b"two", b"three")]
>>> shown = path(leaves, 2)
>>> root_of(leaves[2], 2, 3, shown) == root(leaves)
True
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

#: A block of this many leaves is a whole subtree, so that a path can be made of one block and of the nodes above all blocks.
BLOCK = 256


def leaf(data: bytes) -> bytes:
    """The hash of one leaf."""
    return sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbours."""
    return sha256(b"\x01" + left + right).digest()


def above(nodes: Sequence[bytes]) -> list[bytes]:
    """The level above ``nodes``."""
    pairs = [sha256(b"\x01" + left + right).digest() for left, right in zip(nodes[::2], nodes[1::2], strict=False)]
    return [*pairs, nodes[-1]] if len(nodes) % 2 else pairs


def root(nodes: Sequence[bytes]) -> bytes:
    """The hash that stands for all leaves (or nodes of one level), in their order; of none, SHA-256 of nothing."""
    while len(nodes) > 1:
        nodes = above(nodes)
    return nodes[0] if nodes else sha256().digest()


def blocks(leaves: Sequence[bytes]) -> list[bytes]:
    """The nodes that stand for :data:`BLOCK` leaves each, the last perhaps for fewer."""
    return [root(leaves[begin : begin + BLOCK]) for begin in range(0, len(leaves), BLOCK)]


def path(nodes: Sequence[bytes], position: int) -> list[bytes]:
    """The hashes beside the way from a leaf (or node) to the root, from the bottom up. IndexError where there is none."""
    if not 0 <= position < len(nodes):
        raise IndexError(position)
    found = []
    while len(nodes) > 1:
        beside = position ^ 1
        if beside < len(nodes):
            found.append(nodes[beside])
        nodes, position = above(nodes), position // 2
    return found


def root_of(start: bytes, position: int, size: int, beside: Sequence[bytes]) -> bytes | None:
    """The root to which ``beside`` leads from the leaf at ``position`` of ``size``; None where the path does not fit the tree."""
    if not 0 <= position < size:
        return None
    left = list(reversed(beside))
    while size > 1:
        if position ^ 1 < size:
            if not left:
                return None
            other = left.pop()
            start = node(other, start) if position % 2 else node(start, other)
        position, size = position // 2, (size + 1) // 2
    return None if left else start
