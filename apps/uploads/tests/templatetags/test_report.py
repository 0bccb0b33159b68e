"""How an import report is put into words."""

from apps.uploads.templatetags.report import MOST_VALUES, decided, group_readings, silences, tally


def infer(value: str, file: str, *, subject="date_order", source="inferred", confidence=1.0, **more) -> dict:
    given = {"needs_input": False, "explanation": f"{value} it is.", "lines": [], "files": 1}
    named = {"subject": subject, "value": value, "source": source, "confidence": confidence, "file": file}
    return given | named | more


def test_what_is_there_is_counted_in_singular_and_plural():
    counts = {"messages": 886, "deleted": 19, "people": 1, "conversations": 1, "replies": 0, "skipped": 0}
    assert tally(counts) == [
        (867, "messages"),
        (1, "person"),
        (1, "conversation"),
        (19, "deleted"),
        (0, "pieces skipped"),
    ]


def test_files_read_alike_are_told_once_with_the_one_to_look_at():
    certain, unsure = infer("dmy", "a.txt", files=3), infer("dmy", "b.txt", confidence=0.8)
    alike, other = group_readings([certain, infer("mdy", "c.txt"), unsure])
    assert (alike.value, alike.files, alike.least_sure) == ("day, month, year", 4, unsure)
    assert list(alike.inferences) == [certain, unsure]
    assert (other.value, other.files) == ("month, day, year", 1)


def test_many_values_of_one_subject_take_one_line():
    days = [infer(f"2024-01-0{day}", f"{day}.log", subject="base_date") for day in range(1, MOST_VALUES + 2)]
    (reading,) = group_readings(days)
    assert (reading.value, reading.files) == ("differs from file to file", MOST_VALUES + 1)


def test_what_is_asked_is_not_told_as_decided():
    open_one = infer("dmy", "a.txt", needs_input=True, confidence=0.5)
    closed = infer("dmy", "b.txt")
    assert decided([open_one, closed]) == [closed]


def test_a_silence_that_two_exports_share_is_told_once():
    gap = {"from": {"utc": "2024-01-01T00:00:00Z"}, "to": {"utc": "2024-02-01T00:00:00Z"}, "days": 31.0}
    other = gap | {"to": {"utc": "2024-03-01T00:00:00Z"}, "days": 60.0}
    assert silences([other, gap | {"file": "a"}, gap | {"file": "b"}]) == [other, gap | {"file": "b"}]
