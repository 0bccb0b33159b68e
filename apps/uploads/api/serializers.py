from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from apps.uploads.api.contributions import ContributionSerializer
from apps.uploads.api.reading_serializers import QuestionSerializer, ReadingsSerializer
from apps.uploads.jobs.state import describe_job
from apps.uploads.models import Conversation, Job, JobEvent, JobKind, JobStatus, Message, SourceFile, Upload
from apps.uploads.report_selectors import list_questions


class UploadRequestSerializer(ReadingsSerializer):
    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True, max_length=255), min_length=1, write_only=True
    )
    preview = serializers.BooleanField(
        required=False, help_text="Store nothing before I have seen how it is read, and confirmed."
    )
    columns = serializers.CharField(
        required=False,
        allow_blank=True,
        help_text='JSON: the column of each role, such as {"sender": "From"}.',
    )


class JobReferenceSerializer(serializers.ModelSerializer):
    url = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = ["id", "status", "url"]

    def get_url(self, job: Job) -> str:
        return reverse("api:job-detail", args=[job.pk], request=self.context.get("request"))


class ReceivedUploadSerializer(serializers.ModelSerializer):
    job = serializers.SerializerMethodField()
    differs = serializers.BooleanField(
        read_only=True,
        help_text="The bytes were here already and are read in another way than stated now: see `reread`.",
    )

    class Meta:
        model = Upload
        fields = ["id", "filename", "sha256", "duplicate_of", "differs", "job"]

    def get_job(self, upload: Upload) -> JobReferenceSerializer:
        original = upload.duplicate_of or upload
        return JobReferenceSerializer(original.job, context=self.context).data


class UploadResponseSerializer(serializers.Serializer):
    uploads = ReceivedUploadSerializer(many=True)


class SourceFileSerializer(serializers.ModelSerializer):
    class Meta:
        model = SourceFile
        fields = [
            "path",
            "size_bytes",
            "state",
            "format",
            "message_count",
            "skipped_count",
            "skips",
            "warnings",
            "error_code",
            "error_message",
        ]


class UploadSerializer(ReceivedUploadSerializer):
    class Meta(ReceivedUploadSerializer.Meta):
        fields = [
            *ReceivedUploadSerializer.Meta.fields,
            "size_bytes",
            "timezone",
            "date_order",
            "choices",
            "wants_preview",
            "created_at",
        ]


class UploadDetailSerializer(UploadSerializer):
    source_files = SourceFileSerializer(many=True)
    contributions = ContributionSerializer(many=True)
    questions = serializers.SerializerMethodField(help_text="What it asks, also while its job works on.")

    class Meta(UploadSerializer.Meta):
        fields = [*UploadSerializer.Meta.fields, "source_files", "contributions", "questions"]

    @extend_schema_field(QuestionSerializer(many=True))
    def get_questions(self, upload: Upload) -> list[dict]:
        return list_questions(upload.duplicate_of or upload)


class JobErrorSerializer(serializers.Serializer):
    code = serializers.CharField()
    message = serializers.CharField()


class JobSerializer(serializers.Serializer):
    """See apps.uploads.jobs.events.JobState."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=JobKind.choices)
    title = serializers.CharField(help_text="The file's name, or what else is worked on.")
    status = serializers.ChoiceField(choices=JobStatus.choices)
    stage = serializers.CharField()
    progress = serializers.FloatField(min_value=0, max_value=1)
    stage_done = serializers.IntegerField(help_text="Bytes while parsing, messages afterwards.")
    stage_total = serializers.IntegerField()
    rate = serializers.FloatField(allow_null=True, help_text="Units of stage_done per second.")
    seconds_left = serializers.FloatField(allow_null=True, help_text="Of this stage.")
    counts = serializers.DictField(child=serializers.IntegerField())
    asks = serializers.BooleanField(
        help_text="Files of it wait for a choice, which can be made now: see the upload's `questions`."
    )
    error = JobErrorSerializer(allow_null=True)
    attempt = serializers.IntegerField()
    stalled = serializers.BooleanField()
    silent_s = serializers.FloatField(help_text="Seconds since the last sign of life of the work.")
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    updated_at = serializers.DateTimeField()
    upload = serializers.SerializerMethodField()

    def to_representation(self, job: Job) -> dict:
        return {**describe_job(job), "upload": self.get_upload(job)}

    def get_upload(self, job: Job) -> dict[str, str] | None:
        return job.upload_id and {"id": str(job.upload_id), "filename": job.upload.filename}


class JobDetailSerializer(JobSerializer):
    """A job with what it asks, be it `needs_input` or at work on other files."""

    questions = QuestionSerializer(many=True)

    def to_representation(self, job: Job) -> dict:
        return {
            **super().to_representation(job),
            "questions": list_questions(job.upload) if job.upload else [],
        }


class JobEventSerializer(serializers.ModelSerializer):
    class Meta:
        model = JobEvent
        fields = ["number", "kind", "text", "payload", "created_at"]


class ConversationSerializer(serializers.ModelSerializer):
    class Meta:
        model = Conversation
        fields = ["id", "name", "format", "message_count", "first_sent_at", "last_sent_at", "upload"]


class AttachmentSerializer(serializers.Serializer):
    name = serializers.CharField(allow_blank=True)
    type = serializers.CharField(help_text="image, video, audio, file, or what else the export calls it.")
    size_bytes = serializers.IntegerField(allow_null=True)


class ReactionSerializer(serializers.Serializer):
    emoji = serializers.CharField()
    count = serializers.IntegerField()
    senders = serializers.ListField(
        child=serializers.CharField(), default=list, help_text="As far as the export names them."
    )


class MessageSerializer(serializers.ModelSerializer):
    sender = serializers.SerializerMethodField()
    sender_ref = serializers.SerializerMethodField(help_text="The sender's id in the program it comes from.")
    attachments = AttachmentSerializer(many=True)
    reactions = ReactionSerializer(many=True)
    mentions = serializers.ListField(child=serializers.CharField())
    links = serializers.ListField(
        child=serializers.CharField(), help_text="Addresses behind words of the text."
    )

    class Meta:
        model = Message
        fields = [
            "id",
            "sequence",
            "sender",
            "sender_ref",
            "kind",
            "sent_at",
            "local_time",
            "precision",
            "text",
            "source_ref",
            "reply_to_ref",
            "thread_ref",
            "is_edited",
            "edited_at",
            "reactions",
            "attachments",
            "mentions",
            "links",
            "forwarded_from",
        ]

    def get_sender(self, message: Message) -> str | None:
        return message.participant.name if message.participant else None

    def get_sender_ref(self, message: Message) -> str:
        return message.participant.ref if message.participant else ""


class MessagePageSerializer(serializers.Serializer):
    messages = MessageSerializer(many=True)
    has_before = serializers.BooleanField()
    has_after = serializers.BooleanField()


class QueueSerializer(serializers.Serializer):
    queue = serializers.CharField()
    stage = serializers.CharField()
    waiting = serializers.IntegerField()
    running = serializers.IntegerField()
    needs_input = serializers.IntegerField(help_text="Those that wait for their uploader's choice.")
    failed = serializers.IntegerField()
    done = serializers.IntegerField()


class QueuesSerializer(serializers.Serializer):
    queues = QueueSerializer(many=True)


class RemovedSerializer(serializers.Serializer):
    """How much is gone; `messages` counts what people said, not events."""

    messages = serializers.IntegerField()
    conversations = serializers.IntegerField()
    uploads = serializers.IntegerField()
