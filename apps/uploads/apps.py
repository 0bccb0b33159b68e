from pathlib import Path

from django.apps import AppConfig
from django.conf import settings


class UploadsConfig(AppConfig):
    name = "apps.uploads"
    label = "uploads"

    def ready(self) -> None:
        """Make the folder that request bodies pass through: Django's own check wants it there."""
        Path(settings.FILE_UPLOAD_TEMP_DIR).mkdir(parents=True, exist_ok=True)
