import threading

import numpy as np
import pytest

from apps.search.indexing.base import IndexBusy, IndexDamaged, ReplicaSpec, SegmentRows
from apps.search.indexing.damage import find_damage
from apps.search.indexing.manifest import read_snapshot
from apps.search.indexing.replica import Replica
from apps.search.retrieval.engine import search
from apps.search.retrieval.query import SearchRequest
from apps.search.tests.indexing.builders import Builder, Said

BOOT = [Said("ann", "grub does not boot", 0), Said("ben", "which kernel do you run?", 1)]
SOUND = [Said("cat", "no sound from my card", 0), Said("dan", "is alsa installed?", 1)]


@pytest.fixture
def builder(tmp_path):
    return Builder(tmp_path / "replica")


def find(replica, builder, text="sound card"):
    return [hit.message_id for hit in search(replica, builder.embedder, SearchRequest(text)).hits]


def filled(builder) -> Replica:
    replica = builder.open()
    for segment_id, said in ((3, BOOT), (7, SOUND)):
        replica.apply_segment(segment_id, *builder.segment(segment_id, said))
    replica.commit()
    return replica


def test_applied_segments_are_searchable_after_the_commit(builder):
    replica = builder.open()
    replica.apply_segment(3, *builder.segment(1, SOUND))
    assert (replica.watermark, replica.message_count, find(replica, builder)) == (0, 0, [])
    replica.commit()
    assert (replica.watermark, replica.message_count) == (3, 2)
    assert find(replica, builder)[0] == 1


def test_what_is_applied_and_not_committed_stays_hidden(builder):
    replica = filled(builder)
    replica.apply_segment(9, *builder.segment(9, [Said("eve", "sound card sound card")]))
    assert 5 not in find(replica, builder)
    replica.commit()
    assert 5 in find(replica, builder)


def test_a_segment_applied_twice_changes_nothing(builder):
    replica = builder.open()
    segment = builder.segment(1, SOUND)
    assert replica.apply_segment(3, *segment) is True
    assert replica.apply_segment(3, *segment) is False
    replica.commit()
    assert replica.apply_segment(3, *segment) is False
    replica.commit()
    assert replica.message_ids().tolist() == [1, 2]


def test_rows_of_other_messages_are_refused_and_nothing_is_changed(builder):
    replica = filled(builder)
    arrays, rows = builder.segment(9, BOOT)
    with pytest.raises(ValueError, match="different messages"):
        replica.apply_segment(9, arrays, SegmentRows(9, rows.messages[:1]))
    assert replica.apply_segment(9, arrays, rows) is True
    replica.commit()
    assert replica.message_count == 6


def test_a_snapshot_is_opened_as_it_was(builder):
    replica = filled(builder)
    before = find(replica, builder)
    replica.snapshot()
    replica.close()
    again = builder.open()
    assert (again.watermark, again.message_ids().tolist()) == (7, [1, 2, 3, 4])
    assert find(again, builder) == before
    assert again.speakers.dump() == replica.speakers.dump()


def test_after_a_crash_the_last_snapshot_is_opened_and_the_rest_applied_again(builder):
    replica = filled(builder)
    replica.snapshot()
    late = builder.segment(9, [Said("eve", "sound card sound card")])
    replica.apply_segment(9, *late)
    replica.commit()
    replica.close()  # without a snapshot, as after a kill
    again = builder.open()
    assert again.watermark == 7
    assert 5 not in find(again, builder)
    again.apply_segment(9, *late)
    again.commit()
    assert again.message_ids().tolist() == [1, 2, 3, 4, 5]
    assert find(again, builder).count(5) == 1


def test_without_a_snapshot_a_crashed_replica_begins_empty(builder):
    filled(builder).close()
    again = builder.open()
    assert (again.watermark, again.message_count, find(again, builder)) == (0, 0, [])


def test_each_damaged_file_of_a_snapshot_is_noticed(builder):
    replica = filled(builder)
    replica.snapshot()
    replica.close()
    files = [path for path in builder.folder.rglob("snapshot-*/**/*") if path.is_file()]
    assert len(files) > 4
    for path in [*files, builder.folder / "tokens.bin"]:
        content = path.read_bytes()
        if not content:
            continue
        path.write_bytes(bytes([content[0] ^ 1]) + content[1:])
        with pytest.raises(IndexDamaged):
            builder.open()
        path.write_bytes(content)
    builder.open().close()


def test_a_flipped_byte_of_the_manifest_is_noticed_or_says_the_same(builder):
    replica = filled(builder)
    replica.snapshot()
    replica.close()
    path, written = builder.folder / "manifest.json", read_snapshot(builder.folder)
    content = path.read_bytes()
    for place in range(0, len(content), 7):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        try:
            assert read_snapshot(builder.folder) == written
        except IndexDamaged:
            assert find_damage(builder.folder)
    path.write_bytes(content)
    assert find_damage(builder.folder) == ""


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"watermark": 1}'])
def test_a_broken_manifest_is_noticed_and_discarding_helps(builder, content):
    filled(builder).close()
    (builder.folder / "manifest.json").write_bytes(content)
    with pytest.raises(IndexDamaged):
        builder.open()
    Replica.discard(builder.folder)
    assert builder.open().watermark == 0


def test_another_versions_snapshot_is_not_taken(builder):
    replica = filled(builder)
    replica.snapshot()
    replica.close()
    builder.spec = ReplicaSpec(builder.spec.dim, builder.spec.vocabulary_size, language="german")
    with pytest.raises(IndexDamaged, match="another index version"):
        builder.open()


def test_only_one_process_may_open_it(builder):
    replica = builder.open()
    with pytest.raises(IndexBusy):
        builder.open()
    replica.close()
    builder.open().close()


def test_forgotten_messages_are_gone_and_stay_gone(builder):
    replica = filled(builder)
    replica.snapshot()
    assert replica.forget(np.array([3, 999])) == 1
    replica.commit()
    assert 3 not in find(replica, builder)
    assert replica.forget(np.array([3])) == 0
    replica.snapshot()
    replica.close()
    again = builder.open()
    assert again.message_ids().tolist() == [1, 2, 4]
    assert 3 not in find(again, builder)


def test_a_view_taken_earlier_stays_as_it_was(builder):
    replica = filled(builder)
    view = replica.view
    counts = view.token_counts.copy()
    replica.apply_segment(9, *builder.segment(9, SOUND * 50))
    replica.forget(np.array([1]))
    replica.commit()
    assert len(view.columns) == 4
    assert not view.columns.deleted.any()
    assert np.array_equal(view.token_counts, counts)


def test_token_counts_count_messages(builder):
    replica = builder.open()
    replica.apply_segment(
        1, *builder.segment(1, [Said("ann", "disk disk"), Said("ann", "disk"), Said("ann", "x")])
    )
    replica.commit()
    (number,) = builder.embedder.tokenize(["disk"])[0]
    assert replica.view.token_counts[number] == 2


def test_neighbours_handed_in_are_found_at_the_segments_edges(builder):
    replica = builder.open()
    arrays, rows = builder.segment(1, [Said("ben", "yes that one")])
    _, before = builder.segment(1, [Said("ann", "the nvidia driver?")])
    replica.apply_segment(1, arrays, SegmentRows(1, rows.messages, before=before.messages))
    replica.commit()
    hits = search(replica, builder.embedder, SearchRequest("nvidia")).hits
    assert [hit.message_id for hit in hits] == [1]
    assert hits[0].components["bm25"] > 0


def test_searching_goes_on_while_segments_are_applied(builder, monkeypatch):
    monkeypatch.setattr("apps.search.indexing.vectors.faiss_index.FLAT_UP_TO", 150)
    replica = filled(builder)
    segments = [builder.segment(20 + i, BOOT * 10) for i in range(30)]
    done, failures = threading.Event(), []

    def keep_searching():
        while not done.is_set():
            try:
                found = find(replica, builder, "grub boot")
                assert len(set(found)) == len(found) > 0
            except BaseException as error:
                failures.append(error)
                raise

    searcher = threading.Thread(target=keep_searching)
    searcher.start()
    for i, segment in enumerate(segments):
        replica.apply_segment(20 + i, *segment)
        if i % 3 == 0:
            replica.commit()
    replica.commit()
    done.set()
    searcher.join()
    assert not failures
    assert replica.message_count == 604


def test_snapshots_taken_while_tantivy_merges_are_whole(builder):
    """Many commits make many small parts, which tantivy joins in the background at its own pace."""
    replica = builder.open()
    for i in range(60):
        replica.apply_segment(i + 1, *builder.segment(i + 1, BOOT * 20))
        replica.commit()
    replica.snapshot()
    live = list((builder.folder / "live").iterdir())
    kept = {
        path.name.partition(".")[0]
        for path in builder.folder.glob("snapshot-*/sparse/*")
        if path.suffix != ".json"
    }
    replica.close()
    assert len(live) >= len(kept) > 0
    again = builder.open()
    assert again.message_count == 60 * 40
    assert find(again, builder, "grub boot")
    again.snapshot()
    again.close()


def test_files_of_an_unfinished_merge_are_left_out_of_a_snapshot(builder):
    replica = filled(builder)
    unfinished = builder.folder / "live" / f"{'ab' * 16}.pos"
    unfinished.write_bytes(b"half")
    replica.snapshot()
    unfinished.write_bytes(b"half and more")
    replica.close()
    again = builder.open()
    assert find(again, builder)
    again.close()
