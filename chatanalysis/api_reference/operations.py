"""What the API can do, grouped by subject, from its OpenAPI schema."""

import json
import shlex
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from chatanalysis.api_reference.fields import Field, FieldReader

METHODS = ("get", "post", "put", "patch", "delete")
JSON_TYPE = "application/json"
FORMAT_SUFFIX = "{format}"
"""The same operations again with an ending for the format: not worth a reader's time."""


@dataclass(frozen=True, slots=True)
class Content:
    """A request's or an answer's body. `example` is text, empty when the schema has none."""

    media_type: str
    fields: list[Field]
    example: str


@dataclass(frozen=True, slots=True)
class Answer:
    status: str
    description: str
    content: Content | None


@dataclass(frozen=True, slots=True)
class Operation:
    anchor: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[Field]
    body: Content | None
    answers: list[Answer]
    command: str
    """A curl command that does it, the token in the variable TOKEN."""


@dataclass(frozen=True, slots=True)
class Subject:
    name: str
    operations: list[Operation]


def list_subjects(schema: dict[str, Any], base_url: str) -> list[Subject]:
    """Return all operations by their first tag, in the schema's order. `base_url` has no slash at its end."""
    reader = _OperationReader(schema, base_url)
    by_tag = defaultdict(list)
    for path, methods in schema["paths"].items():
        if path.endswith(FORMAT_SUFFIX):
            continue
        for method in METHODS:
            if method in methods:
                by_tag[methods[method]["tags"][0]].append(reader.read(method, path, methods[method]))
    return [Subject(name, operations) for name, operations in by_tag.items()]


class _OperationReader:
    def __init__(self, schema: dict[str, Any], base_url: str) -> None:
        self._fields = FieldReader(schema.get("components", {}).get("schemas", {}))
        self._base_url = base_url

    def read(self, method: str, path: str, operation: dict[str, Any]) -> Operation:
        body = self._read_content(operation.get("requestBody"))
        return Operation(
            anchor=operation["operationId"].replace("_", "-"),
            method=method.upper(),
            path=path,
            summary=operation.get("summary", ""),
            description=operation.get("description", ""),
            parameters=[self._read_parameter(parameter) for parameter in operation.get("parameters", [])],
            body=body,
            answers=[self._read_answer(*answer) for answer in operation["responses"].items()],
            command=write_command(method, self._base_url + path, body),
        )

    def _read_parameter(self, parameter: dict[str, Any]) -> Field:
        schema = {**parameter.get("schema", {})}
        if parameter.get("description"):
            schema["description"] = parameter["description"]
        return self._fields.describe(parameter["name"], schema, is_required=parameter.get("required", False))

    def _read_answer(self, status: str, answer: dict[str, Any]) -> Answer:
        return Answer(status, answer.get("description", ""), self._read_content(answer))

    def _read_content(self, holder: dict[str, Any] | None) -> Content | None:
        contents = (holder or {}).get("content", {})
        if not contents:
            return None
        media_type = JSON_TYPE if JSON_TYPE in contents else next(iter(contents))
        content = contents[media_type]
        return Content(
            media_type, self._fields.list_fields(content.get("schema", {})), _find_example(content)
        )


def write_command(method: str, url: str, body: Content | None) -> str:
    """Return a curl command for a shell, one option a line."""
    lines = ['curl -H "Authorization: Bearer $TOKEN"']
    if method != "get" and (body is None or body.media_type == JSON_TYPE):
        lines[0] += f" -X {method.upper()}"
    if body is not None and body.media_type == JSON_TYPE:
        lines.append(f"-H 'Content-Type: {JSON_TYPE}'")
        lines.append(f"-d {shlex.quote(json.dumps(json.loads(body.example or '{}'), ensure_ascii=False))}")
    elif body is not None:
        lines += [
            f"-F {field.path.removesuffix('[]')}=@chat.txt" for field in body.fields if "file" in field.type
        ]
    return " \\\n  ".join([*lines, shlex.quote(url)])


def _find_example(content: dict[str, Any]) -> str:
    examples = [example["value"] for example in content.get("examples", {}).values()]
    examples += [content["example"]] if "example" in content else []
    return json.dumps(examples[0], indent=2, ensure_ascii=False) if examples else ""
