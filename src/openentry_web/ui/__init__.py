"""How pages look: tokens, stylesheet, templates, components, charts, PDF."""
