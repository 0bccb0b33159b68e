from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.services.operators import choose_organization
from apps.uploads.models import Conversation, Participant, Upload
from apps.uploads.services import remove
from apps.uploads.services.idle import JobRunning


class Command(BaseCommand):
    help = (
        "Delete an upload, a conversation or a person's messages for good. They are gone from search within a second "
        "and from the index's files at the next compaction (nightly, or manage.py compact_index)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        chosen = parser.add_mutually_exclusive_group(required=True)
        chosen.add_argument(
            "--upload", metavar="ID", help="With its file, its job and all its conversations."
        )
        chosen.add_argument("--conversation", type=int, metavar="ID")
        chosen.add_argument("--person", metavar="NAME", help="All that everybody of this name said.")
        parser.add_argument("--organization", default="", metavar="SLUG")
        parser.add_argument("--yes", action="store_true", help="Do not ask.")

    def handle(self, *_args: Any, **options: Any) -> None:
        what, act = self._choose(options)
        if not options["yes"] and input(f"Delete {what} for good? [y/N] ").strip().lower() != "y":
            raise CommandError("Nothing was deleted.")
        try:
            removed = act()
        except JobRunning as running:
            raise CommandError(str(running)) from running
        self.stdout.write(
            f"Deleted: {removed.messages:,} messages, {removed.conversations:,} conversations, "
            f"{removed.uploads:,} uploads."
        )

    def _choose(self, options: dict[str, Any]):
        """Return what is meant, in words, and the call that deletes it."""
        organization = choose_organization(options["organization"])
        if options["upload"]:
            upload = find(Upload, options["upload"], organization)
            return f"upload {upload}", lambda: remove.remove_upload(upload)
        if options["conversation"]:
            conversation = find(Conversation, options["conversation"], organization)
            return f"conversation {conversation}", lambda: remove.remove_conversation(conversation)
        people = Participant.objects.filter(organization=organization, name__iexact=options["person"].strip())
        if not people.exists():
            raise CommandError(f"Nobody in {organization} is called {options['person']!r}.")
        return f"everything {options['person']} said", lambda: remove.remove_person(organization, people)


def find(model, pk, organization):
    try:
        return model.objects.get(pk=pk, organization=organization)
    except (model.DoesNotExist, ValidationError) as error:
        raise CommandError(f"There is no {model._meta.verbose_name} {pk} in {organization}.") from error
