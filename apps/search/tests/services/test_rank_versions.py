"""Several index versions searched together."""

import pytest

from apps.search.models import IndexState, IndexVersion
from apps.search.retrieval.query import Mode, Sort
from apps.search.services.answer_query import rank
from apps.search.services.build_version import activate_model
from apps.search.services.search_messages import search_messages
from apps.search.services.search_query import SearchQuery
from apps.search.tests.factories import make_model
from apps.search.tests.stages import run_build
from apps.uploads.tests.factories import get_home, make_whatsapp

pytestmark = pytest.mark.django_db


def ask_all(requests):
    return [rank(version_id, request) for version_id, request in requests]


def search(user, text: str, *versions: IndexVersion, **more):
    query = SearchQuery(text, versions=tuple(version.pk for version in versions), **more)
    return search_messages(user, query, ask=rank, ask_all=ask_all)


@pytest.fixture
def two(owner, searchable) -> list[IndexVersion]:
    """An organization's chat under two models."""
    searchable(make_whatsapp(30, marker="passports"))
    home = get_home(owner)
    run_build(activate_model(home, make_model("hashing-32", dim=32)).version)
    return list(home.index_versions.order_by("pk"))


@pytest.fixture
def abroad(owner, stranger, searchable) -> IndexVersion:
    """Another organization, which the owner belongs to as well."""
    searchable(make_whatsapp(4, marker="passports abroad", senders=("Ines", "Ada")), user=stranger)
    home = get_home(stranger)
    home.memberships.create(user=owner)
    return home.index_versions.get()


def test_a_message_of_two_versions_is_one_hit_that_names_both(owner, two):
    answer = search(owner, "passports", *two, k=30)
    assert len({hit.message_id for hit in answer.hits}) == len(answer.hits) == 30
    assert all(set(hit.versions) == set(two) for hit in answer.hits)
    assert [hit.rank for hit in answer.hits] == list(range(1, 31))
    assert answer.total == 30


def test_pages_do_not_overlap(owner, two):
    whole = [hit.message_id for hit in search(owner, "passports 7", *two, k=30).hits]
    pages = [search(owner, "passports 7", *two, k=10, offset=offset).hits for offset in (0, 10, 20)]
    assert [hit.message_id for page in pages for hit in page] == whole
    assert pages[1][0].rank == 11


def test_versions_of_several_organizations(owner, stranger, two, abroad):
    answer = search(owner, "passports", two[1], abroad, k=40, mode=Mode.KEYWORD, facets=True)
    assert {hit.versions for hit in answer.hits} == {(two[1],), (abroad,)}
    assert answer.total == len(answer.hits) == 34
    people = {facet.value: facet.count for facet in answer.facets["sender"]}
    assert people == {"Ada": 17, "Bob": 15, "Ines": 2}
    with pytest.raises(IndexVersion.DoesNotExist):
        search(stranger, "passports", two[1], abroad)


def test_names_are_those_of_each_organization(owner, two, abroad):
    answer = search(owner, "passports from:Ines", two[1], abroad, k=40)
    assert {(hit.sender, hit.versions) for hit in answer.hits} == {("Ines", (abroad,))}
    assert len(answer.hits) == 2


def test_newest_first_across_versions(owner, two, abroad):
    moments = [hit.sent_at for hit in search(owner, "passports", two[1], abroad, k=40, sort=Sort.DATE).hits]
    assert moments == sorted(moments, reverse=True)


def test_one_version_alone_keeps_its_scores(owner, two):
    alone = search(owner, "passports 7", two[0])
    (asked,) = ask_all([(two[0].pk, alone_request(two[0]))])
    assert [hit.score for hit in alone.hits] == [hit.score for hit in asked.hits]
    assert alone.index_version_id == two[0].pk
    assert {hit.versions for hit in alone.hits} == {(two[0],)}


def alone_request(version: IndexVersion):
    from apps.search.services.read_query import read_query

    return read_query(version.organization, SearchQuery("passports 7")).request


def test_what_cannot_be_searched_is_not_found(owner, stranger, two):
    with pytest.raises(IndexVersion.DoesNotExist):
        search(stranger, "passports", two[0])
    with pytest.raises(IndexVersion.DoesNotExist):
        search(owner, "passports", IndexVersion(pk=10**9))
    IndexVersion.objects.filter(pk=two[0].pk).update(state=IndexState.RETIRED)
    with pytest.raises(IndexVersion.DoesNotExist):
        search(owner, "passports", *two)
