"""What a parser is told about a unit: the name it goes by."""

from apps.uploads.parsing.base import Unit
from apps.uploads.parsing.tree import Tree


def name_unit(unit: Unit, tree: Tree) -> str:
    """Return `ParseOptions.filename` of a unit: a lone file's own name, else its path below the upload's name."""
    is_alone = unit.path == tree.name and len(tree.files) == 1
    return unit.path if is_alone else f"{tree.name}/{unit.path}"
