def test_a_new_name_is_saved(member_client, user):
    member_client.post("/settings/", {"name": "Ana R. Ruiz"})
    user.refresh_from_db()
    assert user.name == "Ana R. Ruiz"


def test_names_are_escaped(member_client):
    response = member_client.post("/settings/", {"name": "<script>alert(1)</script>"}, follow=True)
    assert "<script>alert" not in response.text
    assert "&lt;script&gt;alert" in response.text


def test_an_invalid_name_does_not_show_as_the_persons(member_client):
    response = member_client.post("/settings/", {"name": "x" * 200})
    assert response.context["user"].name == "Ana Ruiz"
    assert "at most 150 characters" in response.text
