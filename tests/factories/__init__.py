"""The smallest valid thing of each kind; statuses are reached through actions."""
