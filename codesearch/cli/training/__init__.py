"""`codesearch train`: from repositories to an encoder that a search can use."""

import click

from codesearch.cli.lazy import LazyGroup

MODULES = {  # in the order in which they follow on each other
    "corpus": "corpus",
    "tokenizer": "data",
    "prepare": "data",
    "teach": "teach",
    "bag": "stages",
    "mlm": "stages",
    "contrastive": "stages",
    "negatives": "stages",
    "distil": "stages",
    "average": "average",
    "bundle": "bundle",
    "export": "export",
    "adapt": "adapt",
}
COMMANDS = {name: (f"{__name__}.{module}", name) for name, module in MODULES.items()}


@click.group(
    "train", cls=LazyGroup, modules=COMMANDS, short_help="Train an encoder on repositories of your choice."
)
def command() -> None:
    """Train an encoder: from repositories to the files that `codesearch eval --encoder` takes.

    \b
    codesearch train corpus sources.json corpus/       repositories to pairs of question and function
    codesearch train tokenizer corpus/ run/
    codesearch train prepare corpus/ run/              pairs to token ids
    codesearch train bag run/ --minutes 3              a vector for each token
    codesearch train contrastive run/ --from bag --minutes 60
    codesearch train export run/ encoder/

    Each stage goes on from its checkpoint when it is called again. `adapt` needs none of them: it trains the
    bundled encoder on with your own repositories.
    """
