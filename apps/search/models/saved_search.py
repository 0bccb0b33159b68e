from django.conf import settings
from django.db import models

from apps.accounts.models import Organization


class SavedSearch(models.Model):
    """A search somebody wants again. `params` are the search page's address parameters."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=100)
    params = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organization", "name"], name="saved_search_named_once")
        ]

    def __str__(self) -> str:
        return self.name
