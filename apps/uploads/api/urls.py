from django.urls import path
from rest_framework.routers import DefaultRouter

from apps.uploads.api import exports, identity, merging, people, reading_views, views

router = DefaultRouter(use_regex_path=False)
router.include_root_view = False
router.include_format_suffixes = False
router.register("jobs", views.JobViewSet, basename="job")
router.register("conversations", views.ConversationViewSet, basename="conversation")

urlpatterns = [
    path("uploads/", views.UploadListView.as_view(), name="upload-list"),
    path("uploads/<uuid:pk>/", views.UploadDetailView.as_view(), name="upload-detail"),
    path("uploads/<uuid:pk>/report/", reading_views.UploadReportView.as_view(), name="upload-report"),
    path("uploads/<uuid:pk>/choices/", reading_views.UploadChoicesView.as_view(), name="upload-choices"),
    path("uploads/<uuid:pk>/reread/", reading_views.UploadRereadView.as_view(), name="upload-reread"),
    path("formats/", reading_views.FormatsView.as_view(), name="formats"),
    path("conversations/<int:pk>/merge/", merging.MergeView.as_view(), name="conversation-merge"),
    path(
        "conversations/<int:pk>/duplicates/",
        merging.DuplicatesView.as_view(),
        name="conversation-duplicates",
    ),
    path(
        "conversations/<int:pk>/export/", exports.ConversationExportView.as_view(), name="conversation-export"
    ),
    path("messages/<int:pk>/", views.MessageView.as_view(), name="message-detail"),
    path("people/", people.PeopleView.as_view(), name="people"),
    path("people/suggestions/", people.SuggestionsView.as_view(), name="people-suggestions"),
    path("people/merges/", people.MergesView.as_view(), name="people-merges"),
    path("people/merges/<int:pk>/undo/", people.UndoMergeView.as_view(), name="people-merge-undo"),
    path("people/distinctions/", identity.DistinctionsView.as_view(), name="people-distinctions"),
    path(
        "people/distinctions/<int:pk>/undo/",
        identity.UndoDistinctionView.as_view(),
        name="people-distinction-undo",
    ),
    path("people/splits/", identity.SplitsView.as_view(), name="people-splits"),
    path("people/splits/<int:pk>/undo/", identity.UndoSplitView.as_view(), name="people-split-undo"),
    path("people/<int:pk>/", people.PersonView.as_view(), name="person"),
    path("people/<int:pk>/merge/", people.PersonMergeView.as_view(), name="person-merge"),
    path("people/<int:pk>/participants/", identity.ParticipantsView.as_view(), name="person-participants"),
    path("people/<int:pk>/split/", identity.PersonSplitView.as_view(), name="person-split"),
    path("queue/", views.QueueView.as_view(), name="queue"),
    *router.urls,
]
