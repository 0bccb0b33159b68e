"""The fields of an OpenAPI schema as a flat list, as people read them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Schema = dict[str, Any]
MAX_DEPTH = 4
"""Objects within objects; deeper ones stand by their type alone, which also ends recursive ones."""

FORMATS = {"date-time": "date and time", "uuid": "UUID", "binary": "file", "uri": "URL", "double": "number"}


@dataclass(frozen=True, slots=True)
class Field:
    """`path` names it within the whole: `hits[].conversation.id`."""

    path: str
    type: str
    is_required: bool
    description: str
    limits: str


class FieldReader:
    def __init__(self, components: dict[str, Schema]) -> None:
        self._components = components

    def list_fields(self, schema: Schema, prefix: str = "", depth: int = 0) -> list[Field]:
        """Return the fields of an object, or of the objects in a list, in the schema's order."""
        schema = self.resolve(schema)
        if schema.get("type") == "array":
            return self.list_fields(schema.get("items", {}), f"{prefix}[]", depth)
        if depth >= MAX_DEPTH:
            return []
        return list(self._walk(schema, prefix, depth))

    def resolve(self, schema: Schema) -> Schema:
        """Return the schema that a reference, or a lone `allOf`, stands for, keeping what stands beside it."""
        if "$ref" in schema:
            return self._components[schema["$ref"].rpartition("/")[2]]
        for combined in ("allOf", "oneOf", "anyOf"):
            if schema.get(combined):
                beside = {key: value for key, value in schema.items() if key != combined}
                return {**self.resolve(schema[combined][0]), **beside}
        return schema

    def describe(self, name: str, schema: Schema, *, is_required: bool) -> Field:
        resolved = self.resolve(schema)
        description = schema.get("description") or resolved.get("description", "")
        # drf-spectacular lists an enumeration's values in its description, where `limits` has them already.
        description = "" if description.startswith("* `") else description
        return Field(name, self._name_type(resolved), is_required, description, _name_limits(resolved))

    def _walk(self, schema: Schema, prefix: str, depth: int) -> Iterator[Field]:
        required = schema.get("required", [])
        for name, inner in schema.get("properties", {}).items():
            path = f"{prefix}.{name}" if prefix else name
            yield self.describe(path, inner, is_required=name in required)
            yield from self.list_fields(inner, path, depth + 1)

    def _name_type(self, schema: Schema) -> str:
        if schema.get("type") == "array":
            named = f"list of {self._name_type(self.resolve(schema.get('items', {})))}"
        else:
            named = FORMATS.get(schema.get("format", ""), schema.get("type", "any"))
        return f"{named} or null" if schema.get("nullable") else named


def _name_limits(schema: Schema) -> str:
    parts = []
    if "enum" in schema:
        parts.append("one of " + ", ".join(str(value) for value in schema["enum"] if value not in ("", None)))
    if "minimum" in schema or "maximum" in schema:
        parts.append(f"{schema.get('minimum', '…')} to {schema.get('maximum', '…')}")
    if "maxLength" in schema:
        parts.append(f"at most {schema['maxLength']} characters")
    if schema.get("default") not in (None, ""):
        parts.append(f"default {schema['default']}")
    return "; ".join(parts)
