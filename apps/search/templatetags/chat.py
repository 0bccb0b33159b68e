"""Template tags that show chats: message text, formats, scores."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.search.views.excerpt import Excerpt
from apps.search.views.rich_text import Range, render_text

register = template.Library()

COMPONENTS = {
    "maxsim": ("Words in context", "How well each word of the query meets its best match in the message"),
    "dense": ("Meaning", "Similarity of the whole message to the whole query"),
    "dense_alone": ("Meaning", "Similarity of the whole message to the whole query"),
    "bm25": ("Exact words", "How often the query's words occur, rare ones counting more"),
    "rare": ("Rare words", "How many of the query's rare words stand in the message itself"),
    "date": ("Named day", "Whether the message was sent on a day that the query names"),
    "period": ("Named time", "Whether the message was sent in a month or a longer time that the query names"),
    "speaker": ("Sender's name", "Whether the query names who wrote it"),
    "answers": ("Answer", "How well the question fits that somebody else asked just before"),
    "statement": ("Statement", "Whether the message asks nothing itself"),
}
"""Parts of a score: name and explanation."""


@register.filter
def marked(text: str, highlights: Iterable[Range]) -> SafeString:
    """`{{ text|marked:highlights }}`: the text as HTML, with [start, end) marked, isolated from what surrounds it."""
    return format_html('<bdi class="said">{}</bdi>', render_text(text, highlights))


@register.filter
def excerpted(excerpt: Excerpt) -> SafeString:
    """The excerpt as HTML, with an ellipsis where text was left out."""
    text = marked(excerpt.text, excerpt.highlights)
    return format_html("{}{}{}", "… " if excerpt.cut_before else "", text, " …" if excerpt.cut_after else "")


@register.filter
def explain_components(components: dict[str, float]) -> list[dict[str, str | float]]:
    """Name and explain the parts of a score, in the order of COMPONENTS."""
    return [
        {"name": name, "explanation": explanation, "value": components[key]}
        for key, (name, explanation) in COMPONENTS.items()
        if key in components
    ]
