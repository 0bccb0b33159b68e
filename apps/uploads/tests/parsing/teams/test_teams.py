import json

from apps.uploads.tests.parsing.reading import read_text
from apps.uploads.tests.parsing.trees import read_tree

CHAT = "19:aa-1_bb-2@unq.gbl.spaces"


def person(ref: str, name: str | None = None) -> dict:
    return {"User": {"Id": ref, "DisplayName": name}, "Application": None}


def message(number: int, html: str, **more) -> dict:
    return {
        "Id": str(number),
        "Body": {"ContentType": "html", "Content": html},
        "CreatedDateTime": f"2025-09-25T14:30:{number:02}.079+00:00",
        "From": person("aa-1", "Ann"),
        "MessageType": "message",
        "ChatId": CHAT,
        **more,
    }


def read(*messages: dict):
    return read_text(json.dumps(messages), "messages.json")


def test_a_chat_in_the_files_of_both_members_is_read_once_and_in_order():
    files = {
        "Data/users/aa-1/messages_aa-1.json": [message(3, "c"), message(1, "a")],
        "Data/users/bb-2/messages_bb-2.json": [
            message(2, "b"),
            message(1, "a"),
            message(0, "z", ChatId="19:other@x"),
        ],
        "Data/users/usersList.json": [
            {"Id": "aa-1", "DisplayName": "Ann A"},
            {"Id": "bb-2", "DisplayName": "Bob"},
        ],
        "Data/teams/teamsList.json": [],
    }
    [reading] = read_tree(files).values()
    assert [(m.text, m.conversation, m.sender) for m in reading.messages] == [
        ("z", "Ann A", "Ann A"),
        ("a", "Ann A, Bob", "Ann A"),
        ("b", "Ann A, Bob", "Ann A"),
        ("c", "Ann A, Bob", "Ann A"),
    ]


def test_channels_are_named_with_their_team():
    where = {"ChatId": None, "ChannelIdentity": {"ChannelId": "19:ch@thread.tacv2", "TeamId": "t-1"}}
    files = {
        "teams/t-1/messages_t-1.json": [
            message(2, "answer", ReplyToId="1", **where),
            message(1, "<p>body</p>", Subject="Title", **where),
        ],
        "teams/t-1/channels_t-1.json": [{"Id": "19:ch@thread.tacv2", "DisplayName": "General"}],
        "teams/teamsList.json": [{"GroupsId": "t-1", "Name": "Gardeners"}],
        "teams/t-1/teamMembers_t-1.json": [],
    }
    [reading] = read_tree(files).values()
    assert [(m.conversation, m.text, m.thread_ref) for m in reading.messages] == [
        ("Gardeners / General", "Title\nbody", ""),
        ("Gardeners / General", "answer", "1"),
    ]


def test_bodies_mentions_and_files():
    html = (
        '<attachment id="7"></attachment><p><at id="0">Bob</at>&nbsp;<at id="1">Lee</at> see '
        '<a href="https://x.org/p">this</a> <emoji id="x" alt="🪪"></emoji><img src="https://graph/hosted"></p>'
    )
    mentioned = [{"Mentioned": person("bb-2", name), "MentionText": name} for name in ("Bob", "Lee")]
    files = [
        {"ContentType": "messageReference", "Id": "7", "Content": json.dumps({"messageId": "7"})},
        {"ContentType": "reference", "Name": "plan.xlsx", "ContentUrl": "https://x/y"},
    ]
    said = read(message(1, html, Mentions=mentioned, Attachments=files)).messages[0]
    assert (said.text, said.links, said.mentions) == (
        "Bob Lee see this 🪪",
        ("https://x.org/p",),
        ("Bob Lee",),
    )
    assert [(a.name, a.type) for a in said.attachments] == [("plan.xlsx", "file"), ("", "image")]
    assert said.reply_to_ref == "7"


def test_events_deletions_and_edits():
    system = {"From": None, "MessageType": "unknownFutureValue"}
    renamed = {
        "Initiator": person("aa-1", "Ann"),
        "ChatRenamed": {"ChatDisplayName": "Plans"},
        "CallEnded": None,
    }
    reading = read(
        message(1, "<systemEventMessage/>", EventDetail=renamed, **system),
        message(2, "<systemEventMessage/>", EventDetail={"Initiator": person("cc-3")}, **system),
        message(3, "<systemEventMessage/>", EventDetail={"CallEnded": {"CallEventType": "call"}}, **system),
        message(4, "gone", DeletedDateTime="2025-09-25T15:00:00Z"),
        message(5, "better", LastEditedDateTime="2025-09-25T15:00:00Z"),
        message(6, "?", MessageType="hologram"),
    )
    assert [(m.kind, m.sender, m.text) for m in reading.messages] == [
        ("system", "Ann", "The chat was renamed: Plans (by Ann)."),
        ("system", None, "The conversation was changed."),
        ("call", None, "The call ended: call."),
        ("deleted", "Ann", ""),
        ("message", "Ann", "better"),
        ("message", "Ann", "?"),
    ]
    assert {m.conversation for m in reading.messages} == {"Plans"}
    assert (reading.messages[4].is_edited, reading.messages[4].edited_at.hour) == (True, 15)
    assert "hologram (1)" in reading.report.warnings[0]


def test_what_apps_say_stands_in_cards():
    card = {
        "type": "AdaptiveCard",
        "body": [{"text": "Hi there"}, {"items": [{"text": "inside"}]}],
        "actions": "x",
    }
    attached = [{"ContentType": "application/vnd.microsoft.card.adaptive", "Content": json.dumps(card)}]
    bot = {"Application": {"Id": "app-1", "DisplayName": "Polly"}, "User": None}
    said = read(message(1, "<attachment id='1'></attachment>", From=bot, Attachments=attached)).messages[0]
    assert (said.sender, said.sender_ref, said.text, said.attachments) == (
        "Polly",
        "app-1",
        "Hi there\ninside",
        (),
    )


def test_graph_s_small_letters_and_reactions():
    like = {"reactionType": "like", "user": {"user": {"id": "bb-2", "displayName": "Bob"}}}
    record = {
        "id": "5", "messageType": "message", "createdDateTime": "2025-09-25T14:30:13Z", "chatId": CHAT,
        "body": {"contentType": "text", "content": "1 < 2 & so"},
        "from": {"user": {"id": "aa-1", "displayName": "Ann"}},
        "reactions": [like, {**like, "reactionType": "🚀"}],
    }  # fmt: skip
    reading = read_text(json.dumps({"@odata.context": "x", "value": [record]}), "chat.json")
    said = reading.messages[0]
    assert (reading.format, said.text, said.sender_ref) == ("teams", "1 < 2 & so", "aa-1")
    assert [(r.emoji, r.senders) for r in said.reactions] == [("👍", ("Bob",)), ("🚀", ("Bob",))]


def test_pictures_are_attachments_and_emoji_are_words():
    emoji = '<img alt="🙂" itemtype="http://schema.skype.com/Emoji" src="https://x/y.png">'
    [found] = read(message(1, f'<p>look {emoji}</p><p><img alt="image" src="https://x/$value"></p>')).messages
    assert (found.text, [(one.name, one.type) for one in found.attachments]) == ("look 🙂", [("", "image")])


def test_what_is_passed_on_names_its_author_and_announcements_their_headline():
    inner = {
        "originalMessageContent": "<p>old words</p>",
        "originalMessageSender": {"user": {"id": "u9", "displayName": "Mona Kane"}},
    }
    forward = {"ContentType": "forwardedMessageReference", "Content": json.dumps(inner)}
    banner = {
        "ContentType": "application/vnd.microsoft.teams.messaging-announcementBanner",
        "Content": '{"title": "We move"}',
    }
    passed_on, announced = read(
        message(1, 'see <attachment id="1"></attachment>', Attachments=[forward]),
        message(2, "<p>soon</p>", Attachments=[banner]),
    ).messages
    assert (passed_on.text, passed_on.forwarded_from, passed_on.attachments) == (
        "see\nold words",
        "Mona Kane",
        (),
    )
    assert (announced.text, announced.attachments) == ("We move\nsoon", ())


def test_a_name_that_stands_in_another_message_is_given_to_the_id():
    nameless, named = read(
        message(1, "a", From=person("u2"), ChatId="19:x@thread.v2"),
        message(2, "b", From=person("u2", "Bo"), ChatId="19:x@thread.v2"),
    ).messages
    assert (nameless.sender, nameless.sender_ref, nameless.conversation) == ("Bo", "u2", "Bo")
    assert named.sender == "Bo"


def test_what_scripts_save_of_graph():
    said = {
        "id": "1",
        "createdDateTime": "2024-01-01T00:00:00Z",
        "from": {"user": {"id": "u", "displayName": "Ann"}},
        "body": {"content": "<p>hi</p>"},
    }
    reading = read_text(json.dumps({"value": [said]}), "chat.json")
    assert (reading.format, reading.texts) == ("teams", ["hi"])
    named = read_text(
        json.dumps({"topic": "Shed", "messages": [{**said, "chatId": "19:z@thread.v2"}]}), "x.json"
    )
    assert [m.conversation for m in named.messages] == ["Shed"]
