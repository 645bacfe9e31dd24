"""Mentions: people, bodies, states and unnamed people, by rules and with the encoder, each as its longest noun phrase."""
