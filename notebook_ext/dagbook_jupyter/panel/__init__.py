"""The panel, whatever hosts it: the controller, the messages, the built page."""
