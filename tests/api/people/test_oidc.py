"""Signing in with a provider, and what a false one, a false answer or a false browser gets."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from comity.exchange.openid_provider import Metadata
from comity.identity.federated import login_name
from comity.model import Entry, Role, TransferError
from comity.node.oidc_settings import OidcSettings
from comity.node.service import Service
from comity.node.settings import Settings

from .conftest import Browser, Clock
from .provider import CLIENT, SECRET, Claims, Provider, new_key

Opening = Callable[..., Browser]
ROLES = {"screening-team": Role.ANALYST, "second-eyes": Role.APPROVER, "operators": Role.ADMINISTRATOR}


@pytest.fixture(scope="module")
def signing_key() -> object:
    return new_key()


@pytest.fixture
def provider(clock: Clock, signing_key: object) -> Iterator[Provider]:
    made = Provider(clock, key=signing_key)  # type: ignore[arg-type]
    server = made.start()
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def settings(settings: Settings, provider: Provider) -> Settings:
    return replace(settings, oidc=OidcSettings(provider.url, CLIENT, ROLES, SECRET))


def leave(one: Browser, provider: Provider, query: str = "") -> str:
    """Go to the provider and agree there; where it sends the browser back to."""
    answer = one.get(f"/api/v1/oidc/start{query}")
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith(provider.url + "/authorize?")
    return provider.authorize(answer.headers["location"])


def there_and_back(one: Browser, provider: Provider, query: str = "") -> httpx2.Response:
    return one.get(leave(one, provider, query))


def test_somebody_comes_from_the_provider(browser: Opening, provider: Provider, entries: Callable[..., list[Entry]]) -> None:
    lena = browser()
    answer = there_and_back(lena, provider)
    assert answer.status_code == 200
    assert "location" not in answer.headers
    found = lena.get("/api/v1/me").json()
    name = login_name(provider.url, "248289761001")
    assert (found["user"], found["display"], found["roles"]) == (name, "Lena Krastova", ["analyst"])
    assert [(entry.actor, entry.action) for entry in entries()] == [("system:oidc", "user.add"), (f"user:{name}", "sitting.open")]
    assert "Krastova" not in repr(entries())
    assert "248289761001" not in repr(entries())


def test_the_request_is_bound_to_one_browser(browser: Opening, provider: Provider) -> None:
    lena = browser()
    answer = lena.get("/api/v1/oidc/start")
    journey = next(said for said in answer.headers.get_list("set-cookie") if said.startswith("comity-oidc="))
    assert {"httponly", "samesite=lax", "max-age=600", "path=/"} <= {part.strip().lower() for part in journey.split(";")}
    asked = parse_qs(urlsplit(answer.headers["location"]).query)
    assert len(asked["code_challenge"][0]) == 43
    assert asked["redirect_uri"] == ["http://127.0.0.1:8321/api/v1/oidc/finish"]
    again = parse_qs(urlsplit(browser().get("/api/v1/oidc/start").headers["location"]).query)
    assert all(again[name] != asked[name] for name in ("state", "nonce", "code_challenge"))
    assert browser().get(provider.authorize(answer.headers["location"])).status_code == 401


def test_an_attackers_answer_does_not_sign_the_victim_in(browser: Opening, provider: Provider) -> None:
    attackers = leave(browser(), provider)
    victim = browser()
    leave(victim, provider)
    answer = victim.get(attackers)
    assert answer.status_code == 401
    assert "comity=" not in answer.headers.get("set-cookie", "")


def another_nonce(claims: Claims) -> Claims:
    return {**claims, "nonce": "another"}


TWISTS: dict[str, Callable[[Claims], Claims]] = {
    "wrong nonce": another_nonce,
    "no nonce": lambda claims: {name: value for name, value in claims.items() if name != "nonce"},
    "wrong audience": lambda claims: {**claims, "aud": "another-client"},
    "further audience": lambda claims: {**claims, "aud": [CLIENT, "another-client"], "azp": CLIENT},
    "no audience": lambda claims: {name: value for name, value in claims.items() if name != "aud"},
    "another authorized party": lambda claims: {**claims, "azp": "another-client"},
    "another issuer": lambda claims: {**claims, "iss": "https://accounts.example.org"},
    "issuer with a slash": lambda claims: {**claims, "iss": claims["iss"] + "/"},
    "expired": lambda claims: {**claims, "exp": claims["iat"] - 61},
    "no end": lambda claims: {name: value for name, value in claims.items() if name != "exp"},
    "made tomorrow": lambda claims: {**claims, "iat": claims["iat"] + 86_400, "exp": claims["exp"] + 90_000},
    "made yesterday": lambda claims: {**claims, "iat": claims["iat"] - 86_400},
    "does not count yet": lambda claims: {**claims, "nbf": claims["iat"] + 600},
    "times as text": lambda claims: {**claims, "exp": str(claims["exp"])},
    "an endless time": lambda claims: {**claims, "iat": 1e300},
    "a beginning of time": lambda claims: {**claims, "iat": -1e300},
    "a time that is no number": lambda claims: {**claims, "iat": float("nan")},
    "an end that is no number": lambda claims: {**claims, "exp": float("nan")},
    "a huge number": lambda claims: {**claims, "iat": -(10**400)},
    "an end that is true": lambda claims: {**claims, "exp": True},
    "no subject": lambda claims: {name: value for name, value in claims.items() if name != "sub"},
    "an empty subject": lambda claims: {**claims, "sub": ""},
    "a subject that is no text": lambda claims: {**claims, "sub": 7},
}


@pytest.mark.parametrize("twist", TWISTS.values(), ids=TWISTS.keys())
def test_a_token_that_is_not_as_it_must_be_is_not_believed(twist: Callable[[Claims], Claims], browser: Opening, provider: Provider) -> None:
    provider.twist = twist
    lena = browser()
    answer = there_and_back(lena, provider)
    assert answer.status_code == 401, answer.text
    assert "not believed" in answer.json()["detail"]
    assert lena.get("/api/v1/me").status_code == 401
    provider.twist = lambda claims: claims
    assert there_and_back(lena, provider).status_code == 200, "the same without the twist"


@pytest.mark.parametrize("signing", ["by_nobody", "by_public_key", "by_own_key_in_header"])
def test_a_token_that_the_provider_did_not_sign_is_not_believed(signing: str, browser: Opening, provider: Provider) -> None:
    provider.sign = getattr(provider, signing)
    lena = browser()
    answer = there_and_back(lena, provider)
    assert answer.status_code == 401, answer.text
    assert lena.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize("garbage", ["", "x", "a.b.c", "." * 100_000, "eyJhbGciOiJSUzI1NiJ9.e30.AAAA"])
def test_garbage_is_not_believed(garbage: str, browser: Opening, provider: Provider) -> None:
    provider.sign = lambda _claims: garbage
    assert there_and_back(browser(), provider).status_code == 401


def test_clocks_may_be_apart_a_little(browser: Opening, provider: Provider) -> None:
    provider.twist = lambda claims: {**claims, "iat": claims["iat"] + 50, "exp": claims["iat"] - 50}
    assert there_and_back(browser(), provider).status_code == 200


def test_an_answer_is_used_once_even_if_the_provider_would_take_it_twice(browser: Opening, provider: Provider) -> None:
    provider.forgets_codes = False
    lena = browser()
    back = leave(lena, provider)
    seed = next(cookie.value for cookie in lena.web.cookies.jar if cookie.name == "comity-oidc")
    assert lena.get(back).status_code == 200
    assert not [cookie for cookie in lena.web.cookies.jar if cookie.name == "comity-oidc"]
    assert lena.get(back).status_code == 401
    thief = browser().send("GET", back, headers={"Cookie": f"comity-oidc={seed}"})
    assert thief.status_code == 401
    assert "used before" in thief.json()["detail"]
    # The same code under another journey of the thief's own: the verifier is not the one that the code was begun with.
    own = browser()
    state = parse_qs(urlsplit(leave(own, provider)).query)["state"][0]
    code = parse_qs(urlsplit(back).query)["code"][0]
    assert own.get(f"/api/v1/oidc/finish?code={code}&state={state}&iss={provider.url}").status_code == 401


def test_a_state_that_was_not_given_out_is_refused_and_asks_nobody(browser: Opening, provider: Provider) -> None:
    lena = browser()
    back = leave(lena, provider)
    state = parse_qs(urlsplit(back).query)["state"][0]
    before = list(provider.asked)
    for forged in ("", "x", state[:-1] + ("A" if state[-1] != "A" else "B"), state.replace(".n.", ".f."), "9" + state, "1" * 400 + ".n.x"):
        assert lena.get(f"/api/v1/oidc/finish?code=x&state={forged}&iss={provider.url}").status_code == 401
    assert lena.get(f"{back}&state={state}").status_code == 401, "a parameter that is there twice"
    assert provider.asked == before


def test_a_journey_ends(browser: Opening, provider: Provider, clock: Clock) -> None:
    lena = browser()
    back = leave(lena, provider)
    clock.pass_by(minutes=11)
    assert lena.get(back).status_code == 401


@pytest.mark.parametrize("said", [{"iss": "https://accounts.example.org"}, {"iss": None}, {"error": "access_denied"}, {"code": None}])
def test_an_answer_of_another_provider_or_a_refusal_is_no_sign_in(said: Claims, browser: Opening, provider: Provider) -> None:
    provider.answers_with = said
    assert there_and_back(browser(), provider).status_code == 401
    assert "/token" not in provider.asked, "the code was shown to nobody"


@pytest.mark.parametrize(
    "said",
    [
        {"issuer": "https://accounts.example.org"},
        {"token_endpoint": "http://collector.example.org/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
    ],
)
def test_a_provider_that_is_not_itself_is_not_gone_to(said: Claims, browser: Opening, provider: Provider) -> None:
    provider.says = said
    assert browser().get("/api/v1/oidc/start").status_code == 502


def test_a_provider_that_does_not_answer_is_told(browser: Opening, service: Service) -> None:
    assert service.single_sign_on
    service.single_sign_on._provider._issuer = "http://127.0.0.1:9"
    assert browser().get("/api/v1/oidc/start").status_code == 502


def test_the_keys_of_the_provider_may_change(browser: Opening, provider: Provider, clock: Clock) -> None:
    assert there_and_back(browser(), provider).status_code == 200
    provider.key = new_key()
    assert there_and_back(browser(), provider).status_code == 401, "asked again once a minute at most"
    clock.pass_by(seconds=61)
    assert there_and_back(browser(), provider).status_code == 200
    provider.key, provider.published = new_key(), []
    clock.pass_by(seconds=61)
    assert there_and_back(browser(), provider).status_code == 401


def test_a_key_that_is_too_weak_is_none(browser: Opening, provider: Provider) -> None:
    with pytest.warns(Warning, match="2048"):
        provider.key = new_key(1024)
    provider.sign = lambda claims: _weakly(provider, claims)
    assert there_and_back(browser(), provider).status_code == 401


def _weakly(provider: Provider, claims: Claims) -> str:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return provider.signed(claims)


def test_an_email_address_proves_nothing(browser: Opening, provider: Provider, user: Callable[..., str]) -> None:
    user("lena", Role.ADMINISTRATOR)
    provider.signed_in = {"sub": "other", "name": "lena", "preferred_username": "lena", "email": "lena@example.org", "email_verified": True}
    answer = there_and_back(browser(), provider)
    assert answer.status_code == 403
    provider.signed_in |= {"groups": ["screening-team"]}
    other = browser()
    assert there_and_back(other, provider).status_code == 200
    found = other.get("/api/v1/me").json()
    assert (found["user"], found["roles"]) == (login_name(provider.url, "other"), ["analyst"])


@pytest.mark.parametrize(
    ("groups", "status"),
    [
        (["screening-team", "second-eyes"], 200),
        ("screening-team", 200),
        ([], 403),
        (["Screening-Team"], 403),
        (["analyst"], 403),
        ({"screening-team": True}, 403),
        (None, 403),
        ([["screening-team"]], 403),
        (["operators", "screening-team"], 403),
    ],
)
def test_roles_are_what_the_settings_make_of_the_groups(groups: object, status: int, browser: Opening, provider: Provider) -> None:
    provider.signed_in = {"sub": "s", "groups": groups}
    assert there_and_back(browser(), provider).status_code == status


def test_the_provider_says_the_roles_anew_each_time(browser: Opening, provider: Provider, entries: Callable[..., list[Entry]]) -> None:
    first, second = browser(), browser()
    there_and_back(first, provider)
    provider.signed_in |= {"groups": ["second-eyes"]}
    there_and_back(second, provider)
    assert second.get("/api/v1/me").json()["roles"] == ["approver"]
    assert first.get("/api/v1/me").status_code == 401
    assert entries("user.roles")[-1].facts == {"roles": "approver", "before": "analyst"}
    provider.signed_in |= {"groups": []}
    assert there_and_back(browser(), provider).status_code == 403
    assert second.get("/api/v1/me").status_code == 401, "what the provider said before does not count any more"


def test_a_provider_that_hangs_holds_up_nobody_else(
    browser: Opening, person: Opening, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = person("ada", Role.ADMINISTRATOR)
    assert service.single_sign_on
    go = threading.Event()

    def hang(_: object) -> Metadata:
        assert go.wait(60)
        raise TransferError("the provider cannot be asked", "check the network")

    monkeypatch.setattr(service.single_sign_on._provider, "metadata", hang)
    with ThreadPoolExecutor(50) as threads:
        leaving = [threads.submit(lambda: browser().get("/api/v1/oidc/start").status_code) for _ in range(48)]
        refused = [next(done).result() for done in [as_completed(leaving, timeout=60)] for _ in range(14)]
        mine = threads.submit(ada.get, "/api/v1/me").result(60)
        go.set()
        codes = sorted(one.result(60) for one in leaving)
    assert mine.status_code == 200
    assert refused == [429] * 14
    assert codes == [429] * 14 + [502] * 34


def test_whoever_was_disabled_here_stays_out(
    browser: Opening, provider: Provider, person: Opening, entries: Callable[..., list[Entry]]
) -> None:
    lena, ada = browser(), person("ada", Role.ADMINISTRATOR)
    there_and_back(lena, provider)
    name = lena.get("/api/v1/me").json()["user"]
    assert ada.put(f"/api/v1/users/{name}/roles", {"roles": ["auditor"]}).status_code == 409
    assert ada.post(f"/api/v1/users/{name}/reset", {}).status_code == 409
    assert ada.post(f"/api/v1/users/{name}/disable").status_code == 200
    assert lena.get("/api/v1/me").status_code == 401
    assert there_and_back(browser(), provider).status_code == 403
    assert entries("sitting.refuse")[-1].facts == {"reason": "disabled"}


def test_single_sign_on_is_no_proof_until_the_provider_asks_anew(browser: Opening, provider: Provider, clock: Clock) -> None:
    provider.signed_in |= {"groups": ["operators"], "auth_time": int(clock().timestamp()) - 3600}
    ada = browser()
    there_and_back(ada, provider)
    body = {"name": "odo", "display": "Odo", "roles": ["analyst"]}
    assert ada.get("/api/v1/me").json()["csrf"] == ada.csrf
    assert ada.get("/api/v1/users").status_code == 200
    assert "recent proof" in ada.post("/api/v1/users", body).json()["detail"]
    asked = parse_qs(urlsplit(ada.get("/api/v1/oidc/start?proof=fresh").headers["location"]).query)
    assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
    assert there_and_back(ada, provider, "?proof=fresh").status_code == 401, "it asked nothing and says so"
    del provider.signed_in["auth_time"]
    assert there_and_back(ada, provider, "?proof=fresh").status_code == 200
    ada.get("/api/v1/me")
    assert ada.post("/api/v1/users", body).status_code == 201


def test_nothing_in_the_address_says_where_the_browser_lands(browser: Opening, provider: Provider) -> None:
    for name in ("next", "return_to", "redirect_uri", "url"):
        assert browser().get(f"/api/v1/oidc/start?{name}=https://evil.example").status_code == 400
    lena = browser()
    back = leave(lena, provider)
    page = lena.get(f"{back}&next=https://evil.example&redirect_uri=https://evil.example").text
    assert "evil.example" not in page
    assert 'content="0;url=/"' in page


def test_who_comes_from_a_provider_has_no_password_here(browser: Opening, provider: Provider, user: Callable[..., str]) -> None:
    lena = browser()
    there_and_back(lena, provider)
    name = lena.get("/api/v1/me").json()["user"]
    assert lena.put("/api/v1/me/password", {"password": "nine green lamps at dusk"}).status_code == 409
    assert lena.post("/api/v1/me/second-factor").status_code == 409
    assert browser().sign_in(name).status_code == 401


class TestWithoutAProvider:
    """A node that has none."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, oidc=None)

    def test_there_is_nowhere_to_go(self, browser: Opening) -> None:
        assert browser().get("/api/v1/oidc/start").status_code == 404
        assert browser().get("/api/v1/oidc/finish?code=x&state=y").status_code == 404
