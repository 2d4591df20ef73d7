"""Active runs: which rules, how many scenarios, in what order. Emits events; knows no screen."""
