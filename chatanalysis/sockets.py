"""Who may open a socket: pages of our own origin by their session, programs by their token."""

from urllib.parse import ParseResult

from channels.auth import AuthMiddlewareStack
from channels.db import database_sync_to_async
from channels.security.websocket import OriginValidator
from django.conf import settings

from apps.accounts.services.tokens import authenticate_token

BEARER = b"bearer "


class OwnOriginValidator(OriginValidator):
    """Refuses sockets opened by pages of other sites.

    Browsers always name the origin; what names none is a program, which has no visitor's cookies to abuse.
    """

    def valid_origin(self, parsed_origin: ParseResult | None) -> bool:
        return parsed_origin is None or super().valid_origin(parsed_origin)


class TokenAuthMiddleware:
    """Puts the owner of `Authorization: Bearer` into the scope in place of the session's user."""

    def __init__(self, app) -> None:
        self.app = app

    async def __call__(self, scope, receive, send):
        header = dict(scope["headers"]).get(b"authorization", b"")
        if header.lower().startswith(BEARER):
            token = await database_sync_to_async(authenticate_token)(
                header[len(BEARER) :].decode("latin-1").strip()
            )
            if token is not None:
                scope = {**scope, "user": token.user}
        return await self.app(scope, receive, send)


def protect(app):
    return OwnOriginValidator(AuthMiddlewareStack(TokenAuthMiddleware(app)), settings.ALLOWED_HOSTS)
