"""Small mistakes put into a program, one at a time: another comparison, a number one off, a condition dropped, a line left out.

``mutants`` gives every changed tree of a source with a name that says what was changed where, and that stays the same when lines
move. ``put`` puts the changed functions of a tree in the place of those that are loaded, wherever they were imported to.
"""

from __future__ import annotations

import ast
import copy
import re
import types
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_SUMS: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add}
_CALLED = {"min": "max", "max": "min"}
#: What may be mistaken in a text of SQL: each place where the first stands is replaced.
_SQL = [
    (r"<=", "<"),
    (r"<=", ">"),
    (r">=", ">"),
    (r">=", "<"),
    (r"(?<![<>=])=(?![<>=])", "<>"),
    (r"<>", "="),
    (r"(?<![<>-])<(?![=>])", "<="),
    (r"(?<![<>-])>(?!=)", ">="),
    (r"\bAND\b", "OR"),
    (r"\bOR\b", "AND"),
    (r" DESC\b", ""),
    (r"WITH TIES", "ONLY"),
    (r"IS NOT NULL", "IS NULL"),
    (r"IS NULL", "IS NOT NULL"),
    (r"IS DISTINCT FROM", "IS NOT DISTINCT FROM"),
    (r", received_at(?=, sequence)", ""),
    (r", sequence(?=\"?$|\)| \+)", ""),
    (r"\+ make_interval", "- make_interval"),
    (r" ORDER BY .*$", ""),
    (r" LIMIT %\(size\)s", ""),
    (r"UNION .*", ""),
]


@dataclass(frozen=True)
class Mutant:
    """One mistake: what it is called, and the whole tree with it."""

    name: str
    tree: ast.Module


def mutants(source: str, where: Callable[[str], bool] = lambda name: True) -> Iterator[Mutant]:
    """Every mutant of a module in the functions (``Class.method``) and constants that ``where`` names."""
    tree = ast.parse(source)
    seen: Counter[str] = Counter()
    for owner, way in _places(tree):
        if not where(owner):
            continue
        node = _at(tree, way)
        for new in _changes(node):
            if isinstance(new, ast.Pass) and len(way) == 1:
                continue  # a constant that is not there at all
            said = f"{owner}: {' → '.join(_apart(_said(node), _said(new)))}"
            seen[said] += 1
            changed = copy.deepcopy(tree)
            _set(changed, way, new)
            yield Mutant(said if seen[said] == 1 else f"{said} #{seen[said]}", ast.fix_missing_locations(changed))


def put(tree: ast.Module, module: types.ModuleType) -> None:
    """Load a changed tree over a module: its functions keep who they are, so that whoever imported them runs the changed ones."""
    fresh: dict[str, Any] = {"__name__": module.__name__, "__file__": module.__file__}
    exec(compile(tree, module.__file__ or "", "exec"), fresh)
    for name, new in fresh.items():
        old = getattr(module, name, None)
        if isinstance(old, types.FunctionType) and isinstance(new, types.FunctionType):
            _into(old, new)
        elif isinstance(old, type) and isinstance(new, type) and old.__module__ == module.__name__:
            for key, value in vars(new).items():
                if isinstance(value, types.FunctionType) and isinstance(vars(old).get(key), types.FunctionType):
                    _into(vars(old)[key], value)
        elif name.isupper() and not name.startswith("__"):
            setattr(module, name, new)


def _into(old: types.FunctionType, new: types.FunctionType) -> None:
    if len(old.__code__.co_freevars) == len(new.__code__.co_freevars):
        old.__code__, old.__defaults__, old.__kwdefaults__ = new.__code__, new.__defaults__, new.__kwdefaults__


Way = tuple[tuple[str, int | None], ...]


def _places(tree: ast.Module) -> Iterator[tuple[str, Way]]:
    """Every node that can be changed: the name of its function or constant, and the way to it."""

    def inside(node: ast.AST, owner: str, way: Way) -> Iterator[tuple[str, Way]]:
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns", "decorator_list", "args", "type_comment", "bases") and not isinstance(
                node, ast.Call
            ):
                continue
            for at, part in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if not isinstance(part, ast.AST) or (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)):
                    continue
                here, to = (*way, (field, at)), owner
                if isinstance(part, ast.FunctionDef | ast.ClassDef):
                    to = f"{owner}.{part.name}" if owner else part.name
                elif not owner and isinstance(part, ast.Assign):
                    to = ast.unparse(part.targets[0])
                elif not owner and isinstance(part, ast.AnnAssign | ast.Import | ast.ImportFrom | ast.If):
                    continue
                yield to, here
                yield from inside(part, to, here)

    yield from inside(tree, "", ())


def _at(tree: ast.AST, way: Way) -> ast.AST:
    node: Any = tree
    for field, at in way:
        node = getattr(node, field) if at is None else getattr(node, field)[at]
    found: ast.AST = node
    return found


def _set(tree: ast.AST, way: Way, new: ast.AST) -> None:
    holder = _at(tree, way[:-1])
    field, at = way[-1]
    if at is None:
        setattr(holder, field, new)
    else:
        getattr(holder, field)[at] = new


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """What may be mistaken for one node."""
    match node:
        case ast.Compare():
            for at, op in enumerate(node.ops):
                for other in _COMPARED[type(op)]:
                    new = copy.deepcopy(node)
                    new.ops[at] = other()
                    yield new
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield ast.Constant(value + 1)
            yield ast.Constant(value - 1)
        case ast.Constant(value=str() as value):
            for wrong, right in _SQL if re.search(r"SELECT|WHEN|ORDER BY|LIMIT|FETCH", value) else ():
                for found in re.finditer(wrong, value, re.MULTILINE):
                    yield ast.Constant(value[: found.start()] + right + value[found.end() :])
        case ast.BoolOp():
            yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
            for at in range(len(node.values)):
                rest = node.values[:at] + node.values[at + 1 :]
                yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            yield operand
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            yield ast.BinOp(node.left, _SUMS[type(node.op)](), node.right)
        case ast.IfExp():
            yield node.body
            yield node.orelse
        case ast.If() | ast.While():
            for always in (True, False):
                new_if = copy.deepcopy(node)
                new_if.test = ast.Constant(always)
                yield new_if
        case ast.comprehension() if node.ifs:
            for at in range(len(node.ifs)):
                yield ast.comprehension(node.target, node.iter, node.ifs[:at] + node.ifs[at + 1 :], node.is_async)
        case ast.Call(func=ast.Name(id=name)) if name in _CALLED and node.args:
            yield ast.Call(ast.Name(_CALLED[name]), node.args, node.keywords)
        case ast.Call(func=ast.Name(id="any" | "all" as name)):
            yield ast.Call(ast.Name("all" if name == "any" else "any"), node.args, node.keywords)
        case ast.Tuple(elts=parts, ctx=ast.Load()) if len(parts) > 1:  # a sort key, or what is compared, with one part less
            for at in range(len(parts)):
                yield ast.Tuple(parts[:at] + parts[at + 1 :], ast.Load())
        case ast.Expr() | ast.Assign() | ast.AugAssign() | ast.Continue() | ast.Break() | ast.Raise():
            yield ast.Pass()
        case ast.Return(value=value) if value is not None and not (isinstance(value, ast.Constant) and value.value is None):
            yield ast.Return(ast.Constant(None))


def _said(node: ast.AST) -> str:
    if isinstance(node, ast.If | ast.While):
        return f"if {ast.unparse(node.test)}"
    if isinstance(node, ast.comprehension):
        return " ".join(f"if {ast.unparse(one)}" for one in node.ifs) or "no condition"
    return " ".join(ast.unparse(node).replace("\\n", " ").split())


def _apart(one: str, other: str, around: int = 30) -> tuple[str, str]:
    """Two texts without most of what they share, where they are long."""
    if max(len(one), len(other)) <= 100:
        return one, other
    shorter = min(len(one), len(other))
    first = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    last = next((at for at in range(shorter - first) if one[-1 - at] != other[-1 - at]), shorter - first)
    begin, end = max(0, first - around), max(0, last - around)
    cut = [text[begin : len(text) - end] for text in (one, other)]
    return tuple(text if len(text) <= 110 else f"{text[:50]} … {text[-50:]}" for text in cut)  # type: ignore[return-value]
