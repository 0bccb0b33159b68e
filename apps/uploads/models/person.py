from django.conf import settings
from django.db import models

from apps.accounts.models import Organization


class Person(models.Model):
    """A human being, under however many names and in however many programs they write."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(max_length=255, help_text="The name to show.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name


class IdentityMerge(models.Model):
    """Somebody's decision that two people are one, with what spoke for it; it can be undone."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="identity_merges")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="merges")
    merged_name = models.CharField(max_length=255, help_text="The name of the person taken in.")
    participant_ids = models.JSONField(default=list, help_text="The participants that came with it.")
    evidence = models.JSONField(default=list, blank=True, help_text="[{kind, text}]")
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.merged_name} is {self.person}"
