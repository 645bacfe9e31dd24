"""Alerts: what somebody wants to be told of, and how it is told. Pure: nothing here looks into a store (`rasd.flow.alerts` does).

- `asked`: the kinds of alerts, and what can be asked of each, checked.
- `model`: an alert, its channels, what it found (hits), and what is sent (a notice).
- `messages`: a hit in words, for mails and feeds.
- `atom`: hits as a feed.
- `channels`, `mail`: the built-in notifiers (file, webhook, mail); third parties add theirs, see `rasd.interfaces.Notifier`.
"""
