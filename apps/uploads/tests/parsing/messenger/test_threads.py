"""What of a download is a chat, and what is not."""

from apps.uploads.tests.parsing.messenger.test_json import thread
from apps.uploads.tests.parsing.trees import read_tree

ROOT = "your_facebook_activity/messages"
PAGE = (
    "<html><head><title>Crew</title></head><body><div><div>Ann</div><div>from the page</div>"
    "<div>Sep 13, 2020, 12:26 PM</div></div></body></html>"
)


def test_a_page_of_a_thread_that_is_there_as_json_is_not_read():
    files = {
        f"{ROOT}/inbox/crew_7/message_1.json": thread({"content": "from the JSON"}),
        f"{ROOT}/inbox/crew_7/message_1.html": PAGE,
        f"{ROOT}/inbox/other_8/message_1.html": PAGE,
    }
    readings = read_tree(files)
    assert {path: reading.texts for path, reading in readings.items()} == {
        f"{ROOT}/inbox/crew_7": ["from the JSON"],
        f"{ROOT}/inbox/other_8": ["from the page"],
    }


def test_what_else_a_download_holds_is_no_chat_but_other_chats_are():
    files = {
        f"{ROOT}/archived_threads/crew_7/message_1.json": thread({"content": "hi"}),
        f"{ROOT}/autofill_information.json": {"messages": [{"text": "no chat"}]},
        "ads_information/advertisers.json": [{"text": "no chat"}],
        "start_here.html": "<html><body>Welcome</body></html>",
        "notes/chat.txt": "13/01/2024, 10:30 - Ann: hello\n13/01/2024, 10:31 - Bob: hi\n",
    }
    assert set(read_tree(files)) == {f"{ROOT}/archived_threads/crew_7", "notes/chat.txt"}


def refs_of(files: dict) -> set[str]:
    readings = read_tree({f"{path}/message_1.json": content for path, content in files.items()})
    assert len(readings) == len(files)
    return {m.conversation_ref for reading in readings.values() for m in reading.messages}


def test_a_group_keeps_its_ref_under_every_root_box_and_title():
    people = [{"name": name} for name in ("Ann", "Bob", "Zoë")]
    files = {
        f"{box}/{title}_1234567890": thread(
            {"content": "hi"}, participants=people, thread_path=f"x/{title}_1234567890"
        )
        for box, title in ((f"{ROOT}/inbox", "crew"), ("messages/e2ee_cutover", "gang"), ("x", "crew"))
    }
    assert refs_of(files) == {"1234567890"}


def test_two_people_s_chats_with_a_third_are_two():
    files = {
        f"{number}/inbox/ann_1234567890": thread(
            {"content": "hi"},
            participants=[{"name": "Ann"}, {"name": other}],
            thread_path="inbox/ann_1234567890",
        )
        for number, other in enumerate(("Bob", "Zoë", "Bob"))
    }
    found = refs_of(files)
    assert len(found) == 2
    assert all(ref.startswith("1234567890:") for ref in found)


def test_threads_of_2018_have_one_file_without_number_at_first_in_seconds():
    seconds = {"sender_name": "Ann", "timestamp": 1_519_999_999, "content": "of March", "type": "Generic"}
    files = {
        "messages/inbox/crew_7/message.json": {"participants": ["Ann", "Bob"], "messages": [seconds]},
        "messages/inbox/page_8/message.html": PAGE,
    }
    readings = read_tree(files)
    assert {path: (reading.format, reading.texts) for path, reading in readings.items()} == {
        "messages/inbox/crew_7": ("messenger", ["of March"]),
        "messages/inbox/page_8": ("messenger", ["from the page"]),
    }
    [march] = readings["messages/inbox/crew_7"].messages
    assert march.sent_at.isoformat() == "2018-03-02T14:13:19+00:00"


def test_encrypted_chats_unpacked_beside_others_are_read():
    encrypted = {"participants": ["Ann", "Bob"], "threadName": "Bob_12", "messages": [
        {"senderName": "Bob", "timestamp": 1_600_000_000_000, "text": "secret", "isUnsent": False},
    ]}  # fmt: skip
    files = {
        f"{ROOT}/inbox/crew_7/message_1.json": thread({"content": "hi"}),
        f"{ROOT}/Bob_12.json": encrypted,
    }
    assert [reading.texts for reading in read_tree(files).values()] == [["secret"], ["hi"]]
