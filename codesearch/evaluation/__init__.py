"""How good the whole tool is: questions with known answers asked of it, and what came back measured."""
