"""What stands below the search box: the state of the search, and its hits as they are shown."""

from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.utils.http import urlencode

from apps.accounts.models import Organization
from apps.search.forms import MAX_PAGE, PAGE_SIZE, SearchForm
from apps.search.query_language.errors import QueryError
from apps.search.services.ask_worker import SearchUnavailable
from apps.search.services.search_messages import search_messages
from apps.search.services.search_query import Hit, SearchAnswer
from apps.search.views.chips import Chip, list_chips
from apps.search.views.moments import describe_clock
from apps.search.views.timeline import Line, describe_context, lay_out
from apps.uploads.models import Conversation

HIT_CHARACTERS = 900
NEIGHBOUR_CHARACTERS = 260


@dataclass(frozen=True, slots=True)
class ShownHit:
    """`line` is the hit itself, `lines` the hit among its neighbours; `results` leads back from its conversation."""

    hit: Hit
    line: Line
    lines: list[Line]
    clock: str
    results: str


@dataclass(frozen=True, slots=True)
class Results:
    """`state` names the fragment that shows them: start, invalid, unavailable, nothing, past_end or found."""

    state: str
    hits: list[ShownHit] = field(default_factory=list)
    page: Page | None = None
    chips: list[Chip] = field(default_factory=list)
    total: int = 0
    took_ms: float = 0
    problem: str = ""

    @property
    def template(self) -> str:
        return f"search/_{self.state}.html"


def find_results(
    user, organization: Organization, form: SearchForm, conversation: Conversation | None
) -> Results:
    """Run the search of a bound form; `conversation` is the one it is restricted to."""
    if not form.is_valid():
        return Results("invalid")
    chips = list_chips(form, conversation)
    if not form.cleaned_data["q"]:
        return Results("start", chips=chips)
    try:
        answer = search_messages(user, form.to_query(), organization=organization)
    except QueryError as error:
        form.add_error("q", error.message)
        return Results("invalid", chips=chips)
    except SearchUnavailable as error:
        return Results("unavailable", chips=chips, problem=error.message)
    return _describe_answer(form, answer, chips)


def _describe_answer(form: SearchForm, answer: SearchAnswer, chips: list[Chip]) -> Results:
    results = urlencode(form.to_params())
    # The answer is one page of a list that never exists as a whole: only its length is known.
    pages = Paginator(range(min(answer.total, MAX_PAGE * PAGE_SIZE)), PAGE_SIZE)
    state = "found" if answer.hits else "past_end" if answer.total else "nothing"
    return Results(
        state,
        hits=[show_hit(hit, results) for hit in answer.hits],
        page=pages.get_page(form.cleaned_data["page"]),
        chips=chips,
        total=answer.total,
        took_ms=answer.took_ms,
    )


def show_hit(hit: Hit, results: str) -> ShownHit:
    zone = hit.conversation.upload.timezone
    plain = [
        describe_context(message, zone=zone, limit=HIT_CHARACTERS if message.is_hit else NEIGHBOUR_CHARACTERS)
        for message in hit.context
    ]
    target = next(line for line in plain if line.is_target)
    # The card's head says the day of the hit: only neighbours of another day need to say theirs.
    lines = lay_out(plain, day=target.moment and target.moment.day)
    return ShownHit(
        hit=hit,
        line=target,
        lines=lines,
        clock=describe_clock((line.moment for line in lines), zone),
        results=results,
    )
