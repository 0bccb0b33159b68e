"""Who is who: people, who of them may be one, merging them and taking it back.

Whoever sees an organization's chats may merge its people: it changes no message, and everybody may undo it.
"""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from apps.accounts.active import get_active_organization
from apps.accounts.models import Organization
from apps.uploads import people_selectors, selectors
from apps.uploads.api import people_serializers
from apps.uploads.api.serializers import RemovedSerializer
from apps.uploads.api.views import answer_removed
from apps.uploads.models import IdentityMerge, Person
from apps.uploads.people_selectors import describe_people
from apps.uploads.services.people.merge import NotPossible, merge_people, rename_person, unmerge
from apps.uploads.services.people.suggest import find_evidence, suggest_people
from apps.uploads.services.remove import remove_person
from chatanalysis.api import ApiError


class PeopleView(generics.GenericAPIView):
    serializer_class = people_serializers.PersonSerializer

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return Person.objects.none()
        name = self.request.query_params.get("name", "").replace("\x00", "").strip()
        organization = get_active_organization(self.request)
        return people_selectors.list_people(self.request.user, organization=organization, name=name)

    @extend_schema(
        summary="List the people of the active organization, by name",
        operation_id="people_list",
        parameters=[
            OpenApiParameter("name", description="Only those with this in one of their names, whatever case.")
        ],
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.get_queryset())
        described = describe_people(request.user, page)
        return self.get_paginated_response(self.get_serializer(described, many=True).data)

    @extend_schema(
        summary="Delete a person: all messages of everybody of that name",
        description="In the active organization, as far as you uploaded the conversations or own the organization. "
        "Names are compared without case, as the exports give them. The uploaded files themselves stay until their "
        "uploads are deleted.",
        operation_id="people_destroy_by_name",
        parameters=[OpenApiParameter("name", required=True, description="As the export shows it.")],
        responses=RemovedSerializer,
    )
    def delete(self, request: Request) -> Response:
        organization = get_active_organization(request)
        name = request.query_params.get("name", "").replace("\x00", "")
        people = selectors.find_removable_people(request.user, organization, name)
        return answer_removed(lambda: remove_person(organization, people))


class PersonView(APIView):
    @extend_schema(
        summary="One person",
        operation_id="people_retrieve",
        responses=people_serializers.PersonSerializer,
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(write_person(request, people_selectors.get_person(request.user, pk)))

    @extend_schema(
        summary="Show a person under another name",
        description="What the exports call them is found as before.",
        operation_id="people_partial_update",
        request=people_serializers.RenamePersonSerializer,
        responses=people_serializers.PersonSerializer,
    )
    def patch(self, request: Request, pk: int) -> Response:
        person = people_selectors.get_person(request.user, pk)
        values = read(people_serializers.RenamePersonSerializer, request)
        try:
            return Response(write_person(request, rename_person(person, values["name"])))
        except NotPossible as refused:
            raise ApiError(400, "invalid", str(refused)) from refused

    @extend_schema(
        summary="Delete a person: all they wrote under any of their names",
        description="As far as you uploaded the conversations or own the organization. The uploaded files themselves "
        "stay until their uploads are deleted.",
        operation_id="people_destroy",
        responses=RemovedSerializer,
    )
    def delete(self, request: Request, pk: int) -> Response:
        people = people_selectors.find_removable_participants(request.user, pk)
        person = people_selectors.get_person(request.user, pk)
        return answer_removed(lambda: remove_person(person.organization, people))


class PersonMergeView(APIView):
    @extend_schema(
        summary="Merge others into a person",
        description="All names and messages are one person's from then on, in search and statistics; no message "
        "changes. Every member of the organization may do it, and undo it. 409 `not_possible` if one of them was "
        "merged meanwhile.",
        operation_id="people_merge",
        request=people_serializers.MergeRequestSerializer,
        responses=people_serializers.MergedSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        keep = people_selectors.get_person(request.user, pk)
        values = read(people_serializers.MergeRequestSerializer, request)
        others = find_people(request, keep.organization, set(values["people"]))
        evidence = [
            *values.get("evidence", []),
            *find_evidence(keep.organization, [keep.pk, *values["people"]]),
        ]
        merges = answer_refusal(lambda: merge_people(request.user, keep.organization, keep, others, evidence))
        body = {"person": describe_people(request.user, [keep])[0], "merges": merges}
        return Response(people_serializers.MergedSerializer(body).data)


class SuggestionsView(generics.GenericAPIView):
    serializer_class = people_serializers.MergeSuggestionSerializer
    queryset = Person.objects.none()

    @extend_schema(
        summary="List who may be the same person, the surest first",
        description="With what speaks for it. Nobody is merged before somebody decides it; whom somebody told apart "
        "(`/people/distinctions/`) is not suggested.",
        operation_id="people_suggestions",
    )
    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(suggest_people(get_active_organization(request)))
        body = people_selectors.describe_suggestions(request.user, page)
        return self.get_paginated_response(self.get_serializer(body, many=True).data)


class MergesView(generics.ListAPIView):
    serializer_class = people_serializers.MergeSerializer

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return IdentityMerge.objects.none()
        organization = get_active_organization(self.request)
        return people_selectors.list_merges(self.request.user, organization=organization)

    @extend_schema(
        summary="List the decisions that people are one, the latest first", operation_id="people_merges"
    )
    def get(self, request: Request, *args, **kwargs) -> Response:
        return super().get(request, *args, **kwargs)


class UndoMergeView(APIView):
    @extend_schema(
        summary="Take a decision back",
        description="In whatever order: the others stay. 409 `not_possible` if it was undone before.",
        operation_id="people_merges_undo",
        request=None,
        responses=people_serializers.PersonSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        merge = people_selectors.get_merge(request.user, pk)
        return Response(write_person(request, answer_refusal(lambda: unmerge(merge))))


def read(serializer_class: type[Serializer], request: Request) -> dict:
    serializer = serializer_class(data=request.data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def write_person(request: Request, person: Person) -> dict:
    return people_serializers.PersonSerializer(describe_people(request.user, [person])[0]).data


def find_people(request: Request, organization: Organization, ids: set[int]) -> list[Person]:
    """Return people of one organization. Raises Person.DoesNotExist if one is not to be seen there."""
    people = people_selectors.list_people(request.user, organization=organization)
    found = list(people.filter(pk__in=ids))
    if len(found) != len(ids):
        raise Person.DoesNotExist
    return found


def answer_refusal(act):
    try:
        return act()
    except NotPossible as refused:
        raise ApiError(409, "not_possible", str(refused)) from refused
