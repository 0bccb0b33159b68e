"""What is wrong with the search settings, told at start-up and by `manage.py check`."""

from importlib.util import find_spec

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register


@register()
def check_reranker(**_kwargs) -> list[CheckMessage]:
    problems: list[CheckMessage] = []
    if settings.RERANKER == "cross-encoder" and not settings.RERANKER_MODEL:
        problems.append(Error("RERANKER=cross-encoder needs a model: set RERANKER_MODEL.", id="search.E001"))
    if settings.RERANKER == "http" and not settings.RERANKER_URL.startswith(("http://", "https://")):
        problems.append(Error("RERANKER=http needs RERANKER_URL, beginning with http://.", id="search.E002"))
    if settings.RERANKER and settings.RERANKER_TIMEOUT_S > settings.SEARCH_TIMEOUT_S / 2:
        problems.append(
            Warning(
                "RERANKER_TIMEOUT_S is more than half of SEARCH_TIMEOUT_S: half is what it gets.",
                id="search.W001",
            )
        )
    return problems


@register()
def check_vector_engine(**_kwargs) -> list[CheckMessage]:
    if settings.VECTOR_ENGINE == "milvus" and find_spec("pymilvus") is None:
        return [Error("VECTOR_ENGINE=milvus needs a package: pip install pymilvus.", id="search.E003")]
    return []
