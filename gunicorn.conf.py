"""How gunicorn serves the product; it reads this file where it is started in this folder."""

# No header of a request says below which path we are, or which page is asked for.
forwarder_headers = ""
