"""What the uploader may state about the times in the exports."""

from zoneinfo import available_timezones

from django import forms

from apps.uploads.models import Upload
from apps.uploads.services.receive_upload import UploadOptions

UNSTATED = "Not stated"
REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)
"""The rest of the zone database is aliases of old, such as `US/Eastern` and `GB-Eire`."""


def list_timezones() -> list[tuple[str, object]]:
    """Return the choices of a select: not stated, UTC, then every place by region."""
    places = sorted(name for name in available_timezones() if name.partition("/")[0] in REGIONS)
    groups = [
        (region, [(name, _place_label(name)) for name in places if name.startswith(f"{region}/")])
        for region in REGIONS
    ]
    return [("", UNSTATED), ("UTC", "UTC"), *groups]


def _place_label(name: str) -> str:
    return name.partition("/")[2].replace("_", " ").replace("/", ", ")


class ReadingForm(forms.Form):
    """How the times in a file are to be read."""

    timezone = forms.ChoiceField(
        label="Time zone of the chats",
        required=False,
        choices=list_timezones,
        help_text="Where the phone or computer was that exported them. Most exports do not say.",
    )
    date_order = forms.ChoiceField(
        label="Dates are written",
        required=False,
        choices=[
            ("", "Find out from the file"),
            ("dmy", "Day first, 31/12/2025"),
            ("mdy", "Month first, 12/31/2025"),
            ("ymd", "Year first, 2025-12-31"),
        ],
        help_text="Only matters where a file leaves it open.",
    )


def find_readings(upload: Upload) -> dict[str, str]:
    """Return what was said of the upload's times, by field of a ReadingForm: of all its files, or of each alike."""
    return {name: _find_chosen(upload, name) or getattr(upload, name) for name in ReadingForm.base_fields}


def _find_chosen(upload: Upload, name: str) -> str:
    chosen = list(upload.source_files.values_list(f"choices__{name}", flat=True).order_by().distinct()[:2])
    return chosen[0] or "" if len(chosen) == 1 else ""


class UploadOptionsForm(ReadingForm):
    preview = forms.BooleanField(
        label="Show me how it is read before anything is stored",
        required=False,
        help_text="The import then waits for your word, with a report and the first messages.",
    )

    def as_options(self) -> UploadOptions:
        return UploadOptions(**self.cleaned_data)
