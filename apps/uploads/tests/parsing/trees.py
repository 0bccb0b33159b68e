"""Read several files as an uploaded archive of them would be read."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from apps.uploads.parsing.base import ParsedMessage, ParseOptions
from apps.uploads.parsing.registry import parse_unit, plan
from apps.uploads.parsing.tree import Tree
from apps.uploads.tests.parsing.reading import Reading


def read_tree(files: dict[str, Any], **options: str) -> dict[str, Reading]:
    """Return what is read of each unit, by its path. Values that are no text or bytes are written as JSON."""
    with TemporaryDirectory() as root:
        folder = Path(root) / "download"
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(_encode(content))
        tree = Tree.of_folder(folder)
        readings = {}
        for unit in plan(tree):
            parsed = parse_unit(unit, tree, ParseOptions(filename=f"{tree.name}/{unit.path}", **options))
            messages: list[ParsedMessage] = list(parsed.messages)
            readings[unit.path] = Reading(parsed.parser.name, messages, parsed.report)
    return readings


def _encode(content: Any) -> bytes:
    if isinstance(content, bytes):
        return content
    return (content if isinstance(content, str) else json.dumps(content)).encode()
