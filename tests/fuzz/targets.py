"""Every target by its name: a function that any bytes may be given, and that raises nothing but
what is a finding.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.fuzz import files, stage, updates

Target = Callable[[bytes], None]

TARGETS: Mapping[str, Target] = {
    "updates": updates.updates,
    "callbacks": updates.callbacks,
    "commands": updates.commands,
    "dialogues": files.dialogues,
    "settings": files.config,
    "control": stage.control,
    "botapi": stage.botapi,
    "transcripts": stage.transcripts,
    "restore": files.restore,
}
#: Seeds and findings, a folder for each target; a finding's name says what it was.
CORPUS = Path(__file__).parent / "corpus"
