"""One way to do a dialogue, from its name down to its end."""

from msgspec import Struct
from msgspec.structs import replace

from bot.dialogue.diagram.blocks import WAYS, condition, depth, has, repeated
from bot.dialogue.diagram.cards import Card, card
from bot.dialogue.diagram.fitting import HEAD, MARK, NOTE, PAD, Paper, ending, fitted
from bot.dialogue.diagram.plain import plain
from bot.dialogue.diagram.shapes import Arrow, Box, Frame, Lane, Look, Mark, Text
from bot.dialogue.measure import minutes
from bot.dialogue.model import Choose, Dialogue, Reflect, Repeat, Rounds, Step, When, walk

#: How wide the lane of a role is, and the only lane of a way in which no role acts.
LANE, ONLY = 232.0, 320.0
BETWEEN_LANES = 14.0
#: How far a frame stands in from the one around it.
INSET = 11.0
#: From one step to the next, with room for an arrow.
GAP = 24.0

Node = Box | Frame


class Parts(Struct):
    """What has been placed."""

    lanes: list[Lane]
    frames: list[Frame]
    arrows: list[Arrow]
    boxes: list[Box]
    texts: list[Text]

    @classmethod
    def none(cls) -> "Parts":
        """Nothing yet."""
        return cls([], [], [], [], [])


class Column:
    """Places the steps of one way, its top left corner at `x`, `y`."""

    def __init__(self, dialogue: Dialogue, way: str, x: float, y: float, parts: Parts) -> None:
        self._dialogue, self._way, self._x, self._y, self._parts = dialogue, way, x, y, parts
        self._steps = dialogue.branch(way)
        self._depth = depth(self._steps)
        cards = [card(step, dialogue) for step in walk(self._steps) if not _is_block(step)]
        self._lanes = any(one.lane for one in cards) and way != "alone"
        inside = 2 * LANE + BETWEEN_LANES if self._lanes else ONLY
        self.width = inside + 2 * (INSET * self._depth + PAD)
        self._inside = inside
        self._left = x + PAD + INSET * self._depth

    def place(self) -> float:
        """Everything, down to where it ends."""
        paper = Paper(self._x, self._y, self.width, [])
        paper.write(WAYS[self._way], HEAD, bold=True)
        total = minutes(self._steps)
        paper.write(f"All time limits together, once it has begun: {total} min", NOTE, quiet=True)
        top = paper.y + 10
        self._parts.texts += paper.texts
        first = top + (30 if self._lanes else 12)
        last, bottom = self._sequence(self._steps, first, 1)
        box = ending(self._sentences(), (self._left, bottom + GAP, self._inside))
        self._join(last, box)
        self._parts.boxes.append(box)
        self._grounds(top, box.bottom + 12)
        return box.bottom + 12

    def _grounds(self, top: float, bottom: float) -> None:
        height = bottom - top
        if not self._lanes:
            lane = Lane(self._x, top, self.width, height, "group")
            self._parts.lanes.append(lane)
            return
        half = self.width / 2
        looks: tuple[Look, Look] = ("first", "second")
        for place, (role, look) in enumerate(zip(self._dialogue.roles, looks, strict=True)):
            x = self._x + place * half
            self._parts.lanes.append(Lane(x, top, half, height, look))
            name = role.capitalize() + (", who began" if place == 0 else "")
            self._parts.texts.append(Text(x + PAD, top + 17, name, NOTE, bold=True))

    def _sentences(self) -> list[tuple[str, str]]:
        """What is said in the end, and when: *done* is for those who both said yes to what was said
        back, so a way in which nothing is said back ends otherwise, and one with the phones down in
        words of its own; who is alone hears none.
        """
        closings, roles = self._dialogue.closings, self._dialogue.roles
        if self._way == "alone":
            return []
        ends = [("", closings.get("together" if self._way == "together" else "partly"))]
        if has(self._steps, Reflect):
            ends = [
                ("if both were heard: ", closings.get("done")),
                ("otherwise: ", closings.get("partly")),
            ]
        return [(when, f"“{plain(text, roles)}”") for when, text in ends if text is not None]

    def _sequence(self, steps: tuple[Step, ...], y: float, level: int) -> tuple[Node | None, float]:
        """Steps one after another; the last one, and where it ends."""
        last: Node | None = None
        for step in steps:
            for node in self._nodes(step, y if last is None else last.bottom + GAP, level):
                if last is not None:
                    self._join(last, node)
                last = node
        return last, last.bottom if last is not None else y

    def _nodes(self, step: Step, y: float, level: int) -> list[Node]:
        """A step as one node, or, if what follows depends on a choice, as two."""
        if isinstance(step, Rounds | Repeat):
            label = repeated(step, self._dialogue)
            return [self._frame(((label, step.steps),), y, level, "loop")]
        if isinstance(step, When):
            label = condition(step.condition, self._dialogue)
            sections = [(label, step.steps)]
            if step.otherwise:
                sections.append(("Otherwise", step.otherwise))
            return [self._frame(tuple(sections), y, level)]
        box = self._box(step, y)
        self._parts.boxes.append(box)
        follow = [
            (f"If “{plain(option.label, self._dialogue.roles)}”", option.steps)
            for option in (step.options.values() if isinstance(step, Choose) else ())
            if option.steps
        ]
        if not follow:
            return [box]
        return [box, self._frame(tuple(follow), box.bottom + GAP, level)]

    def _box(self, step: Step, y: float) -> Box:
        shown = card(step, self._dialogue)
        if self._way == "alone":
            shown = _alone(shown)
        block = self._dialogue.blocks.get(step.id)
        name = step.id + (f", from {block}" if block else "")
        if shown.wordings > 1:
            name += f", {shown.wordings} wordings"
        look: Look = "group"
        x, across = self._left, self._inside
        if shown.lane and self._lanes:
            across = LANE
            look = "first" if shown.lane == self._dialogue.roles[0] else "second"
            if look == "second":
                x += LANE + BETWEEN_LANES
        return fitted(shown, name, (x, y, across), look)

    def _frame(
        self,
        sections: tuple[tuple[str, tuple[Step, ...]], ...],
        y: float,
        level: int,
        mark: Mark = "",
    ) -> Frame:
        """A block, or several that exclude each other, one below the other."""
        inset = PAD + INSET * (level - 1)
        x, across = self._x + inset, self.width - 2 * inset
        paper = Paper(x + PAD, y + 4, across - 2 * PAD, [])
        rules: list[float] = []
        for label, steps in sections:
            if paper.texts:
                paper.y += 10
                rules.append(paper.y)
                paper.y += 4
            paper.write(label, NOTE, bold=True, indent=MARK if mark else 0.0)
            paper.y += 8
            paper.y = self._sequence(steps, paper.y, level + 1)[1]
        height = paper.y + 12 - y
        frame = Frame(x, y, across, height, tuple(paper.texts), tuple(rules), mark)
        self._parts.frames.append(frame)
        return frame

    def _join(self, before: Node | None, after: Node) -> None:
        if before is None:
            return
        start, end = before.middle, after.middle
        if start != end and isinstance(after, Box) and after.x + 14 < start < _right(after) - 14:
            end = start
        elif start != end and before.x + 14 < end < _right(before) - 14:
            start = end
        half = before.bottom + (after.y - before.bottom) / 2
        points = [(start, before.bottom), (end, after.y)]
        if start != end:
            points[1:1] = [(start, half), (end, half)]
        self._parts.arrows.append(Arrow(tuple(points)))


def _right(node: Node) -> float:
    return node.x + node.width


def _is_block(step: Step) -> bool:
    return isinstance(step, Rounds | Repeat | When)


def _alone(shown: Card) -> Card:
    """In one's own private chat nobody else has to be ready."""
    notes = tuple("until one is ready" if "both are ready" in one else one for one in shown.notes)
    return replace(shown, notes=notes, lane="", private=True, mark="lock")
