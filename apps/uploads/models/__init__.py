from apps.uploads.models.conversation import Contribution, Conversation, Participant
from apps.uploads.models.decision import IdentityDistinction, IdentitySplit
from apps.uploads.models.job import DeadLetter, EventKind, Job, JobEvent, JobKind, JobStatus
from apps.uploads.models.message import SAID, Message, MessageKind
from apps.uploads.models.person import IdentityClue, IdentityMerge, Person
from apps.uploads.models.upload import SourceFile, SourceState, Upload

__all__ = [
    "SAID",
    "Contribution",
    "Conversation",
    "DeadLetter",
    "EventKind",
    "IdentityClue",
    "IdentityDistinction",
    "IdentityMerge",
    "IdentitySplit",
    "Job",
    "JobEvent",
    "JobKind",
    "JobStatus",
    "Message",
    "MessageKind",
    "Participant",
    "Person",
    "SourceFile",
    "SourceState",
    "Upload",
]
