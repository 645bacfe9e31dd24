"""Groups mentions into actors, links them to the knowledge base, finds their countries, and decides which reach the record."""
