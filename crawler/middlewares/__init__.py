"""Good manners on the way to a site: bounds, robots, politeness, blocks. Each records what it decides."""
