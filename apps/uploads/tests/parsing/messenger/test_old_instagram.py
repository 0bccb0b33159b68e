"""All chats of an Instagram account in one list, as they were downloaded until 2020."""

import json

from apps.uploads.tests.parsing.reading import read_text


def said(sender: str, minute: int, **more) -> dict:
    return {"sender": sender, "created_at": f"2019-12-24T11:{minute}:00.5+00:00", **more}


def test_chats_are_kept_apart_and_what_was_shared_is_kept():
    like = {"username": "ann.a", "date": "2019-12-24T12:00:00+00:00"}
    shared = {
        "media_owner": "zed",
        "media_share_caption": "a view",
        "media_share_url": "https://scontent.example/p.jpg?x=1",
    }
    chats = [
        {
            "participants": ["ann.a", "bob_b"],
            "conversation": [
                said("bob_b", 30, video_call_action="started"),
                said("bob_b", 22, text="hi", likes=[like]),
                said("ann.a", 21, media="https://scontent.example/y.jpg?s=2"),
                said("ann.a", 20, voice_media="Media unavailable."),
            ],
        },
        {"conversation": [said("zoë", 10, **shared), 7], "participants": ["zoë", "bob_b"]},
    ]
    reading = read_text(json.dumps(chats), "messages.json")
    assert reading.format == "instagram"
    assert [(m.conversation, m.kind, m.sender, m.text) for m in reading.messages] == [
        ("zoë, bob_b", "message", "zoë", "a view"),
        ("ann.a, bob_b", "message", "ann.a", ""),
        ("ann.a, bob_b", "message", "ann.a", ""),
        ("ann.a, bob_b", "message", "bob_b", "hi"),
        ("ann.a, bob_b", "call", "bob_b", "started"),
    ]
    view, voice, picture, greeting, _ = reading.messages
    assert (view.forwarded_from, view.links) == ("zed", ("https://scontent.example/p.jpg?x=1",))
    assert [(one.name, one.type) for one in (*voice.attachments, *picture.attachments)] == [
        ("", "audio"),
        ("y.jpg", "image"),
    ]
    assert [(one.emoji, one.senders) for one in greeting.reactions] == [("❤️", ("ann.a",))]
