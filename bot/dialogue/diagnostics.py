"""What can be wrong with a file of ours, as data: one line that says what, where, what to do."""

from msgspec import Struct

#: Every code with what it is about. Codes are never reused.
CODES: dict[str, str] = {
    "Y01": "the file is not readable YAML",
    "Y02": "the file is too large",
    "S01": "a step has no verb, or two",
    "S02": "a field is missing, unknown, or of the wrong kind",
    "S03": "a number is out of its range",
    "S04": "a text is empty or too long",
    "S05": "there are no steps, or none that waits",
    "N01": "two steps share an id",
    "N02": "a role is not declared",
    "N03": "a step refers to a step or an option that is not there",
    "N04": "a text uses a name or a construct that it may not",
    "N05": "a name is too long, or one of the bot's own",
    "C01": "an exercise from level 2 on begins without a private consent",
    "C02": "floors are not equal",
    "C03": "an exercise from level 2 on has words of its own for “not today”",
    "O01": "a translation of something that is not there, or not in a language's folder",
    "O02": "a translation of another edition",
    "O03": "a translation has a text that its original does not have",
    "O04": "a translated text is empty, too long, or names what its original does not name",
    "O05": "a text of a translated file has no translation",
}


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
