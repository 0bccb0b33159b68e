from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from apps.accounts.forms import TokenForm
from apps.accounts.models import ApiToken
from apps.accounts.selectors import get_token, list_tokens
from apps.accounts.services.tokens import IssuedToken, create_token, revoke_token


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def manage_tokens(request: HttpRequest) -> HttpResponse:
    """List the tokens and make new ones.

    A new token stands in the answer to the form itself and nowhere else, neither in a session nor in a URL;
    reloading that page would make another one, and the browser asks before it does.
    """
    form = TokenForm(request.POST or None)
    issued = None
    if form.is_valid():
        issued = create_token(request.user, form.cleaned_data["name"], form.cleaned_data["days"])
        form = TokenForm()
    return _render_tokens(request, form, issued)


@login_required
@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    try:
        token = get_token(request.user, token_id)
    except ApiToken.DoesNotExist:
        raise Http404 from None
    revoke_token(token)
    messages.success(request, f"The token “{token.name}” no longer works.")
    return redirect("accounts:tokens")


def _render_tokens(request: HttpRequest, form: TokenForm, issued: IssuedToken | None) -> HttpResponse:
    tokens = list_tokens(request.user)
    context = {
        "form": form,
        "issued": issued,
        "usable_tokens": [token for token in tokens if token.is_usable],
        "former_tokens": [token for token in tokens if not token.is_usable],
    }
    return render(request, "accounts/tokens.html", context, status=422 if form.errors else 200)
