"""Texts: sandboxed, strict, escaped for Telegram's HTML.

A text may use declared names and their declared attributes, and a plain `if`. Nothing else: no
loops, no calls, no imports.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import escape

from bot.dialogue.limits import PARSED_CHARS_MAX

#: What an author may name of a role; what earlier steps brought is named by their ids.
PERSON = frozenset({"name"})
#: Whatever attribute: for a name that is wrong for another reason.
ANY = frozenset({"*"})

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.If,
    nodes.Not,
    nodes.Compare,
    nodes.Operand,
    nodes.Const,
)


def environment() -> ImmutableSandboxedEnvironment:
    """The one environment for every sentence that a person reads."""
    return ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, keep_trailing_newline=False
    )


_ENVIRONMENT = environment()


def compile_text(text: str) -> Template:
    """A template; it has been checked by `problems` before."""
    return _ENVIRONMENT.from_string(text)


def plain(words: str) -> str:
    """Words as a text that says just them, whatever marks are in them."""
    return str(escape(words)).replace("{", "{{ '{' }}")


def problems(text: str, names: Mapping[str, frozenset[str]]) -> Iterable[str]:
    """What a text may not do, each as a short clause. `names`: the declared names with their
    attributes (an empty set for a plain value).
    """
    tree = _parsed(text)
    if isinstance(tree, str):
        yield f"the text does not parse ({tree})"
        return
    inner = {id(node.node) for node in _all(tree) if isinstance(node, nodes.Getattr)}
    for node in _all(tree):
        if not isinstance(node, _ALLOWED):
            yield f"{type(node).__name__.lower()} is not allowed in a text"
        elif isinstance(node, nodes.Name):
            if node.name not in names:
                yield f"“{node.name}” is not a declared name"
            elif names[node.name] and id(node) not in inner:
                yield f"“{node.name}” is a person; write {node.name}.name"
        elif isinstance(node, nodes.Getattr):
            owner = node.node
            if not isinstance(owner, nodes.Name):
                yield "only one attribute deep"
            elif owner.name in names and not names[owner.name] & {node.attr, *ANY}:
                yield f"“{owner.name}.{node.attr}” is not declared"


def _parsed(text: str) -> nodes.Template | str:
    """The tree of a text, or why there is none."""
    if len(text) > PARSED_CHARS_MAX:
        return "there is too much of it"
    try:
        return _ENVIRONMENT.parse(text)
    except TemplateSyntaxError as error:
        return str(error.message)
    except (RecursionError, ValueError):  # brackets in brackets, a number of thousands of digits
        return "there is too much of it"


def variables(text: str) -> frozenset[str]:
    """The names that a text uses; none if it does not parse."""
    tree = _parsed(text)
    found = () if isinstance(tree, str) else _all(tree)
    return frozenset(node.name for node in found if isinstance(node, nodes.Name))


def names(text: str) -> dict[str, frozenset[str]]:
    """The names that a sound text uses, each with the attributes that it uses of them."""
    tree = _ENVIRONMENT.parse(text)
    found = {node.name: set[str]() for node in tree.find_all(nodes.Name)}
    for node in tree.find_all(nodes.Getattr):
        if isinstance(node.node, nodes.Name):
            found[node.node.name].add(node.attr)
    return {name: frozenset(attributes) for name, attributes in found.items()}


def render(template: Template, values: Mapping[str, Any]) -> str:
    """The sentence. Values are escaped; a name that was not given raises `UndefinedError`."""
    return template.render(values).strip()


def _all(node: nodes.Node) -> Iterable[nodes.Node]:
    """Every node, outside first; a text may nest deeper than functions can."""
    waiting = [node]
    while waiting:
        yield (one := waiting.pop())
        waiting += reversed(list(one.iter_child_nodes()))
