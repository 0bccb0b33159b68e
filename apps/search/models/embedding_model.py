from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models


class ModelSource(models.TextChoices):
    BUNDLED = "bundled", "Bundled with the program"
    HUB = "hub", "Hugging Face hub"
    FOLDER = "folder", "Folder on the server"
    ENDPOINT = "endpoint", "OpenAI-compatible endpoint"
    HASHING = "hashing", "Word hashing, for trials without a model"


class Device(models.TextChoices):
    AUTO = "auto", "GPU where there is one"
    CPU = "cpu", "CPU"
    CUDA = "cuda", "GPU"


class Precision(models.TextChoices):
    AUTO = "auto", "Quickest that keeps the ranking"
    FLOAT32 = "fp32", "32-bit floats"
    FLOAT16 = "fp16", "16-bit floats"
    INT8 = "int8", "8-bit integers"


class EmbeddingModel(models.Model):
    """A model that messages can be embedded with, and what it has been seen to answer.

    `dim` and `max_tokens` are what the model claims; a check that finds it answering otherwise refuses it.
    """

    NEEDS_LOCATION = (ModelSource.HUB, ModelSource.FOLDER, ModelSource.ENDPOINT)

    name = models.CharField(
        max_length=128,
        unique=True,
        validators=[RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9._-]*$", "Letters, digits, dots and hyphens.")],
        help_text="Stands in addresses: letters, digits, dots and hyphens.",
    )
    source = models.CharField(max_length=10, choices=ModelSource)
    location = models.CharField(
        max_length=512, blank=True, help_text="Name on the hub, folder, or the endpoint's base address."
    )
    revision = models.CharField(
        max_length=128,
        blank=True,
        help_text="Branch, tag or commit on the hub; the model's name at an endpoint.",
    )
    dim = models.PositiveIntegerField(validators=[MinValueValidator(1)], help_text="Length of its vectors.")
    max_tokens = models.PositiveIntegerField(
        validators=[MinValueValidator(1)], help_text="How much it reads at once, its own markers included."
    )
    device = models.CharField(max_length=8, choices=Device, default=Device.AUTO)
    precision = models.CharField(max_length=8, choices=Precision, default=Precision.AUTO)
    query_prefix = models.CharField(max_length=255, blank=True)
    passage_prefix = models.CharField(max_length=255, blank=True)
    api_key_variable = models.CharField(
        max_length=64,
        blank=True,
        validators=[RegexValidator(r"^[A-Z][A-Z0-9_]*_(KEY|TOKEN)$", "A name that ends in _KEY or _TOKEN.")],
        help_text="Environment variable that holds the endpoint's key.",
    )
    description = models.TextField(blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True, help_text="Why it was refused when it was last loaded.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.source in self.NEEDS_LOCATION and not self.location:
            raise ValidationError({"location": "Say where the model is."})
        if self.source == ModelSource.ENDPOINT and not self.location.startswith(("http://", "https://")):
            raise ValidationError({"location": "An endpoint's address begins with http:// or https://."})
        if self.api_key_variable == "SECRET_KEY":
            raise ValidationError({"api_key_variable": "That key is not for others."})
