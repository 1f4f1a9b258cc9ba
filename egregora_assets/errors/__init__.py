"""One family of errors. Each class takes its culprits as data and says what is wrong and how to fix it.

No error carries message text or a person's name. A file's name may hold a group's title, so errors that can reach
Dagster name an export by the first characters of its digest; `detail_for_terminal` holds the rest for a terminal.
Every error has a row in docs/errors.md.
"""

# Several names a line, so that the list stays readable.
# isort: off
# fmt: off
from egregora_assets.errors.commands import (
    ContainerTooLarge, ConversationUnclear, OlderFileRefused, PortTaken, RedactInputRefused, ReviewRefused, RunFailed,
    VaultEmpty, WebServerUnguarded,
)
from egregora_assets.errors.database_files import (
    BackupUnusable, CommitUncertain, CopyDiffers, DatabaseBusy, DatabaseDamaged, DatabaseMissing, DatabasesSound,
    DatabaseTooNew, DiskAlmostFull, DiskFull, HistoryUnwritable, MigrationChanged, NO_SPACE, NothingToRestore,
)
from egregora_assets.errors.deployment import (
    DagsterHomeUnset, DeploymentAbsent, DeploymentExists, DeploymentMissing, FolderNotWritable, FolderTooOpen,
    KeyLost, KeyRefused, KeyWrong, SettingInvalid, SourceUnusable, StorageRefused,
    SystemUnsupported,
)
from egregora_assets.errors.family import (
    EgregoraError, InstantOutOfRange, LanguageFileInvalid, RenamedWarning, StageFailed, TimeZoneUnknown,
)
from egregora_assets.errors.own_tables import OwnQueryRefused, OwnTableRefused, PrivateInput, ValueUnsupported
from egregora_assets.errors.people import (
    ErasureIncomplete, ErasureUnfinished, NotConfirmed, PersonAmbiguous, PersonUnknown, PseudonymUnknown,
)
from egregora_assets.errors.run_ends import RunAlreadyEnded, RunInterrupted, RunLost, RunStopped
from egregora_assets.errors.runs import (
    ChatUnknown, CopyMissing, DeploymentBusy, FailureCommandFailed, InputsChanged, PartitionRefused, QueryRefused,
    UpstreamMissing, WorkerLost,
)
from egregora_assets.errors.site import (
    FileContentMissing, RepositoryUnreadable, SiteBroken, SiteFileRefused, SiteLeak, SiteMissing, TargetRefused,
)
from egregora_assets.errors.statements import (
    AnnotationRefused, AnnotationTargetUnclear, BatchesRefused, DatabaseDefect, DatabaseInvalidated, DocumentRefused,
    DocumentUnclear, DocumentUnknown, EditedPostRefused, MemoryExceeded, PartsEntangled, PostUnclear, ReferenceStale,
    RowAmbiguous, RowUnknown, RowsMalformed, RowsRefused, RunUnknown, StatementFailed, StatementForbidden,
    StatementTooLong, WriteConflict,
)

__all__ = [
    "NO_SPACE",
    "AnnotationRefused",
    "AnnotationTargetUnclear",
    "BackupUnusable",
    "BatchesRefused",
    "ChatUnknown",
    "CommitUncertain",
    "ContainerTooLarge",
    "ConversationUnclear",
    "CopyDiffers",
    "CopyMissing",
    "DagsterHomeUnset",
    "DatabaseBusy",
    "DatabaseDamaged",
    "DatabaseDefect",
    "DatabaseInvalidated",
    "DatabaseMissing",
    "DatabaseTooNew",
    "DatabasesSound",
    "DeploymentAbsent",
    "DeploymentBusy",
    "DeploymentExists",
    "DeploymentMissing",
    "DiskAlmostFull",
    "DiskFull",
    "DocumentRefused",
    "DocumentUnclear",
    "DocumentUnknown",
    "EditedPostRefused",
    "EgregoraError",
    "ErasureIncomplete",
    "ErasureUnfinished",
    "FailureCommandFailed",
    "FileContentMissing",
    "FolderNotWritable",
    "FolderTooOpen",
    "HistoryUnwritable",
    "InputsChanged",
    "InstantOutOfRange",
    "KeyLost",
    "KeyRefused",
    "KeyWrong",
    "LanguageFileInvalid",
    "MemoryExceeded",
    "MigrationChanged",
    "NotConfirmed",
    "NothingToRestore",
    "OlderFileRefused",
    "OwnQueryRefused",
    "OwnTableRefused",
    "PartitionRefused",
    "PartsEntangled",
    "PersonAmbiguous",
    "PersonUnknown",
    "PortTaken",
    "PostUnclear",
    "PrivateInput",
    "PseudonymUnknown",
    "QueryRefused",
    "RedactInputRefused",
    "ReferenceStale",
    "RenamedWarning",
    "RepositoryUnreadable",
    "ReviewRefused",
    "RowAmbiguous",
    "RowUnknown",
    "RowsMalformed",
    "RowsRefused",
    "RunAlreadyEnded",
    "RunFailed",
    "RunInterrupted",
    "RunLost",
    "RunStopped",
    "RunUnknown",
    "SettingInvalid",
    "SiteBroken",
    "SiteFileRefused",
    "SiteLeak",
    "SiteMissing",
    "SourceUnusable",
    "StageFailed",
    "StatementFailed",
    "StatementForbidden",
    "StatementTooLong",
    "StorageRefused",
    "SystemUnsupported",
    "TargetRefused",
    "TimeZoneUnknown",
    "UpstreamMissing",
    "ValueUnsupported",
    "VaultEmpty",
    "WebServerUnguarded",
    "WorkerLost",
    "WriteConflict",
]
