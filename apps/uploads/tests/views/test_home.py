from django.urls import reverse

from apps.uploads.tests.factories import make_conversation, make_job


def test_an_empty_home_says_what_to_do(owner_client):
    answer = owner_client.get(reverse("home"))
    assert answer.context["is_empty"]
    assert reverse("uploads:load_samples") in answer.content.decode()
    assert reverse("uploads:upload") in answer.content.decode()
    assert reverse("uploads:formats") in answer.content.decode()
    assert "Export chat" in answer.content.decode()


def test_home_counts_what_is_there(owner, owner_client):
    make_conversation(owner, ["one", "two"])
    answer = owner_client.get(reverse("home"))
    counts = answer.context["counts"]
    assert (counts.conversations, counts.messages, counts.participants) == (1, 2, 2)
    assert not answer.context["is_empty"]
    assert f'action="{reverse("search:search")}"' in answer.content.decode()


def test_more_jobs_cost_no_more_queries(owner, owner_client, count_queries):
    make_job(owner)
    few = count_queries(lambda: owner_client.get(reverse("home")))
    for _ in range(4):
        make_job(owner)
    assert count_queries(lambda: owner_client.get(reverse("home"))) == few
