"""Faults that mutmut does not know: a step left out, half of a condition forgotten.

Each takes a node of libcst and gives the nodes that may stand in its place.
"""

import importlib
from collections.abc import Iterator, Sequence
from typing import Any

import libcst as cst


def left_out(node: cst.Expr) -> Iterator[cst.CSTNode]:
    """`draft.cover()` is not done."""
    if isinstance(node.value, cst.Call):
        yield cst.Pass()


def half(node: cst.BooleanOperation) -> Iterator[cst.CSTNode]:
    """Of `a and b`, `a` alone, and `b` alone."""
    for side in (node.left, node.right):
        yield side.with_changes(lpar=[*node.lpar, *side.lpar], rpar=[*side.rpar, *node.rpar])


def always_and_never(node: cst.If) -> Iterator[cst.CSTNode]:
    """The condition of an `if` is of no consequence."""
    test = node.test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    for operator, value in ((cst.Or(), "True"), (cst.And(), "False")):
        forced = cst.BooleanOperation(left=test, operator=operator, right=cst.Name(value))
        yield node.with_changes(test=forced)


_OPPOSITE: dict[type[cst.BaseCompOp], type[cst.BaseCompOp]] = {
    cst.LessThan: cst.GreaterThanEqual,
    cst.LessThanEqual: cst.GreaterThan,
    cst.GreaterThan: cst.LessThanEqual,
    cst.GreaterThanEqual: cst.LessThan,
}


def opposite(node: cst.ComparisonTarget) -> Iterator[cst.CSTNode]:
    """Later instead of sooner."""
    kind = _OPPOSITE.get(type(node.operator))
    if kind is not None:
        yield node.with_changes(operator=kind())


def without_guard(node: cst.MatchCase) -> Iterator[cst.CSTNode]:
    """A case that does not look any closer. Python refuses one that takes everything."""
    takes_all = isinstance(node.pattern, cst.MatchAs) and node.pattern.pattern is None
    if node.guard is not None and not takes_all:
        yield node.with_changes(guard=None)


def misspelt(node: cst.BaseString) -> Iterator[cst.CSTNode]:
    """One misspelling of a key is like another; mutmut has three."""
    if isinstance(node, cst.SimpleString) and len(node.quote) == 1:
        quote = len(node.prefix) + len(node.quote)
        yield node.with_changes(value=f"{node.value[:quote]}XX{node.value[quote:]}")


OPERATORS: list[tuple[type[cst.CSTNode], Any]] = [
    (cst.BaseString, misspelt),
    (cst.Expr, left_out),
    (cst.BooleanOperation, half),
    (cst.If, always_and_never),
    (cst.ComparisonTarget, opposite),
    (cst.MatchCase, without_guard),
]


def all_operators() -> list[tuple[type[cst.CSTNode], Any]]:
    """mutmut's and ours, in mutmut's own list."""
    known: list[tuple[type[cst.CSTNode], Any]]
    known = importlib.import_module("mutmut.mutation.mutators").mutation_operators
    known[:] = [*(one for one in known if one[0] is not cst.BaseString), *OPERATORS]
    return known


# --- tables of a module --------------------------------------------------------------------------


def entries(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """A table without one of its entries; where the order may matter, with two neighbours in each
    other's place, and with one of them last.
    """
    if not isinstance(node, cst.Tuple | cst.Dict | cst.Set):
        return
    have: Sequence[Any] = node.elements
    for place, one in enumerate(have):
        others = [*have[:place], *have[place + 1 :]]
        if others:
            yield node.with_changes(elements=others)
        if isinstance(node, cst.Tuple) and others[place:]:
            yield node.with_changes(elements=[*others[: place + 1], one, *others[place + 1 :]])
        if isinstance(node, cst.Tuple) and others[place + 1 :]:
            yield node.with_changes(elements=[*others, one])
