"""What those who run webinars do in chat, over HTTP, with the house closed and reopened in between."""
