"""The suite. A package, so that tests and bench share tests.builder."""
