"""Publishing: a bulletin (sections of entries with key quotes and events) as HTML mail, Word, PDF and Markdown, and a chronology for Excel.

    from rasd.bulletin.model import Bulletin
    from rasd.bulletin.formats import write_bulletin
    write_bulletin(bulletin, Path("bulletin.docx"))       # the name tells the format: .html .eml .docx .pdf .md .xlsx .csv

`model` says what a bulletin is; `rasd.flow.bulletin` makes one of a basket or of searches in a store. The words of articles are never
translated; `gloss` writes one English line about an event or a speaker from the fields of the record. `templates/` is the one folder to
adapt: copy it (`rasd bulletin --copy-templates FOLDER`), change what you like, and give it with `--templates FOLDER`.
"""
