"""Who is not whom: people told apart, so that they are suggested no more, and people parted from a person.

Like merging it changes no message; every member of the organization may do it, and undo it.
"""

from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.active import get_active_organization
from apps.uploads import identity_selectors, people_selectors
from apps.uploads.api import identity_serializers as serializers
from apps.uploads.api.people import answer_refusal, find_people, read, write_person
from apps.uploads.api.people_serializers import PersonSerializer
from apps.uploads.models import IdentityDistinction, IdentitySplit, Participant
from apps.uploads.services.people.distinguish import distinguish_people, take_back
from apps.uploads.services.people.split import give_back, split_person


class DistinctionsView(generics.GenericAPIView):
    serializer_class = serializers.DistinctionSerializer
    queryset = IdentityDistinction.objects.none()

    @extend_schema(
        summary="List the decisions that people are not one, the latest first",
        operation_id="people_distinctions",
    )
    def get(self, request: Request) -> Response:
        organization = get_active_organization(request)
        page = self.paginate_queryset(
            identity_selectors.list_distinctions(request.user, organization=organization)
        )
        described = identity_selectors.describe_distinctions(request.user, page)
        return self.get_paginated_response(self.get_serializer(described, many=True).data)

    @extend_schema(
        summary="Say that people are not one",
        description="No two of them are suggested as one person any more, nor those they are merged with; merging "
        "them stays possible. A decision for each pair. 409 `not_possible` if one of them was merged meanwhile.",
        operation_id="people_distinguish",
        request=serializers.DistinguishSerializer,
        responses={201: serializers.DistinctionSerializer(many=True)},
        # An array, not a page of one.
        filters=False,
    )
    def post(self, request: Request) -> Response:
        values = read(serializers.DistinguishSerializer, request)
        first = people_selectors.get_person(request.user, values["people"][0])
        people = find_people(request, first.organization, set(values["people"]))
        decisions = answer_refusal(lambda: distinguish_people(request.user, first.organization, people))
        described = identity_selectors.describe_distinctions(request.user, decisions)
        return Response(self.get_serializer(described, many=True).data, status=201)


class UndoDistinctionView(APIView):
    @extend_schema(
        summary="Take a decision that two are two back",
        description="They may be suggested again.",
        operation_id="people_distinctions_undo",
        request=None,
        responses={204: None},
    )
    def post(self, request: Request, pk: int) -> Response:
        take_back(identity_selectors.get_distinction(request.user, pk))
        return Response(status=204)


class ParticipantsView(generics.ListAPIView):
    serializer_class = serializers.ParticipantSerializer

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return Participant.objects.none()
        person = people_selectors.get_person(self.request.user, self.kwargs["pk"])
        return people_selectors.list_participants(person)

    @extend_schema(
        summary="List where a person is known, the longest conversations first",
        operation_id="people_participants",
    )
    def get(self, request: Request, *args, **kwargs) -> Response:
        return super().get(request, *args, **kwargs)


class PersonSplitView(APIView):
    @extend_schema(
        summary="Say that somebody taken for a person is somebody else",
        description="Makes another person of them, for messages, search and statistics, and in later exports of the "
        "same conversations. 409 `not_possible` if nobody would be left, or one of them is another person by now.",
        operation_id="people_split",
        request=serializers.SplitRequestSerializer,
        responses={201: serializers.SplitMadeSerializer},
    )
    def post(self, request: Request, pk: int) -> Response:
        person = people_selectors.get_person(request.user, pk)
        values = read(serializers.SplitRequestSerializer, request)
        ids, name = values["participants"], values.get("name", "")
        split = answer_refusal(lambda: split_person(request.user, person, ids, name))
        (described,) = identity_selectors.describe_splits([split])
        (parted,) = people_selectors.describe_people(request.user, [split.parted])
        body = {"person": parted, "split": described}
        return Response(serializers.SplitMadeSerializer(body).data, status=201)


class SplitsView(generics.GenericAPIView):
    serializer_class = serializers.SplitSerializer
    queryset = IdentitySplit.objects.none()

    @extend_schema(
        summary="List the decisions that somebody is not whom the exports take them for, the latest first",
        operation_id="people_splits",
    )
    def get(self, request: Request) -> Response:
        organization = get_active_organization(request)
        page = self.paginate_queryset(identity_selectors.list_splits(request.user, organization=organization))
        body = identity_selectors.describe_splits(page)
        return self.get_paginated_response(self.get_serializer(body, many=True).data)


class UndoSplitView(APIView):
    @extend_schema(
        summary="Give back who was parted from a person",
        description="In whatever order. Answers with who is shown for them now. 404 if it was undone before.",
        operation_id="people_splits_undo",
        request=None,
        responses=PersonSerializer,
    )
    def post(self, request: Request, pk: int) -> Response:
        split = identity_selectors.get_split(request.user, pk)
        return Response(write_person(request, answer_refusal(lambda: give_back(split))))
