"""How an upload was read, and what it asks: shapes of `report_selectors`."""

from rest_framework import serializers

from apps.uploads.models import JobStatus, SourceState
from apps.uploads.parsing.dates import FIELDS
from apps.uploads.parsing.options import CLOCKS


class ReadingsSerializer(serializers.Serializer):
    """Readings that can be stated. An empty one takes back what was stated."""

    timezone = serializers.CharField(required=False, allow_blank=True, help_text="Such as Europe/Berlin.")
    date_order = serializers.ChoiceField(choices=list(FIELDS), required=False, allow_blank=True)
    clock = serializers.ChoiceField(choices=CLOCKS, required=False, allow_blank=True)
    base_date = serializers.CharField(
        required=False, allow_blank=True, help_text="The first message's day, such as 2024-01-31."
    )
    columns = serializers.DictField(
        child=serializers.CharField(), required=False, help_text="The column of each role, such as sender."
    )


class RereadRequestSerializer(ReadingsSerializer):
    files = serializers.DictField(
        child=ReadingsSerializer(), required=False, help_text="Readings of single files, by path."
    )


class ChoicesRequestSerializer(RereadRequestSerializer):
    confirm = serializers.BooleanField(required=False, help_text="What was previewed is to be stored.")


class EvidenceLineSerializer(serializers.Serializer):
    position = serializers.IntegerField()
    excerpt = serializers.CharField()
    says = serializers.CharField()


class ChoiceSerializer(serializers.Serializer):
    value = serializers.CharField()
    label = serializers.CharField()


class PreviewedMessageSerializer(serializers.Serializer):
    sender = serializers.CharField(allow_null=True)
    sent_at = serializers.CharField(allow_null=True, help_text="In UTC.")
    local_time = serializers.CharField()
    kind = serializers.CharField()
    text = serializers.CharField(help_text="Its beginning.")
    source_ref = serializers.CharField()
    files = serializers.ListField(child=serializers.CharField(), help_text="Names of its attachments.")


class ChoicePreviewSerializer(serializers.Serializer):
    value = serializers.CharField()
    messages = PreviewedMessageSerializer(many=True)


class QuestionSerializer(serializers.Serializer):
    """A subject is a field of the choices; `confirm` is answered with true."""

    file = serializers.CharField(help_text="Its path; empty where the upload as a whole is meant.")
    subject = serializers.CharField()
    value = serializers.CharField(help_text="The likeliest choice; of columns, JSON of what was guessed.")
    confidence = serializers.FloatField(min_value=0, max_value=1)
    explanation = serializers.CharField()
    lines = EvidenceLineSerializer(many=True)
    choices = ChoiceSerializer(many=True)
    previews = ChoicePreviewSerializer(many=True, help_text="The first messages as each choice reads them.")


class InferenceSerializer(serializers.Serializer):
    subject = serializers.CharField()
    value = serializers.CharField()
    source = serializers.CharField(help_text="stated, file or assumed.")
    confidence = serializers.FloatField(min_value=0, max_value=1)
    explanation = serializers.CharField()
    lines = EvidenceLineSerializer(many=True)
    choices = ChoiceSerializer(many=True)
    needs_input = serializers.BooleanField()


class ReadMomentSerializer(serializers.Serializer):
    utc = serializers.CharField()
    local = serializers.CharField(help_text="As the exporter's clock showed it; empty where it gave UTC.")


class GapSerializer(serializers.Serializer):
    """A silence of more than seven days."""

    def get_fields(self) -> dict:
        fields = {"from": ReadMomentSerializer(), "to": ReadMomentSerializer()}
        return {**fields, **super().get_fields()}

    days = serializers.FloatField()


class RepairSerializer(serializers.Serializer):
    what = serializers.CharField()
    count = serializers.IntegerField()


class CountedPersonSerializer(serializers.Serializer):
    name = serializers.CharField()
    messages = serializers.IntegerField()


class CountedConversationSerializer(CountedPersonSerializer):
    events = serializers.IntegerField()


class FileReportSerializer(serializers.Serializer):
    format = serializers.CharField()
    label = serializers.CharField()
    recognised_by = serializers.CharField()
    encoding = serializers.CharField()
    repairs = RepairSerializer(many=True)
    inferences = InferenceSerializer(many=True)
    counts = serializers.DictField(child=serializers.IntegerField())
    first = ReadMomentSerializer(allow_null=True)
    last = ReadMomentSerializer(allow_null=True)
    gaps = GapSerializer(many=True)
    people = CountedPersonSerializer(many=True)
    conversations = CountedConversationSerializer(many=True)


class SkipSerializer(serializers.Serializer):
    position = serializers.IntegerField()
    reason = serializers.CharField()
    excerpt = serializers.CharField()


class ReadErrorSerializer(serializers.Serializer):
    code = serializers.CharField()
    message = serializers.CharField()


class ReadFileSerializer(serializers.Serializer):
    path = serializers.CharField()
    state = serializers.ChoiceField(choices=SourceState.choices)
    size_bytes = serializers.IntegerField()
    choices = ReadingsSerializer(help_text="What was chosen for this file alone.")
    error = ReadErrorSerializer(allow_null=True)
    report = FileReportSerializer(allow_null=True)
    skipped = serializers.IntegerField()
    skips = SkipSerializer(many=True)
    warnings = serializers.ListField(child=serializers.CharField())
    preview = PreviewedMessageSerializer(many=True, help_text="The first messages, while the file waits.")


class CountedFormatSerializer(serializers.Serializer):
    format = serializers.CharField()
    label = serializers.CharField()
    files = serializers.IntegerField()


class CountedEncodingSerializer(serializers.Serializer):
    encoding = serializers.CharField()
    files = serializers.IntegerField()


class FoundInSerializer(serializers.Serializer):
    """`file` is the first it was found in, `files` how many there are."""

    file = serializers.CharField()
    files = serializers.IntegerField()


class CountedInferenceSerializer(InferenceSerializer, FoundInSerializer):
    pass


class CountedWarningSerializer(FoundInSerializer):
    text = serializers.CharField()


class FileGapSerializer(GapSerializer):
    file = serializers.CharField()


class FileConversationSerializer(CountedConversationSerializer):
    file = serializers.CharField()


class TotalsSerializer(serializers.Serializer):
    counts = serializers.DictField(child=serializers.IntegerField())
    formats = CountedFormatSerializer(many=True)
    encodings = CountedEncodingSerializer(many=True)
    repairs = RepairSerializer(many=True)
    first = ReadMomentSerializer(allow_null=True)
    last = ReadMomentSerializer(allow_null=True)
    gaps = FileGapSerializer(many=True)
    inferences = CountedInferenceSerializer(many=True)
    warnings = CountedWarningSerializer(many=True)
    people = CountedPersonSerializer(many=True)
    conversations = FileConversationSerializer(many=True)


class ReportSerializer(serializers.Serializer):
    status = serializers.ChoiceField(choices=JobStatus.choices)
    timezone = serializers.CharField(help_text="As stated; empty where not.")
    date_order = serializers.CharField()
    choices = ReadingsSerializer(help_text="What else is stated for all files.")
    totals = TotalsSerializer()
    questions = QuestionSerializer(many=True)
    files = ReadFileSerializer(many=True)
    next_offset = serializers.IntegerField(allow_null=True)


class FormatSerializer(serializers.Serializer):
    name = serializers.CharField()
    label = serializers.CharField()
    family = serializers.CharField(help_text="The program it comes from.")
    extensions = serializers.ListField(child=serializers.CharField())
    guide = serializers.ListField(child=serializers.CharField(), help_text="How to export, step by step.")
    remarks = serializers.CharField(help_text="What the export holds and what it lacks.")


class FormatsSerializer(serializers.Serializer):
    formats = FormatSerializer(many=True)
