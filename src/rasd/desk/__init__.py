"""The desk: what a monitor opens at eight and leaves at nine with the bulletin sent. A web application over one store.

    from rasd.desk.app import create_app
    app = create_app(open_store("desk.db"))          # any ASGI server runs it; `rasd serve` runs uvicorn on loopback

How it hangs together:

- A page is a `Page` (page.py): a path, a function that loads its content from the store, and a template. The same path with `.json`
  or `.csv` at its end gives the same content as data. Each module of `pages/` has some pages and is one line of `pages/__init__.py`.
- `Workspace` (workspace.py) is the store as pages see it: corrections applied, answers remembered for as long as the store is the same.
- `Reader` (preferences.py) is how a person wants it shown: language, digits, calendar, theme. Templates get it with every page.
- Words of the interface are English in templates and code (`_("Today")`), Arabic in locale/ar/*.po, one file a part of the desk.
- `Guard` (guard.py) lets no request pass that does not come from the desk itself: hosts, headers, forms with a token.
- Changes are POST forms that end with a redirect to the page they came from; they work without script.
"""
