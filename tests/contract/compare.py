"""Our table beside another description of the same Bot API: where they differ."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.rehearsal.botapi.table import Field, Table, alternatives

Described = Mapping[str, Any]


def differences(table: Table, described: Described) -> Iterator[str]:
    """Each as `where: what`, ours first."""
    if table.version != described["version"]:
        yield f"version: {table.version}, {described['version']}"
    families = _families(table, described)
    ours = table.methods.keys() | table.elsewhere.methods
    for name in sorted(ours ^ described["methods"].keys()):
        yield f"{name}: {'ours' if name in ours else 'theirs'} alone"
    for name in sorted(table.methods.keys() & described["methods"].keys()):
        method, other = table.methods[name], described["methods"][name]
        yield from _kinds(f"{name}()", method.answer, other["answer"], families)
        yield from _fields(name, method.parameters, other["fields"], families)
    for name in sorted(table.objects.keys() - families.keys()):
        if name in described["objects"]:
            shape = table.objects[name]
            yield from _fields(name, shape.fields, described["objects"][name], families)
        else:
            yield f"{name}: ours alone"


def _fields(
    where: str, ours: Mapping[str, Field], theirs: Described, families: Mapping[str, frozenset[str]]
) -> Iterator[str]:
    for name in sorted(ours.keys() | theirs.keys()):
        place = f"{where}.{name}"
        field, other = ours.get(name), theirs.get(name)
        if field is None:
            known = "|".join(sorted(expanded("|".join(other["kinds"]), families)))
            yield f"{place}: theirs alone, {known or 'of what is left out'}"
        elif other is None:
            yield f"{place}: ours alone, {field.type}"
        else:
            yield from _kinds(place, field.type, other["kinds"], families)
            if field.required != other["required"]:
                yield f"{place}: {'required' if field.required else 'optional'} for us alone"
            yield from _lengths(place, field, other["lengths"])


def _lengths(place: str, field: Field, theirs: list[int] | None) -> Iterator[str]:
    """Where both name a bound."""
    if theirs is None:
        return
    for name, bound, other in zip(
        ("least", "most"), (field.least, field.most), theirs, strict=True
    ):
        if bound is not None and bound != other:
            yield f"{place}: at {name} {bound}, {other}"


def _kinds(
    place: str, ours: str, theirs: Iterable[str], families: Mapping[str, frozenset[str]]
) -> Iterator[str]:
    mine, others = expanded(ours, families), expanded("|".join(theirs), families)
    if mine != others:
        yield f"{place}: {'|'.join(sorted(mine))}, {'|'.join(sorted(others))}"


def expanded(kind: str, families: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """All that a type may be: families as their members, a file also as a string."""
    found: set[str] = set()
    for one in alternatives(kind):
        if one.startswith("["):
            if inside := expanded(one[1:-1], families):
                found.add(f"[{'|'.join(sorted(inside))}]")
        else:
            found |= families.get(one, {"file", "string"} if one == "file" else {one})
    return frozenset(found)


def _families(table: Table, described: Described) -> dict[str, frozenset[str]]:
    """What stands for what. Objects that we leave out stand for nothing."""
    every = {name: set(members) for name, members in described["families"].items()}
    every |= {name: set(shape.family) for name, shape in table.objects.items() if shape.family}
    every |= {
        name: set() for name in described["objects"].keys() - table.objects.keys() - every.keys()
    }
    del every["TelegramObject"]
    return {name: frozenset(members & table.objects.keys()) for name, members in every.items()}
