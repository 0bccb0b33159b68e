import json
import time

import pytest

from apps.uploads.parsing.wechat.kinds import APP, read_meaning
from apps.uploads.tests.parsing.reading import read_text

HEADER = (
    "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender\n"
)


def read_row(
    number: int, subtype: int, content: str, is_sender: int = 0, names: str = ",Ann,wxid_ann", talker: int = 2
):
    line = f'7,{talker},{number},{subtype},{is_sender},1704164645,,"{content}",2024-01-02 11:04:05,{names}\n'
    [message] = read_text(HEADER + line, "Garden.csv").messages
    return message


@pytest.mark.parametrize(
    ("number", "subtype", "content", "kind", "text", "files"),
    [
        (1, 0, "hi", "message", "hi", []),
        (3, 0, "<msg><img/></msg>", "message", "", [("", "image")]),
        (34, 0, "[语音]", "message", "", [("", "audio")]),
        (47, 0, "", "message", "", [("", "sticker")]),
        (
            49,
            57,
            "<msg><appmsg><title>yes &amp; no</title><type>57</type></appmsg></msg>",
            "message",
            "yes & no",
            [],
        ),
        (49, 6, "<msg><title>plan.pdf</title></msg>", "message", "", [("plan.pdf", "file")]),
        (50, 0, "通话时长 00:10", "call", "通话时长 00:10", []),
        (10000, 0, "Ann joined", "system", "Ann joined", []),
        (77, 0, "what", "message", "what", []),
    ],
)
def test_types_of_messages(number, subtype, content, kind, text, files):
    message = read_row(number, subtype, content)
    assert (message.kind, message.text) == (kind, text)
    assert [(one.name, one.type) for one in message.attachments] == files


def test_the_time_of_creation_is_trusted_and_nameless_own_messages_are_mine():
    message = read_row(1, 0, "x", is_sender=1, names=",,")
    assert (message.sender, message.sent_at.isoformat()) == ("Me", "2024-01-02T03:04:05+00:00")


def test_other_talkers_of_a_table_are_other_conversations():
    rows = "".join(f"{n},{talker},1,0,0,1704164645,,x,,,Ann,w\n" for n, talker in enumerate((2, 3, 2)))
    reading = read_text(HEADER + rows + "broken,row\n", "Garden.csv")
    assert [m.conversation for m in reading.messages] == ["Garden", "Garden (3)", "Garden"]
    assert reading.report.skipped == 1


def test_weflow_tells_types_in_words_and_unknown_ones_are_told_of():
    messages = [
        {"createTime": 1704164645, "type": word, "content": "[x]", "senderUsername": "w"}
        for word in ("视频通话", "动画表情", "新类型")
    ]
    reading = read_text(json.dumps({"weflow": {}, "session": {}, "messages": messages}), "Garden.json")
    assert [(m.kind, [one.type for one in m.attachments]) for m in reading.messages] == [
        ("call", []),
        ("message", ["sticker"]),
        ("message", []),
    ]
    assert "新类型 (1)" in reading.report.warnings[0]


def test_weflows_shorter_form_lists_the_senders_and_tells_what_was_answered():
    document = {
        "weflow": {"format": "arkme-json"},
        "session": {"wxid": "g@chatroom", "displayName": "Garden"},
        "senders": [{"senderID": 1, "wxid": "w1", "displayName": "Ann"}, {"senderID": 2, "wxid": "w2"}],
        "messages": [
            {
                "createTime": 1704164645,
                "type": "文本消息",
                "content": "hi",
                "senderID": 1,
                "platformMessageId": "p1",
            },
            {
                "createTime": 1704164646,
                "type": "引用消息",
                "content": "yes",
                "senderID": 2,
                "replyToMessageId": "p1",
            },
            {
                "createTime": 1704164647,
                "type": "文件消息",
                "localType": 49,
                "content": "[文件] a.pdf",
                "senderID": 2,
            },
        ],
    }
    reading = read_text(json.dumps(document), "x.json")
    assert [(m.sender, m.sender_ref, m.text, m.reply_to_ref) for m in reading.messages] == [
        ("Ann", "w1", "hi", ""),
        ("w2", "w2", "yes", "p1"),
        ("w2", "w2", "", ""),
    ]
    assert reading.messages[2].attachments[0].name == "a.pdf"


def test_newer_tables_of_wechatmsg():
    rows = (
        "消息ID,类型,发送人,时间,内容,备注,昵称,更多信息\n7,文本,Ann,2024-01-02 11:04:05,hi,,,\n"
        "8,图片,Me,2024-01-02 11:04:06,[图片],,,\n9,系统消息,,2024-01-32 11:04:06,Ann left,,,\nx\n"
    )
    reading = read_text(rows, "Ann.csv", timezone="Asia/Shanghai")
    assert [(m.source_ref, m.kind, m.sender, m.text, m.local_time) for m in reading.messages] == [
        ("7", "message", "Ann", "hi", "2024-01-02T11:04:05"),
        ("8", "message", "Me", "", "2024-01-02T11:04:06"),
        ("9", "system", None, "Ann left", ""),
    ]
    assert reading.messages[0].sent_at.isoformat() == "2024-01-02T03:04:05+00:00"
    assert reading.report.skipped == 2


def test_pages_of_wechatexporter():
    def message(number, kind, content, classes="media left"):
        name = '<span class="dspname left">Ann</span> 2024-01-02 11:04:05'
        return (
            f'<div class="msg {classes}" msgid="{number}" msgtype="{kind}"><div class="nt-box">{name}</div>'
            f'<div class="content-box">{content}</div></div>'
        )

    body = (
        message(1, 3, '<img rawUrl="Files/a%20b.jpg" src="t.jpg" class="image" />')
        + message(2, 34, '<audio controls><source src="Files/2.mp3" type="audio/mpeg"></audio>')
        + message(
            3,
            49,
            '<a href="https://x.org"><b>Title</b></a><span class="dont-break-out">More</span>',
            "chat left",
        )
        + message(
            4,
            49,
            '<span class="dont-break-out refermsg">「Bob：no」</span><br /><span>- -</span><br />'
            '<span class="dont-break-out msg-text">yes</span>',
            "chat left",
        )
        + '<div class="msg chat-notice" msgid="5"><span class="dont-break-out">系统消息：Bob left</span></div>'
    )
    page = (
        "<!doctype html>\n<html><head><title>Garden - 微信聊天记录</title></head>"
        f"<body>{body}</body><script>window.moreWechatMsgs = [];</script></html>"
    )
    reading = read_text(page, "x.html")
    assert [(m.conversation, m.kind, m.sender, m.text) for m in reading.messages] == [
        ("Garden", "message", "Ann", ""),
        ("Garden", "message", "Ann", ""),
        ("Garden", "message", "Ann", "Title\nMore"),
        ("Garden", "message", "Ann", "yes"),
        ("Garden", "system", None, "Bob left"),
    ]
    assert [(a.name, a.type) for m in reading.messages for a in m.attachments] == [
        ("a b.jpg", "image"),
        ("2.mp3", "audio"),
    ]
    assert reading.messages[2].links == ("https://x.org",)
    assert any("scrolling" in warning for warning in reading.report.warnings)


def test_texts_of_wechatexporter():
    text = "Ann (2024-01-02 11:04:05):hi\nho\n系统消息：Bob left\nBob (2024/1/2 11:04:06):[图片]\n"
    reading = read_text(text, "Garden.txt")
    assert [(m.kind, m.sender, m.text, m.local_time) for m in reading.messages] == [
        ("message", "Ann", "hi\nho", "2024-01-02T11:04:05"),
        ("system", None, "Bob left", ""),
        ("message", "Bob", "", "2024-01-02T11:04:06"),
    ]


def test_notices_of_older_wechatmsg_are_nobody():
    text = "2024-01-02 11:04:05 Ann\nhi\n\n2024-01-02 11:04:06 Ann took back a message\n\n2024-01-02 11:04:07 Ann\n\n"
    reading = read_text(text, "Ann.txt")
    assert [(m.kind, m.sender, m.text) for m in reading.messages] == [
        ("message", "Ann", "hi"),
        ("system", None, "Ann took back a message"),
        ("message", "Ann", ""),
    ]


def test_qqchatexporter_keeps_ids_replies_files_and_what_was_taken_back():
    def message(number, text, elements=(), resources=(), **more):
        sender = {"uid": "u", "uin": "10001", "name": "Ann"}
        content = {"text": text, "elements": elements, "resources": resources, "mentions": [{"name": "Bob"}]}
        return {"id": str(number), "timestamp": 1704164645000, "sender": sender, "content": content, **more}

    reply = [{"type": "reply", "data": {"messageId": "0", "referencedMessageId": "1"}}]
    picture = [{"type": "image", "filename": "A.jpg", "size": 9}]
    document = {
        "metadata": {"name": "QQChatExporter V5"},
        "chatInfo": {"name": "Garden", "selfUid": "u"},
        "messages": [
            message(1, "hi [/wave]"),
            message(2, "[回复 Ann: hi]\nyes", reply),
            message(3, "[图片: A.jpg]see", resources=picture),
            message(4, "oops", recalled=True),
            message(5, "Ann joined", system=True) | {"sender": {"uin": "0", "name": "0"}},
        ],
    }
    reading = read_text(json.dumps(document, ensure_ascii=False), "x.json")
    assert (reading.format, {m.conversation for m in reading.messages}) == ("qq", {"Garden"})
    assert [(m.kind, m.sender_ref, m.text, m.reply_to_ref) for m in reading.messages] == [
        ("message", "10001", "hi [/wave]", ""),
        ("message", "10001", "yes", "1"),
        ("message", "10001", "see", ""),
        ("deleted", "10001", "", ""),
        ("system", "", "Ann joined", ""),
    ]
    assert (reading.messages[2].attachments[0].size_bytes, reading.messages[0].mentions) == (9, ("Bob",))


QQ = (
    "消息记录\n\n消息对象:Garden\na stray line\n"
    "2024-01-02 9:04:05 【管理员】Ann(10001)\nhi\n\nthere\n\n"
    "2024-01-02 9:05:00 b@x.org<b@x.org>\n[图片]\n"
)


def test_qq_reads_titles_addresses_marks_and_preamble():
    reading = read_text(QQ, "x.txt", timezone="Asia/Shanghai")
    assert [(m.sender, m.sender_ref, m.text, m.local_time) for m in reading.messages] == [
        ("Ann", "10001", "hi\n\nthere", "2024-01-02T09:04:05"),
        ("b@x.org", "b@x.org", "", "2024-01-02T09:05:00"),
    ]
    assert reading.messages[1].attachments[0].type == "image"
    assert {m.conversation for m in reading.messages} == {"Garden"}
    assert [skip.position for skip in reading.report.skips] == [4]


def test_qq_keeps_a_message_of_no_possible_time():
    reading = read_text("2024-02-31 09:04:05 Ann(10001)\nhi\n", "x.txt")
    assert [(m.text, m.sent_at) for m in reading.messages] == [("hi", None)]
    assert reading.report.skipped == 1


QQ_OF_TWO = "2024-01-02 9:04:05 Ann\nsee\n2024-01-01 8:00:00 not a header\n\n2024-01-02 9:05:00 Bob\nok\n\n"


def test_qq_names_stand_alone_in_chats_of_two():
    reading = read_text(QQ_OF_TWO, "Ann.txt")
    assert (reading.format, reading.texts) == ("qq", ["see\n2024-01-01 8:00:00 not a header", "ok"])
    assert [(m.sender, m.sender_ref) for m in reading.messages] == [("Ann", ""), ("Bob", "")]


def test_all_of_qqs_messages_in_one_file_are_conversations_of_their_own():
    rule = "=" * 64
    sections = (
        f"{rule}\n消息分组:Friends\n{rule}\n消息对象:{name}\n{rule}\n\n{body}"
        for name, body in (
            ("Ann", QQ_OF_TWO),
            ("Garden", QQ.partition("line\n")[2] + f"{rule}\nnot a section\n"),
        )
    )
    reading = read_text("消息记录（此消息记录为文本格式，不支持重新导入）\n\n" + "".join(sections), "all.txt")
    assert [(m.conversation, m.sender) for m in reading.messages] == [
        ("Ann", "Ann"),
        ("Ann", "Bob"),
        ("Garden", "Ann"),
        ("Garden", "b@x.org"),
    ]
    assert reading.texts[1] == "ok"
    assert reading.texts[3].endswith("not a section")
    assert not reading.report.skips


@pytest.mark.parametrize("piece", ["<title>", "<msg ", "<url>https://", 'label="', "a-b:", "[", "&amp;"])
def test_reading_wechats_xml_takes_linear_time(piece):
    started = time.process_time()
    for lead in ("", "<msg>", "a:\n<msg>"):
        read_meaning(APP, 5, lead + piece * (100_000 // len(piece)))
    assert time.process_time() - started < 0.5
