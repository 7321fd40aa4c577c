"""What a user can put right."""


class InputError(ValueError):
    """One sentence that names what was found, and what to do."""
