"""What members decided against what exports and suggestions say of who is who. Taking it back removes the row."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.accounts.models import Organization
from apps.uploads.models.person import Person


class IdentityDistinction(models.Model):
    """Somebody's decision that two are not one person, whatever speaks for it: it is suggested no more.

    It holds for whoever is shown for the two today, however they were merged with others since.
    """

    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="identity_distinctions"
    )
    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="identity_distinction_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="identity_distinction_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first} is not {self.second}"


class IdentitySplit(models.Model):
    """Somebody's decision that `parted`, a person made for it, is not `person`, whom the exports take them for.

    Who was moved by hand has `Participant.parted_from`; who came later and follows them has not.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="identity_splits")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="splits")
    parted = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="split_from")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("parted")), name="person_not_parted_from_itself")
        ]

    def __str__(self) -> str:
        return f"{self.parted} is not {self.person}"
