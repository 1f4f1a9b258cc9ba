"""What starts runs without a person: jobs, the sensors of the inbox and of stale assets, the weekly schedule.

In: asset selections, the inbox, how earlier runs ended. Out: jobs, sensors, schedules. Not here: what a run does.
"""
