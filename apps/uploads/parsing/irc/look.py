"""What the first lines of a log look like: how they are stamped, and how they name who speaks."""

from dataclasses import dataclass

from apps.uploads.parsing.irc.speech import strip_formatting
from apps.uploads.parsing.irc.styles import LogStyle, choose_style
from apps.uploads.parsing.irc.themes import CHANNEL, COLON, FORMS, TABBED, Form, choose_form, has_channel


@dataclass(frozen=True, slots=True)
class Look:
    """What the first lines of a log look like."""

    style: LogStyle
    form: Form
    has_channel: bool = False


def look_at(lines: list[str]) -> Look | None:
    """Return what lines look like, or None if none has a stamp."""
    lines = [strip_formatting(line) for line in lines]
    style = choose_style(lines)
    if style is None:
        return None
    rests = [line[match.end() :] for line in lines if (match := style.pattern.match(line))]
    if style.name == "tabbed":
        return Look(
            style, Form(TABBED, sum(rest.count("\t") == 1 for rest in rests) / len(rests), is_spoken=True)
        )
    channelled = has_channel(rests)
    if channelled:
        rests = [CHANNEL.sub("", rest, count=1) for rest in rests]
    has_names = not style.has_date or style.name == "bracketed iso" or channelled
    return Look(style, choose_form(rests, FORMS if has_names else FORMS.keys() - {COLON}), channelled)
