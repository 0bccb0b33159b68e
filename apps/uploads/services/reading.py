"""One unit of an upload on its way into the database: what it is, and how it is to be read."""

from dataclasses import dataclass, replace

from apps.uploads.models import SourceFile, Upload
from apps.uploads.parsing.base import ParseOptions, Unit
from apps.uploads.parsing.options import combine_options, name_unit
from apps.uploads.parsing.registry import ParsedSource, parse_unit
from apps.uploads.parsing.tree import Tree


@dataclass(frozen=True, slots=True)
class Reading:
    source: SourceFile
    unit: Unit
    tree: Tree
    options: ParseOptions

    def start(self) -> ParsedSource:
        """Read the unit from its beginning; as often as wanted. Raises UnreadableExport."""
        return parse_unit(self.unit, self.tree, self.options)

    def choose(self, subject: str, value: object) -> "Reading":
        """Return the reading with one more thing stated."""
        return replace(self, options=replace(self.options, **{subject: value}))


def make_reading(upload: Upload, source: SourceFile, unit: Unit, tree: Tree) -> Reading:
    """Return how a unit is to be read: as stated for the upload, and as chosen for the file itself."""
    default = {"default_timezone": upload.default_timezone}
    options = combine_options(name_unit(unit, tree), default, upload.stated, source.choices)
    return Reading(source, unit, tree, options)
