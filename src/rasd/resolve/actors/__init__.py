"""Who is who: mentions become actors, actors get their entries, offices and countries; and which of them reach the record."""
