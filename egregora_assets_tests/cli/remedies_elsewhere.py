"""Which remedies `test_remedies` does not try: those that other tests carry out, those that no test can, and why."""

from __future__ import annotations

from collections.abc import Mapping

ELSEWHERE: Mapping[str, str] = {
    "RepositoryUnreadable": ("git_history/test_resolver.py::test_a_repository_that_is_gone_is_a_warning_with_a_remedy"),
    "ChatUnknown": "merging/test_chosen_chats.py::test_only_the_chosen_conversation_is_read_and_the_others_wait",
    "CommitUncertain": "database/test_error_translation.py::test_a_full_disk_has_one_name_and_what_was_there_stays",
    "ConversationUnclear": "cli/test_import_legacy.py::"
    "test_the_only_conversation_is_meant_and_of_several_the_named_one",
    "DeploymentMissing": "web/test_moving.py::test_the_remedies_for_it_help",
    "ErasureUnfinished": "cli/test_erase.py::"
    "test_an_older_copy_that_is_restored_is_used_only_after_the_person_was_erased_again",
    "RunFailed": "cli/test_command.py::test_a_check_that_did_not_pass_is_not_forgotten_when_everything_is_fresh",
    "RunInterrupted": "runs/test_interruptions.py::test_a_run_that_is_interrupted_says_so_and_is_canceled",
    "SiteLeak": "cli/test_doctor.py::test_a_publication_that_was_stopped_is_explained_until_it_is_published",
    "SiteMissing": "published/test_preview.py::test_a_site_that_is_gone_is_there_again_after_the_remedy",
    "UpstreamMissing": "runs/test_starting.py::test_the_remedy_of_a_missing_input_selects_everything_upstream",
}
"""By error, the test that carries its remedy out, or the part of it that can be."""

_LIMIT = "a limit of archives: of one kind with ArchiveDamaged, whose remedy is tried"
_DEFECT = "a defect of the program: it can only be reported"
_DISK = "of a disk or of memory that fails: free or repair it outside of this program, and run again"
_RACE = (
    "another process came in between: the remedy is to run again, and tests of the refusal show that nothing changed"
)
_RELEASE = "needs another release of this program or of a library"
_CODE = "of code that somebody adds: the remedy is to change that code"
_DAEMON = "of a run of Dagster's daemon or web interface, which is started again there"
_BY_HAND = "to be corrected by hand in what the error names; tests of the refusal show what it names"

WITHOUT: Mapping[str, str] = {
    "AnnotationRefused": _BY_HAND,
    "AnnotationTargetUnclear": _BY_HAND,
    "ArchiveBomb": _LIMIT,
    "ArchiveEntryUnsafe": _LIMIT,
    "ArchiveNamesClash": _LIMIT,
    "ArchivePathUnsafe": _LIMIT,
    "BatchesRefused": _DEFECT,
    "ContainerTooLarge": _BY_HAND,
    "CopyDiffers": _DISK,
    "DagsterHomeUnset": "the variable is set outside of this program; every other test sets it",
    "DatabaseDefect": _DEFECT,
    "DatabaseInvalidated": _DISK,
    "DiskFull": _DISK,
    "DocumentRefused": _BY_HAND,
    "DocumentUnclear": _BY_HAND,
    "DocumentUnknown": _BY_HAND,
    "EditedPostRefused": _BY_HAND,
    "ErasureIncomplete": _BY_HAND,
    "ExportChanged": _RACE,
    "ExportTooLarge": _LIMIT,
    "ExportUnreadable": "needs a user who is not the superuser, as which tests run in containers",
    "FailureCommandFailed": _BY_HAND,
    "FileContentMissing": _BY_HAND,
    "InboxUnreadable": "needs a user who is not the superuser, as which tests run in containers",
    "InputsChanged": _RACE,
    "InstantOutOfRange": _BY_HAND,
    "LanguageFileInvalid": _CODE,
    "MemoryExceeded": _DISK,
    "MigrationChanged": _RELEASE,
    "NobodySpeaks": "of one kind with NotAChat: another export",
    "OlderFileRefused": _BY_HAND,
    "OwnQueryRefused": _CODE,
    "OwnTableRefused": _CODE,
    "PartitionRefused": _CODE,
    "PartsEntangled": "the step is tried again by itself; what is left would be a defect",
    "PersonAmbiguous": "its remedy is that of PersonUnknown: the command with an id",
    "PortTaken": "another port is another server, which tests of the web interface start",
    "PrivateInput": _CODE,
    "ReaderFailed": _DEFECT,
    "ReferenceStale": "of a file that earlier programs damaged; `restore --force` is tried with DatabasesSound",
    "RequestUnknown": _DAEMON,
    "PostUnclear": _BY_HAND,
    "RowAmbiguous": "its remedy is that of RowUnknown: the command with a whole key",
    "RowsMalformed": _DEFECT,
    "RowsRefused": _DEFECT,
    "RunAlreadyEnded": "nothing is to be done: nothing was changed",
    "RunLost": "run again: that is what every later run of the tests about kills does",
    "RunStopped": _DAEMON,
    "RunUnknown": _DEFECT,
    "SeveralChatsInside": "of one kind with ArchivesTooDeep: what is inside, by itself",
    "SiteBroken": _DEFECT,
    "SiteFileRefused": _DEFECT,
    "SourceUnusable": _RELEASE,
    "StageFailed": _DEFECT,
    "StatementFailed": _DEFECT,
    "StatementForbidden": _DEFECT,
    "StatementTooLong": _DISK,
    "SystemUnsupported": "the remedy is another operating system; installing/test_systems.py shows the refusal",
    "TimeZoneUnknown": "commands say it as SettingInvalid, which is tried; else of code that somebody adds",
    "TooManyEntries": _LIMIT,
    "ValueUnsupported": _CODE,
    "WebServerUnguarded": _RELEASE,
    "WorkerLost": _RACE,
    "WriteConflict": _RACE,
}
"""By error, why no test carries its remedy out."""
