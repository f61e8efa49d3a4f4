"""What a person looks at after a run: tables, pictures, the summary on the screen."""
