"""WhatsApp's own text export ("Export chat"): `_chat.txt` from iOS, `WhatsApp Chat with X.txt` from Android.

iOS writes `[date, time] Author: text`, Android `date, time - Author: text`; versions of 2012 wrote
`date time: Author: text`. Date and time follow the phone's locale, which the file does not state:

- day and month order is inferred over the whole file (see `date_evidence`), with what only one locale writes as a hint:
  `4/1/23, 9:15 AM` is American, `24. 1. 15. 오후` Korean; what nothing decides is asked;
- Vietnamese has the time before the date; years may be Buddhist or of the Persian calendar, digits of any script;
- there is no time zone; Android gives minutes only;
- a line is taken for a header only in the style of the file's own headers, so a pasted chat stays text;
- lines are not always in the order of time; file order is kept.

A header without `Author:` is the program speaking. So is an authored line that iOS prints under the group's or
contact's name. Markers for media, deleted and edited messages and calls are localised (see `wordings`); polls are known
by their shape. What stands for a file is an attachment and no part of the text. WhatsApp exports neither replies nor
reactions.
"""

from apps.uploads.parsing.whatsapp.exporter_parser import ChatExporterParser
from apps.uploads.parsing.whatsapp.parser import WhatsAppParser

__all__ = ["ChatExporterParser", "WhatsAppParser"]
