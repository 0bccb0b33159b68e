from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "apps.search"
    label = "search"

    def ready(self) -> None:
        from apps.search import checks, signals  # noqa: F401  (registers the checks, connects the receivers)
        from apps.search.services import deletion, follow_merges  # noqa: F401  (likewise)
