"""Where a conversation is opened, as its address says."""

from dataclasses import dataclass
from datetime import date

from django import forms

from apps.search.views.window import find_day, first_around, first_at_end, step_back
from apps.uploads.models import Conversation, Message


class PlaceForm(forms.Form):
    """The first that is given counts, in this order. `before` and `after` are sequences."""

    message = forms.IntegerField(required=False, min_value=1)
    before = forms.IntegerField(required=False, min_value=1)
    after = forms.IntegerField(required=False, min_value=0)
    day = forms.DateField(label="Go to day", required=False)
    at = forms.ChoiceField(required=False, choices=[("start", "Start"), ("end", "End")])


@dataclass(frozen=True, slots=True)
class Place:
    """The first sequence to show, and the message to point out.

    `landmark` says what to bring into view: the `target` in the middle, the `day` it opens on top, `start` or `end`
    of the messages.
    """

    first: int
    landmark: str
    target: Message | None = None
    notice: str = ""


def find_place(conversation: Conversation, form: PlaceForm) -> Place:
    """Read an address leniently: what makes no sense opens the chat as no address at all does: at its end.

    Raises Message.DoesNotExist for a message that is not in the conversation.
    """
    form.is_valid()
    wanted = form.cleaned_data
    if wanted.get("message"):
        target = conversation.messages.select_related("participant").get(pk=wanted["message"])
        return Place(first_around(conversation, target.sequence), "target", target)
    if wanted.get("before") is not None:
        return Place(step_back(conversation, wanted["before"]), "end")
    if wanted.get("after") is not None:
        return Place(min(wanted["after"] + 1, first_at_end(conversation)), "start")
    if wanted.get("day"):
        return _find_day(conversation, wanted["day"])
    # What has no times, as a document, is read from its beginning.
    if wanted.get("at") == "start" or (not wanted.get("at") and conversation.first_sent_at is None):
        return Place(0, "start")
    return Place(first_at_end(conversation), "end")


def _find_day(conversation: Conversation, day: date) -> Place:
    target = find_day(conversation, day)
    if target is None:
        notice = "Nothing was sent on that day or later. This is the end."
        return Place(first_at_end(conversation), "end", notice=notice)
    return Place(first_around(conversation, target.sequence), "day", target)
