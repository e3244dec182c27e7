"""The server as a program on this computer: where it is, how it is started, watched and ended."""
