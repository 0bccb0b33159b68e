"""The API's documentation as a page of our own, read from its OpenAPI schema.

The usual viewers want styles inline, which the content security policy forbids, and are hard to use by keyboard;
a page of the design system needs neither an exception nor a script.
"""
