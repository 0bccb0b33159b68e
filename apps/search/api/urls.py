from django.urls import path, re_path
from rest_framework.routers import DefaultRouter

from apps.search.api.exports import SearchExportView
from apps.search.api.history import ClickView, HistoryEntryView, HistoryView
from apps.search.api.index_versions import ActivateVersionView, IndexVersionDetailView, IndexVersionListView
from apps.search.api.models import ActivateModelView, ModelDetailView, ModelListView
from apps.search.api.more_like_this import SimilarMessagesView
from apps.search.api.saved_searches import SavedSearchViewSet
from apps.search.api.suggestions import SuggestionsView
from apps.search.api.views import SearchView

MODEL_NAME = "(?P<name>[A-Za-z0-9._-]+)"
"""What the registry takes for a name: nothing else reaches the database, which refuses some characters."""

router = DefaultRouter(use_regex_path=False)
router.include_root_view = False
router.include_format_suffixes = False
router.register("saved-searches", SavedSearchViewSet, basename="saved-search")

urlpatterns = [
    path("search/", SearchView.as_view(), name="search"),
    path("search/export/", SearchExportView.as_view(), name="search-export"),
    path("search/suggestions/", SuggestionsView.as_view(), name="search-suggestions"),
    path("search/history/", HistoryView.as_view(), name="search-history"),
    path("search/history/<uuid:event_id>/", HistoryEntryView.as_view(), name="search-history-entry"),
    path("search/<uuid:event_id>/clicks/", ClickView.as_view(), name="search-clicks"),
    path("messages/<int:message_id>/similar/", SimilarMessagesView.as_view(), name="similar-messages"),
    path("models/", ModelListView.as_view(), name="models"),
    re_path(rf"^models/{MODEL_NAME}/$", ModelDetailView.as_view(), name="model"),
    re_path(rf"^models/{MODEL_NAME}/activate/$", ActivateModelView.as_view(), name="activate-model"),
    path("index-versions/", IndexVersionListView.as_view(), name="index-versions"),
    path("index-versions/<int:version_id>/", IndexVersionDetailView.as_view(), name="index-version"),
    path(
        "index-versions/<int:version_id>/activate/",
        ActivateVersionView.as_view(),
        name="activate-index-version",
    ),
    *router.urls,
]
