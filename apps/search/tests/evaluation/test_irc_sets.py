import io
import tarfile

import pytest

from apps.search.evaluation import irc_sets
from apps.search.evaluation.irc_sets import make_known_item_set, make_reply_set, read_logs

LOG = """[09:00] <ann> how do I mount my ntfs partition at boot?
=== ben [n=ben@host]  has joined #ubuntu
[09:01] <ben> ann: put a line in fstab
[09:01] <cat> good morning everybody, lovely day
[09:02] <ann> ben: thanks, which options?
[09:03] <ben> ann, try defaults,uid=1000 first
[09:04] <ann> and why is my sound gone since the upgrade?
[09:05] <cat> ann: is anything muted in alsamixer
"""


@pytest.fixture
def logs(tmp_path, monkeypatch):
    monkeypatch.setattr(irc_sets, "SHORTEST_LOG", 5)
    archive = tmp_path / "logs.tar.xz"
    with tarfile.open(archive, "w:xz") as packed:
        member = tarfile.TarInfo("ubuntu-irc/2007-01-12.train-c.raw.txt")
        member.size = len(LOG.encode())
        packed.addfile(member, io.BytesIO(LOG.encode()))
    return read_logs(archive)


def test_replies_are_what_was_said_to_the_asker_before_the_next_question(logs):
    dataset = make_reply_set(logs)
    relevant = {query.text: sorted(query.relevant) for query in dataset.queries}
    name = "irc20070112trainc"
    assert relevant == {
        "how do I mount my ntfs partition at boot?": [f"{name}:1", f"{name}:4"],
        "and why is my sound gone since the upgrade?": [f"{name}:6"],
    }
    said = {document.text for document in dataset.documents}
    assert len(said) == 5
    assert not said & set(relevant)  # a question that stands in the chat would find itself


def test_a_known_item_is_found_by_words_of_its_own(logs):
    dataset = make_known_item_set(logs)
    texts = {document.id: document.text for document in dataset.documents}
    assert dataset.queries
    for query in dataset.queries:
        (item,) = query.relevant
        assert all(word in texts[item] for word in query.text.split())
