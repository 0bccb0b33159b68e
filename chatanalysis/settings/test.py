"""For pytest: state of its own, cheap embedder, quick hashing of passwords, mail kept in memory."""

import os

from chatanalysis.runtime import paths

# Before base reads it: tests never meet the servers and files of a system that runs from the same folder, nor those of
# tests that run in another process at the same time, whose folder stands beside that of the process that began them.
own = "-".join(filter(None, ["test", os.environ.get("PYTEST_XDIST_WORKER")]))
var = paths.var_dir()
if not var.name.startswith("test"):
    os.environ["CHATANALYSIS_VAR"] = str(var / own)
elif var.name == "test":
    os.environ["CHATANALYSIS_VAR"] = str(var.parent / own)

from chatanalysis.settings.base import *  # noqa: E402, F403
from chatanalysis.settings.base import STORAGES, VAR_DIR  # noqa: E402

SECRET_KEY = "only-for-tests"  # noqa: S105
EMBEDDER = "hashing"
# The bundled model takes half a minute to be made ready for OpenVINO: once, for all processes that run tests.
MODEL_CACHE_DIR = VAR_DIR.parent / "test-models"
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
