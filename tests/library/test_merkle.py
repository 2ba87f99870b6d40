"""The tree of RFC 6962: its published vectors, and every path of every small tree."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openentry.rounds import merkle

# The leaves and roots of the reference implementation of certificate transparency (merkletree/merkle_tree_test).
DATA = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def leaves(size):
    return [merkle.leaf(b"%d" % number) for number in range(size)]


def by_the_text(hashes):
    """MTH as RFC 6962 defines it: split at the largest power of two below the size."""
    if not hashes:
        return sha256().digest()
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return merkle.node(by_the_text(hashes[:half]), by_the_text(hashes[half:]))


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_roots(size):
    assert merkle.root([merkle.leaf(bytes.fromhex(data)) for data in DATA[:size]]).hex() == ROOTS[size - 1]


def test_the_published_root_of_nothing():
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(70))
def test_every_small_tree_is_the_one_of_the_text_and_every_path_leads_to_its_root(size):
    hashes = leaves(size)
    root = merkle.root(hashes)
    assert root == by_the_text(hashes)
    for position in range(size):
        beside = merkle.path(hashes, position)
        assert merkle.root_of(hashes[position], position, size, beside) == root
        for other in range(size):
            if other != position:
                assert merkle.root_of(hashes[position], other, size, beside) != root


@given(st.integers(1, 2_000), st.data())
def test_a_path_is_that_of_its_block_and_that_of_the_block_among_all(size, data):
    hashes = leaves(size)
    position = data.draw(st.integers(0, size - 1))
    number = position // merkle.BLOCK
    block = hashes[number * merkle.BLOCK : (number + 1) * merkle.BLOCK]
    above = merkle.blocks(hashes)
    assert merkle.root(above) == merkle.root(hashes)
    assert merkle.path(block, position % merkle.BLOCK) + merkle.path(above, number) == merkle.path(hashes, position)


@given(st.integers(1, 300), st.data())
def test_another_leaf_a_shorter_and_a_longer_path_do_not_lead_there(size, data):
    hashes = leaves(size)
    position = data.draw(st.integers(0, size - 1))
    beside = merkle.path(hashes, position)
    root = merkle.root(hashes)
    assert merkle.root_of(merkle.leaf(b"other"), position, size, beside) != root
    assert merkle.root_of(hashes[position], position, size, [*beside, hashes[0]]) is None
    if beside:
        assert merkle.root_of(hashes[position], position, size, beside[:-1]) is None
    assert merkle.root_of(hashes[position], size, size, beside) is None
    assert merkle.root_of(hashes[position], -1, size, beside) is None


@pytest.mark.parametrize("position", [-1, 3])
def test_there_is_no_path_from_outside(position):
    with pytest.raises(IndexError):
        merkle.path(leaves(3), position)
