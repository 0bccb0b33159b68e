from rest_framework import serializers

from apps.uploads.models import IdentityMerge
from apps.uploads.services.people.merge import MAX_MERGED

MAX_NAME = 255


class PersonSerializer(serializers.Serializer):
    """See apps.uploads.people_selectors.DescribedPerson."""

    id = serializers.IntegerField()
    name = serializers.CharField(help_text="The name to show.")
    aliases = serializers.ListField(
        child=serializers.CharField(), help_text="Other names they go by, the most frequent first."
    )
    formats = serializers.ListField(
        child=serializers.CharField(), help_text="What the chats they wrote in were exported as."
    )
    conversations = serializers.IntegerField(help_text="How many they are known in.")
    messages = serializers.IntegerField(help_text="How many they wrote; events do not count.")


class RenamePersonSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=MAX_NAME)


class ClueSerializer(serializers.Serializer):
    kind = serializers.CharField(
        max_length=32, help_text="`email`, `phone`, `alias`, `name`, `namesake`, `spelling`, `initials`, …"
    )
    text = serializers.CharField(max_length=500, help_text="A sentence.")


class WeighedClueSerializer(ClueSerializer):
    strength = serializers.FloatField(min_value=0, max_value=1)


class MergeSuggestionSerializer(serializers.Serializer):
    people = PersonSerializer(many=True, help_text="Who wrote most comes first.")
    strength = serializers.FloatField(min_value=0, max_value=1)
    evidence = WeighedClueSerializer(many=True, help_text="The strongest first.")


class MergeRequestSerializer(serializers.Serializer):
    people = serializers.ListField(
        child=serializers.IntegerField(min_value=1),
        min_length=1,
        max_length=MAX_MERGED,
        help_text="Ids of those who are the same person.",
    )
    evidence = ClueSerializer(
        many=True, required=False, help_text="What told you; what names and ids say is added by itself."
    )


class MergeSerializer(serializers.ModelSerializer):
    person = serializers.CharField(source="person.name", help_text="Who took in.")
    person_id = serializers.IntegerField()
    merged = serializers.CharField(source="merged.name", help_text="Who was taken in.")
    merged_by = serializers.CharField(source="merged_by.email", allow_null=True, default=None)
    evidence = ClueSerializer(many=True)

    class Meta:
        model = IdentityMerge
        fields = ["id", "person", "person_id", "merged", "evidence", "merged_by", "created_at", "undone_at"]


class MergedSerializer(serializers.Serializer):
    person = PersonSerializer()
    merges = MergeSerializer(many=True, help_text="A decision for each of them; its id undoes it.")
