"""What a person may see. Every other app builds its own selectors on `visible_organizations`."""

from django.db.models import QuerySet

from apps.accounts.models import ApiToken, Organization, Role, User


def visible_organizations(user: User) -> QuerySet[Organization]:
    """Return the organizations this user is a member of; none for visitors.

    Administrators get no more than others here: what belongs to people they do not work with is the admin
    site's business, not the pages' and the API's.
    """
    if not user.is_authenticated or not user.is_active:
        return Organization.objects.none()
    return Organization.objects.filter(memberships__user=user)


def list_organizations(user: User) -> list[Organization]:
    """Return the user's organizations, the personal one first, then by name."""
    return list(visible_organizations(user).order_by("-is_personal", "name", "id"))


def get_default_organization(user: User) -> Organization:
    """Return the user's personal organization, or the first other one.

    Raises Organization.DoesNotExist for a user who is in none.
    """
    organization = visible_organizations(user).order_by("-is_personal", "name", "id").first()
    if organization is None:
        raise Organization.DoesNotExist(f"{user} belongs to no organization.")
    return organization


def get_organization(user: User, slug: str) -> Organization:
    """Raises Organization.DoesNotExist for one that is unknown or not this user's, alike."""
    return visible_organizations(user).get(slug=slug)


def owns_organization(user: User, organization: Organization) -> bool:
    """Return whether the user may decide for an organization, which its mere members may not."""
    if not user.is_authenticated or not user.is_active:
        return False
    return organization.memberships.filter(user=user, role=Role.OWNER).exists()


def list_tokens(user: User) -> list[ApiToken]:
    """Return the user's tokens, newest first, revoked and expired ones included."""
    return list(ApiToken.objects.filter(user=user))


def get_token(user: User, token_id: int) -> ApiToken:
    """Raises ApiToken.DoesNotExist for one that is unknown or not this user's, alike."""
    return ApiToken.objects.get(user=user, pk=token_id)
