"""ChatGPT's data export: `conversations.json`, in newer exports `conversations-000.json` and on, in a zip.

An array of conversations (also `{"conversations": […]}` or a single one, as browser extensions save it). A conversation
is a tree of nodes, `mapping`; siblings are edited questions and regenerated answers. The messages are those that were
last shown: from `current_node` up by `parent`. Where `current_node` is missing, the branch that ends latest is taken;
where the nodes have no links at all, they go by `create_time`, then by their order in the file. Messages of other
branches are counted in a warning.

`user` and `assistant` say messages; what tools print, what the model thought and visible notes of the system are
events. Hidden nodes (`is_visually_hidden_from_conversation`, the user's and the model's own context) are left out.
Times are Unix seconds, and missing in some exports. `chat.html` of an export holds the same conversations (see `page`).
"""

from apps.uploads.parsing.chatgpt.parser import ChatGptParser

__all__ = ["ChatGptParser"]
