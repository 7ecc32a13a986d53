"""Every limit of what a file may hold, with its unit and its reason. Ranges are inclusive."""

from collections.abc import Mapping

#: Characters in a file: three times the longest that there is, and read in a second. A dialogue
#: that needs more is several dialogues.
FILE_CHARS_MAX = 50_000
#: Marks of YAML in a file: five times the most that there are.
TOKENS_MAX = 10_000
#: Blocks in blocks. What is deeper is no dialogue, and costs its reader minutes.
DEPTH_MAX = 40

#: From this level on it may hurt: it takes two who want it, each asked alone first, and somebody
#: who asks how it was; the gates apply.
GATED_LEVEL = 2
#: From this level on only a therapist gives it.
THERAPIST_LEVEL = 5

#: What a couple can be asked to bear, by the field's name: minutes of a wait, rounds, repetitions
#: or words to pick, UTF-16 units of an answer, levels, editions, messages in a turn, numbers of a
#: scale from 0 to 10 (0 would reach nothing), minutes since a pause (a week).
RANGES: Mapping[str, tuple[int, int]] = {
    "minutes": (1, 60),
    "times": (1, 4),
    "at_most": (1, 6),
    "chars": (10, 1000),
    "level": (1, 5),
    "edition": (1, 9999),
    "max": (1, 10),
    "reach": (1, 10),
    "calm": (1, 10),
    "rest": (0, 10_080),
}
#: Minutes. A breather is no break: a body that is alarmed takes twenty minutes and more.
BREATHE_MINUTES = (1, 5)
#: Buttons under a card: Telegram shows a handful well.
OPTIONS = (2, 5)
#: Labels in a scale of words: at least two to choose from, at most two rows of a phone.
LABELS = (2, 8)
#: Slots of a form: what somebody fills in one sitting on a phone.
SLOTS = (1, 6)
#: Families of a word list, and words in each: two screens of buttons, and one.
FAMILIES = (4, 8)
FAMILY_WORDS = (1, 20)
#: Cards of a deck: as few as one wishes, and few enough to be read aloud by one.
CARDS = (1, 200)
#: Parts of a programme: two weeks of days.
PARTS = (2, 14)

#: Characters in one sentence. A post takes 4,096; nobody reads that in the middle of a talk.
TEXT_CHARS_MAX = 600
#: Characters in a short read, which is nobody's turn.
READ_CHARS_MAX = 1000
#: Characters of what is parsed as a template at all: some times more than any text may have.
PARSED_CHARS_MAX = 2000
#: Characters in a name. A button carries 64 bytes: its card, the action and this.
NAME_CHARS_MAX = 40
#: Characters on a button of a pattern: two of them stand in one row of a phone.
BUTTON_CHARS_MAX = 24
#: Characters on any other label: one row of a phone.
LABEL_CHARS_MAX = 40
#: Sentences of a file, all wordings counted: five times the most that there are.
#: Reading more takes time.
SENTENCES_MAX = 1000
#: Steps that nobody is waited for in all, all rounds counted.
POSTS_MAX = 50

#: Words in a prompt or on a card: two lines of a phone, read by somebody who is tired.
PROMPT_WORDS_MAX = 25
#: Words in a line to send: one breath.
LINE_WORDS_MAX = 12
#: Words of a way to calm down, which is read with a beating heart; of a short read: a minute.
PATTERN_WORDS_MAX = 60
LESSON_WORDS_MAX = 120
#: Characters in a prompt: what a phone shows without scrolling, above a keyboard.
PROMPT_CHARS_MAX = 350
#: Question marks in a prompt. The second question is the one that is answered.
QUESTIONS_MAX = 1

#: Minutes of one sitting if every wait lasts as long as it may: no evening is longer.
SITTING_MINUTES_MAX = 180
#: How often the minutes of the header a sitting may take at worst, and what is always all right.
#: A wait ends as soon as it is answered; who takes all of each is nobody.
SITTING_TIMES = 6
SITTING_MINUTES_FREE = 30
#: How often a step may come back in one sitting, all blocks around it multiplied.
REPETITIONS_MAX = 12

#: The highest number of a row of the clinical reference.
ROWS_MAX = 140
