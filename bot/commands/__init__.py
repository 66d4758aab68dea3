"""What people ask: one module a command."""
