import json
import time
from dataclasses import replace
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.services.operators import choose_organization
from apps.search.api.serializers import write_answer
from apps.search.models import SearchOrigin
from apps.search.query_language.errors import QueryError
from apps.search.retrieval.query import Mode
from apps.search.services.ask_worker import SearchUnavailable
from apps.search.services.record_search import record_search
from apps.search.services.search_messages import search_organization
from apps.search.services.search_query import Hit, SearchAnswer, SearchQuery


class Command(BaseCommand):
    help = "Search an organization's messages, through the search worker that the pages use."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("query")
        parser.add_argument("-k", type=int, default=10, help="How many hits (default 10).")
        parser.add_argument("--mode", choices=[mode.value for mode in Mode], default=Mode.HYBRID.value)
        parser.add_argument("--organization", default="", metavar="SLUG")
        parser.add_argument("--json", action="store_true", help="Print the API's answer.")

    def handle(self, *_args: Any, **options: Any) -> None:
        organization = choose_organization(options["organization"])
        query = SearchQuery(
            text=options["query"], k=options["k"], mode=Mode(options["mode"]), origin=SearchOrigin.COMMAND
        )
        started = time.perf_counter()
        try:
            answer = self._search(organization, query)
        except QueryError as error:
            raise CommandError(point_at(query.text, error)) from error
        except SearchUnavailable as unavailable:
            raise CommandError(unavailable.message) from unavailable
        took_ms = round(1000 * (time.perf_counter() - started), 1)
        answer = record_search(None, organization, query, replace(answer, took_ms=took_ms))
        for note in answer.notes:
            self.stderr.write(self.style.WARNING(note))
        self.stdout.write(self._format_json(answer) if options["json"] else self._format_text(answer))

    def _search(self, organization, query: SearchQuery) -> SearchAnswer:
        """Ask the running worker; where none runs, search in this process."""
        from chatanalysis import pipeline
        from chatanalysis.presence import list_workers

        if any(pipeline.SEARCH_QUEUE in worker["queues"] for worker in list_workers().values()):
            return search_organization(organization, query)
        return self._search_here(organization, query)

    def _search_here(self, organization, query: SearchQuery) -> SearchAnswer:
        from apps.search.selectors import get_active_version
        from apps.search.services.answer_query import rank
        from apps.search.services.worker import get_replicas

        version = get_active_version(organization)
        if version is not None:
            get_replicas().catch_up(version)
        return search_organization(organization, query, ask=rank)

    def _format_json(self, answer: SearchAnswer) -> str:
        return json.dumps(write_answer(answer), ensure_ascii=False, indent=2)

    def _format_text(self, answer: SearchAnswer) -> str:
        if not answer.hits:
            return "Nothing found."
        return "\n\n".join(self._format_hit(hit) for hit in answer.hits)

    def _format_hit(self, hit: Hit) -> str:
        sent_at = hit.sent_at.strftime("%Y-%m-%d %H:%M") if hit.sent_at else "no time"
        head = f"{hit.rank:3}. {hit.conversation.name} · {sent_at} · {hit.score:.3f}"
        return f"{self.style.MIGRATE_HEADING(head)}\n     {hit.sender or '—'}: {hit.text}"


def point_at(text: str, error: QueryError) -> str:
    """The message, and below it the query with carets under the place."""
    # A tab would be of another width than the blank under it.
    shown = "".join(" " if character.isspace() else character for character in text)
    carets = " " * error.start + "^" * max(1, error.end - error.start)
    advice = (
        f"\n  Perhaps: {text[: error.start]}{error.suggestion}{text[error.end :]}" if error.suggestion else ""
    )
    return f"{error.message}\n  {shown}\n  {carets}{advice}"
