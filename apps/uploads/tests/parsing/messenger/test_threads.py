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


def test_a_thread_keeps_its_ref_under_every_root_and_box():
    content = thread({"content": "hi"}, thread_path="archived_threads/crew_7")
    paths = (f"{ROOT}/inbox/crew_7", "messages/e2ee_cutover/crew_7", "crew_7")
    readings = read_tree({f"{path}/message_1.json": content for path in paths})
    assert {m.conversation_ref for reading in readings.values() for m in reading.messages} == {"crew_7"}
    assert len(readings) == 3
