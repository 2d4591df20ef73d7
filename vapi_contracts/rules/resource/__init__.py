"""The rules on numbers as resources over HTTP, one a file, all judged from one fold of the transcript."""
