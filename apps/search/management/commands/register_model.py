"""Add an embedding model: `manage.py register_model e5 --source hub --location intfloat/e5-small-v2`."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.search.models import Device, EmbeddingModel, ModelSource, Precision
from apps.search.services.check_model import check_embedder
from apps.search.services.embedder import load
from apps.search.services.models_registry import read_claims

OPTIONAL = (
    "revision",
    "device",
    "precision",
    "query_prefix",
    "passage_prefix",
    "api_key_variable",
    "description",
)


class Command(BaseCommand):
    help = "Register an embedding model, after a look at whether it answers what it claims."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="Letters, digits, dots and hyphens.")
        parser.add_argument("--source", required=True, choices=ModelSource.values)
        parser.add_argument(
            "--location", default="", help="Name on the hub, folder, or the endpoint's base address."
        )
        parser.add_argument("--dim", type=int, help="By default what the model's files say.")
        parser.add_argument("--max-tokens", type=int, help="By default what the model's files say.")
        parser.add_argument("--revision", default="", help="On the hub; the model's name at an endpoint.")
        parser.add_argument("--device", default=Device.AUTO, choices=Device.values)
        parser.add_argument("--precision", default=Precision.AUTO, choices=Precision.values)
        parser.add_argument("--query-prefix", default="")
        parser.add_argument("--passage-prefix", default="")
        parser.add_argument("--api-key-variable", default="", help="Holds the endpoint's key.")
        parser.add_argument("--description", default="")

    def handle(self, **options: Any) -> None:
        from apps.search.embedding.base import ModelUnavailable

        try:
            model = EmbeddingModel(
                name=options["name"],
                source=options["source"],
                location=options["location"],
                **find_claims(options),
                **{name: options[name] for name in OPTIONAL},
            )
            model.full_clean()
            check_embedder(model, load)
        except ModelUnavailable as error:
            raise CommandError(f"Not registered: {error}.") from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        model.save()
        self.stdout.write(f"{model.name}: {model.dim} dimensions, reads {model.max_tokens} tokens.")


def find_claims(options: dict[str, Any]) -> dict[str, int]:
    """Return `dim` and `max_tokens`, stated or read. Raises CommandError if they can be neither."""
    stated = {name: options[name] for name in ("dim", "max_tokens") if options[name]}
    if len(stated) == 2:
        return stated
    if options["source"] in (ModelSource.ENDPOINT, ModelSource.HASHING):
        raise CommandError("Say --dim and --max-tokens: this source has no files that tell.")
    return {**read_claims(options["location"], options["revision"]), **stated}
