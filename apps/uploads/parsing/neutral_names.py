"""What the neutral format declares once and names by an id afterwards: conversations and people."""

from typing import Any, NamedTuple

from apps.uploads.parsing.values import name_of, ref_of


class Named(NamedTuple):
    """`ref` is the stable id of the program it comes from, empty if there is none."""

    name: str
    ref: str = ""


class Names:
    """Declarations by id. An id that was never declared is the name itself, which makes small files easy to write.

    `keeps_apart`: of several that share a name and have no `ref`, those after the first get their id for one.
    """

    def __init__(self, *, keeps_apart: bool = False) -> None:
        self._declared: dict[str, Named] = {}
        self._taken: dict[str, str] = {}
        self._keeps_apart = keeps_apart

    def declare(self, record: dict[str, Any]) -> None:
        identity = ref_of(record.get("id"))
        name, ref = name_of(record.get("name")) or identity, ref_of(record.get("ref"))
        if not ref and self._keeps_apart and self._taken.setdefault(name, identity) != identity:
            ref = identity
        self._declared[identity] = Named(name, ref)

    def find(self, value: Any) -> Named:
        """Return what an id stands for; a name of "" where there is none."""
        identity = ref_of(value)
        return self._declared.get(identity) or Named(name_of(value))
