"""How wide words are, and where a line ends, without a font at hand.

The widths are those of Helvetica and Arial, in thousandths of the size of the type. Where the
reader's font is another one it is usually no wider than the reserve.
"""

import unicodedata

_WIDTHS = {
    191: "'",
    222: "ijl‘’",
    278: " !,./:;I[\\]ft·",
    333: "-()`r“”‹›",
    355: '"',
    389: "*",
    469: "^",
    500: "Jckqsvxyz",
    556: "#$0123456789?L_abdeghnopu–",
    584: "+<=>~",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: "…—",
    1015: "@",
}
_WIDTH_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
#: What is in no table: most letters of other alphabets are narrower.
_OTHER, _FULL = 700, 1000
_BOLD = 1.07
#: For fonts that run wider.
_RESERVE = 1.07


def width(words: str, size: float, *, bold: bool = False) -> float:
    """How wide a line is at most, in the unit of `size`."""
    total = sum(_WIDTH_OF.get(letter) or _unknown(letter) for letter in words)
    return total / 1000 * size * _RESERVE * (_BOLD if bold else 1.0)


def _unknown(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return _FULL if unicodedata.east_asian_width(letter) in "WF" else _OTHER


def wrap(words: str, room: float, size: float, *, bold: bool = False, most: int = 0) -> list[str]:
    """Lines that are no wider than `room`; of more than `most` the last one ends in an ellipsis."""
    lines: list[str] = []
    line = ""
    for word in words.split():
        longer = f"{line} {word}" if line else word
        if width(longer, size, bold=bold) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        *whole, line = _broken(word, room, size, bold=bold)
        lines += whole
    lines.append(line)
    if not most or len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and width(f"{last} …", size, bold=bold) > room:
        last = last[:-1].rstrip()
    return [*lines[: most - 1], f"{last} …"]


def _broken(word: str, room: float, size: float, *, bold: bool) -> list[str]:
    """A word in pieces of which each fits; one piece if it does as it is."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and width(pieces[-1] + letter, size, bold=bold) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces
