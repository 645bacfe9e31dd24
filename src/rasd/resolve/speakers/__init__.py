"""Who is speaking, and to whom."""
