import secrets

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils.text import slugify

from apps.accounts.timezones import validate_timezone

MAX_SLUG_ATTEMPTS = 5
"""Accounts with the same name before the @ may be made at once; each attempt takes another random ending."""


class Role(models.TextChoices):
    OWNER = "owner"
    MEMBER = "member"


class OrganizationManager(models.Manager["Organization"]):
    def create_personal(self, user) -> "Organization":
        """Make the organization that belongs to one account, with that account as its owner."""
        name = f"{user.get_short_name()}’s chats"
        with transaction.atomic(using=self._db):
            organization = self._create_with_free_slug(name, slugify(user.email.partition("@")[0]))
            organization.memberships.create(user=user, role=Role.OWNER)
        return organization

    def _create_with_free_slug(self, name: str, wanted: str) -> "Organization":
        slug = wanted[:60] or "team"
        for _ in range(MAX_SLUG_ATTEMPTS):
            try:
                with transaction.atomic(using=self._db):
                    return self.create(slug=slug, name=name, is_personal=True)
            except IntegrityError:
                slug = f"{wanted[:60] or 'team'}-{secrets.token_hex(3)}"
        raise IntegrityError(f"No free slug found for {wanted!r}.")


class Organization(models.Model):
    """Whose chats they are: every upload, conversation and index belongs to one. Each account has its own."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=150)
    is_personal = models.BooleanField(default=False)
    time_zone = models.CharField(
        max_length=64,
        blank=True,
        default="",
        validators=[validate_timezone],
        help_text="IANA name: exports of local times are read in it where their upload states none.",
    )
    is_temporary = models.BooleanField(default=False, help_text="Made by an evaluation, deleted after it.")
    created_at = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="accounts.Membership", related_name="organizations"
    )

    objects = OrganizationManager()

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
