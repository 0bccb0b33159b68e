"""Element's export as web pages: what its tiles can hold, beyond what the made-up chat writes."""

from apps.uploads.tests.parsing.reading import Reading, read_text

PROFILE = (
    '<div class="mx_DisambiguatedProfile"><span class="mx_DisambiguatedProfile_displayName">{0}</span></div>'
    '<div class="mx_EventTile_avatar"><button title="@{0}:x.org" class="mx_BaseAvatar">a</button></div>'
)
ANN, BOB = PROFILE.format("ann"), PROFILE.format("bob")
CONTENT = '<div class="mx_MTextBody mx_EventTile_content">{}</div>'


def tile(number: int, profile: str, body: str, classes: str = "") -> str:
    return (
        f'<div class="mx_Export_EventWrapper"><li class="mx_EventTile {classes}" data-event-id="${number}">{profile}'
        f'<div class="mx_EventTile_line"><a href="https://matrix.to/#/!r:x.org/${number}" class="mx_MessageTimestamp">'
        f"0{number}:30</a>{body}</div></li></div>"
    )


def said(text: str, classes: str = "") -> str:
    return CONTENT.format(f'<div class="mx_EventTile_body {classes}" dir="auto">{text}</div>')


def read(*tiles: str, day: str = "Wed, May 17, 2023", name: str = "messages.html") -> Reading:
    head = '<html><main class="mx_RoomView"><div class="mx_RoomHeader_nametext"> The shed </div><ol>'
    separator = f'<li><div class="mx_DateSeparator" aria-label="{day}"><h2>{day}</h2></div></li>'
    return read_text(f"{head}{separator}{''.join(tiles)}</ol></main></html>", name)


def test_a_sender_stands_once_for_several_messages():
    reading = read(tile(1, ANN, said("one")), tile(2, "", said("two")), tile(3, BOB, said("three")))
    assert [(m.sender, m.sender_ref, m.text, m.local_time) for m in reading.messages] == [
        ("ann", "@ann:x.org", "one", "2023-05-17T01:30:00"),
        ("ann", "@ann:x.org", "two", "2023-05-17T02:30:00"),
        ("bob", "@bob:x.org", "three", "2023-05-17T03:30:00"),
    ]
    assert {(m.conversation, m.conversation_ref) for m in reading.messages} == {("The shed", "!r:x.org")}


def test_events_calls_and_polls_are_told_apart():
    joined = '<div class="mx_TextualEvent">bob joined the room</div>'
    call = '<div class="mx_LegacyCallEvent mx_EventTile_content">Missed call</div>'
    made = '<div class="mx_EventTileBubble mx_cryptoEvent"><div>Encryption on</div></div>'
    option = '<div class="mx_PollOption_optionText">{}</div>'
    options = option.format("yes") + option.format("no")
    poll = f'<div class="mx_MPollBody"><h2>Tea?</h2>{options}<span>0 votes</span></div>'
    avatar = '<div class="mx_EventTile_avatar"><span title="@bob:x.org"></span></div>'
    reading = read(
        tile(1, ANN, said("hi")),
        tile(2, avatar, joined, "mx_EventTile_info"),
        tile(3, "", said("still me")),
        tile(4, BOB, call),
        tile(5, "", made),
        tile(6, BOB, CONTENT.format(poll)),
    )
    assert [(m.kind, m.sender_ref, m.text) for m in reading.messages] == [
        ("message", "@ann:x.org", "hi"),
        ("system", "@bob:x.org", "bob joined the room"),
        ("message", "@ann:x.org", "still me"),
        ("call", "@bob:x.org", "Missed call"),
        ("system", "", "Encryption on"),
        ("poll", "@bob:x.org", "Tea?\nyes\nno"),
    ]


def test_formatted_words_and_plain_ones():
    picture = '<span class="mx_BaseAvatar">B</span>'
    pill = f'<a class="mx_Pill" href="https://matrix.to/#/@bob:x.org">{picture}<span>Bob</span></a>'
    code = '<pre><span class="mx_EventTile_lineNumbers">1<br>2</span><code>a\n  b</code></pre>'
    formatted = f'{pill}, <b>see</b>\n<a href="https://example.org/x">here</a>{code}'
    reading = read(
        tile(1, ANN, said("a\n\n  b &lt;3")), tile(2, "", said(formatted, "markdown-body translate"))
    )
    plain, marked = reading.messages
    assert plain.text == "a\n\n  b <3"
    assert (marked.text, marked.mentions, marked.links) == (
        "Bob, see here\na\n  b",
        ("Bob",),
        ("https://example.org/x",),
    )


def test_files_that_came_along_or_were_left_out():
    image = CONTENT.format('<a href="images/a%20b.png"><img src="images/a b.png" alt="a b.png"></a>')
    sticker = '<span class="mx_MStickerBody"><img src="stickers/wave.png" alt="wave"></span>'
    reading = read(
        tile(1, ANN, image.replace("%20", " ") + said("look")),
        tile(2, "", sticker),
        tile(3, "", said("<em>Media omitted</em>", "markdown-body")),
    )
    assert [(m.text, [(one.name, one.type) for one in m.attachments]) for m in reading.messages] == [
        ("look", [("a b.png", "image")]),
        ("", [("wave.png", "sticker")]),
        ("", [("", "file")]),
    ]


def test_encrypted_events_are_skipped_and_told():
    failed = '<div class="mx_DecryptionFailureBody mx_EventTile_content">Unable to decrypt message</div>'
    reading = read(tile(1, ANN, failed), tile(2, "", said("after")))
    assert [(m.sender, m.text) for m in reading.messages] == [("ann", "after")]
    assert reading.report.skipped == 1
    assert reading.report.warnings[-1] == "Messages that were exported encrypted cannot be read: 1."


def test_days_of_other_languages_and_a_page_that_was_only_saved():
    german = read(tile(1, ANN, said("hallo")), day="Mi., 17. Mai 2023")
    assert german.local_times == ["2023-05-17T01:30:00"]
    saved = read(tile(1, ANN, said("hi")), day="Today")
    assert (saved.texts, saved.messages[0].sent_at, saved.report.skipped) == (["hi"], None, 1)
