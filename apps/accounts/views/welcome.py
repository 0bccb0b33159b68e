from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from apps.accounts.forms import WelcomeForm
from apps.accounts.models import User
from apps.accounts.services.accounts import FirstAccountExists, create_first_account

LOGIN_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """Make the first account, sign it in, and go home. For everyone after that the page is gone."""
    if User.objects.exists():
        return redirect("home")
    form = WelcomeForm(request.POST or None)
    if form.is_valid():
        return _create_and_sign_in(request, form.cleaned_data)
    return render(request, "accounts/welcome.html", {"form": form}, status=422 if form.errors else 200)


def _create_and_sign_in(request: HttpRequest, fields: dict[str, str]) -> HttpResponse:
    try:
        user = create_first_account(fields["email"], fields["password"], name=fields["name"])
    except FirstAccountExists:
        return redirect("account_login")
    login(request, user, backend=LOGIN_BACKEND)
    return redirect("home")
