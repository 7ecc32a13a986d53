"""Every limit of the facilitator, with its unit and its reason."""

from datetime import time, timedelta

# --- turns -----------------------------------------------------------------------------------
#: Telegram stamps messages by the second and people's networks lag: what was sent this soon after
#: the change of turns belongs to the turn before.
GRACE = timedelta(seconds=2)
#: People write in bursts. A turn's holder who goes on within this time, before the other has begun,
#: is still in the same breath.
BREATH = timedelta(seconds=20)
#: Messages in one breath, and how much longer than the cap it may grow (UTF-16 units).
BREATH_MESSAGES_MAX = 3
#: The warning comes this long before a turn's time is over, or at half time if that is later.
LAST_SENTENCE = timedelta(seconds=60)
#: After the time is over, the holder's next message still counts for 90 seconds, and for as long
#: as it may be on its way.
OVERTIME = timedelta(seconds=90 + 5)
#: Messages of a burst are one interruption, and one notice.
BURST = timedelta(seconds=10)
#: Parts of an album come within this time; Telegram sends them at once, networks do not.
ALBUM = timedelta(minutes=1)
#: Albums of which a part may still come: one after the other, by both.
ALBUMS_MAX = 6
#: The third interruption in a row stops both.
INTERRUPTIONS_MAX = 3
#: So many messages below it, and a phone does not show the turn's card any more: it comes again,
#: but not more often than this.
SCROLLED, SCROLL = 12, timedelta(minutes=1)
#: Both stopped: after this long without a word the exercise is put away.
HALT = timedelta(minutes=10)
#: Messages of nobody known that wait to be claimed, each with a line of its own; more stays.
UNCLAIMED_MAX = 12
#: Out of the chat at most this much per person at a time; more stays where it is.
HELD_MAX = 100

# --- reflecting ------------------------------------------------------------------------------
#: After this many *nearly* the speaker names the missing part.
NEARLY_MAX = 2
#: *Let me say it again* and *an example?*: once each per piece, so that every reflection ends.
AGAIN_MAX = 1
EXAMPLE_MAX = 1
#: What cannot be said back, since it was meant to hurt, is asked for anew so often; then this piece
#: goes on without a reflection.
ANEW_MAX = 2
#: How long a tap (*that's it / nearly / again*) is waited for.
CHECK = timedelta(minutes=4)

# --- the lock --------------------------------------------------------------------------------
#: Who is locked is so until this long after the turn, if nobody unlocks them: the bot may be gone.
LOCK_MARGIN = timedelta(seconds=90)
#: Renewed when this much is left.
LOCK_RENEW = timedelta(seconds=60)
#: No lock is decided for less, and none for longer: Telegram takes less than 30 seconds for ever,
#: by its own clock, and a lock may be sent some time after it was decided.
LOCK_SHORTEST, LOCK_LONGEST = timedelta(minutes=2), timedelta(minutes=15)
#: A lock that would be shorter than this when it is sent is not sent.
LOCK_LEAST = timedelta(seconds=60)

# --- choosing --------------------------------------------------------------------------------
#: *Another*, of a card: who has seen three has seen what the deck is like.
OTHER_CARDS_MAX = 2
#: A word of one's own instead of one of the list: a few words, UTF-16 units.
PICKED_CHARS_MAX = 60
#: A takeaway goes after this, unless one of the two deletes it before.
TAKEAWAY = timedelta(days=90)
#: Takeaways of a couple; a list that is longer is not read.
TAKEAWAYS_MAX = 12
#: *Later today*, and *in a week*, when an exercise could be begun again.
SOON, WEEK = timedelta(hours=2), timedelta(days=7)
#: A card that would disturb (an exercise, a pause) waits this much longer.
NOT_JUST_NOW = timedelta(hours=1)
#: A draft stays with its author at least this long before it can be sent.
DRAFT_HOLD = timedelta(seconds=20)
#: Who asked to write something first and writes nothing for so long writes something else next.
DRAFT_WAIT = timedelta(minutes=10)

#: In an exercise by oneself nobody answers what is written; after so long without a word or a tap
#: it is over, and somebody does again.
SOLO_WAIT = timedelta(hours=1)

# --- dialogues that the bot itself begins ----------------------------------------------------
#: What it looks like when a turn is kept, and the warm one that follows it.
TRIAL, FIRST = "try-me", "three-good-minutes"
#: What is offered, and never begun, by itself: at the return, and where the topic rests.
COMING_BACK, META = "coming-back", "how-are-we-talking"

# --- sessions --------------------------------------------------------------------------------
#: *Same room or apart?* is waited for this long; then the offer rests.
PLACE = timedelta(minutes=10)
#: Two waits in a row that nobody used: the exercise is put away quietly.
QUIET_STEPS_MAX = 2
#: A session lives at most this long, breaks not counted.
SESSION = timedelta(hours=3)
#: A deadline that is handled this late was missed because we were away; every clock then gets this
#: much again.
LATE = timedelta(minutes=2)
AGAIN = timedelta(minutes=4)
#: Away for longer than this, an exercise is put away, without a sound.
AWAY = timedelta(hours=1)
#: How long a card's offer (*enough, or one more?*) keeps its buttons.
OFFER = timedelta(hours=12)

# --- pauses ----------------------------------------------------------------------------------
BREATHER = timedelta(minutes=2)
BREATHER_MIN, BREATHER_MAX = timedelta(minutes=1), timedelta(minutes=5)
BREAK = timedelta(minutes=30)
BREAK_MIN, BREAK_MAX = timedelta(minutes=20), timedelta(hours=24)
#: From this local time until EARLY, the return is proposed for the next evening.
LATE_EVENING, EARLY_MORNING, NEXT_EVENING = time(21, 30), time(5, 0), time(19, 0)
#: At the return both are called and have this long to come.
CALL = timedelta(minutes=15)
#: *Later* at the return moves it by this much.
LATER = timedelta(minutes=30)
#: After this many missed returns it is put away, not lost.
MISSED_MAX = 2
#: A quiet break holds messages for at most this long.
QUIET_BREAK = timedelta(minutes=20)
#: How long the talk about the talk (`/meta`) may take.
ASIDE = timedelta(minutes=10)

#: Somebody else is here: after so long without a word of both an exercise is put away.
GUEST = timedelta(minutes=30)

# --- heat -----------------------------------------------------------------------------------
#: In free talk, where both have chosen that, messages are held for this long when it gets fast.
MINUTE = timedelta(minutes=1)
#: Whether it helped is asked so long after the last time, so once for an evening's several.
ASK_HELPED = timedelta(minutes=15)
#: Stepping in less than usual lapses after this.
LOWERED = timedelta(days=30)

# --- held notes and words --------------------------------------------------------------------
#: A held note stays this long after the exercise or the return, whichever is later.
NOTE = timedelta(hours=24)
#: Its author is told this long before it goes.
NOTE_WARNING = timedelta(hours=2)
#: Notes that go this soon after one another are told of together: those of one exercise.
NOTES_TOGETHER = timedelta(minutes=30)
#: Words are gone after this, whatever happens: break, exercise and note time, and some.
WORDS_MAX = timedelta(hours=72)
#: Words that are done with stay until the posts that name them are surely out.
DELIVERY = timedelta(minutes=10)
#: What `/journal` keeps of one's own ratings.
RATINGS_MAX = 100

# --- what goes deeper ------------------------------------------------------------------------
#: Two evenings are at least this far apart, whatever the clock says: from eleven to three o'clock.
APART = timedelta(hours=16)
#: From this level on it is about conflict.
CONFLICT_LEVEL = 3
#: A private question that nobody answers is wiped after this.
CHECK_OPEN = timedelta(minutes=10)
#: After words that called for help, warm exercises only for this long.
CALM_AFTER_CRISIS = timedelta(hours=48)
#: After an exercise that was hard for one of the two, something warm first, for this long.
TENDER = timedelta(hours=48)

#: What was shared of an exercise is told so long after it was asked for, whoever answered when.
SHARE = timedelta(minutes=5)

# --- what is offered beside exercises ---------------------------------------------------------
#: Repair lines that a couple may call its own: two pages of buttons at most.
LINES_MAX = 12
#: Lines on one page: more than this and a phone shows no text above them.
LINES_PAGE = 8
#: Characters of titles and sources in one post: Telegram takes 4,096 in all, nobody reads that.
SOURCES_CHARS = 2500

# --- the private chat ------------------------------------------------------------------------
#: Telegram lets a bot take messages out for 48 hours. Its clock and ours differ a little, and one
#: message that is too old holds up the hundred that it is taken out with.
TIDY = timedelta(hours=48) - timedelta(minutes=5)
#: Messages of one person's that `/tidy` remembers: two calls' worth. Nobody who uses buttons writes
#: more to a bot in two days, and the state that they stand in is written with every event.
WRITTEN_MAX = 200

# --- people ----------------------------------------------------------------------------------
NAME_CHARS_MAX = 32
#: Who may be waiting to confirm in private that they are a partner of this room.
CANDIDATES_MAX = 6
ROOMS_MAX = 8
#: The version of the screen that is consented to; a new text is a new version, and asked again.
CONSENT_VERSION = 3
#: What a person can choose between *leave now* and this much later.
LEAVE_LATER: dict[str, timedelta] = {"day": timedelta(days=1), "week": timedelta(days=7)}
#: One reminder per room in this time where the bot may not remove messages.
REMINDER = timedelta(seconds=10)
#: A leaflet (`/help`, `/privacy`) that was said so shortly before is not said again.
LEAFLET = timedelta(seconds=20)
#: One hint per room in this time that Telegram does not say who wrote.
UNATTRIBUTED = timedelta(minutes=5)
