from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from apps.search.evaluation.metrics import ndcg
from apps.search.retrieval.conditions import AllOf, AnyOf, Feature, Has, InLanguage, Not, Says
from apps.search.retrieval.engine import search
from apps.search.retrieval.highlight import Highlighter
from apps.search.retrieval.query import Facet, Filters, Mode, SearchRequest, Sort
from apps.search.tests.indexing.builders import START, Builder, Said

HELP = [
    Said("ann", "my sound card is silent since the upgrade", 0),
    Said("ben", "is alsa-base installed?", 1),
    Said("ann", "yes, that one works now, thanks", 2),
    Said("cat", "grub does not boot after installing windows", 30),
    Said("ben", "boot a live disk and run grub-install", 31),
    Said("cat", "how do I mount my ntfs partition?", 60),
    Said("dan", "mount -t ntfs /dev/hda1 /media/windows", 61),
]
LUNCH = [
    Said("eve", "pizza or noodles for lunch today?", 0),
    Said("fay", "noodles, the place by the river", 1),
    Said("eve", "see you there at noon", 2),
    Said("fay", "my sound sleep was ruined by the neighbours", None),
]
JUDGED = {
    "no sound from the sound card": {1: 1, 2: 1},
    "grub boot problem": {4: 1, 5: 1},
    "mounting an ntfs partition": {6: 1, 7: 1},
    "where to have noodles": {9: 1, 8: 1},
    "What did dan say about ntfs?": {7: 1},
    "alsa": {2: 1},
}


@pytest.fixture(scope="module")
def builder(tmp_path_factory):
    return Builder(tmp_path_factory.mktemp("engine") / "replica")


@pytest.fixture(scope="module")
def replica(builder):
    replica = builder.open()
    replica.apply_segment(1, *builder.segment(1, HELP))
    replica.apply_segment(2, *builder.segment(2, LUNCH))
    replica.commit()
    yield replica
    replica.close()


@pytest.fixture
def ask(replica, builder):
    def _ask(text, **options):
        return search(replica, builder.embedder, SearchRequest(text, **options))

    return _ask


def ids(ranked):
    return [hit.message_id for hit in ranked.hits]


@pytest.mark.parametrize(("mode", "floor"), [(Mode.HYBRID, 0.85), (Mode.SEMANTIC, 0.75), (Mode.KEYWORD, 0.7)])
def test_the_judged_set_keeps_its_floor(ask, mode, floor):
    gains = [
        ndcg([str(i) for i in ids(ask(text, mode=mode))], {str(i): grade for i, grade in relevant.items()})
        for text, relevant in JUDGED.items()
    ]
    assert sum(gains) / len(gains) >= floor


MEANING = {"maxsim", "dense", "speaker", "answers", "statement"}


def test_components_depend_on_the_mode(ask):
    assert set(ask("sound").hits[0].components) == MEANING | {"bm25", "rare"}
    assert set(ask("sound", mode=Mode.SEMANTIC).hits[0].components) == MEANING
    assert set(ask("sound", mode=Mode.KEYWORD).hits[0].components) == {"bm25"}


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("sort", list(Sort))
def test_filters_hold_in_every_mode(ask, builder, mode, sort):
    def found(**filters):
        return set(ids(ask("sound noodles mount", mode=mode, sort=sort, filters=Filters(**filters), k=50)))

    assert found(conversations=frozenset({2})) <= {8, 9, 10, 11}
    assert found(conversations=frozenset({2}))
    assert found(participants=frozenset({builder.participant("dan")})) <= {7}
    hour = START + timedelta(minutes=30)
    assert found(after=hour) <= {4, 5, 6, 7}
    assert found(before=hour, conversations=frozenset({1})) <= {1, 2, 3}
    assert 11 not in found(before=hour)
    assert found(conversations=frozenset()) == set()
    assert found(conversations=frozenset({404})) == set()


@pytest.mark.parametrize("mode", list(Mode))
def test_a_filter_for_nothing_counts_nothing(ask, mode):
    assert ask("sound", mode=mode, filters=Filters(conversations=frozenset())).total == 0


@pytest.mark.parametrize("mode", list(Mode))
def test_pages_join_without_gap_or_overlap(ask, mode):
    whole = ask("sound mount boot", mode=mode, k=6)
    pages = [
        *ask("sound mount boot", mode=mode, k=3).hits,
        *ask("sound mount boot", mode=mode, k=3, offset=3).hits,
    ]
    assert tuple(pages) == whole.hits
    assert ask("sound mount boot", mode=mode, offset=1000).hits == ()


def test_keyword_total_is_exact(ask):
    ranked = ask("sound", mode=Mode.KEYWORD, k=1)
    assert (len(ranked.hits), ranked.total) == (1, 2)


def test_by_date_the_newest_relevant_comes_first(ask):
    assert ids(ask("ntfs mount", mode=Mode.KEYWORD, sort=Sort.DATE)) == [7, 6]
    assert ids(ask("mounting an ntfs partition", sort=Sort.DATE))[:2] == [7, 6]


def test_naming_the_speaker_lifts_what_they_said(ask):
    named = {hit.message_id: hit.components["speaker"] for hit in ask("what about dan and ntfs").hits}
    assert named[7] == 1.0
    assert named[6] == 0.0


def test_what_is_understood_counts_until_it_is_taken_away(ask):
    text = "what did dan say on 8 May 2024"
    ranked = ask(text)
    assert [(one.key, one.label) for one in ranked.understood] == [
        ("person:dan", "dan"),
        ("time:8 may 2024", "8 May 2024"),
    ]
    assert all(text[one.start : one.end] == one.text for one in ranked.understood)
    ignored = ask(text, ignore=tuple(one.key for one in ranked.understood))
    assert ignored.understood == ()
    assert not any(hit.components["speaker"] or "date" in hit.components for hit in ignored.hits)
    assert len(ignored.hits) == len(ranked.hits)  # neither is a filter


def test_relative_times_are_measured_from_the_asker(ask):
    (told,) = ask("noodles yesterday", now=START + timedelta(days=1)).understood
    assert told.label == "8 May 2024"
    assert ask("noodles yesterday", now=START + timedelta(days=9)).understood == ()


def test_relative_times_are_days_of_the_askers_zone(ask):
    """In Tokyo the next morning has come."""
    evening = START.replace(hour=20)
    assert ask("noodles yesterday", now=evening).understood == ()
    (told,) = ask("noodles yesterday", now=evening, zone="Asia/Tokyo").understood
    assert told.label == "8 May 2024"


def test_the_answer_to_a_fitting_question_is_lifted(ask):
    answers = {hit.message_id: hit.components["answers"] for hit in ask("where is lunch today").hits}
    assert answers[9] > 0.5
    assert answers[8] == 0.0


def test_without_vectors_of_tokens_the_messages_own_vectors_count(builder, replica):
    class Whole(type(builder.embedder)):
        """As services that give one vector a text do."""

        def embed_query(self, text):
            return replace(
                super().embed_query(text), token_vectors=np.zeros((0, 64)), token_ids=(), tokens=()
            )

    ranked = search(replica, Whole(), SearchRequest("noodles for lunch"))
    assert ranked.hits[0].message_id in (8, 9)
    assert {"dense_alone", "answers"} <= set(ranked.hits[0].components)
    assert "maxsim" not in ranked.hits[0].components


@pytest.mark.parametrize("text", ["", "   ", "???"])
@pytest.mark.parametrize("mode", list(Mode))
def test_odd_queries_do_not_fail(ask, text, mode):
    assert ask(text, mode=mode).total >= 0


def test_an_empty_replica_finds_nothing(tmp_path):
    builder = Builder(tmp_path)
    replica = builder.open()
    assert search(replica, builder.embedder, SearchRequest("sound")).hits == ()
    replica.close()


@pytest.mark.parametrize("mode", list(Mode))
def test_conditions_hold_in_every_mode_before_the_best_are_taken(ask, mode):
    asked = Filters(condition=Has(Feature.QUESTION))
    assert set(ids(ask("sound noodles mount", mode=mode, k=1, filters=asked))) < {2, 6, 8}
    assert set(ids(ask("sound noodles mount", mode=mode, k=50, filters=asked))) <= {2, 6, 8}
    phrase = Filters(condition=AllOf((Says("sound card"), Not(Says("noodles")))))
    assert ids(ask("sound noodles", mode=mode, filters=phrase)) == [1]


@pytest.mark.parametrize("mode", list(Mode))
def test_without_words_what_the_filters_leave_is_listed_newest_first(ask, mode):
    filters = Filters(condition=AnyOf((Has(Feature.QUESTION), Says("thanks"))))
    ranked = ask("", mode=mode, k=2, filters=filters)
    assert (ids(ranked), ranked.total) == ([6, 3], 4)
    assert set(ids(ask("", mode=mode, offset=2, filters=filters))) == {2, 8}
    assert ask("", mode=mode).hits == ()


def test_facets_count_all_that_match_and_not_the_page(ask, builder):
    def by(*names: str) -> tuple[Facet, ...]:
        return tuple(Facet(str(pk), 1) for pk in sorted(map(builder.participant, names)))

    ranked = ask("sound ntfs", mode=Mode.KEYWORD, k=1, facets=True)
    assert ranked.facets == {
        "conversation": (Facet("1", 3), Facet("2", 1)),
        "sender": by("ann", "cat", "dan", "fay"),
        "month": (Facet("2024-05", 3),),
    }
    assert ask("sound ntfs", k=1, facets=True).facets == ranked.facets
    in_lunch = Filters(conversations=frozenset({2}))
    assert ask("sound ntfs", facets=True, filters=in_lunch).facets["sender"] == by("fay")
    assert ask("", facets=True, filters=in_lunch).facets["conversation"] == (Facet("2", 4),)
    assert ask("sound").facets == {}


def test_words_are_found_in_the_languages_of_the_chats(tmp_path):
    builder = Builder(tmp_path / "replica")
    said = [
        Said("uta", "die Häuser am Fluss sind wunderschön geworden", 0),
        Said("udo", "hast du den Schlüssel für die Wohnung gefunden?", 1),
        Said("uta", "nein, ich habe ihn noch nicht gefunden", 2),
        Said("ann", "I was running to the station this morning", 3),
        Said("ann", "did you see the running shoes in the shop?", 4),
        Said("ann", "they are on sale until the end of the week", 5),
    ]
    replica = builder.open()
    replica.apply_segment(1, *builder.segment(1, said))
    replica.commit()

    def find(text, **filters):
        request = SearchRequest(text, mode=Mode.KEYWORD, filters=Filters(**filters))
        return search(replica, builder.embedder, request)

    assert ids(find("Haus")) == [1]
    assert ids(find("HAUSER")) == [1]
    assert set(ids(find("run"))) == {4, 5}
    assert set(ids(find("", condition=InLanguage("de")))) == {1, 2, 3}
    assert ids(find("run", condition=InLanguage("de"))) == []
    ranked = find("Haus am Fluss")
    assert ranked.languages == ("de", "en")
    marked = Highlighter("Haus am Fluss", ranked.languages).find(said[0].text)
    assert [said[0].text[start:end] for start, end in marked] == ["Häuser", "Fluss"]
    replica.close()
