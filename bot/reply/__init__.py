"""From hits to what a person sees: escaped, within every limit, in Discord or a terminal."""
