import pytest

from chatanalysis.api_reference.fields import MAX_DEPTH, FieldReader

COMPONENTS = {
    "Person": {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]},
    "Mode": {"type": "string", "enum": ["hybrid", "keyword"], "description": "* `hybrid` - Hybrid"},
    "Reply": {"type": "object", "properties": {"reply": {"$ref": "#/components/schemas/Reply"}}},
}


def ref(name: str) -> dict:
    return {"$ref": f"#/components/schemas/{name}"}


@pytest.fixture
def reader() -> FieldReader:
    return FieldReader(COMPONENTS)


def list_rows(reader, **properties):
    fields = reader.list_fields({"type": "object", "properties": properties, "required": ["must"]})
    return [(field.path, field.type, field.is_required) for field in fields]


def test_plain_fields_in_order(reader):
    rows = list_rows(
        reader, must={"type": "integer"}, may={"type": "string", "format": "date-time", "nullable": True}
    )
    assert rows == [("must", "integer", True), ("may", "date and time or null", False)]


def test_objects_and_lists_of_objects_are_flattened(reader):
    rows = list_rows(reader, sender=ref("Person"), hits={"type": "array", "items": ref("Person")})
    assert rows == [
        ("sender", "object", False),
        ("sender.name", "string", True),
        ("hits", "list of object", False),
        ("hits[].name", "string", True),
    ]


def test_a_list_at_the_top(reader):
    fields = reader.list_fields({"type": "array", "items": ref("Person")})
    assert [field.path for field in fields] == ["[].name"]


def test_limits_and_choices_are_said_once(reader):
    schema = {"type": "object", "properties": {"mode": {"allOf": [ref("Mode")], "default": "hybrid"}}}
    mode = reader.list_fields(schema)[0]
    assert mode.limits == "one of hybrid, keyword; default hybrid"
    assert mode.description == ""
    k = reader.describe(
        "k", {"type": "integer", "minimum": 1, "maximum": 100, "default": 10}, is_required=False
    )
    assert k.limits == "1 to 100; default 10"


def test_recursive_objects_end(reader):
    assert len(reader.list_fields(ref("Reply"))) == MAX_DEPTH
