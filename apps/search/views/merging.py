"""Deciding that people are one, on a page that shows what speaks for it, and taking such decisions back."""

import re
from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.models import Organization
from apps.search.views.scope import get_organization
from apps.uploads import people_selectors
from apps.uploads.models import IdentityMerge, Person
from apps.uploads.people_selectors import DescribedPerson, describe_people
from apps.uploads.services.people.merge import MAX_MERGED, NotPossible, merge_people, unmerge
from apps.uploads.services.people.suggest import find_evidence

NUMBER = re.compile("[0-9]{1,18}")
FOUND_SHOWN = 10
PAGE_SIZE = 50


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest) -> HttpResponse:
    """Ask which name stays, then merge. Those to merge are the parameters `person`."""
    asked = request.POST if request.method == "POST" else request.GET
    chosen = find_chosen(request, asked.getlist("person"))
    if request.method == "POST":
        return _merge(request, chosen)
    organization = chosen[0].organization if chosen else get_organization(request)
    evidence = find_evidence(organization, [one.pk for one in chosen]) if len(chosen) > 1 else []
    name = request.GET.get("find", "").replace("\x00", "").strip()[:255]
    context = {
        "chosen": _order_by_messages(request, chosen),
        "evidence": evidence,
        "find": name,
        "found": _find_others(request, organization, name, chosen),
    }
    return render(request, "search/merge_people.html", context)


def _merge(request: HttpRequest, chosen: Sequence[Person]) -> HttpResponse:
    """Merge those chosen; `keep` is whose name stays, by default that of who wrote most."""
    if not chosen:
        raise Http404
    ordered = [one.person for one in _order_by_messages(request, chosen)]
    keep = next((one for one in ordered if str(one.pk) == request.POST.get("keep")), ordered[0])
    others = [one for one in ordered if one != keep]
    try:
        evidence = find_evidence(keep.organization, [one.pk for one in ordered])
        merge_people(request.user, keep.organization, keep, others, evidence)
    except NotPossible as refused:
        messages.warning(request, str(refused))
        return redirect("search:people")
    names = ", ".join(one.name for one in others)
    messages.success(request, f"{names} and {keep.name} are one person now. You can undo it at any time.")
    return redirect("search:person", keep.pk)


def find_chosen(request: HttpRequest, ids: Sequence[str]) -> list[Person]:
    """Return people of one organization. Raises Http404 if one of them is not to be seen there."""
    numbers = {int(one) for one in ids if NUMBER.fullmatch(one)}
    if len(numbers) > MAX_MERGED:
        raise Http404
    people = people_selectors.list_people(request.user).select_related("organization")
    chosen = list(people.filter(pk__in=numbers)) if numbers else []
    if len(chosen) != len(numbers) or len({one.organization_id for one in chosen}) > 1:
        raise Http404
    return chosen


def _order_by_messages(request: HttpRequest, people: Sequence[Person]) -> list[DescribedPerson]:
    return sorted(describe_people(request.user, people), key=lambda one: -one.messages)


def _find_others(
    request: HttpRequest, organization: Organization, name: str, chosen: Sequence[Person]
) -> list[DescribedPerson]:
    """Return people of that name who could be added; nobody before a name is typed."""
    if not name:
        return []
    people = people_selectors.list_people(request.user, organization=organization, name=name)
    return describe_people(request.user, people.exclude(pk__in=[one.pk for one in chosen])[:FOUND_SHOWN])


@login_required
@require_safe
def list_all(request: HttpRequest) -> HttpResponse:
    merges = people_selectors.list_merges(request.user, organization=get_organization(request))
    page = Paginator(merges, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "search/people_merges.html", {"page": page})


@login_required
@require_POST
def undo(request: HttpRequest, merge_id: int) -> HttpResponse:
    try:
        decided = people_selectors.get_merge(request.user, merge_id)
    except IdentityMerge.DoesNotExist:
        raise Http404 from None
    try:
        parted = unmerge(decided)
        messages.success(request, f"{parted.name} is a person of their own again.")
    except NotPossible as refused:
        messages.warning(request, str(refused))
    return go_back(request)


def go_back(request: HttpRequest) -> HttpResponse:
    """Lead to the page that a form names as `next`, if it is one of ours."""
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return redirect(back if is_ours else "search:people")
