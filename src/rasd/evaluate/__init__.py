"""Measuring: records against gold articles, with the definitions that the project is judged by."""
