"""For pytest: state of its own, cheap embedder, quick hashing of passwords, mail kept in memory."""

import os

from chatanalysis.runtime import paths

# Before base reads it: tests never meet the servers and files of a system that runs from the same folder, nor those of
# tests that run in another process at the same time.
if not paths.var_dir().name.startswith("test"):
    own = "-".join(filter(None, ["test", os.environ.get("PYTEST_XDIST_WORKER")]))
    os.environ["CHATANALYSIS_VAR"] = str(paths.var_dir() / own)

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
# Nothing is collected for tests: files are looked up when they are asked for.
WHITENOISE_AUTOREFRESH = True
# Work run within a test's own transaction cannot be seen by the heartbeat, which would take the lease for lost.
JOB_LEASE_RENEW_S = 3600
