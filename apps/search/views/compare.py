"""Two rankings of one question side by side: two index versions, or two modes of one."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.accounts.models import Organization
from apps.search.forms import MODES
from apps.search.models import SEARCHABLE, IndexState, IndexVersion
from apps.search.query_language.errors import QueryError
from apps.search.retrieval.query import Mode
from apps.search.selectors import list_versions
from apps.search.services.ask_worker import SearchUnavailable
from apps.search.services.compare_rankings import Comparison, PlacedHit, Side, SideAnswer, compare_rankings
from apps.search.services.search_query import MAX_QUERY_LENGTH
from apps.search.views.requests import wants_fragment
from apps.search.views.scope import get_organization
from apps.search.views.shown_hit import address_message
from apps.search.views.timeline import Line, describe_context

CHARACTERS = 320


class CompareForm(forms.Form):
    """`left` and `right` are ids of versions. What is left out is the active one, and on the right the other one."""

    q = forms.CharField(label="Question", required=False, max_length=MAX_QUERY_LENGTH)
    left = forms.TypedChoiceField(label="Index", required=False, coerce=int)
    left_mode = forms.ChoiceField(label="Search by", required=False, choices=MODES)
    right = forms.TypedChoiceField(label="Index", required=False, coerce=int)
    right_mode = forms.ChoiceField(label="Search by", required=False, choices=MODES)

    def __init__(self, data, versions: Sequence[IndexVersion]) -> None:
        """`versions`, at least one, are those that can be searched, the active one first."""
        super().__init__(fill_in(data.dict(), versions))
        self._versions = {version.pk: version for version in versions}
        for name in ("left", "right"):
            self.fields[name].choices = [(version.pk, describe_choice(version)) for version in versions]

    def get_side(self, name: str) -> Side:
        data = self.cleaned_data
        return Side(self._versions[data[name]], Mode(data[f"{name}_mode"]))


def fill_in(params: dict[str, str], versions: Sequence[IndexVersion]) -> dict[str, str]:
    """Where there is one version only, its meaning stands against its words."""
    is_alone = len(versions) == 1
    modes = (Mode.SEMANTIC, Mode.KEYWORD) if is_alone else (Mode.HYBRID, Mode.HYBRID)
    defaults = {
        "left": str(versions[0].pk),
        "left_mode": str(modes[0]),
        "right": str(versions[-1 if is_alone else 1].pk),
        "right_mode": str(modes[1]),
    }
    return defaults | {name: value for name, value in params.items() if value}


def describe_choice(version: IndexVersion) -> str:
    state = "searched" if version.state == IndexState.ACTIVE else "stands by"
    return f"{version.model.name} · no. {version.pk}, {state}"


@dataclass(frozen=True, slots=True)
class ShownPlacedHit:
    placed: PlacedHit
    line: Line
    open_url: str


@dataclass(frozen=True, slots=True)
class ShownSide:
    name: str
    title: str
    answer: SideAnswer
    hits: list[ShownPlacedHit]


@dataclass(frozen=True, slots=True)
class Results:
    """`state` is start, invalid, slip, unavailable or compared; `problem` tells what is wrong in the middle three."""

    state: str
    problem: str = ""
    sides: list[ShownSide] = field(default_factory=list)
    comparison: Comparison | None = None
    is_same: bool = False


@login_required
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    organization = get_organization(request)
    versions = list_searchable(request.user, organization)
    if not versions:
        return render(request, "search/compare.html", {"organization": organization, "form": None})
    form = CompareForm(request.GET, versions)
    results = find_results(organization, form)
    context = {"organization": organization, "form": form, "results": results}
    if wants_fragment(request):
        return render(request, "search/_compared.html", {**context, "is_fragment": True})
    status = 503 if results.state == "unavailable" else 200
    return render(request, "search/compare.html", context, status=status)


def list_searchable(user, organization: Organization) -> list[IndexVersion]:
    versions = list_versions(user, organization=organization).filter(state__in=SEARCHABLE)
    return sorted(versions, key=lambda version: version.state != IndexState.ACTIVE)


def find_results(organization: Organization, form: CompareForm) -> Results:
    if not form.is_valid():
        return Results("invalid", next(iter(form.errors.values()))[0])
    if not form.cleaned_data["q"]:
        return Results("start")
    left, right = form.get_side("left"), form.get_side("right")
    try:
        comparison = compare_rankings(organization, form.cleaned_data["q"], left, right)
    except QueryError as error:
        return Results("slip", error.message)
    except SearchUnavailable as error:
        return Results("unavailable", error.message)
    sides = [show_side("left", comparison.left), show_side("right", comparison.right)]
    return Results("compared", sides=sides, comparison=comparison, is_same=left == right)


def show_side(name: str, answer: SideAnswer) -> ShownSide:
    mode = dict(MODES)[answer.side.mode]
    title = f"{answer.side.version.model.name} · {mode}"
    return ShownSide(name, title, answer, [show_placed(placed) for placed in answer.hits])


def show_placed(placed: PlacedHit) -> ShownPlacedHit:
    hit = placed.hit
    own = next(message for message in hit.context if message.is_hit)
    line = describe_context(own, zone=hit.conversation.upload.zone, limit=CHARACTERS)
    return ShownPlacedHit(placed, line, address_message(hit.conversation.pk, hit.message_id))
