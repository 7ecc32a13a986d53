"""Many random couples and faults, each run driven by one seed, in virtual time.

The product is the real one: poller, conductor, outbox, alarms and retention, on a journal in memory
and a line to a small Telegram in the same process. `virtual` is the loop on which hours pass in a
moment, `trouble` what can go wrong and how often, `weather` what goes wrong just now, `people` who
sits in the seats, `checks` what must hold whatever happens. A run is a list of lines, so it can be
played again, made shorter, and printed as a transcript.
"""
