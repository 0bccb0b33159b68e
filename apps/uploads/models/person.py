from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.accounts.models import Organization


class Person(models.Model):
    """A human being, under however many names and in however many programs they write.

    Merging leaves the row of who was taken in: nobody is that person any more (`participants` is empty), until the
    merge is undone.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(max_length=255, help_text="The name to show.")
    further_names = models.JSONField(
        default=list,
        blank=True,
        help_text="[[name, folded]] of names that no participant has any more, after chats were merged.",
    )
    has_aliases = models.BooleanField(
        default=False, help_text="Was at some time known by a further name: only then is it worth a look."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "id"]
        verbose_name_plural = "people"
        indexes = [
            models.Index(fields=["organization"], condition=Q(has_aliases=True), name="person_with_aliases")
        ]

    def __str__(self) -> str:
        return self.name


class IdentityMerge(models.Model):
    """Somebody's decision that `merged` is `person`, with what spoke for it; it can be undone.

    The decisions in force make a forest: each person was taken in by one other at most. Whoever is at the root of a
    tree is shown for everybody in it, so that undoing one decision, in whatever order, is taking one edge away.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="identity_merges")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="merges")
    merged = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="merges_into")
    evidence = models.JSONField(default=list, blank=True, help_text="[{kind, text}]")
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at=None), name="person_merged_into_one_other"
            ),
            models.CheckConstraint(condition=~Q(person=F("merged")), name="person_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.merged} is {self.person}"


class IdentityClue(models.Model):
    """What speaks for two people being one and cannot be seen in their names: found while chats were merged."""

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="identity_clues")
    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=500, help_text="A sentence.")
    strength = models.FloatField(help_text="0 to 1.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["first", "second", "text"], name="identity_clue_once")]

    def __str__(self) -> str:
        return self.text
