"""How a format's writer says what it writes; each file of `writers/` has a list WRITERS of them."""

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from apps.uploads.tests.parsing.made_up import writers
from apps.uploads.tests.parsing.made_up.chat import Chat, Traits

MILLISECOND, SECOND, MINUTE = "", "second", "minute"


@dataclass(frozen=True, slots=True)
class Writer:
    """`write` returns the files of an export by path: one is uploaded as it is, several as an archive."""

    name: str
    """Such as `whatsapp-ios-de`."""
    format: str
    write: Callable[[Chat], Mapping[str, bytes]]
    traits: Traits = field(default_factory=Traits)
    precision: str = SECOND
    has_utc: bool = True
    """The export states UTC or an offset; else its times are the exporter's clock, and `timezone` is given."""
    options: Mapping[str, str] = field(default_factory=dict)
    """Further ParseOptions it is read with."""
    keeps_ids: bool = False
    """`source_ref` is the export's own id."""
    keeps_sender_refs: bool = False
    sender_ref: Callable[[str], str] = str
    """From a made-up person's ref to the one of the format."""
    keeps_reaction_senders: bool = False


def list_writers() -> list[Writer]:
    found = []
    for module in pkgutil.iter_modules(writers.__path__):
        found += importlib.import_module(f"{writers.__name__}.{module.name}").WRITERS
    return found
