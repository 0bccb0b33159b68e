"""Memory under a ceiling: who leaves, who stays, and that nobody loses a replica under their hands."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from apps.search.models import IndexState, IndexVersion
from apps.search.services.open_replicas import OpenReplicas
from apps.search.services.replicas import ReplicaSet
from apps.uploads.models import Upload
from apps.uploads.tests.factories import make_whatsapp

MB = 1_000_000


class FakeReplica:
    def __init__(self, size_bytes: int = 10 * MB) -> None:
        self.size_bytes, self.is_closed = size_bytes, False

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def opened() -> list[tuple[int, FakeReplica]]:
    return []


@pytest.fixture
def replicas(opened) -> OpenReplicas:
    def open_replica(pk: int) -> FakeReplica:
        opened.append((pk, FakeReplica()))
        return opened[-1][1]

    return OpenReplicas(open_replica)


def search(replicas: OpenReplicas, *pks: int) -> None:
    for pk in pks:
        with replicas.use(pk):
            pass


def test_the_one_not_searched_for_longest_leaves_first(replicas):
    search(replicas, 1, 2, 3, 1)
    assert replicas.find_to_close(30 * MB, keep=0) == []
    assert replicas.find_to_close(20 * MB, keep=0) == [2]
    assert replicas.find_to_close(10 * MB, keep=2) == [3, 1]


def test_one_that_was_only_followed_leaves_before_any_that_was_searched(replicas):
    search(replicas, 1)
    replicas.get(2)
    assert replicas.find_to_close(10 * MB, keep=0) == [2]


def test_one_in_use_stays(replicas):
    search(replicas, 1, 2)
    with replicas.use(1):
        assert replicas.find_to_close(0, keep=0) == [2]


def test_closing_waits_for_who_uses_it_and_the_next_gets_it_opened_anew(replicas, opened):
    with ThreadPoolExecutor(2) as threads, replicas.use(1) as held:
        closing = threads.submit(replicas.close, 1)
        time.sleep(0.05)
        assert not held.is_closed
        asking = threads.submit(replicas.get, 1)
        time.sleep(0.05)
        assert not asking.done(), "the same folder cannot be opened twice"
    closing.result()
    assert held.is_closed
    assert asking.result() is opened[1][1]


def test_swapping_serves_the_new_one_and_closes_the_old_when_it_is_idle(replicas):
    new = FakeReplica()
    with ThreadPoolExecutor(1) as threads:
        with replicas.use(1) as old:
            swapping = threads.submit(replicas.swap, 1, new, lambda: None)
            while replicas.get(1) is old:
                time.sleep(0.01)
            assert replicas.get(1) is new
            assert not old.is_closed
        swapping.result()
    assert old.is_closed


def test_a_new_one_of_which_none_is_open_is_closed_too(replicas, opened):
    new = FakeReplica()
    replicas.swap(1, new, lambda: None)
    assert new.is_closed
    assert 1 not in replicas


def test_many_threads_never_see_a_closed_one(replicas):
    """As searches do while an organization leaves memory again and again."""
    done = threading.Event()

    def keep_using() -> int:
        count = 0
        while not done.is_set():
            with replicas.use(1) as replica:
                assert not replica.is_closed
                count += 1
        return count

    with ThreadPoolExecutor(4) as threads:
        users = [threads.submit(keep_using) for _ in range(4)]
        try:
            for _ in range(50):
                replicas.close(1)
        finally:
            done.set()
        assert all(user.result() > 0 for user in users)


@pytest.fixture
def uploads(searchable, owner, stranger) -> list[Upload]:
    return [searchable(make_whatsapp(12, marker="passport"), user=user) for user in (owner, stranger)]


@pytest.mark.django_db
def test_under_the_ceiling_organizations_take_turns(uploads, search_worker, settings):
    settings.SEARCH_MEMORY_MB = 30
    first, second = IndexVersion.objects.order_by("pk")
    search_worker.replicas.catch_up(second)
    for version in (first, second, first):
        with search_worker.replicas.lease(version) as replica:
            assert len(replica.message_ids()) == 12
        assert [pk for pk, _ in search_worker.replicas.list_open()] == [version.pk]
    assert not search_worker.replicas.follow(), "who had to leave is not fetched back to be followed"


@pytest.mark.django_db
def test_what_left_memory_catches_up_when_it_is_searched_again(
    uploads, search_worker, settings, searchable, owner
):
    settings.SEARCH_MEMORY_MB = 30
    first, second = IndexVersion.objects.order_by("pk")
    search_worker.replicas.catch_up(second)
    for version in (first, second):
        with search_worker.replicas.lease(version):
            pass
    settings.SEARCH_MEMORY_MB = 0
    searchable(make_whatsapp(5, marker="harbour"), "more.txt", user=owner)
    with search_worker.replicas.lease(first) as replica:
        assert len(replica.message_ids()) == 17


@pytest.mark.django_db
def test_versions_that_build_and_stand_by_are_followed_and_retired_ones_let_go(uploads, search_worker):
    first, _ = IndexVersion.objects.order_by("pk")
    search_worker.replicas = ReplicaSet("another")
    for state in (IndexState.BUILDING, IndexState.STANDBY):
        IndexVersion.objects.filter(pk=first.pk).update(state=state)
        search_worker.replicas.follow()
        assert len(search_worker.replicas.list_open()) == 2
    folder = search_worker.replicas.get(first).folder
    IndexVersion.objects.filter(pk=first.pk).update(state=IndexState.RETIRED)
    search_worker.replicas.follow()
    assert len(search_worker.replicas.list_open()) == 1
    assert not folder.exists()
    search_worker.replicas.close()
