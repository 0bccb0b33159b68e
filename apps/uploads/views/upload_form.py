"""What the uploader may state about the times in the exports."""

from functools import partial

from django import forms

from apps.accounts.timezones import list_timezones
from apps.uploads.models import Upload
from apps.uploads.services.receive_upload import UploadOptions

UNSTATED = "Not stated"


class ReadingForm(forms.Form):
    """How the times in a file are to be read."""

    timezone = forms.ChoiceField(
        label="Time zone of the chats",
        required=False,
        choices=partial(list_timezones, UNSTATED),
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
