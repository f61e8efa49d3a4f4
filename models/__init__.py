"""What parley is: articles, actors, voices, themes, stance and the bundle that labels; pure, light, no side effects."""
