"""How a file was read, in words."""

import json
from datetime import datetime

from django import template
from django.utils.formats import date_format

from apps.uploads.parsing.base import NO_DAY
from apps.uploads.templatetags.jobs import DATE_ORDER_LABELS
from apps.uploads.zones import get_zone

register = template.Library()

SUBJECTS = {
    "date_order": "Order of dates",
    "timezone": "Time zone",
    "clock": "Clock",
    "base_date": "First day",
    "columns": "Columns",
}
CLOCKS = {"12": "Twelve hours, without saying which half of the day", "24": "Twenty-four hours"}
CERTAIN = 0.995


@register.filter
def subject_label(subject: str) -> str:
    return SUBJECTS.get(subject, subject.replace("_", " ").capitalize())


@register.filter
def reading_label(inference: dict) -> str:
    """Say how something was read: the inference's value in words."""
    subject, value = inference["subject"], inference["value"]
    if subject == "date_order":
        return DATE_ORDER_LABELS.get(value, value)
    if subject == "clock":
        return CLOCKS.get(value, value)
    if subject == "base_date":
        return "Without a day" if value == NO_DAY else _show({"local": value}, "j M Y")
    return _describe_columns(value) if subject == "columns" else value


def _describe_columns(value: str) -> str:
    try:
        columns = json.loads(value)
    except ValueError:
        return value
    return ", ".join(f"{role.replace('_', ' ')}: {name}" for role, name in columns.items())


@register.inclusion_tag("_components/badge.html")
def confidence_badge(inference: dict) -> dict:
    """Draw how sure a reading is, and who says so."""
    if inference["needs_input"]:
        return {"tone": "warning", "label": "Not decided"}
    if inference["source"] == "stated":
        return {"tone": "info", "label": "As stated"}
    if inference["source"] == "assumed":
        return {"tone": "warning", "label": "Assumed"}
    if inference["confidence"] >= CERTAIN:
        return {"tone": "success", "label": "Certain"}
    return {"tone": "", "label": f"{inference['confidence']:.0%} sure"}


@register.filter
def moment_label(moment: dict | None, zone: str = "") -> str:
    """Say when: on the exporter's own clock where the report has it, in the upload's zone or UTC otherwise."""
    if not moment:
        return ""
    shown = _show(moment, "j M Y, H:i", zone)
    return shown if moment["local"] else f"{shown} {zone or 'UTC'}"


@register.filter
def day_label(moment: dict, zone: str = "") -> str:
    """Say on which day, by the same clock as `moment_label`."""
    return _show(moment, "j M Y", zone)


def _show(moment: dict, form: str, zone: str) -> str:
    stamp = moment["local"] or moment["utc"]
    try:
        clock = datetime.fromisoformat(stamp)
        # Without its zone: Django would show it in its own.
        shown = clock if moment["local"] else clock.astimezone(get_zone(zone)).replace(tzinfo=None)
        return date_format(shown, form)
    except ValueError:
        return stamp


@register.filter
def preview_time(message: dict) -> str:
    """Say when a previewed message was sent, with the month as a word, so that a wrong order shows."""
    if not message["sent_at"]:
        return ""
    return moment_label({"local": message["local_time"], "utc": message["sent_at"]})
