"""Print the registry of embedding models."""

from django.core.management.base import BaseCommand

from apps.search.models import EmbeddingModel, IndexState
from apps.search.selectors import list_models
from apps.search.services.models_registry import name_default_model


class Command(BaseCommand):
    help = "List the embedding models that messages can be embedded with. * marks the default one."

    def handle(self, **_options) -> None:
        self.stdout.write(f"  {'name':32} {'source':9} {'dim':>5} {'tokens':>6} {'active in':>9}  problem")
        for model in list_models():
            self.stdout.write(describe(model))


def describe(model: EmbeddingModel) -> str:
    mark = "*" if model.name == name_default_model() else " "
    active = model.index_versions.filter(state=IndexState.ACTIVE).count()
    return (
        f"{mark} {model.name:32} {model.source:9} {model.dim:>5} {model.max_tokens:>6} {active:>9}  {model.problem}"
    ).rstrip()
