"""Resolvers: who is who, who is speaking, which events are one. They see the whole article."""
