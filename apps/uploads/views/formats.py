"""The help page of what can be uploaded, and how to export it from each app."""

from dataclasses import dataclass
from itertools import groupby

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.uploads.formats import FormatInfo, list_formats

LABELS = {
    "chatgpt": "ChatGPT",
    "google_chat": "Google Chat",
    "imessage": "iMessage",
    "irc": "IRC",
    "kakaotalk": "KakaoTalk",
    "line": "LINE",
    "qq": "QQ",
    "rocketchat": "Rocket.Chat",
    "teams": "Microsoft Teams",
    "wechat": "WeChat",
    "whatsapp": "WhatsApp",
}
"""Names of programs that are no plain words."""
GENERAL = ("document", "generic", "mail", "neutral")
"""Families that are no chat program come last."""


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


def group_formats(formats: list[FormatInfo]) -> list[Family]:
    """Return chat programs by their names, then what is read of other kinds."""
    by_family = groupby(sorted(formats, key=lambda info: info.family), key=lambda info: info.family)
    families = [Family(name, name_family(name), list(found)) for name, found in by_family]
    return sorted(families, key=lambda family: (family.name in GENERAL, family.label.casefold()))


def name_family(name: str) -> str:
    return LABELS.get(name, name.replace("_", " ").capitalize())
