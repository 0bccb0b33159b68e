"""A judged collection, loaded as an organization's chats and searched by the product's own code."""

import tempfile
import uuid
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from apps.accounts.models import Organization
from apps.search.evaluation.beir import Dataset, Document
from apps.search.evaluation.runs import LoadedDataset
from apps.search.models import Segment
from apps.search.retrieval.query import Ranked, SearchRequest
from apps.search.services import segment_store
from apps.search.services.add_segment import add_segment
from apps.search.services.embed_upload import write_segment
from apps.search.services.encoder import Encoder, embed_ahead, load_encoder
from apps.search.services.index_versions import get_or_create_version
from apps.search.services.read_batches import read_batches
from apps.search.services.replicas import ReplicaSet
from apps.uploads.models import Conversation, Message, Participant, SourceFile, Upload
from apps.uploads.parsing.base import ParsedMessage
from apps.uploads.services.store_messages import MessageWriter

if TYPE_CHECKING:
    from apps.search.embedding.base import Embedder
    from apps.search.indexing.replica import Replica
    from apps.search.retrieval.collect import Candidates

UNNAMED = "documents"
"""The one conversation of documents that belong to none; each begins a session, so none lends another meaning."""
BATCH = 4_000


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection as the product holds it. `loaded` tells which message is which document."""

    loaded: LoadedDataset
    replica: "Replica"
    embedder: "Embedder"

    def search(self, request: SearchRequest) -> Ranked:
        # Imported here as the search worker does it: see answer_query, which differs only in whose replicas it asks.
        from apps.search.retrieval.engine import search

        return search(self.replica, self.embedder, request)

    def collect(self, request: SearchRequest) -> "Candidates | None":
        """What `search` would rank, with the evidence that it would rank by."""
        from apps.search.retrieval.clock import Clock
        from apps.search.retrieval.collect import collect_candidates

        return collect_candidates(self.replica, self.replica.view, self.embedder, request, Clock())


@contextmanager
def load_temporarily(dataset: Dataset) -> Iterator[Collection]:
    """Yield the collection as loaded; afterwards nothing of it is left."""
    organization = Organization.objects.create(
        slug=f"evaluation-{uuid.uuid4().hex[:12]}", name="Evaluation", is_temporary=True
    )
    try:
        with tempfile.TemporaryDirectory(prefix="evaluation-") as folder:
            loaded = _store(organization, dataset)
            encoder = _embed(organization)
            replicas = ReplicaSet("evaluation", Path(folder))
            yield Collection(loaded, replicas.catch_up(encoder.version), encoder.embedder)
            replicas.close()
    finally:
        _remove(organization)


def _store(organization: Organization, dataset: Dataset) -> LoadedDataset:
    """Write the documents as messages, conversation by conversation, in corpus order."""
    by_conversation: dict[str, list[Document]] = defaultdict(list)
    for document in dataset.documents:
        by_conversation[document.conversation or UNNAMED].append(document)
    upload = Upload.objects.create(organization=organization, filename="dataset", sha256="", size_bytes=0)
    source = SourceFile.objects.create(upload=upload, path="dataset", format="dataset")
    writer = MessageWriter(upload, source, "dataset")
    for name, documents in by_conversation.items():
        for start in range(0, len(documents), BATCH):
            with transaction.atomic():
                writer.write([_make_message(name, document) for document in documents[start : start + BATCH]])
    return _map_ids(upload, by_conversation)


def _make_message(conversation: str, document: Document) -> ParsedMessage:
    return ParsedMessage(
        conversation=conversation,
        sender=document.speaker or None,
        sent_at=document.sent_at,
        text=document.text,
        starts_session=document.starts_session,
    )


def _map_ids(upload: Upload, by_conversation: dict[str, list[Document]]) -> LoadedDataset:
    conversations: dict[str | None, int] = {}
    documents: dict[int, str] = {}
    for conversation in Conversation.objects.filter(upload=upload):
        name = conversation.key
        conversations[None if name == UNNAMED else name] = conversation.pk
        ids = conversation.messages.order_by("sequence").values_list("pk", flat=True)
        stored = zip(ids, by_conversation[name], strict=True)
        documents.update({pk: document.id for pk, document in stored})
    return LoadedDataset(conversations, documents)


def _embed(organization: Organization) -> Encoder:
    version = get_or_create_version(organization)
    encoder = load_encoder(version)
    conversations = Conversation.objects.filter(organization=organization).order_by("pk")
    for batch, embeddings in embed_ahead(encoder, read_batches(version, conversations)):
        segment = write_segment(encoder, batch, embeddings)
        with transaction.atomic():
            add_segment(segment)
    return encoder


def _remove(organization: Organization) -> None:
    """Delete files, then rows from the leaves up: quicker than letting Django collect every message."""
    for version in organization.index_versions.all():
        for name in [*version.segments.values_list("file", flat=True), version.codec_file]:
            segment_store.delete_file(name)
    Segment.objects.filter(index_version__organization=organization).delete()
    mine = Message.objects.filter(conversation__organization=organization)
    mine._raw_delete(mine.db)
    Participant.objects.filter(organization=organization).delete()
    organization.delete()
