"""The API as programs know it. A change of it shows in the stored snapshot, and so in review.

Renew the snapshot after a change that was meant:

    .venv/bin/python manage.py spectacular --validate --fail-on-warn --file chatanalysis/tests/api/schema.yml
"""

from pathlib import Path

import pytest
import yaml
from django.core.management import call_command

SNAPSHOT = Path(__file__).with_name("schema.yml")


@pytest.fixture(scope="module")
def schema(tmp_path_factory) -> dict:
    """The schema as it is generated now; any warning is an error."""
    file = tmp_path_factory.mktemp("schema") / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(file))
    return yaml.safe_load(file.read_text())


def list_operations(schema: dict):
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_the_schema_is_the_stored_one(schema):
    stored = yaml.safe_load(SNAPSHOT.read_text())
    assert dict(list_operations(schema)).keys() == dict(list_operations(stored)).keys()
    assert schema == stored


@pytest.mark.parametrize(
    "operation",
    [
        "POST /api/v1/uploads/",
        "GET /api/v1/jobs/",
        "GET /api/v1/jobs/{id}/",
        "POST /api/v1/jobs/{id}/retry/",
        "POST /api/v1/jobs/{id}/cancel/",
        "GET /api/v1/conversations/",
        "GET /api/v1/conversations/{id}/messages/",
        "POST /api/v1/search/",
        "GET /api/v1/queue/",
    ],
)
def test_what_programs_rely_on_is_there(schema, operation):
    assert operation in dict(list_operations(schema))


def test_every_operation_says_what_it_does(schema):
    silent = [name for name, operation in list_operations(schema) if not operation.get("summary")]
    assert silent == []


def test_every_operation_asks_for_credentials(schema):
    open_ones = [name for name, operation in list_operations(schema) if {} in operation.get("security", [{}])]
    assert open_ones == []


@pytest.mark.parametrize(
    ("operation", "status"), [("POST /api/v1/uploads/", "202"), ("POST /api/v1/search/", "200")]
)
def test_the_main_answers_have_an_example(schema, operation, status):
    content = dict(list_operations(schema))[operation]["responses"][status]["content"]
    assert content["application/json"]["examples"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/schema/", "/api/docs/"])
def test_schema_and_docs_are_served_to_everybody(client, path):
    assert client.get(path).status_code == 200
