"""Parameters: forms, JSON and multipart, and the server's way with types."""

import pytest

from bot.rehearsal.botapi import ApiError
from bot.rehearsal.botapi.forms import read_form
from bot.rehearsal.botapi.params import Params, encoded

URLENCODED = "application/x-www-form-urlencoded; charset=utf-8"
MULTIPART = 'multipart/form-data; boundary="x-y"'


def part(headers: str, content: bytes) -> bytes:
    return b"--x-y\r\nContent-Disposition: form-data; " + headers.encode() + b"\r\n\r\n" + content


def multipart(*parts: bytes) -> bytes:
    return b"".join(each + b"\r\n" for each in parts) + b"--x-y--\r\n"


FORMS = [
    ("text=a+b&n=%C3%A9", "", b"", {"text": "a b", "n": "é"}),
    ("", URLENCODED, b"text=a%26b&empty=", {"text": "a&b", "empty": ""}),
    # The address comes first, and the first of equal names counts.
    ("text=query", URLENCODED, b"text=body&more=1", {"text": "query", "more": "1"}),
    ("text=1&text=2", "", b"", {"text": "1"}),
    ("", "text/plain", b"text=a", {}),
    (
        "",
        "application/json",
        '{"text": "é", "n": -5, "yes": true, "none": null, "list": [1, {"a": "b"}]}'.encode(),
        {"text": "é", "n": "-5", "yes": "true", "none": "null", "list": '[1, {"a": "b"}]'},
    ),
    ("", "application/json", b"  ", {}),
    # What is no JSON is as good as nothing, and what is no object too.
    ("text=query", "application/json", b'{"text": ', {"text": "query"}),
    ("", "application/json", b"[1]", {}),
    ("", "application/json", b'{"text": "\\ud83d"}', {}),
    ("", "application/json", b'{"text": "\xff"}', {}),
    ("", MULTIPART, multipart(part('name="text"', "a\r\n--x é".encode())), {"text": "a\r\n--x é"}),
    ("", MULTIPART, multipart(part('name="a\\"b"', b"1")), {'a"b': "1"}),
    ("", MULTIPART, multipart(part('name="a%22b"', b"1")), {'a"b': "1"}),
    # Only a plain file name makes a file.
    ("", MULTIPART, multipart(part("name=\"a\"; filename*=utf-8''x", b"1")), {"a": "1"}),
]


@pytest.mark.parametrize(("query", "content_type", "body", "values"), FORMS)
def test_all_kinds_of_requests_become_strings(query, content_type, body, values):
    assert read_form(query, content_type, body).values == values


def test_a_part_with_a_file_name_is_a_file():
    body = multipart(
        part('name="photo"; filename="a b.jpg"\r\nContent-Type: image/jpeg', b"\r\n\0\xff\r\n"),
        part('name="chat_id"', b"5"),
    )

    form = read_form("", MULTIPART, body)

    assert form.values == {"chat_id": "5"}
    assert (form.files["photo"].name, form.files["photo"].content) == ("a b.jpg", b"\r\n\0\xff\r\n")


@pytest.mark.parametrize(
    ("content_type", "body", "complaint"),
    [
        ("multipart/form-data", b"", "boundary not found"),
        (MULTIPART, b"--x-y\r\nnonsense", "headers in multipart/form-data are empty"),
        (
            MULTIPART,
            multipart(part('filename="a"', b"1")),
            "field name in multipart/form-data not found",
        ),
    ],
)
def test_malformed_multipart_is_refused(content_type, body, complaint):
    with pytest.raises(ApiError) as caught:
        read_form("", content_type, body)

    assert caught.value.description == f"Bad Request: {complaint}"


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("true", True),
        ("True", True),
        (" YES ", True),
        ("1", True),
        ("false", False),
        ("0", False),
        ("on", False),
        ("", False),
        ("2", False),
    ],
)
def test_flags_are_read_as_the_server_reads_them(raw, value):
    assert Params({"x": raw}).flag("x") is value


@pytest.mark.parametrize(
    ("raw", "value"),
    [("5", 5), ("", 3), ("-1", 0), ("99", 9), ("7abc", 7), ("abc", 0), ("null", 0)],
)
def test_integers_are_clamped_and_forgiving(raw, value):
    assert Params({"x": raw}).integer("x", 3, low=0, high=9) == value


def test_python_values_go_as_a_client_would_send_them():
    assert encoded({"a": "x", "b": 5, "c": True, "d": None, "e": {"f": ["é"]}}) == {
        "a": "x",
        "b": "5",
        "c": "true",
        "e": '{"f": ["é"]}',
    }


def test_json_may_be_inside_a_string_and_numbers_inside_that(scene):
    group = scene.group()
    said = scene.world.post(scene.ben, group, "a")

    sent = scene.call(
        "sendMessage",
        chat_id=str(group.id),
        text="b",
        reply_parameters=f'{{"message_id": "{said.id}", "allow_sending_without_reply": false}}',
        disable_notification="True",
    )

    assert sent["reply_to_message"]["message_id"] == said.id


@pytest.mark.parametrize(
    ("reply", "complaint"),
    [
        ("{", "can't parse reply parameters JSON object"),
        ("[]", "object expected as reply parameters"),
        ('{"x": 1}', 'can\'t find field "message_id"'),
        ('{"message_id": []}', 'field "message_id" must be a Number'),
        ('{"message_id": "x"}', 'field "message_id" must be a valid Number'),
        (
            '{"message_id": 1, "allow_sending_without_reply": "true"}',
            'field "allow_sending_without_reply" must be of type Boolean',
        ),
    ],
)
def test_fields_inside_json_are_strict(scene, reply, complaint):
    chat = scene.private()

    refusal = scene.refusal("sendMessage", chat_id=chat.id, text="a", reply_parameters=reply)

    assert refusal == f"400 Bad Request: {complaint}"


UNENDED = "can't parse entities: Can't find end of the entity starting at byte offset 0"
NO_MARKUP = "can't parse reply keyboard markup JSON object"
MARKS = {"caption": "*", "parse_mode": "Markdown"}
QUOTE = {"message_id": 99, "quote": "*", "quote_parse_mode": "Markdown"}
# Two things are wrong with each call: what the server reads first is what it complains of.
ORDER = [
    ("sendMessage", {"link_preview_options": "["}, "can't parse link preview options JSON object"),
    ("sendMessage", {"text": "a", "reply_parameters": QUOTE, "reply_markup": "["}, UNENDED),
    (
        "sendMediaGroup",
        {"media": "[", "reply_parameters": "["},
        "can't parse reply parameters JSON object",
    ),
    ("copyMessage", {"from_chat_id": "5", "message_id": 5, **MARKS}, UNENDED),
    ("copyMessage", MARKS, 'parameter "from_chat_id" is required'),
    ("editMessageCaption", {"reply_markup": "[", **MARKS}, NO_MARKUP),
    ("editMessageMedia", {"reply_markup": "[", "media": "["}, NO_MARKUP),
    (
        "editMessageCaption",
        {"message_id": "TEXT", "reply_markup": {"force_reply": True}},
        "there is no caption in the message to edit",
    ),
]


@pytest.mark.parametrize(("method", "params", "complaint"), ORDER)
def test_parameters_are_read_in_the_servers_order(scene, method, params, complaint):
    chat = scene.private()
    text = scene.call("sendMessage", chat_id=chat.id, text="a")["message_id"]
    given = {name: text if value == "TEXT" else value for name, value in params.items()}

    assert scene.refusal(method, chat_id=chat.id, **given) == f"400 Bad Request: {complaint}"
