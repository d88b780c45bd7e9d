"""What people read and type: notices of the backup, questions, mistakes, completions, entries of a newer version."""
