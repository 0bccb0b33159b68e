"""Template tags of the pages about people."""

from django import template

register = template.Library()

ICONS = {"email": "mail", "phone": "phone", "alias": "conversations"}
"""By kind of evidence; the others are about names."""
CERTAINTIES = ((0.8, "very likely"), (0.5, "likely"), (0.0, "perhaps"))


@register.filter
def evidence_icon(kind: str) -> str:
    return ICONS.get(kind, "user")


@register.filter
def certainty(strength: float) -> str:
    """Say in a word how much evidence tells."""
    return next(word for least, word in CERTAINTIES if strength >= least)
