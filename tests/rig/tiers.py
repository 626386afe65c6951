TIERS = {}

def run(names, filters):
    return 1
