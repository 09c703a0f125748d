"""Vaultbot: answers slash commands from a vault of cited notes about videos.

    vault files ──> vault ──> Note, Excerpt ──> store ──> search ──> Hit ──> reply ──> Discord
      (*.md)        read        (values)       (tables)   (rank)   (value)  (Embed)    terminal

    __main__   python -m bot             cli        subcommands
    arguments  the command line          progress   a bar
    check      what is wrong             preview    a page in the browser
    copying    to another database
    logs       what is written           masking    what must not be
    monitoring/ health, metrics, HTTP    stopping   SIGTERM, in time
    inflight   answers being made
    app        composition root: opens, wires and closes everything
    runner     the bot, until it is ended     connection its shards
    identify   whose turn it is to begin      leading    which process posts and loads
    beginning  a shard waits to begin
    roster     all shards of the bot          first_load before the first answer
    ask        a slash command as text
    client     the Discord client        tree       errors become messages
    translator names of commands         languages  their translations
    registering commands at Discord
    answers/   what each command and each press answers
    daily/     a quote a day
    library    every question about the vault
    finder     queries in words          searcher   the thread for them
    snapshot   what stays in memory      memory     what is given back
    indexer    vault → store: a diff, then the work
    lint       what is wrong with a vault
    upkeep     watch, fetch, load again  workers    many files at once
    sources/   where a vault comes from  remotes    addresses and their secrets
    vault/     files → notes             store/     all SQL
    search/    words → ranked hits       reply/     hits → replies
    aside      work on many things       config     the file of settings
    keys       stable ids                settings   every setting
    sites      addresses of videos       errors     the error tree
    shards     which connections         places     where a database is
    access     what may be looked at     patience   how long answers wait
    courtesy   how long work goes second
    model/     the values between rooms

Imports point down this list only; a test holds it. Who may import whom: docs/architecture.md.
"""
