from datetime import date, datetime
from functools import cache
from typing import Any

from rest_framework import serializers

from apps.search.api.explanation import ExplanationSerializer
from apps.search.retrieval.query import Mode, Sort
from apps.search.services.search_query import (
    MAX_K,
    MAX_QUERY_LENGTH,
    ContextMessage,
    SearchAnswer,
    SearchQuery,
)

MAX_OFFSET = 1_000
DAYS_BEGIN = (
    "A date alone is its first moment in the organization's time zone, or in UTC where it has none; "
    "a date-time without an offset is in UTC."
)


class MomentField(serializers.DateTimeField):
    """A date-time, or a date that stands for its first moment in the searched organization's time zone."""

    def to_internal_value(self, value) -> date | datetime:
        if isinstance(value, str) and len(value) == len("2026-01-31"):
            try:
                return datetime.strptime(value, "%Y-%m-%d").date()
            except ValueError:
                self.fail("invalid", format="YYYY-MM-DD[Thh:mm[:ss][Z]]")
        return super().to_internal_value(value)


class SearchRequestSerializer(serializers.Serializer):
    query = serializers.CharField(
        max_length=MAX_QUERY_LENGTH,
        help_text="Words, or the query language: `from:Lena has:link -draft`. Days begin in the organization's "
        "time zone, or in UTC where it has none.",
    )
    k = serializers.IntegerField(default=10, min_value=1, max_value=MAX_K)
    offset = serializers.IntegerField(default=0, min_value=0, max_value=MAX_OFFSET)
    mode = serializers.ChoiceField(choices=[mode.value for mode in Mode], default=Mode.HYBRID.value)
    sort = serializers.ChoiceField(choices=[sort.value for sort in Sort], default=Sort.RELEVANCE.value)
    conversation = serializers.IntegerField(required=False, allow_null=True, help_text="Its id.")
    sender = serializers.CharField(
        required=False,
        allow_blank=True,
        allow_null=True,
        help_text="A name, whatever case: all that this person wrote.",
    )
    after = MomentField(required=False, allow_null=True, help_text=f"This moment or later. {DAYS_BEGIN}")
    before = MomentField(required=False, allow_null=True, help_text=f"Earlier than this moment. {DAYS_BEGIN}")
    ignore = serializers.ListField(
        child=serializers.CharField(max_length=300),
        required=False,
        max_length=20,
        help_text="Keys of `understood` that are not to count, as an earlier answer gave them.",
    )
    facets = serializers.BooleanField(
        default=False, help_text="Also count the matches by conversation, sender and month."
    )
    explain = serializers.BooleanField(default=False, help_text="Also say of each hit what ranked it.")
    rerank = serializers.BooleanField(
        default=True, help_text="Let the second ranker, if the server has one, look at the best hits."
    )
    versions = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        required=False,
        max_length=8,
        help_text="Ids of index versions to search together; none for the active one.",
    )

    def build_query(self) -> SearchQuery:
        values = self.validated_data
        return SearchQuery(
            text=values["query"],
            k=values["k"],
            offset=values["offset"],
            mode=Mode(values["mode"]),
            sort=Sort(values["sort"]),
            conversation=values.get("conversation"),
            sender=values.get("sender") or "",
            after=values.get("after"),
            before=values.get("before"),
            ignore=tuple(values.get("ignore") or ()),
            facets=values["facets"],
            explain=values["explain"],
            rerank=values["rerank"],
            versions=tuple(values.get("versions") or ()),
        )


class OffsetsField(serializers.ListField):
    """Character offsets [start, end) of a matched word."""

    child = serializers.IntegerField(min_value=0)


class ContextMessageSerializer(serializers.Serializer):
    message_id = serializers.IntegerField()
    sender = serializers.CharField(allow_null=True)
    person = serializers.CharField(allow_null=True)
    sent_at = serializers.DateTimeField(allow_null=True)
    text = serializers.CharField()
    kind = serializers.CharField()
    is_hit = serializers.BooleanField()

    def to_representation(self, message: ContextMessage) -> dict[str, Any]:
        """Field by field by hand: an answer holds fifty of these, and REST framework takes 2 ms over them."""
        return {
            "message_id": message.message_id,
            "sender": message.sender,
            "person": message.person,
            "sent_at": self.fields["sent_at"].to_representation(message.sent_at) if message.sent_at else None,
            "text": message.text,
            "kind": message.kind,
            "is_hit": message.is_hit,
        }


class HitConversationSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    format = serializers.CharField()


class HitVersionSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    model = serializers.CharField(source="model.name")
    organization = serializers.SlugField(source="organization.slug")


class HitSerializer(serializers.Serializer):
    rank = serializers.IntegerField()
    score = serializers.FloatField()
    message_id = serializers.IntegerField()
    conversation = HitConversationSerializer()
    sender = serializers.CharField(allow_null=True, help_text="The name as the export gives it.")
    person = serializers.CharField(
        allow_null=True, help_text="Whom that is, where that one is shown by another name."
    )
    sent_at = serializers.DateTimeField(allow_null=True)
    text = serializers.CharField()
    highlights = serializers.ListField(child=OffsetsField(min_length=2, max_length=2))
    context = ContextMessageSerializer(many=True)
    explanation = ExplanationSerializer(
        allow_null=True, help_text="Only if asked for; null where nothing was ranked."
    )
    versions = HitVersionSerializer(
        many=True, help_text="The index versions it was found in; empty unless the request named some."
    )


class UnderstoodSerializer(serializers.Serializer):
    """A time or a person that the query names: it raised what it concerns, and hid nothing."""

    key = serializers.CharField(help_text="To be put into `ignore`.")
    kind = serializers.ChoiceField(choices=["time", "person"])
    text = serializers.CharField(help_text="The words of the query.")
    label = serializers.CharField(help_text="What they were taken for.")


class FacetSerializer(serializers.Serializer):
    value = serializers.CharField()
    label = serializers.CharField(help_text="The conversation's name; empty for senders and months.")
    count = serializers.IntegerField()


class FacetsSerializer(serializers.Serializer):
    """Most frequent first, at most 20 each; empty unless they were asked for."""

    conversation = FacetSerializer(many=True, default=list)
    sender = FacetSerializer(many=True, default=list)
    month = FacetSerializer(many=True, default=list, help_text="As `2026-05`, in UTC.")


class SearchResponseSerializer(serializers.Serializer):
    hits = HitSerializer(many=True)
    total = serializers.IntegerField(help_text="How many results can be paged through.")
    took_ms = serializers.FloatField()
    understood = UnderstoodSerializer(many=True)
    facets = FacetsSerializer()
    notes = serializers.ListField(
        child=serializers.CharField(), help_text="How the query was read: unknown names, likely slips."
    )
    degraded = serializers.ListField(
        child=serializers.CharField(),
        help_text="What could not take part in the ranking, such as `reranker` or `model`.",
    )
    event_id = serializers.UUIDField(
        allow_null=True,
        help_text="Names this search for clicks on its hits; later pages have none of their own.",
    )


@cache
def _get_answer_serializer() -> SearchResponseSerializer:
    return SearchResponseSerializer()


def write_answer(answer: SearchAnswer) -> dict[str, Any]:
    """Return an answer in JSON types. One serializer serves all: REST framework takes a millisecond to make one."""
    return _get_answer_serializer().to_representation(answer)
