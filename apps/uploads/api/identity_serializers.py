from rest_framework import serializers

from apps.uploads.api.people_serializers import MAX_NAME, PersonSerializer
from apps.uploads.identity.suggestions import MAX_TOGETHER
from apps.uploads.services.people.split import MAX_PARTED


class DistinguishSerializer(serializers.Serializer):
    people = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        min_length=2,
        max_length=MAX_TOGETHER,
        help_text="Ids of those of whom no two are one person.",
    )


class DecisionSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="decision.pk")
    decided_by = serializers.CharField(source="decision.decided_by.email", allow_null=True, default=None)
    created_at = serializers.DateTimeField(source="decision.created_at")


class DistinctionSerializer(DecisionSerializer):
    """See apps.uploads.identity_selectors.DescribedDistinction."""

    first = PersonSerializer(help_text="As they are shown today.")
    second = PersonSerializer()


class ParticipantSerializer(serializers.Serializer):
    """Somebody in one conversation."""

    id = serializers.IntegerField()
    name = serializers.CharField(help_text="What they are called there.")
    ref = serializers.CharField(
        help_text="Their stable id in the program it comes from; empty if it has none."
    )
    conversation = serializers.IntegerField(source="conversation_id")
    conversation_name = serializers.CharField(source="conversation.name")
    format = serializers.CharField(source="conversation.format")
    is_parted = serializers.SerializerMethodField(
        help_text="A member said that it is another than the exports take it for."
    )

    def get_is_parted(self, participant) -> bool:
        return participant.parted_from_id is not None


class SplitRequestSerializer(serializers.Serializer):
    participants = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        min_length=1,
        max_length=MAX_PARTED,
        help_text="Ids of those who are somebody else, together: see `/people/{id}/participants/`.",
    )
    name = serializers.CharField(
        max_length=MAX_NAME, required=False, help_text="To show; else what the export calls them."
    )


class SplitSerializer(DecisionSerializer):
    """See apps.uploads.identity_selectors.DescribedSplit."""

    person = serializers.CharField(source="person.name", help_text="From whom they were parted.")
    person_id = serializers.IntegerField(source="person.pk")
    parted = serializers.CharField(source="parted.name", help_text="Who is somebody else.")
    parted_id = serializers.IntegerField(source="parted.pk")
    conversations = serializers.ListField(
        child=serializers.CharField(), help_text="Names of those in which they are somebody else."
    )


class SplitMadeSerializer(serializers.Serializer):
    person = PersonSerializer(help_text="The new one.")
    split = SplitSerializer()
