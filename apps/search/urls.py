from django.urls import path

from apps.search.views import conversation, conversation_list, search

app_name = "search"
urlpatterns = [
    path("search/", search.search, name="search"),
    path("search/senders/", search.suggest_senders, name="suggest_senders"),
    path("search/conversations/", search.suggest_conversations, name="suggest_conversations"),
    path("conversations/", conversation_list.list_all, name="conversations"),
    path("conversations/<int:conversation_id>/", conversation.open_conversation, name="conversation"),
    path("conversations/<int:conversation_id>/messages/", conversation.load_chunk, name="chunk"),
    path(
        "conversations/<int:conversation_id>/messages/<int:message_id>/",
        conversation.show_message,
        name="message",
    ),
]
