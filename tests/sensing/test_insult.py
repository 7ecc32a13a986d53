"""Insults that are aimed at the other: what is found, and what is not meant.

A line that ought to be in the other table moves there with the change that sees to it.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sensing.crisis import WINDOW_CHARS
from bot.sensing.insult import insult
from bot.sensing.signals import signals

INSULTS = [
    "You're an idiot", "you are such a bitch", "Shut up", "Shut up!", "you disgust me",
    "you pathetic…", "You’re a fucking asshole.", "you idiot", "You stupid cow",
    "You selfish, lazy pig!", "you're stupid", "You are so pathetic", "ur such a loser",
    "your an idiot", "u r dumb", "Just shut the fuck up", "Shut your mouth", "fuck you",
    "Fuck off and leave me alone", "Go to hell", "screw you", "I hate you", "I hate you so much",
    "I really despise you.", "I can't stand you", "You make me sick", "you were an idiot as always",
    "You've always been a coward", "you're nothing but a liar", "What the hell is wrong with you?",
    "Are you stupid?", "are you really that dumb", "How stupid can you be",
    "How can you be so pathetic", "You act like an idiot", "you're acting like a child",
    "You're such a baby", "You're a piece of shit", "you're useless", "You're worthless, you know",
    "Nobody could ever love you", "You have no spine.", "grow up", "Oh grow up.", "Get a life",
    "I married an idiot", "I'm living with a liar", "You're a waste of space", "you're dead to me",
    "You narcissist", "you're a psychopath", "Don't be such an idiot", "don't be stupid",
    "you're crazy", "You are insane", "You suck", "you're a joke", "you fat pig",
    "I said you're an idiot and I mean it", "I think you're pathetic", "you lying bastard",
    "You're not stupid, you're evil", "I'm not saying you're wrong, but you're a jerk",
    "When I asked, you did nothing. You useless drunk. You're a failure.", "YOU DISGUST ME",
    "you're ridiculous", "You must be an idiot", "You'll always be a loser",
    "You're such a selfish prick", "you're a complete moron and everyone knows it",
    "God you're pathetic", "Why are you so stupid?", "You're so fucking dumb it hurts",
    "Shut the hell up already", "Honestly, fuck you", "You're a lazy piece of shit",
    "You disgust me, you know that", "Just go to hell", "You've turned into a bitter old hag",
    "you absolute clown", "Wow, you're an even bigger idiot than I thought", "I hate you!!!",
    "I can't stand the sight of you", "You're nothing without me",
    "You are the biggest asshole I know", "What an idiot you are", "you're a fucking narcissist",
    "You're good for nothing", "stop being such a bitch", "Stop being an idiot",
    "Are you retarded or what", "You dumb bitch", "u r an idiot",
    "You're a sorry excuse for a man", "You call yourself a father? You're a joke.",
    "No wonder nobody likes you", "get the fuck out of my face", "Oh shut up",
    "You're so full of yourself, you jerk", "You're mental", "you're a psycho bitch",
    "Kiss my ass", "you ungrateful brat", "You're dumber than a rock", "You're trash",
    "You are dead to me",
]  # fmt: skip
NOT_MEANT = [
    "I'm so angry right now", "that was a stupid idea of mine", "I felt like an idiot",
    "I'm so stupid", "I am such an idiot sometimes", "you looked like an idiot in that hat",
    "You made me feel stupid in front of them", "When you called me an idiot, I felt small",
    "You said I'm pathetic and that hurt", "I don't think you're stupid", "You're not an idiot",
    "You are not useless to me", "I never said you're a liar", "I was a coward, and I know it",
    'You said "shut up" to me', "“You're an idiot” is what I heard", "you told me to shut up",
    "I should just shut up more often", "I just shut up and waited",
    "I shut up because I was tired",
    "My boss is an idiot", "that idiot at work again", "my mother says you're useless, she's wrong",
    "I hate it when you leave", "I hate you being late", "I don't hate you", "I hate this",
    "I can't stand it any more", "I can't stand you being away so long", "I'm furious with you",
    "You never listen to me", "You always leave the dishes", "That was so unfair of you",
    "You're late again, and I'm fed up", "You're so selfish sometimes", "I'm disappointed in you",
    "You hurt me when you laughed", "I feel worthless when you look away", "I felt useless all day",
    "do you think I'm stupid?", "You must think I'm an idiot", "You treat me like a child",
    "You treat me like garbage", "It's a stupid fight", "this is ridiculous", "That's bullshit",
    "I'm sick of the dishes", "You're right, I was an idiot", "you're crazy about football",
    "You were crazy busy", "you freak me out when you drive like that", "don't freak out",
    "it's not that you're stupid", "even if you're an idiot with money I love you",
    "you said you're useless, and I don't see it", "If you feel you're worthless, tell me",
    "I wish you were here", "You jerk me around with these dates", "we were both idiots",
    "You and I were stupid", "we grow up together", "The kids grow up so fast",
    "I told you nobody came", "if you cheat on me it's over", "I'm an idiot for saying it",
    "you pricked your finger", "I want to go to hell and back with you", "damn you look good",
    "I feel like a failure next to you", "you were a child when it happened", "you're a dog person",
    "I'm not stupid", "You're nothing like my father", "I could scream", "Leave me alone tonight",
    "You don't care about me", "I'm scared you think I'm a monster", "you're killing me",
    "I love you, and I'm so mad", "You were wrong about the money", "You lied to me", "", "   ",
    "👍",
    "the dog was stupid", "You were silly and I liked it", "How are you, old man?",
    "I was so mad that I slammed the door", "I feel like you don't hear me",
    "You forgot my birthday and I cried", "I'm angry that you came home late",
    "It was a dumb joke and I'm sorry", "You said I was lazy in front of your mother",
    "I felt humiliated when you called me crazy", "I'm not saying you're a bad father",
    "I get jealous and I feel pathetic", "I hate fighting with you", "I hate how quiet it gets",
    "I can't stand the silence between us", "You make me feel like the stupid one",
    "You make me laugh even when I'm mad", "You scare me when you shout",
    "I think you were wrong to tell her", "You didn't listen, and I gave up",
    "You were cold to me all weekend", "You're cold, take my jacket",
    "You're sick, so I made soup", "I was a jerk last night", "We both acted like children",
    "The kids act like monsters at bedtime", "You're stubborn, and so am I",
    "You always have to win", "You never apologise", "You act like I don't exist",
    "I feel trash after we argue", "I wanted you to shut up so I could think",
    "Then I told myself to shut up", "You broke your promise",
    "You're a good father and I'm a useless mother", "I called you an idiot and I'm sorry",
    "I'm sorry I said you were useless", "My father told me you're worthless if you cry",
    "Do you think I'm crazy?", "When you say \"grow up\", I feel small",
    "You left me alone with the baby", "You were a real help today", "That damn dishwasher again",
    "You're my favourite idiot", "Your stupid phone is always there",
    "It's not your fault you're tired", "I feel like a clown at these parties",
    "You spent the money without asking", "It drives me crazy", "You're driving me crazy",
    "I am ashamed of what I said", "You're right to be angry",
    "You know I can't stand your brother",
]  # fmt: skip
#: Meant to hurt, and not found.
MISSED = [
    "You are a terrible person and a liar",
    "You never were anything but a coward",
    "Typical. Your whole family is like that.",
]


@pytest.mark.parametrize("text", INSULTS)
def test_what_is_found(text: str) -> None:
    assert insult(text, "en")


@pytest.mark.parametrize("text", NOT_MEANT)
def test_what_is_not_meant(text: str) -> None:
    assert not insult(text, "en")


@pytest.mark.parametrize("text", MISSED)
def test_what_is_missed(text: str) -> None:
    assert not insult(text, "en")


def test_the_tables_are_large_enough_to_say_something() -> None:
    assert len(set(INSULTS)) >= 40
    assert len(set(NOT_MEANT)) >= 60


def test_a_language_without_a_lexicon_runs_without() -> None:
    assert not insult("You're an idiot", "de")


@pytest.mark.parametrize("place", ["front", "back"])
def test_long_texts_are_read_at_both_ends(place: str) -> None:
    filler = "bla " * WINDOW_CHARS
    assert insult(f"You idiot. {filler}" if place == "front" else f"{filler}. You idiot.", "en")


@given(st.text(max_size=3000))
def test_any_text_is_one_or_none(text: str) -> None:
    assert signals(text, "text", "en").insult is insult(text, "en")
