"""What a page inside the administration is made of: its frame, its act, its address."""
