"""Vaultbot: answers slash commands from a vault of cited notes about videos.

    vault files ──> vault ──> Note, Excerpt ──> store ──> search ──> Hit ──> reply ──> Discord
      (*.md)        read        (values)       (SQLite)   (rank)   (value)  (Embed)    terminal

    __main__   python -m bot
    cli        subcommands
    app        composition root: opens, wires and closes everything
    health     what `check` looks at
    ask        a slash command as text
    client     the Discord client        tree      errors become messages
    answers    one method a command: the library asked, the reply made
    library    every question about the vault
    indexer    vault → store: a diff, then the work
    lint       what is wrong with a vault
    workers    many files at once
    vault/     files → notes             store/    all SQL
    search/    words → ranked hits       reply/    hits → embeds
    keys       stable ids                config    settings
    sites      addresses of videos       progress  a bar
    model      the values between rooms  errors    the error tree

Imports point down this list only; a test holds it. Who may import whom: docs/architecture.md.
"""
