"""The command `gongkai`: loads a command's module when it is called, and turns every error into one sentence."""

from __future__ import annotations

from importlib import import_module

import click

from gongkai.exit_codes import DONE

COMMANDS = {
    "crawl": ("gongkai.crawl", "Crawl the disclosure columns of the sources."),
    "import": ("gongkai.import_", "Take in files, folders and WARC files."),
    "rebuild": ("gongkai.rebuild", "Make the archive anew from the captures, offline."),
    "check": ("gongkai.check", "Verify every record, hash, place and key; changes nothing."),
    "serve": ("gongkai.serve", "Open the archive in the browser."),
    "export": ("gongkai.export", "Take the tables away as CSV, whole, with a codebook."),
    "source": ("gongkai.source", "Add, list and test sources: one YAML file per disclosure column."),
    "status": ("gongkai.status", "Say what the data folder holds and how the sources fare."),
    "demo": ("gongkai.demo", "Crawl a small invented county and open its archive."),
}


class Front(click.Group):
    """A group whose commands are imported when they are called: one that is broken never breaks the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        try:
            return import_module(COMMANDS[name][0]).command
        except ImportError as error:
            raise click.ClickException(f"`gongkai {name}` cannot be loaded here: {error}.") from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=Front, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="gongkai")
def cli() -> None:
    """An archive of the yearly information-disclosure reports (政府信息公开工作年度报告) of Chinese administrative organs."""


def run() -> int:
    """Runs the command that the shell gave, and gives its exit code; raises KeyboardInterrupt when it was interrupted."""
    try:
        code = cli.main(prog_name="gongkai", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.Abort as error:
        raise KeyboardInterrupt from error
    except Exception as error:
        from gongkai.errors import sentence  # here, so that --help loads little

        text, code = sentence(error)
        click.echo(f"gongkai: {text}", err=True)
    return code if isinstance(code, int) else DONE
