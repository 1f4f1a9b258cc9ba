"""Stories: what happened in a window, who opened it, who spoke for and against, and how it ended."""
