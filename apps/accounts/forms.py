from functools import partial

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError

from apps.accounts.models import Organization, User
from apps.accounts.timezones import list_timezones

NEVER = 0


class WelcomeForm(forms.Form):
    """The first account: name, e-mail address, password."""

    name = forms.CharField(max_length=150, required=False, label="Your name")
    email = forms.EmailField(label="E-mail address")
    password = forms.CharField(
        widget=forms.PasswordInput, strip=False, help_text=password_validators_help_text_html
    )

    def clean(self) -> dict:
        cleaned = super().clean()
        person = User(email=cleaned.get("email", ""), name=cleaned.get("name", ""))
        if "password" in cleaned:
            try:
                validate_password(cleaned["password"], person)
            except ValidationError as invalid:
                self.add_error("password", invalid)
        return cleaned


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name"]
        labels = {"name": "Your name"}
        help_texts = {"name": "Shown to the people of your organizations."}


class OrganizationForm(forms.ModelForm):
    time_zone = forms.ChoiceField(
        label="Time zone of chats",
        required=False,
        choices=partial(list_timezones, "None: read as UTC"),
        help_text="Most exports do not say theirs. Their times are read in this one where the upload states no other. "
        "Searches count days in it.",
    )

    class Meta:
        model = Organization
        fields = ["time_zone"]


class TokenForm(forms.Form):
    """A new API token. `days` is None for one that never expires."""

    name = forms.CharField(max_length=100, help_text="What it is for, such as “nightly import”.")
    days = forms.TypedChoiceField(label="Expires", coerce=lambda days: int(days) or None)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        choices = sorted({7, 30, 90, 365, settings.API_TOKEN_DAYS})
        self.fields["days"].choices = [(days, f"in {days} days") for days in choices] + [(NEVER, "never")]
        self.fields["days"].initial = settings.API_TOKEN_DAYS
