"""Search by another embedding model: `manage.py activate_model all-MiniLM-L6-v2`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.search.management.builds import report_activation
from apps.search.management.organizations import add_organization, choose_organization
from apps.search.models import EmbeddingModel
from apps.search.services.build_version import activate_model


class Command(BaseCommand):
    help = (
        "Build an index version with another model beside the one that is searched, and switch to it when it is "
        "complete. One that stands by is switched to at once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("model", help="Its name, see list_models.")
        add_organization(parser)
        parser.add_argument("--standby", action="store_true", help="Build it without switching to it.")
        parser.add_argument(
            "--anew", action="store_true", help="Build another even where there is one with this model."
        )
        parser.add_argument("--wait", action="store_true", help="Wait until it is done.")

    def handle(self, *, model: str, **options: Any) -> None:
        chosen = EmbeddingModel.objects.filter(name=model).first()
        if chosen is None:
            raise CommandError(f"There is no model {model!r}: see list_models, or register_model.")
        activation = activate_model(
            choose_organization(options["organization"]),
            chosen,
            activate_when_complete=not options["standby"],
            anew=options["anew"],
        )
        report_activation(self, activation, wait=options["wait"])
