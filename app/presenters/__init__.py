"""State of a screen as signals and slots. QtCore only; speaks to services, never to adapters or widgets."""
