"""The same made-up chat, written as each format writes it, is read back unchanged."""

from datetime import datetime
from pathlib import Path

import pytest

from apps.uploads.parsing.base import MESSAGE, ParsedMessage, ParseOptions, ParseReport
from apps.uploads.parsing.registry import BUNDLE_PARSERS, PARSERS, parse_unit, plan
from apps.uploads.parsing.tree import Tree
from apps.uploads.tests.parsing.made_up.chat import ZONE, Chat, Said, make_chat
from apps.uploads.tests.parsing.made_up.writing import MINUTE, SECOND, Writer, list_writers

WRITERS = list_writers()


def read_back(writer: Writer, chat: Chat, folder: Path) -> tuple[list[ParsedMessage], list[ParseReport]]:
    files = writer.write(chat)
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    options = {**({} if writer.has_utc else {"timezone": ZONE}), **writer.options}
    if len(files) == 1:
        name = next(iter(files))
        tree = Tree.of_file(folder / name, name)
    else:
        tree = Tree.of_folder(folder)
    messages, reports = [], []
    for unit in plan(tree):
        filename = unit.path if unit.path == tree.name else f"{tree.name}/{unit.path}"
        parsed = parse_unit(unit, tree, ParseOptions(filename=filename, **options))
        assert parsed.parser.name == writer.format
        messages += parsed.messages
        reports.append(parsed.report)
    return messages, reports


def truncate(moment: datetime, precision: str) -> datetime:
    if precision == MINUTE:
        return moment.replace(second=0, microsecond=0)
    return moment.replace(microsecond=0) if precision == SECOND else moment


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.name)
def test_a_chat_comes_back_unchanged(writer: Writer, seed: int, tmp_path: Path):
    chat = make_chat(seed, writer.traits)
    messages, reports = read_back(writer, chat, tmp_path)
    assert sum(report.skipped for report in reports) == 0
    assert not [question for report in reports for question in report.questions]
    assert [(m.kind, m.sent_at) for m in messages] == [
        (said.kind, truncate(said.at, writer.precision)) for said in chat.said
    ]
    refs = [message.source_ref for message in messages]
    for said, message in zip(chat.said, messages, strict=True):
        assert message.precision == writer.precision
        if said.kind == MESSAGE:
            require_same(writer, said, message, refs)


def require_same(writer: Writer, said: Said, message: ParsedMessage, refs: list[str]) -> None:
    assert (message.sender, message.text) == (said.human.name, said.text)
    if writer.keeps_sender_refs:
        assert message.sender_ref == writer.sender_ref(said.human.ref)
    keeps = writer.traits.keeps
    if "reply_to" in keeps:
        assert message.reply_to_ref == ("" if said.reply_to is None else refs[said.reply_to])
    if "thread" in keeps and said.thread is not None:
        assert message.thread_ref == refs[said.thread]
    if "is_edited" in keeps:
        assert message.is_edited == said.is_edited
    if "reactions" in keeps:
        assert {(reaction.emoji, reaction.count) for reaction in message.reactions} == {
            (emoji, len(people)) for emoji, people in said.reactions
        }
    if writer.keeps_reaction_senders:
        assert {(reaction.emoji, frozenset(reaction.senders)) for reaction in message.reactions} == {
            (emoji, frozenset(human.name for human in people)) for emoji, people in said.reactions
        }
    if "attachment" in keeps:
        assert [(one.name, one.type) for one in message.attachments] == (
            [said.attachment] if said.attachment else []
        )
    if "mention" in keeps:
        assert message.mentions == ((said.mention.name,) if said.mention else ())
    if "forwarded_from" in keeps:
        assert message.forwarded_from == said.forwarded_from


def test_every_format_has_a_writer():
    written = {writer.format for writer in WRITERS}
    documents = {parser.name for parser in PARSERS if parser.family == "documents"}
    assert {parser.name for parser in (*PARSERS, *BUNDLE_PARSERS)} - written <= documents
