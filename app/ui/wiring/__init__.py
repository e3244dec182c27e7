"""Who speaks to whom: presenters on one side, the window's parts on the other."""
