"""The command line of operators: python -m api …"""

from __future__ import annotations

import typer

from api.commands import accounts, archive, policies, records, server

app = typer.Typer(
    help="Run and keep Uppsikt.", no_args_is_help=True, pretty_exceptions_show_locals=False
)
app.command("run")(server.run)
app.command("serve")(server.serve)
app.command("demo")(server.demo)
app.command("migrate")(server.migrate_base)
app.command("alert")(server.try_alert)
app.add_typer(accounts.users, name="user")
app.add_typer(accounts.keys, name="key")
app.add_typer(accounts.channels, name="channel")
app.add_typer(records.registry, name="registry")
app.add_typer(policies.policies, name="policy")
app.add_typer(archive.archive, name="archive")
