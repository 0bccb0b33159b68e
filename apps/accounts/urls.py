from django.urls import path

from apps.accounts.views import organizations, profile, tokens, welcome

app_name = "accounts"
urlpatterns = [
    path("welcome/", welcome.welcome, name="welcome"),
    path("settings/", profile.edit_profile, name="profile"),
    path("settings/organization/", organizations.switch_organization, name="switch_organization"),
    path("settings/organization/chats/", organizations.edit_organization, name="organization"),
    path("settings/tokens/", tokens.manage_tokens, name="tokens"),
    path("settings/tokens/<int:token_id>/revoke/", tokens.revoke, name="revoke_token"),
]
