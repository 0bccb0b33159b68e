"""The help page of what can be uploaded, and how to export it from each app."""

from dataclasses import dataclass
from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.uploads.formats import FormatInfo, list_formats

LABELS = {
    "chatanalysis": "chatanalysis",
    "chatgpt": "ChatGPT",
    "csv": "CSV",
    "email": "E-mail",
    "google_chat": "Google Chat",
    "imessage": "iMessage",
    "irc": "IRC",
    "json": "JSON",
    "kakaotalk": "KakaoTalk",
    "line": "LINE",
    "qq": "QQ",
    "rocketchat": "Rocket.Chat",
    "teams": "Microsoft Teams",
    "wechat": "WeChat",
    "whatsapp": "WhatsApp",
}
"""Names of programs that are no plain words."""
GENERAL = ("documents", "email", "csv", "json", "chatanalysis")
"""Families that are no chat program come last, in this order."""
POPULAR = ("whatsapp", "telegram", "messenger", "slack", "discord")
"""Families that a person who is new here is shown."""


@dataclass(frozen=True, slots=True)
class Family:
    """The formats of one program."""

    name: str
    label: str
    formats: list[FormatInfo]


@login_required
@require_safe
def show_formats(request: HttpRequest) -> HttpResponse:
    return render(request, "uploads/formats.html", {"families": group_formats(list_formats())})


def list_popular() -> list[Family]:
    """Return the families that most people come with, in the order in which they are shown."""
    families = {family.name: family for family in group_formats(list_formats())}
    return [families[name] for name in POPULAR]


def group_formats(formats: list[FormatInfo]) -> list[Family]:
    """Return chat programs by their names, then what is read of other kinds."""
    by_family = groupby(sorted(formats, key=lambda info: info.family), key=lambda info: info.family)
    families = [Family(name, name_family(name), list(found)) for name, found in by_family]
    return sorted(families, key=_place)


def _place(family: Family) -> tuple[int, str]:
    place = GENERAL.index(family.name) + 1 if family.name in GENERAL else 0
    return place, family.label.casefold()


def name_family(name: str) -> str:
    return LABELS.get(name, name.replace("_", " ").capitalize())
