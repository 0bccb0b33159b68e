"""What `explain` adds to a hit."""

from rest_framework import serializers


class RetrieverSerializer(serializers.Serializer):
    """Where one retriever put the message among its candidates; null where it did not find it."""

    name = serializers.CharField(help_text="`dense` by the message's vector, `bm25` by words.")
    rank = serializers.IntegerField(allow_null=True, help_text="From 1.")
    score = serializers.FloatField(allow_null=True)


class EvidenceSerializer(serializers.Serializer):
    """One kind of evidence. The contributions of all add up to the hit's score."""

    name = serializers.CharField(help_text="Such as `maxsim`, `bm25`, `rare`, `speaker`, `date`.")
    value = serializers.FloatField()
    scaled = serializers.FloatField(
        help_text="The value brought to 0..1 over the candidates, where it needs to be."
    )
    weight = serializers.FloatField()
    contribution = serializers.FloatField()


class TokenMatchSerializer(serializers.Serializer):
    """A token of the query, and the token of the message that answers it best."""

    token = serializers.CharField()
    weight = serializers.FloatField(help_text="Rare tokens weigh more; all weights add up to 1.")
    similarity = serializers.FloatField()
    match = serializers.CharField(allow_null=True)


class RerankSerializer(serializers.Serializer):
    score = serializers.FloatField()
    rank_before = serializers.IntegerField()


class ExplanationSerializer(serializers.Serializer):
    retrievers = RetrieverSerializer(many=True)
    evidence = EvidenceSerializer(many=True)
    tokens = TokenMatchSerializer(many=True)
    matched_words = serializers.ListField(
        child=serializers.CharField(), help_text="The query's words as they stand in the message."
    )
    words_around = serializers.ListField(
        child=serializers.CharField(), help_text="Those that stand in its neighbours only."
    )
    rerank = RerankSerializer(allow_null=True, help_text="What the second ranker gave; it decides the order.")
    from_cache = serializers.BooleanField(help_text="Found lately, and the index has not changed since.")
