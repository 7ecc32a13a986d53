"""A dialogue with every verb, every kind of block and every way to do it, whatever the linter says
of conduct: what a picture has to cope with.
"""

from bot.dialogue.model import (
    Breathe,
    Cap,
    Choose,
    Condition,
    Consent,
    Dialogue,
    Draw,
    Fill,
    Gather,
    HandOff,
    Keep,
    Option,
    Pick,
    Rate,
    Reflect,
    Remind,
    Repeat,
    Reveal,
    Rounds,
    Say,
    Scale,
    Slot,
    Step,
    Turn,
    Wait,
    When,
)

SWAP = ("speaker", "listener")


def _opening() -> tuple[Step, ...]:
    return (
        Consent(id="ready", text="Forty minutes, <b>nothing</b> to solve.", private=True, calm=6),
        Scale(id="calm", text="How calm are you?", low="not at all", high="very", reach=6),
        When(
            id="calm-enough",
            condition=Condition(reached="calm"),
            steps=(Say(id="good", text=("Good. We begin.", "Good. Slowly.")),),
            otherwise=(Breathe(id="first-breath", text="Breathe out, longer than in.", minutes=2),),
        ),
        Draw(id="card", deck="small-moments", text="“{{ card }}” Keep it in mind."),
        Repeat(
            id="find-topic",
            at_most=3,
            until={"agree": "fine"},
            or_close="not_now",
            steps=(
                Gather(id="topic", of="speaker", text="{{ speaker.name }}, what is it about?"),
                Choose(
                    id="agree",
                    by="listener",
                    text="{{ listener.name }}, is {{ topic }} & all of it all right?",
                    options={
                        "fine": Option("All right"),
                        "not_today": Option("Not today", close="not_now"),
                        "smaller": Option(
                            "Something smaller",
                            steps=(Say(id="smaller-one", text="Then the smallest part of it."),),
                        ),
                    },
                    otherwise="not_today",
                ),
            ),
        ),
    )


def _middle() -> tuple[Step, ...]:
    turn = Turn(
        id="share",
        floor="speaker",
        text="{{ speaker.name }}, how is {{ topic }} for you? Begin with “I”.",
        again="{{ speaker.name }}, is there more?",
        messages=Cap(max=2, chars=600),
    )
    back = Reflect(
        id="mirror",
        of="share",
        by="listener",
        text="{{ listener.name }}, say back what you heard. " + "You needn't agree with it. " * 9,
        validate="What makes sense of it from there?",
    )
    words = Pick(id="feelings", by="speaker", words="feelings", text="Which come close?")
    form = Fill(
        id="softer",
        by="speaker",
        ask="{{ speaker.name }} is looking for words.",
        slots={"seen": Slot("What happened, as a camera saw it?"), "wish": Slot("What I wish")},
        text="When {{ seen }}, I feel {{ feelings }}. {{ wish }}",
    )
    return (
        Rounds(
            id="two-sides",
            times=2,
            swap=SWAP,
            steps=(
                Repeat(id="pieces", at_most=3, steps=(turn, back)),
                words,
                form,
                When(
                    id="if-sent",
                    condition=Condition(sent="softer"),
                    steps=(
                        Reflect(id="of-form", of="softer", by="listener", text="Say it back."),
                        Rounds(id="deep", times=3, steps=(Wait(id="quiet", text="Quiet."),)),
                    ),
                ),
            ),
        ),
    )


def _debrief() -> tuple[Step, ...]:
    return (
        Reveal(id="one-word", text="One word for how it was.", options=("light", "heavy")),
        When(
            id="if-shown",
            condition=Condition(shown="one-word"),
            steps=(Say(id="words", text="{{ one-word }}".replace("{{ one-word }}", "Two words.")),),
        ),
        Rate(id="heard", text="How heard did you feel?", labels=("not yet", "partly", "fully")),
        Keep(id="takeaway", text="Keep “{{ topic }}”?"),
        Remind(id="again", text="Again some day?"),
    )


EVERYTHING = Dialogue(
    dialogue="everything",
    edition=7,
    title="Everything that there is",
    purpose="Every verb once, so that a picture of it shows them all.",
    lineage=("ours",),
    rows=("P1", "P2"),
    level=3,
    need="listen",
    minutes=40,
    roles=SWAP,
    not_for=("late at night",),
    rest=60,
    steps=(*_opening(), *_middle(), *_debrief()),
    together=(
        Consent(id="ready-here", text="Phones down?", private=True),
        HandOff(id="talk", text="{{ speaker.name }} says a little.", minutes=20, halves=True),
    ),
    short=(
        Rounds(
            id="a-minute",
            times=2,
            swap=SWAP,
            steps=(Turn(id="minute", floor="speaker", text="A minute.", minutes=2),),
        ),
    ),
    alone=(
        Say(id="by-oneself", text="Supercalifragilisticexpialidociousness" * 3),
        Wait(id="some-time", text="Sit with it."),
    ),
    closings={"done": "Enough is fine.", "partly": "That was hard.", "not_now": "Another day."},
    blocks={"ready": "opening", "calm": "opening"},
)
