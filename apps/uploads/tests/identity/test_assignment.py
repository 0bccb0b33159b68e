"""Who of those who write is whom, without a database."""

from apps.uploads.identity.assignment import Directory, Identity, Sender


def sender(
    folded: str, ref: str = "", *, family: str = "whatsapp", chat: int | None = None, upload: int = 1
) -> Sender:
    sender.chats += 1
    return Sender(family, ref, folded, sender.chats if chat is None else chat, upload)


sender.chats = 1_000


def group(*senders: Sender) -> list[int]:
    """Return for each sender the place of the first who is the same person."""
    directory, found = Directory(), []
    for one in senders:
        found.append(directory.assign(one))
    return [found.index(identity) for identity in found]


def test_one_name_of_one_program_is_one_person():
    assert group(sender("anna"), sender("bob"), sender("anna"), sender("anna", family="line")) == [0, 1, 0, 3]


def test_an_id_counts_more_than_a_name():
    assert group(sender("anna", "1"), sender("anna", "2"), sender("annie", "1")) == [0, 1, 0]
    assert group(sender("anna", "1"), sender("anna", "1", family="line")) == [0, 1]


def test_without_an_id_the_only_one_it_can_be():
    assert group(sender("anna", "1"), sender("anna")) == [0, 0]
    assert group(sender("anna", "1"), sender("anna", "2"), sender("anna")) == [0, 1, 2]
    assert group(sender("anna"), sender("anna", "1"), sender("anna", "2")) == [0, 0, 2]


def test_two_who_write_beside_each_other_are_two():
    assert group(sender("anna", chat=1), sender("anna", chat=1), sender("bob", chat=1)) == [0, 1, 2]


def test_nicks_of_irc_are_ids_whatever_their_case():
    assert group(sender("bob", family="irc", chat=1), sender("bob", family="irc", chat=1)) == [0, 0]


def test_the_owner_of_an_export_is_nobody_in_another():
    assert group(sender("me"), sender("me"), sender("me", upload=2)) == [0, 0, 2]


def test_names_that_are_none_join_nobody():
    names = ["deleted user", "deleted user", "", ""]
    assert group(*map(sender, names)) == [0, 1, 2, 3]
    assert group(sender("deleted user", "1"), sender("deleted user", "1")) == [0, 0]


def test_people_known_before_are_met_again():
    directory, known = Directory(), Identity(key=7)
    directory.learn(known, sender("annie", "1"))
    assert directory.assign(sender("anna", "1")).key == 7
    assert directory.assign(sender("zoe")).key is None
