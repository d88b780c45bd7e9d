"""Authlib, a library that nobody here has written, as relying party: it reads discovery and keys, and checks tokens."""

import secrets
import time

import pytest
import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, jwt
from authlib.oidc.core import CodeIDToken

REDIRECT = "http://127.0.0.1:9/callback"


class Application:
    """A program that signs people in with Authlib."""

    def __init__(self, service, metadata, *options, scope="openid profile", public=False):
        options = [*options, "--redirect", REDIRECT] + (["--public"] if public else [])
        self.id, secret = service.client("Authlib", *options)
        self.metadata = metadata
        self.session = OAuth2Session(
            self.id, secret, scope=scope, redirect_uri=REDIRECT, code_challenge_method="S256",
            token_endpoint_auth_method="none" if public else "client_secret_basic",
            token_endpoint=metadata["token_endpoint"],
        )
        self.verifier = secrets.token_urlsafe(48)
        self.nonce = secrets.token_urlsafe(16)

    def address(self, **options):
        address, self.state = self.session.create_authorization_url(
            self.metadata["authorization_endpoint"], code_verifier=self.verifier, nonce=self.nonce, **options
        )
        return address

    def sign_in(self, browser, person, **options):
        """The address that the browser ends at; nothing listens there."""
        try:
            page = browser.open(self.address(**options))
            page = browser.sign_in(page, person.name, person.code())
            raise AssertionError(f"the browser stayed at {page.url}: {page.text}")
        except requests.ConnectionError as error:
            return error.request.url

    def tokens(self, answer):
        return self.session.fetch_token(
            self.metadata["token_endpoint"], authorization_response=answer, state=self.state,
            code_verifier=self.verifier,
        )

    def claims(self, tokens, nonce=True):
        """The claims of an ID token, checked with the published keys."""
        keys = JsonWebKey.import_key_set(requests.get(self.metadata["jwks_uri"], timeout=120).json())
        claims = jwt.decode(
            tokens["id_token"], keys, claims_cls=CodeIDToken,
            claims_options={
                "iss": {"essential": True, "value": self.metadata["issuer"]},
                "aud": {"essential": True, "value": self.id},
            },
            claims_params={"nonce": self.nonce, "client_id": self.id, "access_token": tokens["access_token"]}
            if nonce else {"client_id": self.id, "access_token": tokens["access_token"]},
        )
        claims.validate(now=int(time.time()), leeway=5)
        return claims


def test_discovery_is_what_the_standard_asks_for(metadata, service):
    metadata.validate()
    assert metadata["issuer"] == service.url
    for name, address in metadata.items():
        if name.endswith("_endpoint") or name == "jwks_uri":
            assert address.startswith(service.url + "/")


def test_the_published_keys_hold_no_secret(metadata):
    keys = requests.get(metadata["jwks_uri"], timeout=120).json()["keys"]
    assert sorted(key["alg"] for key in keys) == ["ES256", "RS256"]
    for key in keys:
        assert not set(key) & {"d", "p", "q", "dp", "dq", "qi", "k", "oth"}
        assert JsonWebKey.import_key(key).thumbprint() == key["kid"]


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_an_application_signs_people_in(service, metadata, ada, browser, algorithm):
    application = Application(service, metadata, "--algorithm", algorithm)
    tokens = application.tokens(application.sign_in(browser, ada))
    claims = application.claims(tokens)
    assert claims.header["alg"] == algorithm
    assert claims["preferred_username"] == ada.name
    assert claims["amr"] == ["otp"]
    information = application.session.get(metadata["userinfo_endpoint"]).json()
    assert information == {"sub": claims["sub"], "name": ada.name, "preferred_username": ada.name}


def test_an_application_without_a_secret_signs_people_in(service, metadata, ada, browser):
    application = Application(service, metadata, public=True)
    assert application.claims(application.tokens(application.sign_in(browser, ada)))["preferred_username"] == ada.name


def test_tokens_are_refreshed_and_ended(service, metadata, ada, browser):
    application = Application(service, metadata, scope="openid offline_access")
    tokens = application.tokens(application.sign_in(browser, ada))
    first = tokens["refresh_token"]
    renewed = application.session.refresh_token(metadata["token_endpoint"], refresh_token=first)
    assert renewed["refresh_token"] != first
    assert application.claims(renewed, nonce=False)["sub"] == application.claims(tokens)["sub"]
    time.sleep(1)  # time: within the ten seconds of grace.
    again = application.session.refresh_token(metadata["token_endpoint"], refresh_token=first)
    assert again["refresh_token"] == renewed["refresh_token"], "an answer that was lost is given again"
    assert application.session.get(metadata["userinfo_endpoint"]).status_code == 200
    time.sleep(10.5)  # time: until the grace is over.
    with pytest.raises(OAuthError, match="invalid_grant"):
        application.session.refresh_token(metadata["token_endpoint"], refresh_token=first)
    with pytest.raises(OAuthError, match="invalid_grant"):
        application.session.refresh_token(metadata["token_endpoint"], refresh_token=renewed["refresh_token"])
    assert application.session.get(metadata["userinfo_endpoint"]).status_code == 401


def test_four_windows_refresh_at_once(service, metadata, ada, browser, together):
    application = Application(service, metadata, scope="openid offline_access")
    tokens = application.tokens(application.sign_in(browser, ada))
    answers = together(
        lambda token: requests.post(
            metadata["token_endpoint"], {"grant_type": "refresh_token", "refresh_token": token},
            auth=(application.session.client_id, application.session.client_secret), timeout=120,
        ),
        [tokens["refresh_token"]] * 4,
    )
    assert [answer.status_code for answer in answers] == [200] * 4
    answers = [answer.json() for answer in answers]
    assert len({answer["refresh_token"] for answer in answers}) == 1
    for answer in answers:
        header = {"Authorization": f"Bearer {answer['access_token']}"}
        assert requests.get(metadata["userinfo_endpoint"], headers=header, timeout=120).status_code == 200


def test_an_application_ends_its_tokens(service, metadata, ada, browser):
    application = Application(service, metadata, scope="openid offline_access")
    tokens = application.tokens(application.sign_in(browser, ada))
    answer = application.session.revoke_token(
        metadata["revocation_endpoint"], token=tokens["refresh_token"], token_type_hint="refresh_token"
    )
    assert answer.status_code == 200
    assert application.session.get(metadata["userinfo_endpoint"]).status_code == 401


def test_a_code_of_another_sign_in_is_refused(service, metadata, ada, browser):
    application = Application(service, metadata)
    answer = application.sign_in(browser, ada)
    application.verifier = secrets.token_urlsafe(48)
    with pytest.raises(OAuthError, match="invalid_grant"):
        application.tokens(answer)


def test_the_keys_of_before_stay_good_for_tokens_of_before(service, metadata, ada, browser):
    application = Application(service, metadata)
    tokens = application.tokens(application.sign_in(browser, ada))
    service.run("keys", "rotate")
    assert application.claims(tokens)["preferred_username"] == ada.name
    assert len(requests.get(metadata["jwks_uri"], timeout=120).json()["keys"]) == 4
