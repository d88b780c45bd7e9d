"""Every cause of a failure is told apart: its own code, its own exit status, and what to do, in English and French."""
