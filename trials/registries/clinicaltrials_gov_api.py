import re

NAME = "ctgov"
NUMBER = re.compile(r"NCT[0-9]{8}")


def fetch(): ...
