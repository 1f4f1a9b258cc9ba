"""What is installed, where and how: archives, containers, services of the system, other systems than Linux."""
