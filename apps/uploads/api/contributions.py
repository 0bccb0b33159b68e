from rest_framework import serializers

from apps.uploads.models import Contribution


class ContributionSerializer(serializers.ModelSerializer):
    """What an upload holds of a chat: messages and events that it `added`, `updated`, and that were `known`."""

    conversation = serializers.IntegerField(source="conversation_id")
    name = serializers.CharField(source="conversation.name")

    class Meta:
        model = Contribution
        fields = ["conversation", "name", "added", "updated", "known"]
