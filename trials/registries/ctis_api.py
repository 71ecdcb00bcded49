import re

NAME = "ctis"
NUMBER = re.compile(r"20[0-9]{2}-5[0-9]{5}-[0-9]{2}-[0-9]{2}")


def fetch(): ...
