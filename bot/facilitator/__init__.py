"""The facilitator: decides, and does nothing else. Pure.

`room` and `person` hold state, `events` come in, `effects` go out, `engine` says in which order
things matter. Time comes in as `now`.
"""
