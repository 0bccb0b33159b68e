import pytest

from apps.uploads.identity.names import find_email, find_phone, fold_name, list_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna", "ANNA"),
        ("José  García", "jose garcia"),
        ("\u200eBob\u202c", "Bob"),
        ("Е\u0308лка", "ёлка"),
        ("+49 151 2345678", "+49\u00a0151-23 456 78"),
        ("STRASSE", "straße"),
    ],
)
def test_the_same_name_written_otherwise(one, other):
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna", "Anne"),
        ("मधु", "मध"),
        ("か", "が"),
        ("~ Zoë", "Zoë"),
        ("+49 151 2345678", "+49 151 2345679"),
        ("2023", "2024"),
    ],
)
def test_other_names_stay_others(one, other):
    assert fold_name(one) != fold_name(other)


def test_a_folded_name_fits_its_column():
    assert len(fold_name("\ufdfa" * 255)) == 255
    assert fold_name("\u200e\u200b") == ""


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("+49 151 23456789", "123456789"),
        ("0151 23456789", "123456789"),
        ("4915123456789@s.whatsapp.net", ""),
        ("tel:+4915123456789", "123456789"),
        ("123456789012345678", ""),
        ("1234567890", ""),
        ("Anna 7", ""),
    ],
)
def test_telephone_numbers(text, phone):
    assert find_phone(text) == phone


def test_addresses_and_words():
    assert find_email("Anna <Anna.Berg@Example.org>") == "anna.berg@example.org"
    assert find_email("anna@home") == ""
    assert list_words("berg, anna_maria") == ("berg", "anna", "maria")
