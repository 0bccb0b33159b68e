from django.conf import settings
from django.db import models


class Role(models.TextChoices):
    OWNER = "owner"
    MEMBER = "member"


class Organization(models.Model):
    """Whose chats they are: every upload, conversation and index belongs to one. Each account has a personal one."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=150)
    is_personal = models.BooleanField(default=False)
    is_temporary = models.BooleanField(default=False, help_text="Made by an evaluation, deleted after it.")
    created_at = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="accounts.Membership", related_name="organizations"
    )

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organization"], name="one_membership_per_user")
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.organization} ({self.role})"
