"""Of which type a file is, as far as its name or what an export calls it tells."""

import mimetypes
from pathlib import PurePosixPath

KINDS = ("image", "video", "audio")
BY_SUFFIX = {
    **dict.fromkeys((".heic", ".webp"), "image"),
    **dict.fromkeys((".amr", ".m4a", ".oga", ".ogg", ".opus"), "audio"),
    **dict.fromkeys((".3gp", ".mkv", ".mov", ".webm"), "video"),
    ".vcf": "contact",
}
"""What not every machine's table of types knows, or takes for something else."""


def guess_type(name: str, stated: str = "") -> str:
    """Return image, video, audio or another word for the kind of file; `stated` is a MIME type or the export's word."""
    stated = stated.lower().strip()
    if stated and "/" not in stated:
        return stated
    suffix = PurePosixPath(name.lower()).suffix
    mime = stated or mimetypes.types_map.get(suffix, "")
    if suffix in BY_SUFFIX and not stated:
        return BY_SUFFIX[suffix]
    if mime == "image/gif":
        return "gif"
    kind = mime.partition("/")[0]
    return kind if kind in KINDS else "file"
