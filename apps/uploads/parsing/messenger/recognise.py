"""What tells a file of Messenger or Instagram from its beginning."""

import re

THREAD_KEYS = (
    (re.compile(r'"sender_name"\s*:'), re.compile(r'"timestamp_ms"\s*:\s*"?\d')),
    (
        re.compile(r'"sender_name"\s*:'),
        re.compile(r'"timestamp"\s*:\s*\d{9,10}\b'),
        re.compile(r'"(?:is_still_participant|thread_type|thread_path|participants)"\s*:'),
    ),
    (re.compile(r'"senderName"\s*:'), re.compile(r'"(?:isUnsent|threadName)"\s*:')),
)
"""The main download; that of early 2018, whose times are whole seconds; the one for encrypted chats."""
BEGINNING = re.compile(r"\s*\{")
MARKUP = re.compile(r"\s*<")
PAGE_DATE = re.compile(
    r">(?=[^<>]{0,40}\d{4}(?!\d))[^<>]{0,40}(?<!\d)\d{1,2}[:.]\d{2}(?!\d)[^<>]{0,24}</(?:div|td|span)>"
)
"""A short text with a year and a time of day, in whatever language."""
PAGE_CLASSES = re.compile(r'class="[^"]*\b(?:_a6-[a-z]|_a706|_3-95|_2ph[-_]|_2pi[mo]|uiBoxWhite)\b')
LEGACY_PAGE = re.compile(r'class="(?:thread|message_header)"')
INSTAGRAM = re.compile(r"instagram", re.IGNORECASE)
INSTAGRAM_PATH = re.compile(r"your_instagram_activity|/Instagram-Logo\.")
FACEBOOK_PATH = re.compile(
    r"your_(?:facebook_activity|activity_across_facebook)|facebook\.com/dyi/|/Facebook-Logo\."
)
INSTAGRAM_LINK = re.compile(r"instagram\.com/")


def is_thread(text: str) -> bool:
    """Return whether this is a thread's JSON, of the main download or of the one for encrypted chats."""
    return BEGINNING.match(text) is not None and any(
        all(key.search(text) for key in keys) for keys in THREAD_KEYS
    )


def is_page(text: str, *, is_named_so: bool) -> bool:
    """Return whether this is a thread's page. Its classes mean nothing, so its name or a class seen before has to
    tell."""
    return (
        MARKUP.match(text) is not None
        and PAGE_DATE.search(text) is not None
        and (is_named_so or PAGE_CLASSES.search(text) is not None)
    )


def is_legacy_page(text: str) -> bool:
    return MARKUP.match(text) is not None and LEGACY_PAGE.search(text) is not None and 'class="meta"' in text


def names_instagram(filename: str, text: str) -> bool:
    """Return whether a file is Instagram's by its name, else by paths in it, else by what people shared there."""
    if INSTAGRAM.search(filename) or INSTAGRAM_PATH.search(text):
        return True
    return FACEBOOK_PATH.search(text) is None and INSTAGRAM_LINK.search(text) is not None
