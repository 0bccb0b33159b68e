"""Messages as zulip-archive and the server's API show them."""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

from apps.uploads.parsing.base import ParsedMessage, ParseOptions
from apps.uploads.parsing.json_items import Item
from apps.uploads.parsing.markup import html_to_text
from apps.uploads.parsing.names import clean_name, conversation_name
from apps.uploads.parsing.reactions import gather_reactions
from apps.uploads.parsing.values import dict_of, dicts_of, moment_of, name_of, ref_of
from apps.uploads.parsing.zulip.markdown import read_markdown
from apps.uploads.parsing.zulip.realm import emoji_of

CHANNEL_FOLDER = re.compile(r"(\d{1,12})-(.{1,200})")
MARKDOWN = "text/x-markdown"
ESCAPED = re.compile(r"\.(?=[0-9A-F]{2})")


class ShownReader:
    def __init__(self, options: ParseOptions) -> None:
        path = PurePosixPath(options.filename.replace("\\", "/"))
        folder = CHANNEL_FOLDER.fullmatch(path.parent.name)
        self._topic = clean_name(unquote(ESCAPED.sub("%", path.stem))) if folder else ""
        self._channel = clean_name(unquote(ESCAPED.sub("%", folder[2]))) if folder else ""
        self._file_name = conversation_name(options.filename)
        self._has_begun = False

    def read(self, item: Item) -> ParsedMessage:
        row = item.value
        content = row["content"] if isinstance(row.get("content"), str) else ""
        marked = read_markdown(content) if row.get("content_type") == MARKDOWN else html_to_text(content)
        channel = name_of(row.get("display_recipient")) or self._channel
        people = ", ".join(name_of(who.get("full_name")) for who in dicts_of(row.get("display_recipient")))
        starts_session, self._has_begun = bool(self._topic) and not self._has_begun, True
        return ParsedMessage(
            channel or clean_name(people) or self._file_name,
            name_of(row.get("sender_full_name")) or None,
            moment_of(row.get("timestamp")),
            marked.text,
            source_ref=ref_of(row.get("id")) or f"item {item.position}",
            starts_session=starts_session,
            is_edited=row.get("last_edit_timestamp") is not None,
            reactions=gather_reactions(
                (emoji_of(one), name_of(dict_of(one.get("user")).get("full_name")))
                for one in dicts_of(row.get("reactions"))
            ),
            sender_ref=ref_of(row.get("sender_email")).lower(),
            edited_at=moment_of(row.get("last_edit_timestamp")),
            precision="second",
            thread_ref=name_of(row.get("subject")) or self._topic,
            mentions=marked.mentions,
            links=marked.links,
        )
