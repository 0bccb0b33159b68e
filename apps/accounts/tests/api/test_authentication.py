import pytest
from drf_spectacular.generators import SchemaGenerator

from apps.accounts.services.tokens import create_token, revoke_token

JOBS = "/api/v1/jobs/"


def test_a_token_opens_the_api(client, user):
    token = create_token(user, "x", days=1).plaintext
    assert client.get(JOBS, headers={"Authorization": f"Bearer {token}"}).status_code == 200


@pytest.mark.parametrize(
    "header", ["Bearer ca_wrong", "Bearer", "Bearer  ", "Token ca_x", "Bearer ca_x ca_y", "Bearer ü"]
)
def test_anything_else_answers_401(client, user, header):
    response = client.get(JOBS, headers={"Authorization": header})
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"


def test_a_revoked_token_answers_401(client, user):
    issued = create_token(user, "x", days=1)
    revoke_token(issued.token_row)
    assert client.get(JOBS, headers={"Authorization": f"Bearer {issued.plaintext}"}).status_code == 401


def test_a_token_in_the_address_is_not_read(client, user):
    token = create_token(user, "x", days=1).plaintext
    assert client.get(f"{JOBS}?token={token}").status_code == 401


def test_the_schema_names_the_scheme():
    schema = SchemaGenerator().get_schema(request=None, public=True)
    assert schema["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
