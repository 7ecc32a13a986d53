"""What can be wrong with a file of ours, as data: one line that says what, where, what to do.

Each code has a page, `dialogues/findings/CODE.md`, with an example that raises it and one that
does not.
"""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

#: What a check found: a place, a code, a message, a remedy. A place is a step's id, or “@” and the
#: way to a field of the header or to an entry, such as `@not_for` or `@cards/hour`; empty for the
#: file as a whole.
Row = tuple[str, str, str, str]

#: What `heard check` does, in this order.
Stage = Literal["yaml", "shape", "names", "conduct", "rehearsal"]


class Code(Struct, frozen=True):
    """What a code is about: the stage that finds it, and a line for the table of the docs."""

    stage: Stage
    about: str


#: Every code. Codes are never reused.
CODES: Mapping[str, Code] = {
    "Y01": Code("yaml", "the file is not readable YAML, or has what is not read: aliases, blocks "
                "as keys, blocks too deep in blocks"),
    "Y02": Code("yaml", "the file is too large"),
    "S01": Code("shape", "a step has no verb, or two"),
    "S02": Code("shape", "a field is missing, unknown, or of the wrong kind"),
    "S03": Code("shape", "a number is out of its range, or there are too few or too many of "
                "something"),
    "S04": Code("shape", "a text is empty or too long"),
    "S05": Code("shape", "there are no steps, or too many posts that wait for nobody"),
    "S06": Code("shape", "a list of wordings has fewer than two, or something stands there twice"),
    "N01": Code("names", "two steps share an id"),
    "N02": Code("names", "a role is not declared, or somebody would answer themselves"),
    "N03": Code("names", "a step refers to a step, a block or an option that is not there"),
    "N04": Code("names", "a text uses a name, a construct or a mark that it may not"),
    "N05": Code("names", "a name is too long, or one of the bot's own"),
    "N06": Code("names", "a condition does not name one earlier step of the right verb"),
    "N07": Code("names", "a deck, a word list, a dialogue or a lesson is not there"),
    "N08": Code("names", "two files have the same name"),
    "N09": Code("names", "not exactly one pattern is the usual one"),
    "N10": Code("names", "a private answer is named where it may not be known"),
    "O01": Code("names", "a translation of what is not there, a second one of the same, or one "
                "outside a language's folder"),
    "O02": Code("names", "a translation of another edition"),
    "O03": Code("names", "a translation has a text that its original does not have"),
    "O04": Code("names", "a translated text is empty or too long, or has a name, an attribute or a "
                "mark that it may not have"),
    "O05": Code("names", "a text has no translation"),
    "C01": Code("conduct", "an exercise from level 2 on begins without a private consent"),
    "C02": Code("conduct", "floors are not equal"),
    "C03": Code("conduct", "an exercise from level 2 on has words of its own for “not today”"),
    "C04": Code("conduct", "it could take much longer than it says"),
    "C05": Code("conduct", "a block repeats with no way out"),
    "C06": Code("conduct", "something is planned or solved before both were understood"),
    "C07": Code("conduct", "somebody alone is asked for more than to read and to wait"),
    "C08": Code("conduct", "the header does not say where it comes from, or whom it is not for"),
    "C09": Code("conduct", "an exercise from level 2 on ends without asking how it was"),
    "C10": Code("conduct", "the breath is held, and nobody is told who should not"),
    "V01": Code("conduct", "a text has too many words"),
    "V02": Code("conduct", "a text asks more than one question"),
    "V03": Code("conduct", "a text has too many characters to be read on a phone"),
    "V04": Code("conduct", "a text is too hard to read"),
    "V05": Code("conduct", "a text blames"),
    "V06": Code("conduct", "a text uses somebody's trade name"),
    "V07": Code("conduct", "a text claims to be therapy"),
    "V08": Code("conduct", "a text diagnoses"),
}  # fmt: skip


class Finding(Struct, frozen=True, order=True):
    """One thing that is wrong. `line` counts from 1; 0 means the file as a whole."""

    path: str
    line: int
    code: str
    message: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return " ".join(f"{where}: {self.code} {self.message}. {self.remedy}".splitlines())
