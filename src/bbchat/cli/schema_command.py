"""`bbchat schema`: what an editor needs to complete the knowledge files and to mark mistakes in them."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("schema")
@click.argument("name", required=False)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="Write files into DIR.")
def command(name: str | None, out: Path | None) -> int:
    """Print the JSON Schema of the kind of file called NAME; without NAME, list all kinds.

    An editor that knows such schemas, VS Code with the extension “YAML” for one, shows what each key means, completes
    it, and marks a mistake while you type. Each file names its schema in its first line, by a path beside it: nothing
    is fetched. `bbchat new` writes the schemas into its folder; for an older folder, do it once:

    \b
      bbchat schema --out my-knowledge/.schemas
      bbchat schema passages

    Exit codes: 0 done, 2 no such schema, or the folder cannot be written.
    """
    from bbchat.authoring.json_schemas import FILES, as_text, make_schema, schema_line, write_schemas
    from bbchat.cli.output import write_line, write_note

    if name:
        make_schema(name)
    if out:
        for path in write_schemas(out, [name] if name else FILES):
            write_line(str(path))
        place = FILES[name or "passages"].place
        write_note(
            f"Begin each file with the line that leads to its schema; for {place} it is:\n{schema_line(Path(place))}"
        )
    elif name:
        write_line(as_text(make_schema(name)).rstrip("\n"))
    else:
        for one, file in FILES.items():
            write_line(f"{one:<12}{file.place:<34}{file.about}")
    return 0
