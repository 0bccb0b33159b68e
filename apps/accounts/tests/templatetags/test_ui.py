import re

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from apps.accounts.templatetags.ui import HUES, hue, initials


def render(source: str, **context) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ana Ruiz", "AR"),
        ("ana", "A"),
        ("milan.novak@example.org", "MN"),
        ("Jean-Luc  van Damme", "JD"),
        ("", "?"),
        ("🙂", "?"),
        ("+49 170 1234", "34"),
        ("李 小龙", "李小"),
    ],
)
def test_initials(name, expected):
    assert initials(name) == expected


def test_a_persons_colour_is_stable_and_within_the_palette():
    assert hue("Ana Ruiz") == hue(" ana ruiz ") == "hue-1"
    numbers = {int(hue(f"Person {number}").removeprefix("hue-")) for number in range(200)}
    assert numbers == set(range(HUES))


def test_names_are_escaped_in_avatars():
    assert "<b" not in render("{% avatar name %}", name="<b> <i>")


class ContactForm(forms.Form):
    email = forms.EmailField(help_text="Only for answers.")
    agreed = forms.BooleanField(required=False)


def test_a_field_ties_label_help_and_errors_to_its_input():
    html = render("{% field form.email autocomplete='email' %}", form=ContactForm({"email": "nonsense"}))
    described_by = re.search(r'aria-describedby="([^"]+)"', html)[1].split()
    assert 'for="id_email"' in html
    assert 'autocomplete="email"' in html
    assert 'aria-invalid="true"' in html
    assert all(f'id="{reference}"' in html for reference in described_by)
    assert "valid email" in html


def test_a_checkbox_stands_in_its_label():
    html = render("{% field form.agreed %}", form=ContactForm())
    assert '<label class="check" for="id_agreed"><input type="checkbox"' in html


def test_the_current_page_is_marked_and_unknown_pages_are_left_out():
    request = RequestFactory().get("/settings/tokens/")
    html = render(
        '{% nav_link "accounts:tokens" "Tokens" "key" %}{% nav_link "no:page" "None" "key" %}',
        request=request,
    )
    assert html.count("<li>") == 1
    assert 'aria-current="page"' in html


@pytest.mark.parametrize(
    ("path", "is_current"), [("/people/7/", True), ("/uploads/", True), ("/jobs/", False)]
)
def test_a_link_may_stand_for_other_pages_too(rf, path, is_current):
    source = '{% nav_link "uploads:uploads" "Uploads" "upload" prefix="/people/" %}'
    assert ('aria-current="page"' in render(source, request=rf.get(path))) is is_current


@pytest.mark.parametrize("status", ["queued", "running", "succeeded", "failed", "cancelled"])
def test_every_status_has_a_label(status):
    assert re.search(
        r"(Waiting|Running|Done|Failed|Cancelled)</span>", render("{% status_badge s %}", s=status)
    )
