"""What starts runs automatically: the sensors of the inbox and of stale assets, the weekly schedule, and their jobs.

In: asset selections, the inbox, statuses of earlier runs. Out: jobs, sensors, schedules. Not here: what a run does.
"""
