"""The tree of commands, and what ends them: exit codes and errors.

Help and mistakes in usage must be quick, so that a command's module is imported when the command is looked up, and
imports nothing heavy itself.
"""

from __future__ import annotations

import difflib
import importlib
import sys
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

import click

from egregora_assets import __version__
from egregora_assets.cli.answers import describe_error, describe_usage, is_asked_for, print_answer
from egregora_assets.cli.console import print_error, print_notices, print_to_stderr
from egregora_assets.cli.options import EXIT_FAILED, EXIT_INTERRUPTED
from egregora_assets.errors import EgregoraError
from egregora_assets.operations.collector import rare_collection
from egregora_assets.operations.supported_system import require_supported_system

EARLIER_NAMES = {
    "parse": "process --target-stage ingested",
    "anonymize": "process --target-stage anonymized",
    "enrich": "process --target-stage enriched",
    "group": "process --target-stage knowledge",
    "write": "process --target-stage generated",
    "rank": "process --target-stage ranked",
    "pipeline": "process",
    "run": "process",
    "build": "process",
}
"""What commands of the predecessor are called now."""
EXIT_OK, EXIT_USAGE = 0, 2
_LONGEST_HELP = 200


class LazyGroup(click.Group):
    """A group whose commands are imported when they are looked up, as `module:function` below `egregora_assets.cli`."""

    def __init__(self, *args: Any, commands_by_name: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.commands_by_name = commands_by_name

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order of the help."""
        return [*self.commands_by_name, *super().list_commands(ctx)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes every command with the whole first sentence of its help, which click would cut short."""
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, c.get_short_help_str(_LONGEST_HELP)) for name, c in found if c])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does; of a command that there is not, it says which may be meant."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as mistake:
            earlier = EARLIER_NAMES.get(args[0]) if ctx.parent is None else None
            near = [earlier] if earlier else difflib.get_close_matches(args[0], self.list_commands(ctx), 2)
            meant = self._find_inside(args[0], 1.0) or near or self._find_inside(args[0])
            names = " or ".join(f"`{ctx.command_path} {name}`" for name in meant)
            question = f" Did you mean {names}?" if meant else ""
            raise click.UsageError(f"{mistake.message}{question}", ctx) from None

    def _find_inside(self, word: str, likeness: float = 0.6) -> list[str]:
        """The commands of groups in this one that a word is so much like (1 = is), with their group's name."""
        groups = [(name, group) for name, group in self.commands.items() if isinstance(group, LazyGroup)]
        return [
            f"{name} {one}"
            for name, group in groups
            for one in difflib.get_close_matches(word, group.commands_by_name, 1, likeness)
        ]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by name."""
        place = self.commands_by_name.get(cmd_name)
        if place is None:
            return super().get_command(ctx, cmd_name)
        module, _, function = place.partition(":")
        found: click.Command = getattr(importlib.import_module(f"egregora_assets.cli.{module}"), function)
        return found


@click.group(
    cls=LazyGroup,
    commands_by_name={
        "init": "init:init",
        "process": "process:process",
        "status": "status:status",
        "inspect": "inspect:inspect",
        "inbox": "inbox:inbox",
        "doctor": "doctor:doctor",
        "settings": "settings:settings",
        "open": "published.open:open_site",
        "serve": "published.serve:serve",
        "search": "published.search:search",
        "top": "published.reading:top",
        "read": "published.reading:read",
        "compare": "published.compare:compare",
        "publish": "published.publish:publish",
        "ui": "ui:ui",
        "trace": "trace:trace",
        "sql": "sql:sql",
        "backup": "backup:backup",
        "restore": "backup:restore",
        "annotate": "published.annotations:annotate",
        "keep": "published.nominations:keep",
        "skip": "published.nominations:skip",
        "opt-out": "people.consent:opt_out",
        "opt-in": "people.consent:opt_in",
        "erase": "people.erase:erase",
        "who": "people.who:who",
        "leak-scan": "leak_scan:leak_scan",
        "redact": "redact:redact",
        "import-legacy": "import_legacy:import_legacy",
        "completion": "completion:completion",
    },
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  egregora init --output my_group
  egregora process chat.zip --output my_group
  egregora COMMAND --help                # more about each command, with examples""",
)
@click.version_option(__version__, "-V", "--version", message="egregora %(version)s")
@click.pass_context
def egregora(context: click.Context) -> None:
    """Turn a group chat's export into a private, exact, readable publication."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
        context.exit(EXIT_USAGE)


@egregora.group(
    cls=LazyGroup,
    commands_by_name={"names": "people.review:names", "leaks": "people.leaks:leaks"},
    epilog="Example: egregora review names --list",
)
def review() -> None:
    """Judge what no rule can decide: names of people who take no part, texts that are withheld."""


@egregora.group(
    "annotations",
    cls=LazyGroup,
    commands_by_name={"list": "published.annotations:list_annotations", "remove": "published.annotations:remove"},
    epilog="Example: egregora annotations list --json",
)
def annotations_group() -> None:
    """What people wrote on messages and posts: `egregora annotate` adds to it."""


@egregora.group(
    "documents",
    cls=LazyGroup,
    commands_by_name={
        "list": "published.documents:list_documents",
        "archive": "published.documents:archive",
        "unarchive": "published.documents:unarchive",
        "draft": "published.documents:draft",
        "publish": "published.documents:publish",
        "announce": "published.documents:announce",
    },
    epilog="Example: egregora documents archive posts/the-gate.html",
)
def documents_group() -> None:
    """What the site publishes: list it, take it off, put it back, make a draft of it, announce something."""


@egregora.group(
    cls=LazyGroup,
    commands_by_name={"status": "caches.cache:status", "prune": "caches.cache:prune"},
    epilog="Example: egregora cache status",
)
def cache() -> None:
    """The files that were dear to make: small pictures, cards."""


@egregora.group(
    cls=LazyGroup,
    commands_by_name={"at": "code.git:at"},
    epilog='Example: egregora git at src/app.py --time "2024-03-05 14:00"',
)
def git() -> None:
    """Ask the history of the repositories that the conversation speaks of."""


@egregora.group(
    cls=LazyGroup,
    commands_by_name={"posts": "published.export:posts", "tables": "published.export:tables"},
    epilog="Example: egregora export posts garden-posts",
)
def export() -> None:
    """Take what is published elsewhere: posts as Markdown, tables as Parquet or JSON lines."""


@egregora.group(
    "import",
    cls=LazyGroup,
    commands_by_name={"posts": "published.editing:posts"},
    epilog="Example: egregora import posts garden-posts",
)
def import_group() -> None:
    """Bring what you edited: posts as `egregora export posts` wrote them."""


@egregora.group(
    cls=LazyGroup, commands_by_name={"delete": "vault:delete"}, epilog="Example: egregora vault delete --output demo"
)
def vault() -> None:
    """The private folder with names and raw messages."""


@egregora.group(
    cls=LazyGroup,
    commands_by_name={"export": "vault:export_key", "import": "vault:import_key"},
    epilog="Example: egregora key export /media/disk/egregora.key",
)
def key() -> None:
    """The deployment key, on which all pseudonyms and identifiers depend."""


@egregora.group(
    cls=LazyGroup,
    commands_by_name={"run-stage": "process:run_stage", "dag-status": "status:dag_status", "export": "export:export"},
    epilog="Example: egregora debug run-stage ranked --force-refresh",
)
def debug() -> None:
    """Look inside: run one stage, export the tables."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command.

    Returns: 0 done, 1 failed (with the remedy on standard error, and with `--json` on standard output), 2 no command,
        130 interrupted.

    Raises:
        SystemExit: 2, for wrong usage; the mistake is on standard error.
    """
    as_json = is_asked_for(sys.argv[1:] if arguments is None else arguments)
    try:
        require_supported_system()
        with rare_collection(), warnings.catch_warnings():
            print_notices()
            code = egregora.main(arguments, prog_name="egregora", standalone_mode=False)
    except click.UsageError as mistake:
        mistake.show()
        if as_json:
            path = mistake.ctx.command_path if mistake.ctx else "egregora"
            print_answer({"error": describe_usage(mistake.format_message(), path)})
        raise SystemExit(EXIT_USAGE) from None
    except click.Abort:
        print_to_stderr("Interrupted. The last good tables are kept; run the same command again to go on.")
        return EXIT_INTERRUPTED
    except EgregoraError as error:
        print_error(error)
        if as_json:
            print_answer({"error": describe_error(error)})
        return EXIT_FAILED
    return code if isinstance(code, int) else EXIT_OK
