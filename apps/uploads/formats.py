"""The formats that can be read, as people are told of them."""

from dataclasses import dataclass

from apps.uploads.parsing.registry import BUNDLE_PARSERS, PARSERS


@dataclass(frozen=True, slots=True)
class FormatInfo:
    """See `parsing.base.Format`. `extensions` are of its files, where it is read from single ones."""

    name: str
    label: str
    family: str
    extensions: tuple[str, ...]
    guide: tuple[str, ...]
    remarks: str


def list_formats() -> list[FormatInfo]:
    """Return every format once, by the app it comes from; one read in both ways has the single file's endings."""
    found: dict[str, FormatInfo] = {}
    for parser in (*PARSERS, *BUNDLE_PARSERS):
        extensions = tuple(getattr(parser, "extensions", ()))
        info = FormatInfo(
            parser.name, parser.label, parser.family, extensions, tuple(parser.guide), parser.remarks
        )
        found.setdefault(parser.name, info)
    return sorted(found.values(), key=lambda info: (info.family, info.label))
