"""Why a mention of code has no answer, or which of several of one name was taken: a closed list, said as a clause."""

from __future__ import annotations

NO_REPOSITORY = "no repository is configured"
OTHER_REPOSITORY = "no configured repository has this name"
BEFORE_HISTORY = "the history began later"
NO_FILE = "there is no such file"
NOT_THEN = "there was no such file at that time"
SEVERAL_FILES = "several files end so"
NO_COMMIT = "there is no such commit"
NO_REF = "there was no such branch or tag at that time"
NOT_SO_FAR = "the history does not lead there"
NO_REQUEST = "no commit is known for this number"
FILE_BEFORE_REF = "taken as the file, since nothing says that the branch or tag of this name is meant"
NO_FILE_BUT_REF = "taken as the branch or tag, since there was no such file at that time"
SAID_TO_BE_REF = "taken as the branch or tag, as the text says, not as the file of this name"
TAG_BEFORE_BRANCH = "taken as the tag, as git does, not as the branch of this name"

REASONS = (
    NO_REPOSITORY,
    OTHER_REPOSITORY,
    BEFORE_HISTORY,
    NO_FILE,
    NOT_THEN,
    SEVERAL_FILES,
    NO_COMMIT,
    NO_REF,
    NOT_SO_FAR,
    NO_REQUEST,
    FILE_BEFORE_REF,
    NO_FILE_BUT_REF,
    SAID_TO_BE_REF,
    TAG_BEFORE_BRANCH,
)
