"""Following by mail, without an account: asked for, confirmed from the mailbox, ended with one click."""
