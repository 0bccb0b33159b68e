"""For pytest: cheap embedder, quick hashing of passwords, mail kept in memory."""

from chatanalysis.settings.base import *  # noqa: F403
from chatanalysis.settings.base import STORAGES

SECRET_KEY = "only-for-tests"  # noqa: S105
EMBEDDER = "hashing"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
