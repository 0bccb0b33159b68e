"""A user's saved searches in the organization they are working in."""

from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets

from apps.accounts.active import get_active_organization
from apps.search.forms import SearchForm
from apps.search.models import SavedSearch
from apps.search.selectors import list_saved_searches
from apps.search.services.saved_searches import NameTaken, change_saved_search, save_search


class SearchParamsField(serializers.DictField):
    """The search page's address parameters, by the names and rules of its form."""

    child = serializers.CharField(allow_blank=True)

    def to_internal_value(self, data) -> dict[str, str]:
        params = super().to_internal_value(data)
        if unknown := sorted(params.keys() - SearchForm.base_fields.keys()):
            raise serializers.ValidationError({name: ["There is no such parameter."] for name in unknown})
        form = SearchForm(QueryDict(urlencode(params)))
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        return form.to_params(page=None)


class SavedSearchSerializer(serializers.ModelSerializer):
    organization = serializers.SlugField(source="organization.slug", read_only=True)
    params = SearchParamsField(
        help_text="The search page's address parameters: q, mode, sort, conversation, sender, since, until."
    )
    url = serializers.SerializerMethodField(help_text="The search page with these parameters.")

    class Meta:
        model = SavedSearch
        fields = ("id", "name", "organization", "params", "url", "created_at")

    def get_url(self, search: SavedSearch) -> str:
        return f"{reverse('search:search')}?{urlencode(search.params)}"

    def create(self, validated_data: dict) -> SavedSearch:
        request = self.context["request"]
        return self._store(save_search, request.user, get_active_organization(request), **validated_data)

    def update(self, instance: SavedSearch, validated_data: dict) -> SavedSearch:
        return self._store(change_saved_search, instance, **validated_data)

    def _store(self, store, *args, **values) -> SavedSearch:
        try:
            return store(*args, **values)
        except NameTaken:
            problem = "You have another saved search of that name."
            raise serializers.ValidationError({"name": [problem]}) from None


@extend_schema_view(
    list=extend_schema(summary="List your saved searches in the active organization, by name"),
    create=extend_schema(summary="Save a search under a name"),
    retrieve=extend_schema(summary="One saved search"),
    partial_update=extend_schema(summary="Rename a saved search, or save other parameters under its name"),
    destroy=extend_schema(summary="Delete a saved search"),
)
class SavedSearchViewSet(viewsets.ModelViewSet):
    queryset = SavedSearch.objects.none()
    serializer_class = SavedSearchSerializer
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    lookup_value_converter = "int"

    def get_queryset(self):
        organization = get_active_organization(self.request) if self.action == "list" else None
        return list_saved_searches(self.request.user, organization=organization)
