"""An archive of any size to load the site with: real places, invented agencies' figures and words. Never to be published."""
