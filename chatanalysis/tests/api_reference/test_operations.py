import json
import shlex

from chatanalysis.api_reference.fields import Field
from chatanalysis.api_reference.operations import Content, list_subjects, write_command

SCHEMA = {
    "paths": {
        "/things/": {
            "get": {"operationId": "things_list", "tags": ["things"], "summary": "List", "responses": {}}
        },
        "/things{format}": {"get": {"operationId": "again", "tags": ["things"], "responses": {}}},
        "/search/": {
            "post": {
                "operationId": "search_create",
                "tags": ["search"],
                "requestBody": {
                    "content": {"application/json": {"examples": {"a": {"value": {"query": "it's"}}}}}
                },
                "responses": {
                    "200": {"description": "", "content": {"application/json": {"example": {"hits": []}}}}
                },
            }
        },
    }
}


def test_operations_stand_under_their_subject_without_repetitions():
    subjects = list_subjects(SCHEMA, "https://chats.example")
    assert [(subject.name, len(subject.operations)) for subject in subjects] == [("things", 1), ("search", 1)]
    assert subjects[0].operations[0].anchor == "things-list"


def test_examples_are_shown():
    search = list_subjects(SCHEMA, "https://chats.example")[1].operations[0]
    assert json.loads(search.body.example) == {"query": "it's"}
    assert json.loads(search.answers[0].content.example) == {"hits": []}


def test_a_command_survives_the_shell():
    search = list_subjects(SCHEMA, "https://chats.example")[1].operations[0]
    words = shlex.split(search.command.replace("\\\n", " "))
    assert words[0] == "curl"
    assert words[words.index("-X") + 1] == "POST"
    assert json.loads(words[words.index("-d") + 1]) == {"query": "it's"}
    assert words[-1] == "https://chats.example/search/"


def test_files_are_sent_as_a_form():
    files = Field("files", "list of file", is_required=True, description="", limits="")
    command = write_command("post", "https://x/uploads/", Content("multipart/form-data", [files], ""))
    assert "-F files=@chat.txt" in command
    assert "-X POST" not in command
