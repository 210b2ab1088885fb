"""Decides what to launch: schedules, sensors, conditions. Nothing lives here yet."""
