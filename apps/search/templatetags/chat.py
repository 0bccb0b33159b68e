"""Template tags that show chats: message text, formats."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.search.views.excerpt import Excerpt
from apps.search.views.line_details import name_file
from apps.search.views.rich_text import Range, render_text

register = template.Library()
register.filter("file_name", name_file)


@register.filter
def marked(text: str, highlights: Iterable[Range]) -> SafeString:
    """`{{ text|marked:highlights }}`: the text as HTML, with [start, end) marked, isolated from what surrounds it."""
    return format_html('<bdi class="said">{}</bdi>', render_text(text, highlights))


@register.filter
def excerpted(excerpt: Excerpt) -> SafeString:
    """The excerpt as HTML, with an ellipsis where text was left out."""
    text = marked(excerpt.text, excerpt.highlights)
    return format_html("{}{}{}", "… " if excerpt.cut_before else "", text, " …" if excerpt.cut_after else "")
