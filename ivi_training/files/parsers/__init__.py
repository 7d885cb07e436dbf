"""What reads a stranger's bytes, in a process of its own (see `ivi_training.files.apart`).

Nothing here imports Django or another room: a process that starts for each upload starts at once.
"""
