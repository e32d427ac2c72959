"""Who is asking: people by session, tools by key, and what each may do."""
