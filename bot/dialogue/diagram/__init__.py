"""A dialogue as a picture that a therapist understands: who does what, in which order, for how
long, and how it ends. SVG in plain text; the same dialogue gives the same picture.
"""

from bot.dialogue.diagram.layout import layout
from bot.dialogue.diagram.svg import svg
from bot.dialogue.model import Dialogue


def diagram(dialogue: Dialogue) -> str:
    """The SVG document of a dialogue that was loaded."""
    return svg(layout(dialogue))
