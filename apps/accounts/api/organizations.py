"""The organizations one works in, and what their owners decide for them."""

from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.models import Organization
from apps.accounts.selectors import get_organization, owns_organization, visible_organizations
from chatanalysis.api import ApiError


class OrganizationSerializer(serializers.ModelSerializer):
    class Meta:
        model = Organization
        fields = ["slug", "name", "is_personal", "time_zone"]
        read_only_fields = ["slug", "name", "is_personal"]


class OrganizationListView(generics.ListAPIView):
    serializer_class = OrganizationSerializer

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return Organization.objects.none()
        return visible_organizations(self.request.user).order_by("-is_personal", "name", "id")

    @extend_schema(
        summary="List your organizations, the personal one first", operation_id="organizations_list"
    )
    def get(self, request: Request, *args, **kwargs) -> Response:
        return super().get(request, *args, **kwargs)


class OrganizationView(APIView):
    @extend_schema(
        summary="One of your organizations",
        operation_id="organizations_retrieve",
        responses=OrganizationSerializer,
    )
    def get(self, request: Request, slug: str) -> Response:
        return Response(OrganizationSerializer(get_organization(request.user, slug)).data)

    @extend_schema(
        summary="Set an organization's time zone",
        description="Files of local times that come from then on are read in it, where their upload states none. For "
        "owners; members get 403 `owners_only`.",
        operation_id="organizations_partial_update",
        request=OrganizationSerializer,
        responses=OrganizationSerializer,
    )
    def patch(self, request: Request, slug: str) -> Response:
        organization = get_organization(request.user, slug)
        if not owns_organization(request.user, organization):
            raise ApiError(403, "owners_only", "Only owners of the organization may do this.")
        serializer = OrganizationSerializer(organization, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        serializer.save()
        return Response(serializer.data)
