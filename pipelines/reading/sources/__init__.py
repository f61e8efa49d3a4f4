"""Where articles come from: files, folders, archives, standard input."""
