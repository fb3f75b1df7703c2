"""What people read: tables, words, figures."""
