"""LINE's text export ("Export chat history"), `[LINE] Chat with X.txt`, of phones and computers.

The first line names the chat in the language of the app, `[LINE] Chat history with X` for a person or `… in X` for a
group, the second when it was saved. A line with a date and a weekday begins each day; each message is a line of time,
name and text with tabs between, `03:04⇥Ann⇥hello`. Older computers leave out the first lines and write blanks for tabs;
a name is then taken for as many words as always stand together.

- Dates follow the app's language, `2024/01/02(Tue)`, `2024.01.02 Tuesday`, `Tue, 1/2/2024`; the weekday decides their
  order over the whole file.
- Times are local, to the minute, and may be of half days: `03:05pm`, `下午03:04`, `午後3:04`.
- Messages of several lines stand in quotation marks or go on without; a line of their own that looks like a message
  ends them.
- A line with an empty name, or none, is the program's: members, calls (☎) and unsent messages.
"""

from apps.uploads.parsing.line.parser import LineParser

__all__ = ["LineParser"]
