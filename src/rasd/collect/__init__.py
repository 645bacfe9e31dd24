"""Where articles come from: files, folders, pages."""
