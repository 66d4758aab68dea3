"""Numbers become words here, and nowhere else: what people read in Slack and in the terminal."""
