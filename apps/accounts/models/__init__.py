from apps.accounts.models.organization import Membership, Organization, Role
from apps.accounts.models.token import ApiToken
from apps.accounts.models.user import User

__all__ = ["ApiToken", "Membership", "Organization", "Role", "User"]
