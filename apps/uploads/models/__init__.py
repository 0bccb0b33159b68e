from apps.uploads.models.conversation import Conversation, Participant
from apps.uploads.models.job import DeadLetter, EventKind, Job, JobEvent, JobKind, JobStatus
from apps.uploads.models.message import Message, MessageKind
from apps.uploads.models.upload import SourceFile, SourceState, Upload

__all__ = [
    "Conversation",
    "DeadLetter",
    "EventKind",
    "Job",
    "JobEvent",
    "JobKind",
    "JobStatus",
    "Message",
    "MessageKind",
    "Participant",
    "SourceFile",
    "SourceState",
    "Upload",
]
