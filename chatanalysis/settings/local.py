"""One machine, started by `make run`: a secret key of its own is made on first start and kept under VAR_DIR."""

from chatanalysis.runtime.secret import read_or_create_secret
from chatanalysis.settings.base import *  # noqa: F403
from chatanalysis.settings.base import SECRET_KEY, VAR_DIR

SECRET_KEY = SECRET_KEY or read_or_create_secret(VAR_DIR / "secret_key")
