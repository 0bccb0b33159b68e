"""What holds for every template and style sheet of the project, whoever wrote it."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TEMPLATES_DIR = settings.BASE_DIR / "templates"
STATIC_DIR = settings.BASE_DIR / "static"
TEMPLATES = sorted(path for path in TEMPLATES_DIR.rglob("*.html"))
FORBIDDEN = {
    "script with a body": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE
    ),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "event attribute": re.compile(r"\son[a-z]+\s*=", re.IGNORECASE),
    "htmx script": re.compile(r"hx-on|hx-vals\s*=\s*['\"]js:|hx-headers\s*=\s*['\"]js:", re.IGNORECASE),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "file of another host": re.compile(
        r"<(?:script|link|img)[^>]+(?:src|href)=\"(?:https?:)?//", re.IGNORECASE
    ),
    "positive tabindex": re.compile(r"tabindex=\"[1-9]"),
}


def relative(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_nothing_the_content_security_policy_forbids(path):
    source = path.read_text()
    assert [name for name, pattern in FORBIDDEN.items() if pattern.search(source)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_images_have_a_text(path):
    source = path.read_text()
    assert [tag for tag in re.findall(r"<img\b[^>]*>", source) if "alt=" not in tag] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_every_icon_exists(path):
    drawn = set(re.findall(r"{% icon \"([^\"]+)\"", path.read_text()))
    symbols = set(re.findall(r"<symbol id=\"([^\"]+)\"", (STATIC_DIR / "img" / "icons.svg").read_text()))
    assert drawn <= symbols


@pytest.mark.parametrize("path", sorted((STATIC_DIR / "css").glob("*.css")), ids=relative)
def test_style_sheets_use_only_tokens_that_exist(path):
    defined = set(
        re.findall(r"(--[\w-]+)\s*:", "".join(p.read_text() for p in (STATIC_DIR / "css").glob("*.css")))
    )
    used = set(re.findall(r"var\((--[\w-]+)\)", path.read_text()))
    assert used <= defined


def test_the_rules_themselves_can_fail():
    bad = '<script>1</script><style></style><a style="x" onclick="y" href="javascript:z" tabindex="3" hx-on:click="">'
    bad += '<img src="https://cdn.example/x.png">'
    assert [name for name, pattern in FORBIDDEN.items() if not pattern.search(bad)] == []
