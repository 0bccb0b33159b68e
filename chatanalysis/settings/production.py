"""Behind HTTPS, with servers of its own named by DATABASE_URL and REDIS_URL."""

from django.core.exceptions import ImproperlyConfigured

from chatanalysis import env
from chatanalysis.settings.base import *  # noqa: F403
from chatanalysis.settings.base import SECRET_KEY

EXAMPLE_SECRET_KEY = "change-me"  # noqa: S105
if SECRET_KEY in ("", EXAMPLE_SECRET_KEY) or len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("Set SECRET_KEY to a random value of at least 50 characters.")

SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Whose X-Forwarded-For is believed: limits on log-ins count the visitor, not the proxy.
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXIES", 1)
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
