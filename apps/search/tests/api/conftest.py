from apps.uploads.tests.api.conftest import api, colleague_api, stranger_api
from apps.uploads.tests.conftest import colleague, own_storage, owner, stranger

__all__ = ["api", "colleague", "colleague_api", "own_storage", "owner", "stranger", "stranger_api"]
