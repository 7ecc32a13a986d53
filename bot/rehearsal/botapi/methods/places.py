"""Dice, contacts and places, live ones included."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from bot.rehearsal.botapi.calls import Call
from bot.rehearsal.botapi.dice import known_dice, value_of
from bot.rehearsal.botapi.errors import bad_request
from bot.rehearsal.botapi.messages import Body
from bot.rehearsal.botapi.places import FOREVER, LIVE, lives, stilled
from bot.rehearsal.botapi.wire import JsonObject

from .editing import Target
from .requests import Request

_LEAST_ACCURATE = 1500  # metres
_PROVIDERS = ("google_place", "foursquare")


def send_dice(call: Call) -> JsonObject:
    """Send a die, or another game of chance."""
    request = Request.read(call)
    emoji = known_dice(call.params.string("emoji"))
    if not emoji:
        raise bad_request("EMOTICON_INVALID")
    value = value_of(emoji, request.chat.sequence.last)
    return request.send(Body("dice", {"emoji": emoji, "value": value})).json(call.bot)


def send_contact(call: Call) -> JsonObject:
    """Send somebody's number."""
    params = call.params
    contact: JsonObject = {name: params.required(name) for name in ("phone_number", "first_name")}
    contact |= {name: params.string(name) for name in ("last_name", "vcard") if params.string(name)}
    request = Request.read(call, aimed=True)
    return request.send(Body("contact", contact)).json(call.bot)


def send_location(call: Call) -> JsonObject:
    """Send a point on the map; with a `live_period`, one that moves."""
    place = _location(call)
    period = call.params.integer("live_period", low=-(2**31))
    request = Request.read(call, aimed=True)
    _check_place(place, "Wrong location specified")
    if period not in (0, FOREVER) and not 60 <= period <= 86400:
        raise bad_request("Wrong live location period specified")
    live = {"live_period": period, **_live_fields(call)}
    if not period:
        return request.send(Body("location", place)).json(call.bot)
    message = request.send(Body("location", place | live))
    call.state.moving.append(message)
    return message.json(call.bot)


def send_venue(call: Call) -> JsonObject:
    """Send a place that has a name and an address."""
    params = call.params
    place = _location(call)
    request = Request.read(call, aimed=True)
    _check_place(place, "Wrong venue location specified")
    venue: JsonObject = {
        "location": place,
        "title": params.string("title"),
        "address": params.string("address"),
    }
    for provider in reversed(_PROVIDERS):
        known = {
            name: params.string(name)
            for name in (f"{provider}_id", f"{provider}_type")
            if params.string(name)
        }
        if known:
            venue |= known
            break
    return request.send(Body("venue", venue)).json(call.bot)


def edit_message_live_location(call: Call) -> JsonObject | bool:
    """Move a live location."""
    place = _location(call)
    target = Target.read(call)
    period = _period(call, target)
    _check_place(place, "Invalid location specified")
    wanted = call.params.integer("live_period", low=0) or period
    return target.change(
        replace(
            target.message.body,
            payload=place | {"live_period": wanted, **_live_fields(call)},
        )
    )


def stop_message_live_location(call: Call) -> JsonObject | bool:
    """Let a live location stand still for good."""
    target = Target.read(call)
    _period(call, target)
    return target.change(stilled(target.message.body))


def _period(call: Call, target: Target) -> int:
    """How long the location of a message lives. Raises `ApiError` if it does not, any more."""
    period = target.content().get("live_period")
    if not lives(target.message, call.state.now()) or not isinstance(period, int):
        raise bad_request("There is no live location in the message to edit")
    return period


def _location(call: Call) -> JsonObject:
    params = call.params
    for name in ("latitude", "longitude"):
        if not params.string(name).strip():
            raise bad_request(f"{name} is empty")
    place: JsonObject = {
        "latitude": params.number("latitude"),
        "longitude": params.number("longitude"),
    }
    accuracy = params.number("horizontal_accuracy")
    if math.isfinite(accuracy) and accuracy > 0:
        place["horizontal_accuracy"] = float(math.ceil(min(accuracy, _LEAST_ACCURATE)))
    return place


def _check_place(place: JsonObject, complaint: str) -> None:
    for name, most in (("latitude", 90), ("longitude", 180)):
        value = place[name]
        if not isinstance(value, float) or not -most <= value <= most:
            raise bad_request(complaint)


def _live_fields(call: Call) -> JsonObject:
    heading = call.params.integer("heading", low=-(2**31))
    radius = call.params.integer("proximity_alert_radius", low=-(2**31))
    if heading and not 1 <= heading <= 360:
        raise bad_request("Wrong live location heading specified")
    if not 0 <= radius <= 100_000:
        raise bad_request("Wrong live location proximity alert radius specified")
    return {name: value for name, value in zip(LIVE, (heading, radius), strict=True) if value}


METHODS: Final[Mapping[str, Callable[[Call], object]]] = {
    "sendDice": send_dice,
    "sendContact": send_contact,
    "sendLocation": send_location,
    "sendVenue": send_venue,
    "editMessageLiveLocation": edit_message_live_location,
    "stopMessageLiveLocation": stop_message_live_location,
}
