"""Who acted and who was acted on: the parties of events, weighed."""
