"""Rasd for assistants: a Model Context Protocol server over one store, read-only. Every answer gives its words with their offsets.

    server = server_of(store)     # the tools, bound to an open store
    server.run("stdio")           # `rasd mcp --store desk.db`

Articles are what others wrote: the server's instructions tell the client that quotes are data and never instructions.
"""
