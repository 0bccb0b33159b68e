"""Index versions: what there is, switching between them, retiring them."""

from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.models import Organization
from apps.accounts.selectors import owns_organization
from apps.search.models import IndexReplica, IndexState, IndexVersion
from apps.search.selectors import find_builds, get_version, list_versions
from apps.search.services.build_version import Activation, activate_version
from apps.search.services.retire_version import retire_version
from apps.search.services.switch_version import NotPossible
from chatanalysis.api import ApiError

COMPLETE = 1.0


class ReplicaSerializer(serializers.ModelSerializer):
    class Meta:
        model = IndexReplica
        fields = ["worker", "watermark", "message_count", "seen_at"]


class IndexVersionSerializer(serializers.ModelSerializer):
    organization = serializers.SlugField(source="organization.slug")
    model = serializers.CharField(source="model.name")
    message_count = serializers.IntegerField(help_text="Messages it holds.")
    segment_count = serializers.IntegerField()
    size_bytes = serializers.IntegerField(help_text="Of its segment files.")
    complete = serializers.SerializerMethodField(
        help_text="Share of the organization's messages it holds, 0 to 1."
    )
    age_s = serializers.SerializerMethodField(help_text="Seconds since it was made.")
    job = serializers.SerializerMethodField(help_text="The unfinished job that works on it.")
    replicas = ReplicaSerializer(
        many=True, help_text="How far each search worker has followed, by segment id."
    )

    class Meta:
        model = IndexVersion
        fields = [
            "id",
            "organization",
            "model",
            "state",
            "problem",
            "activate_when_complete",
            "dim",
            "window",
            "message_count",
            "segment_count",
            "size_bytes",
            "complete",
            "created_at",
            "age_s",
            "activated_at",
            "standby_since",
            "job",
            "replicas",
        ]

    def get_complete(self, version: IndexVersion) -> float:
        if not version.wanted_count:
            return COMPLETE
        return round(min(COMPLETE, version.message_count / version.wanted_count), 4)

    def get_age_s(self, version: IndexVersion) -> float:
        return round((timezone.now() - version.created_at).total_seconds(), 1)

    def get_job(self, version: IndexVersion) -> UUID | None:
        return self.context["builds"].get(version.pk)


class ActivationSerializer(serializers.Serializer):
    index_version = serializers.IntegerField(help_text="Its id.")
    state = serializers.ChoiceField(choices=IndexState.choices)
    job = serializers.UUIDField(
        allow_null=True, help_text="Builds it, then switches; null where that is done."
    )


def answer_activation(activation: Activation) -> Response:
    job = activation.job
    body = {
        "index_version": activation.version.pk,
        "state": activation.version.state,
        "job": None if job is None else job.pk,
    }
    return Response(ActivationSerializer(body).data, status=202)


def check_owner(user, organization: Organization) -> None:
    """Raises ApiError for mere members: they see the organization, so that it is no secret to them."""
    if not owns_organization(user, organization):
        raise ApiError(403, "owners_only", "Only owners of the organization may do this.")


class IndexVersionListView(generics.ListAPIView):
    serializer_class = IndexVersionSerializer
    queryset = IndexVersion.objects.none()

    def get_serializer_context(self) -> dict:
        return super().get_serializer_context() | {"builds": find_builds(self.request.user)}

    def get_queryset(self):
        versions = list_versions(self.request.user)
        state = self.request.query_params.get("state", "")
        return versions.filter(state=state) if state else versions

    @extend_schema(
        summary="List index versions, newest first",
        operation_id="index_versions_list",
        parameters=[
            OpenApiParameter("state", enum=IndexState.values, description="Only versions in this state.")
        ],
    )
    def get(self, request: Request) -> Response:
        return self.list(request)


class IndexVersionDetailView(APIView):
    @extend_schema(
        summary="One index version",
        operation_id="index_versions_retrieve",
        responses=IndexVersionSerializer,
    )
    def get(self, request: Request, version_id: int) -> Response:
        context = {"builds": find_builds(request.user)}
        version = get_version(request.user, version_id)
        return Response(IndexVersionSerializer(version, context=context).data)

    @extend_schema(
        summary="Retire an index version",
        description="Removes its files for good. The one that is searched cannot be retired: 409 `not_possible`.",
        operation_id="index_versions_destroy",
        responses={204: None},
    )
    def delete(self, request: Request, version_id: int) -> Response:
        version = get_version(request.user, version_id)
        check_owner(request.user, version.organization)
        try:
            retire_version(version)
        except NotPossible as refused:
            raise ApiError(409, "not_possible", str(refused)) from refused
        return Response(status=204)


class ActivateVersionView(APIView):
    @extend_schema(
        summary="Search this index version, or go back to it",
        description="At once if it holds everything; else its job brings in what it lacks, and then switches.",
        operation_id="index_versions_activate",
        request=None,
        responses={202: ActivationSerializer},
    )
    def post(self, request: Request, version_id: int) -> Response:
        version = get_version(request.user, version_id)
        check_owner(request.user, version.organization)
        try:
            return answer_activation(activate_version(version))
        except NotPossible as refused:
            raise ApiError(409, "not_possible", str(refused)) from refused
