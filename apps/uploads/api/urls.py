from django.urls import path
from rest_framework.routers import DefaultRouter

from apps.uploads.api import views

router = DefaultRouter(use_regex_path=False)
router.include_root_view = False
router.include_format_suffixes = False
router.register("jobs", views.JobViewSet, basename="job")
router.register("conversations", views.ConversationViewSet, basename="conversation")

urlpatterns = [
    path("uploads/", views.UploadListView.as_view(), name="upload-list"),
    path("uploads/<uuid:pk>/", views.UploadDetailView.as_view(), name="upload-detail"),
    path("messages/<int:pk>/", views.MessageView.as_view(), name="message-detail"),
    path("people/", views.PeopleView.as_view(), name="people"),
    path("queue/", views.QueueView.as_view(), name="queue"),
    *router.urls,
]
