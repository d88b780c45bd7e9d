"""A program without a browser asks a person's device: Authlib polls and checks the tokens, the real phone answers."""

import time

import pytest
import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session

from approving import CIBA, waiting

from .test_authlib import Application


class Till(Application):
    """A till that asks before it opens; it is a client as Authlib has it, with the grant of CIBA."""

    def __init__(self, service, metadata, *options):
        self.id, secret = service.client("Till", "--backchannel", *options)
        self.metadata = metadata
        self.session = OAuth2Session(
            self.id, secret, scope="openid profile", token_endpoint=metadata["token_endpoint"],
            token_endpoint_auth_method="client_secret_basic",
        )

    def ask(self, username, **fields):
        answer = self.session.request(
            "POST", self.metadata["backchannel_authentication_endpoint"], withhold_token=True,
            auth=(self.session.client_id, self.session.client_secret),
            data={"scope": "openid profile", "login_hint": username} | fields,
        )
        assert answer.status_code == 200, answer.text
        self.asked = answer.json()
        return self.asked

    def poll(self):
        time.sleep(self.asked["interval"] + 0.1)  # time: whoever polls sooner is told to slow down.
        return self.session.fetch_token(
            self.metadata["token_endpoint"], grant_type=CIBA, auth_req_id=self.asked["auth_req_id"],
        )


def test_discovery_tells_of_it(metadata):
    assert CIBA in metadata["grant_types_supported"]
    assert metadata["backchannel_token_delivery_modes_supported"] == ["poll"]


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_a_till_opens_after_the_phone_has_approved(service, metadata, eve, algorithm):
    till = Till(service, metadata, "--algorithm", algorithm)
    asked = till.ask(eve.name, binding_message="open till 3")
    with pytest.raises(OAuthError, match="authorization_pending"):
        till.poll()
    request = eve.approve(asked["number"])
    assert (request["application"], request["message"]) == ("Till", "open till 3")
    tokens = till.poll()
    claims = till.claims(tokens, nonce=False)
    assert claims.header["alg"] == algorithm
    assert (claims["preferred_username"], claims["acr"]) == (eve.name, "urn:sparekey:approval")
    user = till.session.get(metadata["userinfo_endpoint"]).json()
    assert user == {"sub": claims["sub"], "name": eve.name, "preferred_username": eve.name}
    with pytest.raises(OAuthError, match="invalid_grant"):
        till.poll()


@pytest.mark.parametrize("report", [False, True], ids=["denied", "reported"])
def test_a_till_stays_closed_where_the_phone_says_no(service, metadata, eve, report):
    till = Till(service, metadata)
    till.ask(eve.name)
    eve.phone.run("deny", *(["--report"] if report else []))
    with pytest.raises(OAuthError, match="access_denied"):
        till.poll()


def test_a_till_that_polls_too_fast_is_slowed_down(service, metadata, eve):
    till = Till(service, metadata)
    asked = till.ask(eve.name)
    till.asked = asked | {"interval": -0.1}
    for error in ("authorization_pending", "slow_down"):
        with pytest.raises(OAuthError, match=error):
            till.poll()
    eve.approve(asked["number"])
    till.asked = asked | {"interval": asked["interval"] + 5}
    assert till.claims(till.poll(), nonce=False)["preferred_username"] == eve.name


def test_a_program_that_may_not_ask_devices_cannot(service, metadata, eve):
    application = Application(service, metadata)
    answer = requests.post(
        metadata["backchannel_authentication_endpoint"], {"scope": "openid", "login_hint": eve.name},
        auth=(application.session.client_id, application.session.client_secret), timeout=120,
    )
    assert (answer.status_code, answer.json()["error"]) == (400, "unauthorized_client")
    assert waiting(eve.phone, 0) == []
