"""What the clock asks: one module a job."""
