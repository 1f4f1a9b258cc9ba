"""The `egregora` command: a thin shell over the same definitions that Dagster serves.

Only the standard library and names are imported here, so that `--help` is quick; each command imports what it needs.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from egregora_assets.contracts.asset_names import ASSETS, STAGES

EXIT_OK, EXIT_FAILED, EXIT_USAGE, EXIT_INTERRUPTED = 0, 1, 2, 130


COMMANDS = {
    "process": "process:process",
    "inspect": "inspect:inspect",
    "inbox": "inbox:show_inbox",
    "doctor": "doctor:doctor",
    "backup": "backup:backup",
    "restore": "backup:restore",
    "opt-out": "wishes:decide",
    "opt-in": "wishes:decide",
    "erase": "erase:erase",
    "vault delete": "vault_and_key:delete_vault",
    "key export": "vault_and_key:export_key",
    "key import": "vault_and_key:import_key",
    "trace": "trace:trace_row",
    "who": "who:who",
    "leak-scan": "leak_scan:leak_scan",
    "review names": "review:review_names",
    "redact": "redact:redact_lines",
    "import-legacy": "import_legacy:import_legacy",
    "ui": "ui:ui",
    "debug run-stage": "process:run_stage",
    "debug export": "export:export",
    "debug dag-status": "status:dag_status",
}
"""Where each command is, below `egregora_assets.cli`."""


def parser() -> argparse.ArgumentParser:
    """The command line: every command, with its options."""
    top = argparse.ArgumentParser(
        prog="egregora", description="Turn a group chat's export into a private, exact, readable publication."
    )
    top.add_argument("--version", action="store_true", help="print the version and end")
    commands = top.add_subparsers(dest="command", metavar="COMMAND")
    _add_process(commands)
    _add_inspect(commands)
    inbox = commands.add_parser("inbox", help="what lies in the inbox, and what became of each file; names files")
    inbox.add_argument("--json", action="store_true", help="for programs")
    _add_home(inbox)
    _add_debug(commands)
    doctor = commands.add_parser("doctor", help="check the deployment and settle runs that died")
    _add_home(doctor)
    _add_copies(commands)
    _add_rights(commands)
    trace = commands.add_parser("trace", help="say which runs made a row, by which code, back to the export")
    what = "a key (UUID, or its first 8 digits), `document_id:ordinal` for a citation, a slug, a path of the site"
    trace.add_argument("id", metavar="ID", help=what)
    trace.add_argument("--json", action="store_true", help="for programs, with every key")
    _add_home(trace)
    _add_import(commands)
    asked = commands.add_parser("who", help="the name behind a pseudonym; reads the vault")
    asked.add_argument("pseudonym", metavar="PSEUDONYM", help="as the site shows it, or the person's alias")
    _add_home(asked)
    scan = commands.add_parser("leak-scan", help="look through files for anything that the vault holds")
    scan.add_argument("paths", metavar="PATH", nargs="*", type=Path, help="default: all but vault, inbox and settings")
    scan.add_argument("--json", action="store_true", help="the findings for programs")
    _add_home(scan)
    _add_review(commands)
    shown = commands.add_parser("redact", help="show what the anonymiser makes of the lines on standard input")
    shown.add_argument("--roster", metavar="FILE", type=Path, help="names of those who take part, one a line")
    shown.add_argument("--lang", choices=("en", "pt", "es", "de", "fr", "it"), help="language (default: found out)")
    shown.add_argument("--jsonl", action="store_true", help='a line is {"id", "text", "roster": [...], "lang"}')
    ui = commands.add_parser("ui", help="start Dagster's web interface on this machine alone")
    _add_home(ui)
    ui.add_argument("--port", type=int, default=3000, help="port on 127.0.0.1 (default 3000)")
    return top


def _add_home(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--output",
        metavar="DIR",
        type=Path,
        help="the deployment's folder (default: EGREGORA_HOME, else egregora_home beside DAGSTER_HOME or here)",
    )


def _add_review(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    review = commands.add_parser("review", help="judge what no rule can tell: names of people who take no part")
    inner = review.add_subparsers(dest="review_command", metavar="WHAT", required=True)
    names = inner.add_parser("names", help="list words that look like people, and judge them")
    names.add_argument(
        "--add", metavar="NAME", action="append", help="somebody: hidden in every message; - reads lines"
    )
    names.add_argument("--ignore", metavar="WORD", action="append", help="nobody: not listed again; - reads lines")
    names.add_argument("--forget", metavar="WORD", action="append", help="take a decision back; - reads lines")
    names.add_argument("--list", action="store_true", help="show the decisions")
    names.add_argument("--context", action="store_true", help="show what stands around, under pseudonyms")
    names.add_argument("--chat", metavar="SLUG", help="for this conversation alone (default: all)")
    names.add_argument("--json", action="store_true", help="for programs")
    _add_home(names)


def _add_process(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    process = commands.add_parser("process", help="read exports and bring everything up to date")
    what = "chat exports, or folders of them; none = what lies in the inbox"
    process.add_argument("exports", metavar="EXPORT", nargs="*", type=Path, help=what)
    _add_home(process)
    process.add_argument("--target-stage", choices=STAGES, default="published", help="stop after this stage")
    process.add_argument("--force-refresh", action="store_true", help="compute everything again, reuse nothing")
    process.add_argument("--sample", action="store_true", help="read the synthetic sample export that is shipped")
    process.add_argument("--time-zone", metavar="ZONE", help="the chat's IANA time zone; remembered")
    process.add_argument("--locale", help="decides day or month first where the file does not; remembered")
    process.add_argument("--title", help="the site's public title; remembered")
    process.add_argument("--label", help="your private name for the conversation; remembered")
    process.add_argument(
        "--key", metavar="FILE", type=Path, help="the deployment key of another folder: same pseudonyms"
    )


def _add_inspect(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    inspect = commands.add_parser(
        "inspect", help="look at exports without a deployment: what they are read as, and why"
    )
    what = "chat exports, or folders; several are read as one conversation"
    inspect.add_argument("files", metavar="FILE", nargs="+", type=Path, help=what)
    inspect.add_argument("--time-zone", metavar="ZONE", help="IANA time zone of the phone's clock (default: UTC)")
    inspect.add_argument("--locale", help="decides day or month first where the file does not, such as pt_BR")
    output = inspect.add_mutually_exclusive_group()
    output.add_argument("--rows", action="store_true", help="print one JSON object a message, with names and texts")
    output.add_argument("--names", action="store_true", help="add the title and everybody's name to the report")


def _add_copies(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    backup = commands.add_parser("backup", help="write a verified copy of the database")
    backup.add_argument(
        "target", metavar="FOLDER", nargs="?", type=Path, help="where to (default: backups/ of the deployment)"
    )
    backup.add_argument("--with-vault", action="store_true", help="copy the vault as well: names and messages as read")
    _add_home(backup)
    restore = commands.add_parser("restore", help="put a copy in the place of the database, and keep what was there")
    what = "a copy, or a folder of copies; none = the newest sound snapshot or backup of the deployment"
    restore.add_argument("source", metavar="COPY", nargs="?", type=Path, help=what)
    restore.add_argument("--with-vault", action="store_true", help="restore the vault as well")
    _add_home(restore)


def _add_rights(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    who = "pseudonym or id; `-` reads it, or a real name or number, from the terminal or standard input"
    for name, what in (("opt-out", "take everything of a person off the site"), ("opt-in", "publish a person again")):
        wish = commands.add_parser(name, help=what)
        wish.add_argument("--author", metavar="WHO", help=who)
        wish.add_argument("--no-run", action="store_true", help="decide only; the next run takes it into account")
        _add_home(wish)
    erase = commands.add_parser("erase", help="remove everything of a person, for good, and prove it")
    erase.add_argument("--author", metavar="WHO", action="append", help=f"{who}; may be given several times")
    erase.add_argument("--resume", action="store_true", help="go on with an erasure that was cut off")
    erase.add_argument("--yes", action="store_true", help="do not ask for confirmation")
    copies = "backups made by `egregora backup`: remove them (default), or keep and list them"
    erase.add_argument("--backups", choices=("remove", "keep-and-list"), default="remove", help=copies)
    inbox = "exports in the inbox that hold the person: keep and list them (default), or remove them"
    erase.add_argument("--inbox", choices=("keep", "remove"), default="keep", help=inbox)
    _add_home(erase)
    vault = commands.add_parser("vault", help="the private folder").add_subparsers(
        dest="vault_command", metavar="COMMAND", required=True
    )
    delete = vault.add_parser("delete", help="remove every name and raw message; the site and the key stay")
    delete.add_argument("--yes", action="store_true", help="do not ask for confirmation")
    _add_home(delete)
    key = commands.add_parser("key", help="the deployment key").add_subparsers(
        dest="key_command", metavar="COMMAND", required=True
    )
    for name, what in (("export", "write a copy of the key"), ("import", "put the key in place")):
        copied = key.add_parser(name, help=what)
        copied.add_argument("file", metavar="FILE", type=Path, help="a file of 32 bytes, mode 0600")
        _add_home(copied)


def _add_import(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    older = commands.add_parser("import-legacy", help="take over what an older deployment of the predecessor holds")
    what = "its rankings.duckdb and the database of its pipeline; never written to"
    older.add_argument("paths", metavar="PATH", nargs="+", type=Path, help=what)
    older.add_argument("--chat", metavar="SLUG", help="the conversation that it is of, where there are several")
    older.add_argument("--dry-run", action="store_true", help="say what would be taken, write nothing")
    older.add_argument("--json", action="store_true", help="the report for programs")
    _add_home(older)


def _add_debug(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    debug = commands.add_parser("debug", help="look inside: run one stage, show what is fresh")
    inner = debug.add_subparsers(dest="debug_command", metavar="COMMAND", required=True)
    run = inner.add_parser("run-stage", help="run one stage over the tables that are there")
    run.add_argument("stage", choices=ASSETS)
    run.add_argument("--force-refresh", action="store_true", help="compute again even if nothing changed")
    _add_home(run)
    status = inner.add_parser("dag-status", help="what is fresh, stale or missing, and why")
    status.add_argument("--json", action="store_true", help="for programs")
    _add_home(status)
    export = inner.add_parser("export", help="write every readable table as JSON lines")
    export.add_argument("folder", metavar="FOLDER", type=Path)
    _add_home(export)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command.

    Returns: 0 done, 1 failed (with the remedy on standard error), 2 wrong usage, 130 interrupted.
    """
    top = parser()
    options = top.parse_args(arguments)
    if options.version:
        from egregora_assets import __version__

        print(f"egregora {__version__}")
        return EXIT_OK
    if options.command is None:
        top.print_help()
        return EXIT_USAGE
    try:
        return _dispatch(options)
    except KeyboardInterrupt:
        print("Interrupted. The last good tables are kept; run the same command again to go on.", file=sys.stderr)
        return EXIT_INTERRUPTED


def _dispatch(options: argparse.Namespace) -> int:
    from egregora_assets.errors import EgregoraError

    try:
        return EXIT_OK if _run(options) else EXIT_FAILED
    except EgregoraError as error:
        from egregora_assets.cli.console import print_error

        print_error(error)
        return EXIT_FAILED


def _run(options: argparse.Namespace) -> bool:
    """Runs a command; its module is imported now, so that help and mistakes in usage cost nothing."""
    inner = getattr(options, f"{options.command}_command", None)
    name = f"{options.command} {inner}" if inner else options.command
    module, _, function = COMMANDS[name].partition(":")
    run = getattr(importlib.import_module(f"egregora_assets.cli.{module}"), function)
    return bool(run(options))
