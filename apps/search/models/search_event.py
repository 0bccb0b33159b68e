import uuid

from django.conf import settings
from django.db import models

from apps.accounts.models import Organization
from apps.search.models.index_version import IndexVersion


class SearchOrigin(models.TextChoices):
    PAGE = "page"
    API = "api"
    COMMAND = "command"


class SearchEvent(models.Model):
    """One search that was answered: a user's history, and what the analytics pages count.

    Pages after the first belong to the search before them and make no event of their own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="search_events")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="search_events"
    )
    index_version = models.ForeignKey(IndexVersion, on_delete=models.SET_NULL, null=True, related_name="+")
    origin = models.CharField(max_length=8, choices=SearchOrigin)
    query = models.TextField()
    mode = models.CharField(max_length=10)
    sort = models.CharField(max_length=10)
    filters = models.JSONField(default=dict, blank=True)
    hit_count = models.PositiveIntegerField(help_text="Hits on the first page.")
    total = models.PositiveBigIntegerField()
    took_ms = models.FloatField()
    degraded = models.JSONField(default=list, blank=True)
    is_hidden = models.BooleanField(default=False, help_text="Its user took it out of their history.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["organization", "-created_at"], name="search_event_by_time"),
            models.Index(fields=["user", "-created_at"], name="search_event_by_user"),
        ]

    def __str__(self) -> str:
        return self.query[:80]


class SearchClick(models.Model):
    """A hit that was opened from a search's results. The message may be gone by now: its id is kept all the same."""

    event = models.ForeignKey(SearchEvent, on_delete=models.CASCADE, related_name="clicks")
    message_id = models.BigIntegerField()
    rank = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [models.UniqueConstraint(fields=["event", "message_id"], name="search_click_once")]

    def __str__(self) -> str:
        return f"{self.rank}: {self.message_id}"
