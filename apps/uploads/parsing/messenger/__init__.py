"""Messenger and Instagram, as Meta's "Download your information" writes them: JSON and HTML, seen 2013 to 2025.

A download is a tree: `messages/inbox/<thread>/message_1.json`, `message_2.json` and so on, under a root that changed
its name over the years (`your_activity_across_facebook`, `your_facebook_activity`, `your_instagram_activity`, or
none), with `archived_threads`, `filtered_threads`, `message_requests` and `e2ee_cutover` beside `inbox`. A thread is
one unit. End-to-end encrypted chats come as a download of their own, a flat `<name>_<number>.json` each with other
keys.

- Every string of the JSON is UTF-8 written as Latin-1, which `mojibake` mends field by field; the encrypted download
  and the HTML are right as they are, and stay so.
- Files mostly begin with the newest message. All parts of a thread are brought into the order of time.
- There are no ids of messages or people and no replies. A thread's folder ends in its id (`crew_1234567890`), which
  is the same under every root and box, and so is the conversation's ref; a page tells none.
- A page of HTML shows local times without zone, to the minute or second, in the account's language. Classes of its
  elements mean nothing and change: a message is what ends in a date (see `page`). Where a thread is there as JSON and
  as HTML, the JSON is read. `messages.htm` of 2013 to 2017 holds all threads, with times that name a zone.
- Early downloads: a thread's one file `message.json` or `message.html` (2018), at first with times in whole seconds;
  `messages.json` with all of Instagram's chats (until 2020, see `old_instagram`).
- Messenger and Instagram write the same keys. Paths tell them apart; a lone file that names neither counts as
  Messenger.
"""

from apps.uploads.parsing.messenger.parser import InstagramParser, MessengerParser

__all__ = ["InstagramParser", "MessengerParser"]
