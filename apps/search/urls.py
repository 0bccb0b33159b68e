from django.urls import path

from apps.search.views import (
    choices,
    compare,
    conversation,
    conversation_list,
    deletions,
    explanation,
    guide,
    history,
    index_versions,
    models,
    opened,
    people,
    saved,
    search,
)

app_name = "search"
urlpatterns = [
    path("search/", search.search, name="search"),
    path("search/senders/", choices.suggest_senders, name="suggest_senders"),
    path("search/conversations/", choices.suggest_conversations, name="suggest_conversations"),
    path("search/help/", guide.show_guide, name="guide"),
    path("search/why/<int:message_id>/", explanation.explain_hit, name="why"),
    path("search/<uuid:event_id>/hits/<int:message_id>/", opened.open_hit, name="open_hit"),
    path("search/saved/", saved.list_searches, name="saved"),
    path("search/saved/new/", saved.save, name="save"),
    path("search/saved/<int:search_id>/rename/", saved.rename, name="rename_saved"),
    path("search/saved/<int:search_id>/delete/", saved.delete, name="delete_saved"),
    path("search/history/", history.show_history, name="history"),
    path("search/history/clear/", history.forget_all, name="forget_all"),
    path("search/history/<uuid:event_id>/delete/", history.forget, name="forget"),
    path("conversations/", conversation_list.list_all, name="conversations"),
    path("conversations/<int:conversation_id>/", conversation.open_conversation, name="conversation"),
    path("conversations/<int:conversation_id>/messages/", conversation.load_chunk, name="chunk"),
    path(
        "conversations/<int:conversation_id>/messages/<int:message_id>/",
        conversation.show_message,
        name="message",
    ),
    path("settings/index/compare/", compare.compare, name="compare"),
    path("settings/index/", index_versions.show_index, name="index"),
    path(
        "settings/index/versions/<int:version_id>/activate/", index_versions.activate, name="activate_version"
    ),
    path("settings/index/versions/<int:version_id>/retire/", index_versions.retire, name="retire_version"),
    path("settings/index/models/<str:name>/build/", models.build, name="build_index"),
    path("people/", people.list_people, name="people"),
    path("people/delete/", deletions.delete_person, name="delete_person"),
    path(
        "conversations/<int:conversation_id>/delete/",
        deletions.delete_conversation,
        name="delete_conversation",
    ),
    path(
        "conversations/<int:conversation_id>/messages/<int:message_id>/delete/",
        deletions.delete_message,
        name="delete_message",
    ),
    path("uploads/<uuid:upload_id>/delete/", deletions.delete_upload, name="delete_upload"),
]
