"""Addresses behind buttons and links."""

import pytest

from bot.rehearsal.botapi.links import (
    LinkError,
    checked_link,
    deep_link_payload,
    linked_user,
)

LINKS = [
    ("example.com", "http://example.com/"),
    ("HTTPS://Example.COM/Path?q=1#x", "https://example.com/Path?q=1#x"),
    ("https://example.com?q=a b", "https://example.com/?q=a%20b"),
    ("http://ana:secret@example.com:8080/x", "http://ana:secret@example.com:8080/x"),
    ("https://bücher.example/", "https://bücher.example/"),
    ("tg://resolve?domain=x", "tg://resolve?domain=x"),
    ("tg:user?id=5", "tg://user?id=5"),
]


@pytest.mark.parametrize(("given", "written"), LINKS)
def test_an_address_is_written_in_telegrams_way(given, written):
    assert checked_link(given) == written


BAD_LINKS = [
    ("localhost", "Wrong HTTP URL"),
    ("", "URL host is empty"),
    ("https://", "URL host is empty"),
    ("https://.", "Host is invalid"),
    ("ftp://example.com", "Unsupported URL protocol"),
    ("http://example.com:x", "Wrong port number specified in the URL"),
    ("http://example.com:99999", "Wrong port number specified in the URL"),
    ("http://exa<mple.com", "Disallowed character in URL host"),
    ("tg://https://example.com", "Wrong tg URL"),
    ("ton://host:5", "Wrong ton URL"),
    ("tg://a.b", "Unallowed characters in URL host"),
]


@pytest.mark.parametrize(("given", "complaint"), BAD_LINKS)
def test_a_bad_address_is_refused(given, complaint):
    with pytest.raises(LinkError, match=f"^{complaint}$"):
        checked_link(given)


@pytest.mark.parametrize("given", ["http://example.com", "tg://x"])
def test_some_buttons_want_https(given):
    with pytest.raises(LinkError, match="Only HTTPS links are allowed"):
        checked_link(given, https_only=True)


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("tg://user?id=5", 5),
        ("TG://USER?ID=5", 5),
        ("tg:user?id=5", 5),
        ("tg://user?id=x", 0),
        ("tg://resolve?id=5", 0),
        ("https://t.me/user?id=5", 0),
    ],
)
def test_a_link_to_a_user_names_them(given, number):
    assert linked_user(given) == number


@pytest.mark.parametrize(
    ("given", "payload"),
    [
        ("https://t.me/heard_bot?start=x-1", "x-1"),
        ("t.me/Heard_Bot?start=", ""),
        ("https://t.me/heard_bot", None),
        ("https://t.me/heard_bot/app?start=x", None),
        ("https://t.me/other_bot?start=x", None),
        ("https://example.com/heard_bot?start=x", None),
    ],
)
def test_a_deep_link_carries_a_payload(given, payload):
    assert deep_link_payload(given, "heard_bot") == payload
