"""What starts runs without a person: jobs, the inbox sensor, the weekly schedule.

In: asset selections and the inbox. Out: Dagster jobs, sensors, schedules. Not here: what a run does.
"""
