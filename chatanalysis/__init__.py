from dotenv import load_dotenv

from chatanalysis.runtime.paths import project_dir

# Before anything reads a variable. The environment wins over the file; see .env.example.
load_dotenv(project_dir() / ".env")

from chatanalysis.celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
