"""Template tags of the design system; `docs/design-system.md` shows them in use."""

import zlib

from django import template
from django.core.paginator import Paginator
from django.forms import BoundField, CheckboxInput, PasswordInput, Select, Textarea
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

HUES = 10
"""Classes hue-0 to hue-9 in feedback.css."""

STATUS_BADGES = {
    "queued": ("", "clock", "Waiting"),
    "needs_input": ("warning", "help", "Needs you"),
    "running": ("info", "", "Running"),
    "succeeded": ("success", "check", "Done"),
    "failed": ("danger", "warning", "Failed"),
    "cancelled": ("", "cancel", "Cancelled"),
}
"""Job status to tone, icon and label."""


@register.simple_tag
def icon(name: str, extra_class: str = "") -> SafeString:
    """Draw a symbol of the sprite. Decorative: what it means must stand beside it as text."""
    css_class = f"icon {extra_class}".strip()
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css_class,
        static("img/icons.svg"),
        name,
    )


@register.filter
def hue(name: str) -> str:
    """Return the colour class of a person, the same one everywhere and after every restart."""
    return f"hue-{zlib.crc32(name.strip().casefold().encode()) % HUES}"


@register.filter
def initials(name: str) -> str:
    """Return one or two capitals: of the first and last word, e-mail hosts and signs left out.

    Of a telephone number the last two digits: many begin alike.
    """
    if not any(map(str.isalpha, name)):
        return "".join(filter(str.isdigit, name))[-2:] or "?"
    local_part = name.partition("@")[0] if " " not in name else name
    words = [
        "".join(filter(str.isalnum, word)) for word in local_part.replace(".", " ").replace("_", " ").split()
    ]
    words = [word for word in words if word]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.simple_tag
def avatar(name: str, size: str = "", shape: str = "") -> SafeString:
    """Draw a person's or organization's initials; the name must stand beside it as text."""
    modifiers = "".join(f" avatar--{modifier}" for modifier in (size, shape) if modifier)
    return format_html(
        '<span class="avatar{} {}" aria-hidden="true">{}</span>', modifiers, hue(name), initials(name)
    )


@register.inclusion_tag("_components/nav_link.html", takes_context=True)
def nav_link(context: dict, url_name: str, label: str, icon_name: str, prefix: str = "") -> dict:
    """Link to a named page, marked current below its address; nothing when no installed app has that page.

    `prefix` is of other addresses that belong to it.
    """
    try:
        url = reverse(url_name)
    except NoReverseMatch:
        return {"url": ""}
    path = context["request"].path if "request" in context else ""
    belongs = tuple(start for start in (url, prefix) if start not in ("", "/"))
    current = path == url or path.startswith(belongs)
    return {"url": url, "label": label, "icon_name": icon_name, "current": current}


@register.inclusion_tag("_components/tab_link.html", takes_context=True)
def tab_link(context: dict, url_name: str, label: str) -> dict:
    url = reverse(url_name)
    return {"url": url, "label": label, "current": context["request"].path == url}


@register.inclusion_tag("_components/field.html")
def field(
    bound: BoundField, label: str = "", help: str = "", link_url: str = "", link: str = "", **attrs
) -> dict:
    """Draw a form field with its label, help and errors tied together.

    `link` stands beside the label; `attrs` go to the input (`_` becomes `-`, False takes one away).
    """
    help_text = help or bound.help_text
    described_by = [f"{bound.id_for_label}_help"] if help_text else []
    described_by += [f"{bound.id_for_label}_errors"] if bound.errors else []
    widget_attrs = {
        "class": _widget_class(bound),
        **{key.replace("_", "-"): text for key, text in attrs.items()},
    }
    if described_by:
        widget_attrs["aria-describedby"] = " ".join(described_by)
    return {
        "field": bound,
        "label": label or bound.label,
        "help": help_text,
        "link_url": link_url,
        "link": link,
        "widget": bound.as_widget(attrs=widget_attrs),
        "is_check": isinstance(bound.field.widget, CheckboxInput),
        "is_password": isinstance(bound.field.widget, PasswordInput),
    }


def _widget_class(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput):
        return ""
    if isinstance(widget, Textarea):
        return "textarea"
    return "select" if isinstance(widget, Select) else "input"


@register.inclusion_tag("_components/status_badge.html")
def status_badge(status: str) -> dict:
    """Draw a job's status: `queued`, `running`, `succeeded`, `failed` or `cancelled`."""
    tone, icon_name, label = STATUS_BADGES[status]
    return {"tone": tone or "plain", "icon_name": icon_name, "label": label, "live": status == "running"}


@register.filter
def elided_range(paginator: Paginator, number: int) -> list[int | str]:
    return list(paginator.get_elided_page_range(number, on_each_side=1, on_ends=1))
