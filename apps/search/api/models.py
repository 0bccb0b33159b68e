"""The registry of embedding models, and choosing one for an organization."""

from django.db.models import Prefetch
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.active import get_active_organization
from apps.accounts.selectors import get_organization
from apps.search.api.index_versions import ActivationSerializer, answer_activation, check_owner
from apps.search.models import EmbeddingModel, IndexState, IndexVersion, ModelSource
from apps.search.selectors import list_models, list_versions
from apps.search.services.ask_check import Refused, check_model
from apps.search.services.build_version import activate_model, find_version
from apps.search.services.models_registry import name_default_model
from apps.search.services.switch_version import NotPossible
from chatanalysis.api import ApiError

PUBLIC_SOURCES = (ModelSource.BUNDLED, ModelSource.HUB)
BUILT = (IndexState.ACTIVE, IndexState.STANDBY)


class ModelVersionSerializer(serializers.ModelSerializer):
    organization = serializers.SlugField(source="organization.slug")

    class Meta:
        model = IndexVersion
        fields = ["id", "organization", "state"]


class EmbeddingModelSerializer(serializers.ModelSerializer):
    location = serializers.SerializerMethodField(
        help_text="Its name on the hub; where on the server or network it is only staff are told."
    )
    is_default = serializers.SerializerMethodField(
        help_text="Whether organizations without an index begin with it."
    )
    versions = serializers.SerializerMethodField(
        help_text="The index versions of your organizations that use it."
    )

    class Meta:
        model = EmbeddingModel
        fields = [
            "name",
            "source",
            "location",
            "revision",
            "dim",
            "max_tokens",
            "device",
            "precision",
            "query_prefix",
            "passage_prefix",
            "description",
            "is_default",
            "checked_at",
            "problem",
            "versions",
        ]

    def get_location(self, model: EmbeddingModel) -> str:
        is_told = model.source in PUBLIC_SOURCES or self.context["request"].user.is_staff
        return model.location if is_told else ""

    def get_is_default(self, model: EmbeddingModel) -> bool:
        return model.name == name_default_model()

    @extend_schema_field(ModelVersionSerializer(many=True))
    def get_versions(self, model: EmbeddingModel) -> list[dict]:
        return ModelVersionSerializer(model.visible_versions, many=True).data


class ModelsMixin:
    serializer_class = EmbeddingModelSerializer
    queryset = EmbeddingModel.objects.none()
    lookup_field = "name"

    def get_queryset(self):
        versions = list_versions(self.request.user).exclude(state=IndexState.RETIRED)
        return list_models().prefetch_related(
            Prefetch("index_versions", queryset=versions, to_attr="visible_versions")
        )


class ModelListView(ModelsMixin, generics.ListAPIView):
    @extend_schema(summary="List embedding models", operation_id="models_list")
    def get(self, request: Request) -> Response:
        return self.list(request)


class ModelDetailView(ModelsMixin, generics.RetrieveAPIView):
    @extend_schema(summary="One embedding model", operation_id="models_retrieve")
    def get(self, request: Request, name: str) -> Response:
        return self.retrieve(request, name=name)


class ActivateModelSerializer(serializers.Serializer):
    organization = serializers.SlugField(
        required=False, max_length=80, help_text="By default the one you work in."
    )
    activate_when_complete = serializers.BooleanField(
        default=True, help_text="False builds a version that stands by."
    )
    anew = serializers.BooleanField(
        default=False, help_text="Build another version even where there is one with this model."
    )


ACTIVATED_EXAMPLE = OpenApiExample(
    "A build has begun",
    response_only=True,
    status_codes=["202"],
    value={"index_version": 7, "state": "building", "job": "0c3d8a34-3f0b-4a7c-8f39-6c1b3b9a4f11"},
)


class ActivateModelView(APIView):
    @extend_schema(
        summary="Search by this model",
        description="Builds an index version beside the one that is searched, and switches to it when it is complete; "
        "one that stands by complete is switched to at once, and `job` is null. Owners of the organization only. "
        "A model that does not answer what it claims is refused with 422 `model_refused`.",
        operation_id="models_activate",
        request=ActivateModelSerializer,
        responses={202: ActivationSerializer},
        examples=[ACTIVATED_EXAMPLE],
    )
    def post(self, request: Request, name: str) -> Response:
        model = list_models().get(name=name)
        serializer = ActivateModelSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        values = dict(serializer.validated_data)
        organization = self._find_organization(request, values.pop("organization", ""))
        version = None if values["anew"] else find_version(organization, model)
        if version is None or version.state not in BUILT:
            self._check(model)
        try:
            return answer_activation(activate_model(organization, model, **values))
        except NotPossible as refused:  # retired in this moment
            raise ApiError(409, "not_possible", str(refused)) from refused

    def _find_organization(self, request: Request, slug: str):
        organization = get_organization(request.user, slug) if slug else get_active_organization(request)
        check_owner(request.user, organization)
        return organization

    def _check(self, model: EmbeddingModel) -> None:
        try:
            check_model(model)
        except Refused as refused:
            raise ApiError(
                422, "model_refused", f"The model {model.name} was refused: {refused}."
            ) from refused
