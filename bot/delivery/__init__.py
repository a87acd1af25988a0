"""What is owed, when, and what became of it: a pure plan, a pure error table, and the pump that claims and sends."""
