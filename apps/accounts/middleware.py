"""The first visit: until an account exists, every page leads to the one that makes it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from apps.accounts.models import User


class FirstVisitMiddleware:
    def __init__(self, get_response) -> None:
        self.get_response = get_response
        # Once true it stays so: an instance does not lose its last account. No query from then on.
        self.has_accounts = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if self._is_concerned(request):
            self.has_accounts = User.objects.exists()
            if not self.has_accounts:
                return redirect("accounts:welcome")
        return self.get_response(request)

    def _is_concerned(self, request: HttpRequest) -> bool:
        """Pages for people only: probes, files, API and sockets answer as always."""
        if self.has_accounts:
            return False
        exempt = (settings.STATIC_URL, "/healthz", "/readyz", "/api/", "/ws/", reverse("accounts:welcome"))
        return not request.path.startswith(exempt)
